"""Hybrid search over one snapshot: dense and lexical rankings, fused."""

import numpy as np

from corpus.errors import InputError
from index.passage import Filters, Hit, Ranking, Vectors
from index.snapshot import Snapshot

DEPTH = 100  # candidates taken from each ranking
# Weight of the words beside the cosine. Fitted by pairwise logistic regression on three of the four question sets at a
# time and tested on the fourth (docs/results.md): 0.038 to 0.074, so the middle.
COVERAGE_WEIGHT = 0.055
MAX_K = 1_000
_NO_FILTERS = Filters()


class HybridIndex:
    """PassageIndex over an opened snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def __len__(self) -> int:
        return len(self.snapshot.vectors)

    def search(self, question: str, vector: Vectors, k: int, filters: Filters = _NO_FILTERS) -> list[Hit]:
        """Return at most k hits, best first, by the weighted sum of cosine and term coverage.

        Candidates are the best by cosine and the best by BM25. Raises InputError for an unusable k or filter.
        """
        if not 1 <= k <= MAX_K:
            raise InputError(f"k is {k}: give a number from 1 to {MAX_K}")
        self.snapshot.catalog.check(filters)
        candidates = self.candidates(question, vector, max(k, DEPTH), filters)
        best = sorted(candidates.items(), key=lambda item: -item[1]["fused"])[:k]
        found = self.snapshot.catalog.passages([row for row, _ in best])
        return [
            Hit(passage, article, scores["fused"], "fused", scores)
            for (passage, article), (_, scores) in zip(found, best, strict=True)
        ]

    def candidates(
        self, question: str, vector: Vectors, depth: int, filters: Filters
    ) -> dict[int, dict[Ranking, float]]:
        """Return the scores of every passage that one of the rankings found, by row."""
        allowed = None if filters.empty else self.snapshot.catalog.rows_kept(filters)
        rows, cosines = self.snapshot.vectors.search(vector, depth, allowed)
        bm25 = {match.row: match.score for match in self.snapshot.lexical.search(question, depth, filters)}
        dense = dict(zip(rows.tolist(), cosines.tolist(), strict=True))
        others = np.array([row for row in bm25 if row not in dense], dtype=np.int64)
        dense |= dict(zip(others.tolist(), self.snapshot.vectors.cosines(vector, others).tolist(), strict=True))
        coverage = self.snapshot.lexical.coverage(question, list(dense))
        return {row: _scores(cosine, bm25.get(row), coverage.get(row, 0.0)) for row, cosine in dense.items()}


def _scores(cosine: float, bm25: float | None, coverage: float) -> dict[Ranking, float]:
    scores: dict[Ranking, float] = {"dense": cosine, "coverage": coverage, "fused": cosine + COVERAGE_WEIGHT * coverage}
    return scores if bm25 is None else {**scores, "lexical": bm25}
