"""What an answer is made of. All offsets refer to the cited article's canonical text."""

from dataclasses import dataclass, field
from typing import Literal

from corpus.text import Span
from index.passage import Hit

Mode = Literal["full", "extract"]
Reason = Literal["hors_corpus", "non_etaye", "trop_recent", "bavardage"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote: article.text[start:end] == quote. `marker` is the number of its source in the answer."""

    marker: int
    article_id: str
    title: str
    source: str | None
    url: str | None
    published: str | None
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of the answer and the quotes that prove it."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Extract:
    """The proving sentence, verbatim; `span` is the likeliest answer inside it (offsets in the article)."""

    text: str
    article_id: str
    start: int
    end: int
    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader should know: sources that disagree, a figure that is out of date."""

    kind: str
    message: str
    article_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    reason: Reason
    message: str
    nearest: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence of the draft that was not shown, and why (French)."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds since the question came in; None for a step that did not happen."""

    retrieve_ms: float | None = None
    extract_ms: float | None = None
    first_token_ms: float | None = None
    total_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """The models and the index snapshot that made an answer."""

    embedder: str
    generator: str
    snapshot: str
    articles: int
    built_at: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or a refusal: `refusal` is set exactly when `status` is "refused", and then there are no claims."""

    question: str
    mode: Mode
    status: Literal["answered", "refused"]
    provenance: Provenance
    timings: Timings
    text: str = ""
    claims: tuple[Claim, ...] = ()
    extract: Extract | None = None
    refusal: Refusal | None = None
    warnings: tuple[Notice, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    sources: tuple[Hit, ...] = ()
    rewritten_question: str | None = None
    conversation_id: str | None = field(default=None)
