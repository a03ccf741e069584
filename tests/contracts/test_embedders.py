"""What every embedder does: unit rows of float32 in input order, loaded when first needed."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from index.embedder import SentenceTransformerEmbedder
from index.passage import Embedder
from tests.conftest import ROOT
from tests.fakes import FakeEmbedder
from tests.tiny_models import embedder_folder

TEXTS = [
    "Le groupe vend des puces.",
    "",
    "x",
    "Le groupe achète des serveurs à Paris. " * 40,
    "Le groupe vend des puces.",
    "🙂",
]


def fake(_: pytest.FixtureRequest) -> Iterator[Embedder]:
    yield FakeEmbedder()


def tiny(request: pytest.FixtureRequest) -> Iterator[Embedder]:
    factory: pytest.TempPathFactory = request.getfixturevalue("tmp_path_factory")
    yield SentenceTransformerEmbedder("tiny", embedder_folder(factory.mktemp("e5") / "tiny-e5-x"), 2)


def packaged(request: pytest.FixtureRequest) -> Iterator[Embedder]:
    weights: Path = request.getfixturevalue("weights")
    yield SentenceTransformerEmbedder("multilingual-e5-small", weights / "multilingual-e5-small", 2)


@pytest.fixture(scope="module", params=[fake, tiny, pytest.param(packaged, marks=pytest.mark.model)])
def embedder(request: pytest.FixtureRequest) -> Iterator[Embedder]:
    make: Callable[[pytest.FixtureRequest], Iterator[Embedder]] = request.param
    yield from make(request)


def test_passages(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dim) and vectors.dtype == np.float32
    assert vectors.flags.c_contiguous
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_a_question(embedder: Embedder) -> None:
    vector = embedder.embed_question("Que vend le groupe ?")
    assert vector.shape == (embedder.dim,) and vector.dtype == np.float32
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-3)


def test_rows_are_in_input_order(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(TEXTS)
    assert vectors[0] @ vectors[4] > 0.999, "the same text has the same vector"
    backwards = embedder.embed_passages(TEXTS[::-1])[::-1]
    assert np.sum(vectors * backwards, axis=1).min() > 0.99


def test_no_passage(embedder: Embedder) -> None:
    vectors = embedder.embed_passages([])
    assert vectors.shape == (0, embedder.dim) and vectors.dtype == np.float32


def test_tokens(embedder: Embedder) -> None:
    counts = [embedder.count_tokens("mot " * n) for n in (0, 1, 10, 1_000)]
    assert counts[0] == 0 and counts == sorted(set(counts)) and counts[3] >= 1_000


def test_a_name(embedder: Embedder) -> None:
    assert embedder.name and isinstance(embedder.name, str)


def test_making_one_loads_nothing() -> None:
    code = (
        "import sys; from index.embedder import SentenceTransformerEmbedder as E; E('x', '/nowhere', 1).name; "
        "sys.exit('torch' in sys.modules or 'sentence_transformers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
