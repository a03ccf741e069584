"""Chooses how dense and lexical scores are joined: each question set is held out once, the others fit the weights.

    python tools/fusion.py FOLDER[:FIELD] …

Each FOLDER holds documents.jsonl and questions.jsonl (without documents: the bundled corpus); FIELD keeps the questions
where it is true. Prints recall@1 and recall@5, counting articles, of every way to join, on the set that was held out.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from api.evaluation import RRF_K, read_questions, throwaway_library
from api.settings import Settings
from api.wiring import Wiring
from index.hybrid import DEPTH
from index.passage import Filters

Array = npt.NDArray[np.float64]
NEGATIVES = 8  # wrong passages compared with the right one, a question


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates of one question: scores (n, 3) of cosine, log(1 + BM25) and coverage; article; whether right."""

    scores: Array
    articles: list[str]
    right: npt.NDArray[np.bool_]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--sample", type=int, default=500)
    args = parser.parse_args()
    wiring = Wiring(Settings.read())
    sets = {folder: _pools(wiring, folder, args.sample) for folder in args.folders}
    print("| held out | joined by | recall@1 | recall@5 | weights |\n|---|---|---|---|---|")
    for held, pools in sets.items():
        others = [other for name, other in sets.items() if name != held] or [pools]
        for name, score, weights in _ways(others):
            first, five = np.mean([_recall(pool, score(pool.scores)) for pool in pools], axis=0)
            print(f"| {Path(held.split(':')[0]).name} | {name} | {first:.3f} | {five:.3f} | {weights} |")
    return 0


def _pools(wiring: Wiring, folder: str, sample: int) -> list[Pool]:
    path, _, field = folder.partition(":")
    questions = [q for q in read_questions(Path(path), sample, 0, field or None) if q.relevant_ids]
    with throwaway_library(wiring, Path(path)) as library:
        index = library.index()
        pools = []
        for question in tqdm(questions, desc=path, file=sys.stderr):
            vector = wiring.embedder.embed_question(question.question)
            candidates = index.candidates(question.question, vector, DEPTH, Filters())
            names = index.snapshot.catalog.article_ids(list(candidates))
            scores = [(s["dense"], np.log1p(s.get("lexical", 0.0)), s["coverage"]) for s in candidates.values()]
            articles = [names[row] for row in candidates]
            pools.append(Pool(np.array(scores), articles, np.array([a in question.relevant_ids for a in articles])))
        return pools


def _ways(others: Sequence[Sequence[Pool]]) -> list[tuple[str, Callable[[Array], Array], str]]:
    """Return (name, scoring of candidates, its weights beside the cosine's 1) of each way to join the scores."""
    ways: list[tuple[str, Callable[[Array], Array], str]] = [
        ("dense alone", lambda s: s[:, 0], ""),
        ("BM25 alone", lambda s: s[:, 1], ""),
        ("reciprocal rank fusion", _reciprocal_rank, ""),
        ("0.7 dense + 0.3 BM25, min-max", lambda s: 0.7 * _scaled(s[:, 0]) + 0.3 * _scaled(np.expm1(s[:, 1])), ""),
    ]
    for name, columns in (("cosine + log BM25", [0, 1]), ("cosine + coverage", [0, 2]), ("all three", [0, 1, 2])):
        weights = _fit(others, columns)
        shown = ", ".join(f"{w:.3f}" for w in weights[1:] / weights[0])
        ways.append((name, lambda s, c=columns, w=weights: s[:, c] @ w, shown))  # type: ignore[misc]
    return ways


def _fit(sets: Sequence[Sequence[Pool]], columns: list[int]) -> Array:
    """Pairwise logistic regression: a right candidate above the wrong ones; every set weighs the same."""
    pairs, weights = [], []
    for pools in sets:
        mine = [
            good - bad
            for pool in pools
            if pool.right.any() and not pool.right.all()
            for good in pool.scores[pool.right][:1]
            for bad in _hardest(pool)
        ]
        pairs += mine
        weights += [1 / len(mine)] * len(mine)
    rows = np.array(pairs)[:, columns]
    scale = rows.std(axis=0)
    model = LogisticRegression(C=10, fit_intercept=False, max_iter=2000)
    model.fit(np.concatenate([rows, -rows]) / scale, np.repeat([1, 0], len(rows)), np.array(weights * 2) * len(rows))
    return np.asarray(model.coef_[0] / scale)


def _hardest(pool: Pool) -> Array:
    wrong = pool.scores[~pool.right]
    return wrong[np.argsort(-wrong[:, 0])[:NEGATIVES]]


def _recall(pool: Pool, scores: Array) -> tuple[bool, bool]:
    ranked = list(dict.fromkeys((pool.articles[i], bool(pool.right[i])) for i in np.argsort(-scores, kind="stable")))
    return ranked[0][1], any(right for _, right in ranked[:5])


def _reciprocal_rank(scores: Array) -> Array:
    found = scores[:, 1] > 0
    return np.asarray(1 / (RRF_K + _ranks(scores[:, 0])) + found / (RRF_K + _ranks(scores[:, 1])))


def _ranks(scores: Array) -> Array:
    ranks = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return ranks


def _scaled(scores: Array) -> Array:
    spread = float(np.ptp(scores))
    return (scores - scores.min()) / spread if spread else np.zeros_like(scores)


if __name__ == "__main__":
    sys.exit(main())
