"""The time that a question is about."""

import random
from datetime import date

import pytest

from corpus.dates import PartialDate
from rag.period import Period, find_period, speaks_of

TODAY, NEWEST = date(2026, 3, 15), date(2026, 2, 18)

PERIODS = [
    ("en octobre 2023", "2023-10-01", "2023-10-31"),
    ("in October 2023", "2023-10-01", "2023-10-31"),
    ("le 12 mars 2024", "2024-03-12", "2024-03-12"),
    ("le 1er mai 2024", "2024-05-01", "2024-05-01"),
    ("2023-10-25", "2023-10-25", "2023-10-25"),
    ("en 2023", "2023-01-01", "2023-12-31"),
    ("au troisième trimestre 2023", "2023-07-01", "2023-09-30"),
    ("au T3 2023", "2023-07-01", "2023-09-30"),
    ("in the third quarter of 2023", "2023-07-01", "2023-09-30"),
    ("au premier semestre 2024", "2024-01-01", "2024-06-30"),
    ("au quatrième trimestre", "2025-10-01", "2025-12-31"),
    ("entre juillet et septembre 2023", "2023-07-01", "2023-09-30"),
    ("de janvier à mars 2024", "2024-01-01", "2024-03-31"),
    ("entre 2022 et 2024", "2022-01-01", "2024-12-31"),
    ("depuis l'été 2024", "2024-07-01", None),
    ("depuis 2023", "2023-01-01", None),
    ("après juin 2024", "2024-07-01", None),
    ("avant mars 2024", None, "2024-02-29"),
    ("jusqu'en 2024", None, "2024-12-31"),
    ("fin 2025", "2025-09-01", "2025-12-31"),
    ("début 2024", "2024-01-01", "2024-05-01"),
    ("en octobre", "2025-10-01", "2025-10-31"),
    ("la semaine dernière", "2026-03-02", "2026-03-08"),
    ("le mois dernier", "2026-02-01", "2026-02-28"),
    ("last year", "2025-01-01", "2025-12-31"),
    ("il y a trois mois", "2025-12-01", "2025-12-31"),
    ("hier", "2026-03-14", "2026-03-14"),
    ("cette année", "2026-01-01", "2026-03-15"),
    ("les 10 derniers jours", "2026-03-05", "2026-03-15"),
]
NONE = [
    "Qui est le PDG ?",
    "GPT-4 et Llama 3.1",
    "2 000 puces H100",
    "Mistral lève 105 millions",
    "une marche",
    "",
    "1 mai",
]
ODD = [
    "ces 99999999 derniers jours", "les 3000 dernières années", "il y a 99999999 ans", "au 4e semestre 2024",
    "le 45 mars 2023", "31/02/2023", "2023-13-45", "29 février 2023", "ces 0 derniers jours", "99999999 years ago",
]  # fmt: skip
WORDS = (
    "entre de depuis avant après jusqu'en en au du le la les il y a ago derniers dernière mois an ans semaine jours 0 "
    "1 2 3 31 45 99999999 2023 2024 1999 mars octobre mai t3 q4 premier 4eme trimestre semestre été printemps fin mi- "
    "début et à d'ici hier today last week year years month 12/13/2023 2023-10-25 2023-99-99"
).split()


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(("words", "first", "last"), PERIODS)
def test_find_period(words: str, first: str | None, last: str | None) -> None:
    question = f"Combien de puces Nvidia a-t-elle vendues {words} ?"
    assert find_period(question, TODAY, NEWEST) == Period(day(first), day(last))


@pytest.mark.parametrize("question", NONE)
def test_no_period(question: str) -> None:
    assert find_period(question, TODAY, NEWEST) is None


@pytest.mark.parametrize("question", ODD)
def test_dates_that_do_not_exist_never_fail(question: str) -> None:
    find_period(question, TODAY, NEWEST)


def test_any_words_never_fail() -> None:
    chance = random.Random(3)
    for _ in range(1_500):
        question = " ".join(chance.choices(WORDS, k=chance.randint(1, 7)))
        try:
            find_period(question, TODAY)
        except Exception as error:
            pytest.fail(f"{question!r}: {type(error).__name__}: {error}")


@pytest.mark.parametrize(
    ("published", "covered"),
    [
        ("2023-10", True), ("2023-09-30", False), ("2023-11-20", True), ("2024-01", False), ("2023", True),
        (None, False),
    ],
)  # fmt: skip
def test_news_of_a_month_comes_out_during_it_or_soon_after(published: str | None, covered: bool) -> None:
    october = Period(date(2023, 10, 1), date(2023, 10, 31))
    assert october.covers(PartialDate.parse(published) if published else None) is covered


def test_starts_after() -> None:
    assert Period(date(2030, 1, 1), None).starts_after(NEWEST)
    assert not Period(None, date(2030, 1, 1)).starts_after(NEWEST)
    assert not Period(date(2030, 1, 1), None).starts_after(None)


def test_speaks_of() -> None:
    period = Period(date(2030, 1, 1), date(2030, 12, 31))
    assert speaks_of(period, "Le site ouvrira en 2030.") and not speaks_of(period, "Le site ouvrira.")
    assert not speaks_of(None, "2030")
