"""Measures of rankings, against values worked out by hand."""

import math

import pytest

from rag.measures import Estimate, estimate, holds_answer, percentiles, ranking_measures, token_f1


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


@pytest.mark.parametrize(
    ("text", "answers", "count"),
    [
        ("Elle a levé 1\u202f300 millions d’euros [1]", ["1 300 millions d'euros"], 1),
        ("C'est l'État.", ["etat"], 1),
        ("Le PDG est Alex Chen.", ["Chen", "Alex Chen", "Bob"], 2),
        ("Environ 129 %", ["29 %"], 0),
        ("29 pour cent", ["29 %"], 1),
        ("1,3 milliard", ["3 milliard"], 0),
        ("Rien", [], 0),
        ("Rien", ["?"], 0),
        ("le prix Nobel", ["NOBEL"], 1),
    ],
)
def test_accepted_answers_in_a_text(text: str, answers: list[str], count: int) -> None:
    assert holds_answer(text, answers) == count


def test_token_f1() -> None:
    assert token_f1("Alex Chen", ["alex chen", "Bob"]) == 1.0
    assert token_f1("Le PDG est Alex Chen", ["Alex Chen"]) == pytest.approx(2 * 2 / 7)
    assert token_f1("Personne", ["Alex"]) == token_f1("", ["Alex"]) == token_f1("Alex", []) == 0.0


def test_percentiles() -> None:
    made = percentiles([float(n) for n in range(101)])
    assert made["p50"].mean == 50 and made["p95"].mean == 95
    assert made["p50"].low < 50 < made["p50"].high and percentiles([]) == {}
    assert percentiles([7.0]) == {"p50": Estimate(7.0, 7.0, 7.0), "p95": Estimate(7.0, 7.0, 7.0)}
