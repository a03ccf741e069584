"""The dense index: unit vectors by row number, searched by inner product (cosine), with faiss."""

import math
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from corpus.errors import SnapshotError
from index.passage import Vectors

Rows = npt.NDArray[np.int64]

EXACT_UP_TO = 50_000  # vectors; above, an inverted file is faster at a recall@10 of 0.95 or more (docs/results.md)
_PROBES = 32
_TRAINING_PER_CELL = 40


class VectorIndex:
    """Vectors under row numbers that the caller chooses."""

    def __init__(self, index: "faiss.Index") -> None:
        self._index = index

    @classmethod
    def build(cls, rows: Rows, vectors: Vectors) -> "VectorIndex":
        """Index float32 (n, dim) unit vectors under int64 (n,) rows; the kind of index follows from n."""
        count, dim = vectors.shape
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(dim)) if count <= EXACT_UP_TO else _trained_inverted_file(vectors)
        index.add_with_ids(vectors, rows)
        return cls(index)

    @classmethod
    def read(cls, path: Path) -> "VectorIndex":
        """Open a written index; a large one stays on disk and is mapped. Raises SnapshotError if it is not readable."""
        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC | faiss.IO_FLAG_READ_ONLY)
        except RuntimeError as error:
            raise SnapshotError(f"{path} is not a readable index: run `vigie index` to build it again") from error
        if isinstance(index, faiss.IndexIVF):
            index.set_direct_map_type(faiss.DirectMap.Hashtable)  # `cosines` finds vectors by row through it
        return cls(index)

    @classmethod
    def read_for_update(cls, path: Path) -> "VectorIndex":
        return cls(faiss.read_index(str(path)))

    def write(self, path: Path) -> None:
        """Write the index to a new file of that name: another snapshot may share the file that it replaces."""
        new = path.with_suffix(".new")
        faiss.write_index(self._index, str(new))
        new.replace(path)

    @property
    def dim(self) -> int:
        return int(self._index.d)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def outgrown(self, count: int) -> bool:
        """Whether an index of `count` vectors is to be of another kind, or its cells have become too full."""
        if not isinstance(self._index, faiss.IndexIVF):
            return count > EXACT_UP_TO
        return count <= EXACT_UP_TO // 2 or _cells(count) > 4 * self._index.nlist

    def add(self, rows: Rows, vectors: Vectors) -> None:
        self._index.add_with_ids(vectors, rows)

    def remove(self, rows: Rows) -> None:
        if len(rows):
            self._index.remove_ids(faiss.IDSelectorBatch(rows))

    def cosines(self, vector: Vectors, rows: Rows) -> Vectors:
        """Return float32 (n,): the cosine of `vector` with each of these stored rows."""
        if len(rows) == 0:
            return np.zeros(0, dtype=np.float32)
        stored = self._index.reconstruct_batch(rows)  # (n, dim)
        return np.asarray(stored @ vector, dtype=np.float32)

    def search(self, vector: Vectors, k: int, allowed: Rows | None = None) -> tuple[Rows, Vectors]:
        """Return the rows and cosines, best first, of at most k vectors; only of `allowed` rows if given."""
        k = min(k, len(self) if allowed is None else len(allowed))
        if k == 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        cosines, rows = self._index.search(vector.reshape(1, -1), k, params=self._parameters(allowed))
        found = rows[0] >= 0  # faiss pads with -1
        return rows[0][found], cosines[0][found]

    def _parameters(self, allowed: Rows | None) -> "faiss.SearchParameters":
        selector = None if allowed is None else faiss.IDSelectorBitmap(_bitmap(allowed))
        if not isinstance(self._index, faiss.IndexIVF):
            return faiss.SearchParameters(sel=selector)
        # The fewer rows are allowed, the more cells are searched: about as many vectors are compared, none is missed.
        share = 1.0 if allowed is None else len(allowed) / len(self)
        return faiss.SearchParametersIVF(sel=selector, nprobe=min(math.ceil(_PROBES / share), self._index.nlist))


def _bitmap(rows: Rows) -> npt.NDArray[np.uint8]:
    """Return a bit a row number, the lowest bit of the first byte for row 0."""
    bits = np.zeros(int(rows.max()) + 1, dtype=np.bool_)
    bits[rows] = True
    return np.packbits(bits, bitorder="little")


def _cells(count: int) -> int:
    """Number of inverted lists for `count` vectors: about 4 times the square root, as faiss's guidelines advise."""
    return int(4 * count**0.5)


def _trained_inverted_file(vectors: Vectors) -> "faiss.IndexIVF":
    count, dim = vectors.shape
    cells = _cells(count)
    index = faiss.index_factory(dim, f"IVF{cells},SQfp16", faiss.METRIC_INNER_PRODUCT)
    sample = np.random.default_rng(0).choice(count, min(count, cells * _TRAINING_PER_CELL), replace=False)
    index.cp.niter = 10
    index.train(vectors[np.sort(sample)])
    return index
