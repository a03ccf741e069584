"""Hybrid search over one snapshot: dense and lexical rankings, fused."""

import numpy as np

from corpus.errors import InputError
from index.passage import Filters, Hit, Ranking, Vectors
from index.snapshot import Snapshot

DEPTH = 100  # candidates taken from each ranking
DENSE_WEIGHT = 0.6
MAX_K = 1_000
_NO_FILTERS = Filters()


class HybridIndex:
    """PassageIndex over an opened snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def __len__(self) -> int:
        return len(self.snapshot.vectors)

    def search(self, question: str, vector: Vectors, k: int, filters: Filters = _NO_FILTERS) -> list[Hit]:
        """Return at most k hits, best first, by weighted fusion of cosine and BM25."""
        if not 1 <= k <= MAX_K:
            raise InputError(f"k is {k}: give a number from 1 to {MAX_K}")
        self._check(filters)
        dense, lexical = self._candidates(question, vector, max(k, DEPTH), filters)
        rows = list(dense)
        fused = fuse(np.array([dense[r] for r in rows]), np.array([lexical.get(r, 0.0) for r in rows]))
        order = np.argsort(-fused, kind="stable")[:k]
        best = [rows[i] for i in order]
        found = self.snapshot.catalog.passages(best)
        return [
            Hit(passage, article, float(fused[i]), "fused", _scores(dense[row], lexical.get(row)))
            for (passage, article), row, i in zip(found, best, order, strict=True)
        ]

    def _candidates(
        self, question: str, vector: Vectors, depth: int, filters: Filters
    ) -> tuple[dict[int, float], dict[int, float]]:
        """Return {row: cosine} of every candidate and {row: BM25} of those that the words found."""
        allowed = None if filters.empty else self.snapshot.catalog.rows_kept(filters)
        rows, cosines = self.snapshot.vectors.search(vector, depth, allowed)
        lexical = {match.row: match.score for match in self.snapshot.lexical.search(question, depth, filters)}
        dense = dict(zip(rows.tolist(), cosines.tolist(), strict=True))
        others = np.array([row for row in lexical if row not in dense], dtype=np.int64)
        dense |= dict(zip(others.tolist(), self.snapshot.vectors.cosines(vector, others).tolist(), strict=True))
        return dense, lexical

    def _check(self, filters: Filters) -> None:
        if filters.since and filters.until and filters.since > filters.until:
            raise InputError(f"the dates are the wrong way round: {filters.since} is after {filters.until}")
        known = {count.source for count in self.snapshot.catalog.sources()}
        for source in filters.sources:
            if source not in known:
                raise InputError(f"no article has the source {source!r}: GET /api/articles lists the sources")


def fuse(cosines: Vectors, bm25: Vectors) -> Vectors:
    """Weighted sum of both scores, each scaled to [0, 1] over the candidates; all arrays are (n,)."""
    return DENSE_WEIGHT * _scaled(cosines) + (1 - DENSE_WEIGHT) * _scaled(bm25)


def _scaled(scores: Vectors) -> Vectors:
    if len(scores) == 0:
        return scores
    low, high = scores.min(), scores.max()
    return (scores - low) / (high - low) if high > low else np.zeros_like(scores)


def _scores(cosine: float, bm25: float | None) -> dict[Ranking, float]:
    return {"dense": cosine} if bm25 is None else {"dense": cosine, "lexical": bm25}
