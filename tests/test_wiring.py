"""Which class is chosen for which setting; nothing is loaded by choosing."""

from pathlib import Path

import pytest

from api.wiring import Wiring, bundled_corpus
from corpus.errors import WeightsError
from index.embedder import SentenceTransformerEmbedder
from rag.generators.extractive import ExtractiveGenerator
from rag.generators.hub import TransformersGenerator
from rag.generators.llama import LlamaGenerator
from rag.generators.remote import RemoteGenerator
from tests.conftest import settings_for


@pytest.mark.parametrize(
    ("generator", "kind", "name"),
    [
        ("extractive", ExtractiveGenerator, "extractive"),
        ("http://h:1/v1", RemoteGenerator, "m (http://h:1/v1)"),
        ("https://h/v1", RemoteGenerator, "m (https://h/v1)"),
        ("/models/x.gguf", LlamaGenerator, "/models/x.gguf"),
        ("Qwen/Qwen3-0.6B", TransformersGenerator, "Qwen/Qwen3-0.6B"),
        ("./folder", TransformersGenerator, "./folder"),
    ],
)
def test_generators(home: Path, generator: str, kind: type, name: str) -> None:
    made = Wiring(settings_for(home, generator=generator, generator_model="m")).generator
    assert type(made) is kind and made.name == name


@pytest.mark.parametrize("embedder", ["BAAI/bge-m3", "/models/e5"])
def test_embedders(home: Path, embedder: str) -> None:
    made = Wiring(settings_for(home, embedder=embedder)).embedder
    assert isinstance(made, SentenceTransformerEmbedder) and made.name == embedder


@pytest.mark.parametrize("part", ["embedder", "generator"])
def test_packaged_weights_that_are_not_there(home: Path, part: str) -> None:
    with pytest.raises(WeightsError, match="vigie models pull"):
        getattr(Wiring(settings_for(home)), part)


def test_everything_that_changes_is_under_home(home: Path) -> None:
    wiring = Wiring(settings_for(home))
    assert wiring.weights.folder == home / "models" and wiring.shelf.folder == home / "index"
    assert len(wiring.store) == 0 and (home / "articles.db").exists()
    assert wiring.cache is not None and (home / "index" / "embeddings.db").exists()


def test_the_bundled_corpus_is_there() -> None:
    assert len(list(bundled_corpus().glob("*.md"))) >= 30
