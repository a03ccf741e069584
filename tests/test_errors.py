"""Errors: each kind has a stable code of its own."""

from corpus import errors


def kinds() -> list[type[errors.VigieError]]:
    return [errors.VigieError, *errors.VigieError.__subclasses__()]


def test_codes_are_stable_and_distinct() -> None:
    assert {kind.__name__: kind.code for kind in kinds()} == {
        "VigieError": "erreur", "SettingsError": "reglage", "InputError": "saisie", "ArticleError": "article",
        "CorpusError": "corpus", "WeightsError": "poids", "SnapshotError": "index", "BusyError": "occupe",
        "GenerationError": "generation", "ConversationError": "conversations",
    }  # fmt: skip


def test_the_module_draws_every_kind() -> None:
    assert errors.__doc__ is not None
    assert all(kind.__name__ in errors.__doc__ for kind in kinds())
