"""Measures of rankings, against values worked out by hand."""

import math

import pytest

from rag.measures import Estimate, estimate, ranking_measures


def test_a_relevant_article_at_rank_three() -> None:
    measures = ranking_measures([{"x"}, {"y"}, {"a", "copy"}, {"z"}], {"a"})
    assert measures == {
        "recall@1": 0.0, "recall@3": 1.0, "recall@5": 1.0, "recall@10": 1.0,
        "MRR": pytest.approx(1 / 3), "nDCG@10": pytest.approx(1 / math.log2(4)),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("ranked", "relevant", "mrr", "ndcg"),
    [
        ([{"a"}, {"b"}], {"a", "b"}, 1.0, 1.0),
        ([{"b"}, {"x"}, {"a"}], {"a", "b"}, 1.0, (1 + 0.5) / (1 + 1 / math.log2(3))),
        ([{"x"}] * 10 + [{"a"}], {"a"}, 0.0, 0.0),
        ([], {"a"}, 0.0, 0.0),
        ([{"a"}], set(), 0.0, 0.0),
        ([{"copy", "a"}], {"a"}, 1.0, 1.0),
    ],
)
def test_ranking_measures(ranked: list[set[str]], relevant: set[str], mrr: float, ndcg: float) -> None:
    measures = ranking_measures(ranked, relevant)
    assert [measures["MRR"], measures["nDCG@10"]] == pytest.approx([mrr, ndcg])


def test_estimate() -> None:
    made = estimate([0.0, 1.0] * 50)
    assert made.mean == 0.5 and 0.38 < made.low < 0.45 and 0.55 < made.high < 0.62
    assert made == estimate([0.0, 1.0] * 50), "the seed is fixed"
    assert estimate([1.0] * 9) == Estimate(1.0, 1.0, 1.0) and estimate([]) == Estimate(0.0, 0.0, 0.0)
    assert str(Estimate(0.5, 0.4, 0.6)) == "0.500 [0.400, 0.600]"
