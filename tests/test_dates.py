"""Dates with their precision."""

import datetime

import pytest

from corpus.dates import PartialDate, date_mentions

READ = [
    ("2023", "2023"),
    ("2023-10", "2023-10"),
    ("2023-10-25", "2023-10-25"),
    (" 2023-1-5 ", "2023-01-05"),
    ("2023-10-25T10:00:00Z", "2023-10-25"),
    ("2023-10-25 10:00:00+02:00", "2023-10-25"),
    ("octobre 2023", "2023-10"),
    ("25 octobre 2023", "2023-10-25"),
    ("1er janvier 2024", "2024-01-01"),
    ("aout 2023", "2023-08"),
    ("mercredi 25 octobre 2023 à 10h30", "2023-10-25"),
    ("25/10/2023", "2023-10-25"),
    ("Oct 25, 2023", "2023-10-25"),
    ("Wed, 25 Oct 2023 08:00:00 +0200", "2023-10-25"),
    ("T3 2023", "2023"),
    ("2023-Q3", "2023"),
    ("0999", "0999"),
]
UNREADABLE = ["", "hier", "2023-13", "2023-02-30", "0000", "n'importe quoi 2023", "2023 est une année", "99999", "None"]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_parse(text: str, expected: str) -> None:
    date = PartialDate.parse(text)
    assert str(date) == expected
    assert PartialDate.parse(str(date)) == date


@pytest.mark.parametrize("text", UNREADABLE)
def test_parse_of_no_date(text: str) -> None:
    assert PartialDate.parse(text) is None


@pytest.mark.parametrize(
    ("text", "first", "last", "french"),
    [
        ("2024", "2024-01-01", "2024-12-31", "2024"),
        ("2024-02", "2024-02-01", "2024-02-29", "février 2024"),
        ("2023-02", "2023-02-01", "2023-02-28", "février 2023"),
        ("2024-05-01", "2024-05-01", "2024-05-01", "1er mai 2024"),
        ("2024-08-12", "2024-08-12", "2024-08-12", "12 août 2024"),
    ],
)
def test_range_and_french(text: str, first: str, last: str, french: str) -> None:
    date = PartialDate.parse(text)
    assert date is not None
    assert (date.first_day, date.last_day) == tuple(map(datetime.date.fromisoformat, (first, last)))
    assert date.in_french() == french


@pytest.mark.parametrize("parts", [(2023, None, 5), (2023, 13, None), (2023, 2, 29), (0, None, None)])
def test_a_date_that_does_not_exist(parts: tuple[int, int | None, int | None]) -> None:
    with pytest.raises(ValueError):
        PartialDate(*parts)


MENTIONS = [
    ("Le 24 octobre 2023, puis en mai.", [("24 octobre 2023", "2023 10 24"), ("mai", "5")]),
    ("Entre juillet et septembre, au T3 2023", [("juillet", "7"), ("septembre", "9"), ("T3 2023", "2023 3")]),
    ("au troisième trimestre 2024 et le 1er mars", [("troisième trimestre 2024", "2024 3"), ("1er mars", "3 1")]),
    ("in Q4, on May 5, 2024; he may in 2019", [("Q4", "4"), ("May 5, 2024", "2024 5 5"), ("2019", "2019")]),
    ("2023-10-24", [("2023-10-24", "2023 10 24")]),
    ("Signé le 03/11/2025, rompu le 5/1/2026.", [("03/11/2025", "2025 11 3"), ("5/1/2026", "2026 1 5")]),
    ("03.11.2025, 3-11-2025, 11/25/2025",
     [("03.11.2025", "2025 11 3"), ("3-11-2025", "2025 11 3"), ("11/25/2025", "2025 11 25")]),
    ("31/02/2025 et 45/13/2025", [("2025", "2025"), ("2025", "2025")]),
    ("version 1.12.2025.3, soit 800/3900", []),
    ("3 900 sociétés, 2000 dollars, 2 024 jetons", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MENTIONS)
def test_mentions(text: str, expected: list[tuple[str, str]]) -> None:
    found = [(m.span.of(text), " ".join(map(str, m.parts().values()))) for m in date_mentions(text)]
    assert found == expected
