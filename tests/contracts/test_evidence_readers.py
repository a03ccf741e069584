"""What every evidence reader does: verbatim evidence from the hits, best first, and a chance in [0, 1]."""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from index.embedder import SentenceTransformerEmbedder
from index.hybrid import HybridIndex
from index.manifest import default_model
from index.passage import Filters, Hit, Vectors
from rag.evidence import EvidenceReader
from rag.network_reader import NetworkReader
from rag.readers import TrainedReader, UntrainedReader
from tests.conftest import ROOT
from tests.fakes import FakeEmbedder, OverlapReader
from tests.samples import AZURE, CHEN, HONG_KONG, UNKNOWN

QUESTIONS = [AZURE, HONG_KONG, CHEN, UNKNOWN, "🙂", "qui est le", "x" * 2_000]
Maker = Callable[[HybridIndex], EvidenceReader]


def untrained(index: HybridIndex) -> EvidenceReader:
    return UntrainedReader(FakeEmbedder(), lambda: index.snapshot.lexical)


def overlap(index: HybridIndex) -> EvidenceReader:
    return OverlapReader(FakeEmbedder(), lambda: index.snapshot.lexical)


@cache
def network() -> NetworkReader:
    folder = Path(os.environ.get("VIGIE_HOME", ROOT / "var")).absolute() / "models" / default_model("embedding")
    embedder = SentenceTransformerEmbedder(default_model("embedding"), folder, 2)
    return NetworkReader(embedder, folder)


def trained(index: HybridIndex) -> EvidenceReader:
    return TrainedReader(network(), lambda: index.snapshot.lexical)


@pytest.fixture(params=[untrained, overlap, pytest.param(trained, marks=pytest.mark.model)])
def reader(request: pytest.FixtureRequest, shared_index: HybridIndex) -> EvidenceReader:
    make: Maker = request.param
    if make is trained:
        request.getfixturevalue("weights")
    return make(shared_index)


def find(index: HybridIndex, question: str, k: int = 5) -> tuple[Vectors, list[Hit]]:
    vector = FakeEmbedder().embed_question(question)
    return vector, index.search(question, vector, k, Filters())


@pytest.mark.parametrize("k", [1, 5])
@pytest.mark.parametrize("question", QUESTIONS)
def test_evidence_is_verbatim_and_best_first(
    reader: EvidenceReader, shared_index: HybridIndex, question: str, k: int
) -> None:
    vector, hits = find(shared_index, question, k)
    reading = reader.read(question, vector, hits)
    assert reading.evidence and 0 <= reading.probability <= 1 and 0 < reading.threshold < 1
    scores = [e.score for e in reading.evidence]
    assert scores == sorted(scores, reverse=True)
    for e in reading.evidence:
        assert e.hit in hits
        assert e.quote.start <= e.sentence.start < e.sentence.end <= e.quote.end
        assert e.hit.passage.start <= e.quote.start and e.quote.end <= e.hit.passage.end
        assert e.answer is None or e.sentence.start <= e.answer.start < e.answer.end <= e.sentence.end
        assert e.text == e.hit.article.text[e.sentence.start : e.sentence.end]


def test_no_hit(reader: EvidenceReader, shared_index: HybridIndex) -> None:
    reading = reader.read(AZURE, find(shared_index, AZURE)[0], [])
    assert reading.evidence == () and not reading.answers and not reading.near


def test_reading_twice_gives_the_same(reader: EvidenceReader, shared_index: HybridIndex) -> None:
    vector, hits = find(shared_index, AZURE)
    assert reader.read(AZURE, vector, hits) == reader.read(AZURE, vector, hits)


def test_warming_up_changes_nothing(reader: EvidenceReader, shared_index: HybridIndex) -> None:
    vector, hits = find(shared_index, AZURE)
    before = reader.read(AZURE, vector, hits)
    reader.warm_up()
    assert reader.read(AZURE, vector, hits) == before
