"""Dates told by the article's own: weekdays, yesterday, last month and year."""

import pytest

from corpus.article import Article
from corpus.dates import PartialDate
from corpus.text import Span
from rag.claim_dates import lacks_date
from rag.quotes import Quote
from rag.told_dates import told_dates

THURSDAY = PartialDate(2024, 10, 3)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("OpenAI a levé des fonds mercredi.", [{"year": 2024, "month": 10, "day": 2}]),
        ("OpenAI a levé des fonds jeudi.", [{"year": 2024, "month": 10, "day": 3}]),
        ("L'accord a été signé vendredi.", [{"year": 2024, "month": 9, "day": 27}]),
        ("Le vote aura lieu mardi prochain.", [{"year": 2024, "month": 10, "day": 8}]),
        ("The deal was signed on Monday.", [{"year": 2024, "month": 9, "day": 30}]),
        ("Le service a été coupé hier.", [{"year": 2024, "month": 10, "day": 2}]),
        ("Le service a été coupé avant-hier.", [{"year": 2024, "month": 10, "day": 1}]),
        ("Elle l'a quitté en novembre dernier.", [{"year": 2023, "month": 11}]),
        ("Elle l'a quitté en mars dernier.", [{"year": 2024, "month": 3}]),
        ("Le mois dernier, tout allait bien.", [{"year": 2024, "month": 9}]),
        ("L'an passé, elle perdait de l'argent.", [{"year": 2023}]),
        ("L'année prochaine, elle en gagnera.", [{"year": 2025}]),
        ("Cette année, elle en perd.", [{"year": 2024}]),
        ("Lundi 30 septembre, le titre a monté.", []),  # a date of its own
        ("Rien n'est dit de ce jour-là.", []),
    ],
)
def test_dates_are_told_by_the_day_on_which_a_text_came_out(text: str, told: list[dict[str, int]]) -> None:
    assert [mention.parts() for mention in told_dates(text, THURSDAY)] == told


def test_less_is_told_where_less_is_known() -> None:
    assert told_dates("mercredi", None) == []
    assert told_dates("hier, mercredi, le mois dernier", PartialDate(2024)) == []
    assert [one.parts() for one in told_dates("le mois dernier", PartialDate(2024, 1))] == [{"year": 2023, "month": 12}]


@pytest.mark.parametrize(
    ("claim", "lacks"),
    [
        ("Le 2 octobre 2024, OpenAI a levé 6,6 milliards.", False),
        ("En octobre 2024, OpenAI a levé 6,6 milliards.", False),
        ("Le 3 octobre 2024, OpenAI a levé 6,6 milliards.", True),  # that is when it was told
        ("Le 9 octobre 2024, OpenAI a levé 6,6 milliards.", True),
        ("Le 2 octobre 2023, OpenAI a levé 6,6 milliards.", True),
    ],
)
def test_a_claim_may_say_the_date_of_a_weekday(claim: str, lacks: bool) -> None:
    text = "OpenAI a levé mercredi 6,6 milliards."
    article = Article("a", "OpenAI lève des fonds", text, published=THURSDAY)
    assert lacks_date(claim, Quote(article, Span(0, len(text)))) is lacks
