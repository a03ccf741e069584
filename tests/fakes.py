"""Small deterministic stand-ins for the models; everything else in the tests is the real thing."""

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from api.wiring import Wiring
from index.analysis import terms
from index.passage import Embedder, Hit, Vectors
from rag.evidence import EvidenceReader, Reading, TermWeights
from rag.generators import Generator, Limits
from rag.overlap import Overlap, neighbourhood
from rag.prompt import Prompt
from rag.readers import UntrainedReader


class Stop(Exception):
    """What a test raises to kill a run half-way."""


class FakeEmbedder:
    """Hashed bags of stems: texts that share words are near. Raises Stop after `batches` calls, if given."""

    def __init__(self, name: str = "fake", dim: int = 256, batches: int | None = None) -> None:
        self.name = name
        self.dim = dim
        self.embedded: list[str] = []
        self._left = batches

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if self._left is not None:
            if self._left == 0:
                raise Stop
            self._left -= 1
        self.embedded.extend(texts)
        rows = [self.embed_question(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dim), dtype=np.float32)

    def embed_question(self, text: str) -> Vectors:
        vector = np.zeros(self.dim, dtype=np.float32)
        for term in terms(text) or [""]:
            vector[zlib.crc32(term.encode()) % self.dim] += 1
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


class ScriptedGenerator:
    """Streams a given draft word by word; then raises `error` if given. Records what it was asked."""

    name = "scripted"

    def __init__(self, draft: str = "", error: Exception | None = None) -> None:
        self.draft = draft
        self.error = error
        self.prompts: list[Prompt] = []
        self.written: list[str] = []
        self.closed = False

    def stream(self, prompt: Prompt, limits: Limits) -> Iterator[str]:
        self.prompts.append(prompt)
        try:
            for piece in self.draft.split(" ") if self.draft else []:
                self.written.append(piece)
                yield piece + " "
            if self.error:
                raise self.error
        finally:
            self.closed = True

    def warm_up(self) -> None:
        """Do nothing."""


class OverlapReader:
    """The real reader's evidence; it answers if the best sentence holds half of the question's words.

    The real chance is calibrated for a real embedder's cosines.
    """

    def __init__(self, embedder: Embedder, weights: Callable[[], TermWeights]) -> None:
        self._inner = UntrainedReader(embedder, weights)
        self._weights = weights

    def read(self, question: str, vector: Vectors, hits: Sequence[Hit]) -> Reading:
        reading = self._inner.read(question, vector, hits)
        if not reading.evidence:
            return reading
        best = reading.evidence[0]
        share = Overlap(question, self._weights()).share(best.text, neighbourhood(best.hit, best.sentence))
        return replace(reading, probability=share, threshold=0.5)

    def warm_up(self) -> None:
        self._inner.warm_up()


class Weights:
    """Every term is as rare as its entry says, others 1."""

    def __init__(self, **idf: float) -> None:
        self._idf = idf

    def idf(self, term: str) -> float:
        return self._idf.get(term, 1.0)


class FakeWiring(Wiring):
    """Vigie with fake models: real store, splitter, faiss, tantivy, pipeline and HTTP."""

    @cached_property
    def embedder(self) -> Embedder:
        return FakeEmbedder()

    @cached_property
    def generator(self) -> Generator:
        return ScriptedGenerator()

    @cached_property
    def reader(self) -> EvidenceReader:
        return OverlapReader(self.embedder, lambda: self.library.index().snapshot.lexical)
