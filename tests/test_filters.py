"""Filters as people write them."""

from datetime import date

import pytest

from api.filters import make_filters
from corpus.errors import InputError
from index.passage import Filters


@pytest.mark.parametrize(
    ("since", "until", "filters"),
    [
        (None, None, Filters()),
        ("2023", "2023", Filters(date(2023, 1, 1), date(2023, 12, 31))),
        ("2024-02", "2024-02", Filters(date(2024, 2, 1), date(2024, 2, 29))),
        ("2023-10-25", None, Filters(since=date(2023, 10, 25))),
        (None, "octobre 2023", Filters(until=date(2023, 10, 31))),
        ("", "", Filters()),
    ],
)
def test_dates(since: str | None, until: str | None, filters: Filters) -> None:
    assert make_filters(since, until, []) == filters


@pytest.mark.parametrize("text", ["hier", "2023-13", "2023-02-30", "2023; DROP TABLE", "0000", "x" * 10_000])
def test_a_text_that_is_no_date(text: str) -> None:
    with pytest.raises(InputError, match="is not a date: write 2023"):
        make_filters(text, None, [])


def test_sources() -> None:
    filters = make_filters(None, None, ["AFP", "Le Fil"])
    assert filters.sources == ("AFP", "Le Fil") and not filters.empty
    assert Filters().empty
