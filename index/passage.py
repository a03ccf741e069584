"""Passages and hits: what is indexed, and what a search returns."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from corpus.article import Article

Vectors = npt.NDArray[np.float32]
Ranking = Literal["dense", "lexical", "coverage", "fused"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an article: article.text[start:end] == text."""

    id: str
    article_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, its article, its score (higher is better) and the ranking that gave the score.

    `scores` holds the score of each ranking that found the passage; `copies` the ids of articles whose
    near-identical passages this one stands for.
    """

    passage: Passage
    article: Article
    score: float
    ranking: Ranking
    scores: dict[Ranking, float] = field(default_factory=dict)
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """Keep passages of articles published in [since, until] (by any day their date may mean) and from `sources`."""

    since: datetime.date | None = None
    until: datetime.date | None = None
    sources: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        return self.since is None and self.until is None and not self.sources


class Embedder(Protocol):
    """Turns text into unit vectors. Implementations load their model when it is first needed."""

    @property
    def name(self) -> str:
        """Identity of the model and its precision: vectors of two embedders of one name can be compared."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    def count_tokens(self, text: str) -> int:
        """Number of tokens that the model reads for `text`, special tokens left out."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32 (n, dim), unit rows, in the order of `texts`."""

    def embed_question(self, text: str) -> Vectors:
        """Return float32 (dim,), of unit length."""


class PassageIndex(Protocol):
    """Finds passages for a question."""

    def search(self, question: str, vector: Vectors, k: int, filters: Filters = ...) -> list[Hit]:
        """Return at most k hits, best first, never padded.

        `vector` is the question's embedding, float32 (dim,). Raises InputError for k < 1.
        """

    def __len__(self) -> int:
        """Number of passages."""
