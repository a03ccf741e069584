"""Evidence: the sentences that could prove an answer, and the chance that they do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.text import Span
from index.passage import Hit, Vectors


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a hit's article, as offsets in the article's text; the highest score is the likeliest proof.

    `quote` is the sentence, with the one before it where that holds what the sentence leaves unsaid;
    `answer` is the likeliest answer inside the sentence, where the reader can tell.
    """

    hit: Hit
    sentence: Span
    score: float
    quote: Span
    answer: Span | None = None

    @property
    def text(self) -> str:
        return self.sentence.of(self.hit.article.text)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of a question and its hits: evidence, best first, and the chance in [0, 1] that it answers.

    `near` tells whether the hits are about the question's subject at all.
    """

    evidence: tuple[Evidence, ...]
    probability: float
    threshold: float
    near: bool

    @property
    def answers(self) -> bool:
        return bool(self.evidence) and self.probability >= self.threshold

    def order(self, hits: Sequence[Hit]) -> tuple[Hit, ...]:
        """Return the hits by the best evidence in each; those that were not read stay behind, in their order."""
        read = {evidence.hit.passage.id: evidence.hit for evidence in self.evidence}
        return (*read.values(), *(hit for hit in hits if hit.passage.id not in read))


class EvidenceReader(Protocol):
    """Finds the proving sentence. Implementations may load a model when it is first needed."""

    def read(self, question: str, vector: Vectors, hits: Sequence[Hit]) -> Reading:
        """Return the evidence in `hits` (best passage first) for a question whose embedding is float32 (dim,)."""

    def warm_up(self) -> None:
        """Load what the first reading needs."""


class TermWeights(Protocol):
    """Knows how rare a term is in the corpus."""

    def idf(self, term: str) -> float:
        """Inverse document frequency, at least 0; largest for a term that no passage holds."""
