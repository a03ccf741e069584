"""What a reader makes of questions whose answer is there, near or absent: what calibration fits and measures."""

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from tqdm import tqdm

from api.evaluation import Question, read_questions, throwaway_library
from api.wiring import Wiring
from index.cache import CachedEmbedder
from index.passage import Filters, Hit, Vectors
from rag.names import names_in
from rag.overlap import Overlap
from rag.pipeline import DEFAULT_K
from rag.readers import (
    READ_PASSAGES,
    CalibratedReader,
    Features,
    Sentence,
    TrainedReader,
    UntrainedReader,
)
from rag.retrieve import Retriever
from tools.held_out import articles_by_question
from tools.reader_data import EVERYDAY, NEWS, WRITTEN, article_of, document_asked, half_of, split_of, swapped

ROOT = Path(__file__).resolve().parent.parent
Truth = Literal["there", "near", "absent"]
TRANSLATED = "absent, translated"
BUNDLED = "bundled news"
OWN = "our news"
SECOND = "bundled news, second set"
EXCHANGED = ", exchanged"  # ends the kind of questions whose name or number was
OFF_TOPIC = ", off topic"  # ends the kind of questions that are put to documents of another sort


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the split of its article, its embedding, float32 (dim,), and more hits than are read."""

    question: Question
    split: str
    vector: Vectors
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A question with its hits and what the reader made of their sentences; where its answer is, in truth.

    `kind` names the way in which it was made; a question that is answered has the kind that it is compared with.
    """

    question: Question
    overlap: Overlap
    hits: Sequence[Hit]
    sentences: list[Sentence]
    truth: Truth
    kind: str
    split: str

    def features(self, reader: CalibratedReader) -> Features:
        return reader.judge(self.overlap, self.hits, self.sentences)[1]


class Runner:
    """Puts the questions of articles that training did not see to a reader."""

    def __init__(self, wiring: Wiring, folder: Path, name: str, count: int) -> None:
        """`folder` holds piaf, piaf_openset and afriqa_fr; `count` is how many questions of each are asked, at most."""
        self._wiring, self._folder, self._count = wiring, folder, count
        self._articles = articles_by_question(folder, ("piaf", "afriqa_fr"))
        self._embedder = CachedEmbedder(wiring.embedder, wiring.cache)
        self._lexical: Any = None
        self.reader = self._make(name)

    def _make(self, name: str) -> CalibratedReader:
        if name == "trained":
            return TrainedReader(self._wiring.network_reader, lambda: self._lexical)
        return UntrainedReader(self._embedder, lambda: self._lexical)

    def runs(self) -> list[Run]:
        """Ask everything."""
        return [
            *self._partly_absent(), *self._near("piaf", "near miss"), *self._removed("afriqa_fr", TRANSLATED),
            *self._news(), *self._bundled(ROOT / "tests" / "data", BUNDLED, lambda _: "test"),
            *self._bundled(WRITTEN / "bundled", SECOND, half_of),
        ]  # fmt: skip

    def _partly_absent(self) -> Iterator[Run]:
        """Questions of a set whose articles are partly absent."""
        for asked in self._ask("piaf_openset", None):
            yield self._run(asked, "there" if asked.question.answerable else "absent", "absent")

    def _near(self, name: str, kind: str) -> Iterator[Run]:
        """Each question as it is, without the paragraphs that answer it, and with a name or number exchanged."""
        rng = random.Random(0)
        questions = read_questions(self._folder / name, None, 0, "has_entity")
        vocabulary = sorted({name for q in questions for name in names_in(q.question)})
        for asked in self._ask(name, "has_entity"):
            yield self._run(asked, "there", kind)
            yield from self._without(asked, "near", kind)
            if other := swapped(asked.question.question, vocabulary, rng):
                question = replace(asked.question, question=other, answers=(), answerable=False)
                yield self._run(replace(asked, question=question), "near", kind + EXCHANGED)

    def _removed(self, name: str, kind: str) -> Iterator[Run]:
        """Each question as it is, and without the article that answers it."""
        for asked in self._ask(name, None):
            yield self._run(asked, "there", kind)
            yield from self._without(asked, "absent", kind)

    def _news(self) -> Iterator[Run]:
        """Our own questions about invented news, many of them near misses; everyday ones, and an encyclopedia's."""
        questions = read_questions(NEWS, None, 0, None)
        own = self._some([(q, split_of(article_of(document_asked(q)))) for q in questions])
        everyday = [(q, "test" if split_of(q.id) == "test" else "calibrate")
                    for q in read_questions(EVERYDAY, None, 0, None)]  # fmt: skip
        encyclopedia = [(replace(q, answers=(), relevant_ids=frozenset(), answerable=False), split)
                        for q, split in self._questions("piaf", "has_entity")]  # fmt: skip
        about = {q.id for q, _ in own}
        for asked in self._put(NEWS, [*own, *everyday, *encyclopedia]):
            if asked.question.id in about:
                yield self._run(asked, "there" if asked.question.answerable else "near", OWN)
            else:
                yield self._run(asked, "absent", OWN + OFF_TOPIC)

    def _bundled(self, folder: Path, kind: str, split: Callable[[Question], str]) -> Iterator[Run]:
        """Questions about the bundled corpus: those of tests/data only measure."""
        for asked in self._put(folder, [(q, split(q)) for q in read_questions(folder, None, 0, None)]):
            missing: Truth = "near" if "piege" in asked.question.kinds else "absent"
            yield self._run(asked, "there" if asked.question.answerable else missing, kind)

    def _without(self, asked: Asked, truth: Truth, kind: str) -> Iterator[Run]:
        if others := tuple(hit for hit in asked.hits if hit.article.id not in asked.question.relevant_ids):
            yield self._run(replace(asked, hits=others), truth, kind)

    def _run(self, asked: Asked, truth: Truth, kind: str) -> Run:
        overlap, hits = Overlap(asked.question.question, self._lexical), asked.hits[:DEFAULT_K]
        sentences = self.reader.sentences(asked.vector, overlap, hits[:READ_PASSAGES])
        return Run(asked.question, overlap, hits, sentences, truth, kind, asked.split)

    def _ask(self, name: str, where: str | None) -> Iterator[Asked]:
        return self._put(self._folder / name, self._questions(name, where))

    def _put(self, folder: Path, questions: Sequence[tuple[Question, str]]) -> Iterator[Asked]:
        """Put questions, each with its split, to a throwaway index of the folder's documents."""
        with throwaway_library(self._wiring, folder) as library:
            retriever = Retriever(library, self._embedder)
            self._lexical = library.index().snapshot.lexical
            for question, split in tqdm(questions, desc=folder.name, file=sys.stderr):
                found = retriever.search(question.question, 2 * DEFAULT_K, Filters())
                yield Asked(question, split, found.vector, found.hits)

    def _questions(self, name: str, where: str | None) -> list[tuple[Question, str]]:
        questions = [q for q in read_questions(self._folder / name, None, 0, where) if self._articles.get(q.id)]
        return self._some([(q, split_of(self._articles[q.id])) for q in questions])

    def _some(self, questions: Sequence[tuple[Question, str]]) -> list[tuple[Question, str]]:
        """Return at most `count` questions that training did not see, with their splits."""
        shuffled = random.Random(0).sample(questions, len(questions))
        return [(q, part) for q, part in shuffled if part != "train"][: self._count]
