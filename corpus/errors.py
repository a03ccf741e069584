"""Every error that Vigie raises on purpose.

    VigieError
    ├── SettingsError    a setting that cannot be used
    ├── InputError       a question, filter or parameter that cannot be used
    ├── ArticleError     one file or line that cannot be read as an article
    ├── CorpusError      a corpus path with nothing to read, or an unusable article store
    ├── WeightsError     model weights missing, truncated or not the expected ones
    ├── SnapshotError    no search index, or one that this configuration cannot open
    ├── BusyError        another process, or another question, holds what only one may hold
    ├── GenerationError  the generator failed or did not answer in time
    └── ConversationError  the conversation store cannot be used

Each message is one line that says what is wrong and what to change. `code` is stable: it names the
error in HTTP problems and lets the page choose its own French wording.
"""

from typing import ClassVar


class VigieError(Exception):
    """Base of all expected errors; str(error) is one line for a log or a terminal."""

    code: ClassVar[str] = "erreur"


class SettingsError(VigieError):
    code = "reglage"


class InputError(VigieError):
    code = "saisie"


class ArticleError(VigieError):
    code = "article"


class CorpusError(VigieError):
    code = "corpus"


class WeightsError(VigieError):
    code = "poids"


class SnapshotError(VigieError):
    code = "index"


class BusyError(VigieError):
    code = "occupe"


class GenerationError(VigieError):
    code = "generation"


class ConversationError(VigieError):
    code = "conversations"
