"""The dense index: exact and inverted-file, filtered, removed from, written and read."""

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import SnapshotError
from index import vectors as module
from index.passage import Vectors
from index.vectors import Rows, VectorIndex

DIM = 32


def unit(array: "np.ndarray[tuple[int, int], np.dtype[np.float64]]") -> Vectors:
    return np.asarray(array / np.linalg.norm(array, axis=1, keepdims=True), dtype=np.float32)


def clustered(count: int, seed: int = 0) -> Vectors:
    """Vectors around 200 centres, as texts around topics."""
    rng = np.random.default_rng(seed)
    centres = np.random.default_rng(1).normal(size=(200, DIM))
    return unit(centres[rng.integers(0, 200, count)] + 0.4 * rng.normal(size=(count, DIM)))


def rows_of(count: int, first: int = 1_000) -> Rows:
    return np.arange(first, first + count, dtype=np.int64)


@pytest.fixture
def small() -> tuple[VectorIndex, Vectors]:
    stored = clustered(50)
    return VectorIndex.build(rows_of(50), stored), stored


def test_search_is_exact_and_best_first(small: tuple[VectorIndex, Vectors]) -> None:
    index, stored = small
    query = clustered(1, seed=5)[0]
    found, cosines = index.search(query, 7)
    order = np.argsort(-(stored @ query))[:7]
    assert found.tolist() == (order + 1_000).tolist()
    assert np.allclose(cosines, (stored @ query)[order], atol=1e-5)


@pytest.mark.parametrize("k", [51, 5_000])
def test_k_larger_than_the_index_is_never_padded(small: tuple[VectorIndex, Vectors], k: int) -> None:
    index, stored = small
    found, cosines = index.search(stored[0], k)
    assert len(found) == len(cosines) == 50
    assert sorted(found.tolist()) == rows_of(50).tolist()


@pytest.mark.parametrize("allowed", [[1_003, 1_040], [1_007], [], [1_001, 999_999]])
def test_only_allowed_rows(small: tuple[VectorIndex, Vectors], allowed: list[int]) -> None:
    index, stored = small
    found, _ = index.search(stored[0], 10, np.array(allowed, dtype=np.int64))
    assert sorted(found.tolist()) == [row for row in allowed if row < 1_050]


def test_removed_rows_are_gone_and_others_keep_their_vector(small: tuple[VectorIndex, Vectors]) -> None:
    index, stored = small
    index.remove(np.array([1_000, 1_049], dtype=np.int64))
    index.remove(np.array([], dtype=np.int64))
    assert len(index) == 48
    assert not {1_000, 1_049} & set(index.search(stored[0], 50)[0].tolist())
    for row in (1_001, 1_025, 1_048):
        assert index.search(stored[row - 1_000], 1)[0].tolist() == [row]
    index.add(np.array([2_000], dtype=np.int64), stored[:1])
    assert index.search(stored[0], 1)[0].tolist() == [2_000]


def test_cosines_of_chosen_rows(small: tuple[VectorIndex, Vectors]) -> None:
    index, stored = small
    query = clustered(1, seed=6)[0]
    assert np.allclose(index.cosines(query, np.array([1_004, 1_002])), stored[[4, 2]] @ query, atol=1e-5)
    assert index.cosines(query, np.array([], dtype=np.int64)).shape == (0,)


def test_written_and_read(small: tuple[VectorIndex, Vectors], tmp_path: Path) -> None:
    index, stored = small
    index.write(tmp_path / "v")
    again = VectorIndex.read(tmp_path / "v")
    assert (len(again), again.dim) == (50, DIM)
    assert again.search(stored[3], 5)[0].tolist() == index.search(stored[3], 5)[0].tolist()


@pytest.mark.parametrize("content", [b"", b"not an index", None])
def test_an_unreadable_file(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "v").write_bytes(content)
    with pytest.raises(SnapshotError, match="vigie index"):
        VectorIndex.read(tmp_path / "v")


def test_a_truncated_file(small: tuple[VectorIndex, Vectors], tmp_path: Path) -> None:
    small[0].write(tmp_path / "v")
    data = (tmp_path / "v").read_bytes()
    (tmp_path / "v").write_bytes(data[: len(data) // 2])
    with pytest.raises(SnapshotError):
        VectorIndex.read(tmp_path / "v")


COUNT = 12_000  # vectors of the inverted file


@pytest.fixture(scope="module")
def many() -> Vectors:
    return clustered(COUNT)


@pytest.fixture(scope="module")
def inverted(many: Vectors, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "EXACT_UP_TO", 1_000)
        index = VectorIndex.build(rows_of(COUNT), many)
    path = tmp_path_factory.mktemp("ivf") / "v"
    index.write(path)
    return path


def test_recall(inverted: Path, many: Vectors) -> None:
    assert "IVF" in type(VectorIndex.read(inverted)._index).__name__
    index, queries = VectorIndex.read(inverted), clustered(100, seed=9)
    exact = np.argsort(-(queries @ many.T), axis=1)[:, :10] + 1_000
    found = [set(index.search(query, 10)[0].tolist()) for query in queries]
    recall = np.mean([len(hits & set(best)) / 10 for hits, best in zip(found, exact.tolist(), strict=True)])
    assert recall >= 0.95


def test_a_narrow_filter_misses_nothing(inverted: Path, many: Vectors) -> None:
    index, allowed = VectorIndex.read(inverted), np.arange(1_000, 13_000, 400, dtype=np.int64)
    found, cosines = index.search(many[5], 50, allowed)
    assert sorted(found.tolist()) == allowed.tolist()
    assert np.all(np.diff(cosines) <= 0)


def test_a_wide_filter_keeps_its_rows(inverted: Path, many: Vectors) -> None:
    allowed = np.arange(1_000, 13_000, 2, dtype=np.int64)
    found, _ = VectorIndex.read(inverted).search(many[5], 20, allowed)
    assert len(found) == 20 and not set(found.tolist()) - set(allowed.tolist())


def test_cosines_in_an_inverted_file(inverted: Path, many: Vectors) -> None:
    cosines = VectorIndex.read(inverted).cosines(many[7], np.array([1_007, 12_999]))
    assert np.allclose(cosines, many[[7, 11_999]] @ many[7], atol=1e-2)  # kept in half precision


def test_update_of_an_inverted_file(inverted: Path, many: Vectors, tmp_path: Path) -> None:
    index = VectorIndex.read_for_update(inverted)
    index.remove(np.array([1_007], dtype=np.int64))
    index.add(np.array([50_000], dtype=np.int64), many[7:8])
    index.write(tmp_path / "v")
    again = VectorIndex.read(tmp_path / "v")
    assert len(again) == COUNT
    found = again.search(many[7], 5)[0].tolist()
    assert found[0] == 50_000 and 1_007 not in found


def test_outgrown(inverted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EXACT_UP_TO", 1_000)
    large, flat = VectorIndex.read(inverted), VectorIndex.build(rows_of(10), clustered(10))
    assert not large.outgrown(COUNT) and large.outgrown(400) and large.outgrown(COUNT * 100)
    assert not flat.outgrown(1_000) and flat.outgrown(1_001)
