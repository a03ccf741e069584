"""The embedding cache: nothing is embedded twice, and a killed run goes on where it was."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index import cache as module
from index.cache import EmbeddingCache
from index.passage import Vectors
from tests.fakes import FakeEmbedder, Stop

TEXTS = [f"Le texte numéro {n} parle de {'puces ' * (n % 7)}" for n in range(40)]


def test_rows_are_those_of_the_embedder_in_order(tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    vectors, embedded = EmbeddingCache(tmp_path / "e.db").embed(embedder, TEXTS)
    assert embedded == 40 and vectors.dtype == np.float32
    assert np.array_equal(vectors, FakeEmbedder().embed_passages(TEXTS))


def test_nothing_is_embedded_twice(tmp_path: Path) -> None:
    first, again = FakeEmbedder(), FakeEmbedder()
    before, _ = EmbeddingCache(tmp_path / "e.db").embed(first, [*TEXTS, *TEXTS])
    assert sorted(first.embedded) == sorted(TEXTS)
    after, embedded = EmbeddingCache(tmp_path / "e.db").embed(again, [*TEXTS[::-1], "Un nouveau texte"])
    assert embedded == 1 and again.embedded == ["Un nouveau texte"]
    assert np.array_equal(after[:40][::-1], before[:40])


def test_embedders_do_not_share(tmp_path: Path) -> None:
    cache = EmbeddingCache(tmp_path / "e.db")
    cache.embed(FakeEmbedder("one"), TEXTS)
    vectors, embedded = cache.embed(FakeEmbedder("other", dim=32), TEXTS)
    assert embedded == 40 and vectors.shape == (40, 32)


def test_a_killed_run_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CHUNK", 10)
    killed, second = FakeEmbedder(batches=2), FakeEmbedder()
    with pytest.raises(Stop):
        EmbeddingCache(tmp_path / "e.db").embed(killed, TEXTS)
    vectors, embedded = EmbeddingCache(tmp_path / "e.db").embed(second, TEXTS)
    assert embedded == 20
    assert not set(killed.embedded) & set(second.embedded)
    assert np.array_equal(vectors, FakeEmbedder().embed_passages(TEXTS))


class Batches(FakeEmbedder):
    """Keeps the number of characters of each batch."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[int] = []

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.sizes.append(sum(map(len, texts)))
        return super().embed_passages(texts)


def test_every_batch_is_a_fair_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the remaining time is a lie: a character of a long text costs more than one of a short text."""
    monkeypatch.setattr(module, "_CHUNK", 20)
    embedder = Batches()
    EmbeddingCache(tmp_path / "e.db").embed(embedder, [f"{n} " + "mot " * n for n in range(1, 201)])
    assert len(embedder.sizes) == 10
    assert max(embedder.sizes) < 1.1 * min(embedder.sizes)


def test_no_text(tmp_path: Path) -> None:
    vectors, embedded = EmbeddingCache(tmp_path / "e.db").embed(FakeEmbedder(), [])
    assert vectors.shape == (0, 256) and embedded == 0
