"""What is known about a question before anything is written: its hits, and the evidence in them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from index.analysis import fold
from index.passage import Filters, Hit
from rag.evidence import Evidence, EvidenceReader, Reading
from rag.orders import trustworthy
from rag.overlap import heading
from rag.retrieve import Retrieval, Retriever
from rag.sides import named, sub_questions


@dataclass(frozen=True, slots=True)
class Search:
    """A question and what was found for it and for its sub-questions, if it has several sides."""

    question: str
    found: Retrieval
    sides: tuple[tuple[str, Retrieval], ...]

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The hits of all, the best of each first, each passage once."""
        rounds = zip_longest(self.found.hits, *(found.hits for _, found in self.sides))
        return tuple({hit.passage.id: hit for hits in rounds for hit in hits if hit}.values())


@dataclass(frozen=True, slots=True)
class Findings:
    """The reading of a question, and the evidence that an answer cannot leave out: the best, or the best of each side.

    `leads` comes first in the reading's evidence; it is empty if there is none.
    """

    reading: Reading
    leads: tuple[Evidence, ...]


class Researcher:
    """Searches and reads; a question about several things is searched and read once for each as well."""

    def __init__(self, retriever: Retriever, reader: EvidenceReader) -> None:
        self._retriever = retriever
        self._reader = reader

    def search(self, question: str, k: int, filters: Filters) -> Search:
        """Return at most k hits for the question, and for each side. Raises InputError for an unusable k or filter."""
        found = self._retriever.search(question, k, filters)
        sides = [(side, self._retriever.search(side, k, filters)) for side in sub_questions(question)]
        return Search(question, found, tuple(sides))

    def read(self, search: Search) -> Findings:
        """Return the evidence in the hits. Articles that give orders to a model are not read."""
        whole = self._read(search.question, search.found)
        if not search.sides or _covers(whole, search.question):
            return Findings(whole, whole.evidence[:1])
        return join(whole, [(side, self._read(side, found)) for side, found in search.sides])

    def _read(self, question: str, found: Retrieval) -> Reading:
        return self._reader.read(question, found.vector, [hit for hit in found.hits if trustworthy(hit)])


def join(whole: Reading, sides: Sequence[tuple[str, Reading]]) -> Findings:
    """Return the reading of a question with the best evidence of each side in front.

    A side has some if its sub-question is answered, or if the whole question is and this evidence names the side. The
    reading is as probable as its least probable side, and at least as it was.
    """
    best = [side.evidence[0] for asked, side in sides if side.answers or (whole.answers and _covers(side, asked))]
    leads = {_place(evidence): evidence for evidence in best}
    if len(leads) < 2:
        return Findings(whole, whole.evidence[:1])
    others = [evidence for evidence in whole.evidence if _place(evidence) not in leads]
    probability = max(whole.probability, min(side.probability for _, side in sides))
    evidence = (*leads.values(), *others)
    return Findings(replace(whole, evidence=evidence, probability=probability, near=True), tuple(leads.values()))


def _place(evidence: Evidence) -> tuple[str, int]:
    return evidence.hit.article.id, evidence.sentence.start


def _covers(reading: Reading, question: str) -> bool:
    """Whether the best evidence names all that the question names: then one article answers it."""
    if not reading.evidence:
        return False
    best = reading.evidence[0]
    said = fold(f"{heading(best.hit)} {best.quote.of(best.hit.article.text)}")
    return all(name in said for name in named(question))
