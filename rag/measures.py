"""Measures of rankings and answers, with bootstrap confidence intervals."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from index.analysis import fold

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


def percentiles(values: Sequence[float]) -> dict[str, Estimate]:
    """Return p50 and p95 of milliseconds (or anything), each with its interval; {} for no value."""
    if not values:
        return {}
    data = np.asarray(values, dtype=np.float64)
    picks = np.random.default_rng(0).integers(0, len(data), size=(RESAMPLES, len(data)))
    resampled = np.percentile(data[picks], [50, 95], axis=1)
    bounds = np.percentile(resampled, [2.5, 97.5], axis=1)
    return {
        f"p{p}": Estimate(float(np.percentile(data, p)), float(bounds[0][i]), float(bounds[1][i]))
        for i, p in enumerate((50, 95))
    }


def holds_answer(text: str, answers: Collection[str]) -> int:
    """Return how many of the accepted answers stand in a text as whole words, whatever case, accents, typography."""
    words = f" {' '.join(_words(text))} "
    return sum(bool(wanted) and f" {wanted} " in words for wanted in (" ".join(_words(answer)) for answer in answers))


def token_f1(text: str, answers: Collection[str]) -> float:
    """Return the best F1 between the words of a text and those of an accepted answer."""
    said = Counter(_words(text))
    return max((_f1(said, Counter(_words(answer))) for answer in answers), default=0.0)


def _f1(said: Counter[str], wanted: Counter[str]) -> float:
    common = sum((said & wanted).values())
    return 2 * common / (sum(said.values()) + sum(wanted.values())) if common else 0.0


def _words(text: str) -> list[str]:
    """Return the folded words of a text; digits grouped by spaces are one word, "%" and signs are none."""
    grouped = re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))", "", unicodedata.normalize("NFKC", text))
    return re.findall(r"\w+(?:[.,]\d+)*", fold(grouped))
