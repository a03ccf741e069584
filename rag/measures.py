"""Measures of rankings and answers, with bootstrap confidence intervals."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2_000
CUTOFFS = (1, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean and its 95% bootstrap interval (percentile method, questions resampled with a fixed seed)."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:.3f} [{self.low:.3f}, {self.high:.3f}]"


def estimate(values: Sequence[float], seed: int = 0) -> Estimate:
    """Return the mean of one value a question, with its interval; zeros for no question."""
    if not values:
        return Estimate(0.0, 0.0, 0.0)
    data = np.asarray(values, dtype=np.float64)
    picks = np.random.default_rng(seed).integers(0, len(data), size=(RESAMPLES, len(data)))
    low, high = np.percentile(data[picks].mean(axis=1), [2.5, 97.5])
    return Estimate(float(data.mean()), float(low), float(high))


def ranking_measures(ranked: Sequence[Collection[str]], relevant: Collection[str]) -> dict[str, float]:
    """Return recall@k (whether a relevant article is among the first k), MRR@10 and nDCG@10 of one ranking.

    Each place of `ranked` is the set of articles that it stands for: one, or an article and its copies.
    """
    wanted = set(relevant)
    gains = [bool(wanted & set(place)) for place in ranked[:10]]
    first = gains.index(True) + 1 if True in gains else None
    ideal = sum(1 / math.log2(i + 2) for i in range(min(len(wanted), 10)))
    gain = sum(1 / math.log2(i + 2) for i, hit in enumerate(gains) if hit)
    return {
        **{f"recall@{k}": float(any(gains[:k])) for k in CUTOFFS},
        "MRR": 1 / first if first else 0.0,
        "nDCG@10": min(1.0, gain / ideal) if ideal else 0.0,
    }
