"""Filters as people write them, on the command line or in a request."""

from collections.abc import Sequence

from corpus.dates import PartialDate
from corpus.errors import InputError
from index.passage import Filters


def make_filters(since: str | None, until: str | None, sources: Sequence[str]) -> Filters:
    """Read dates (YYYY, YYYY-MM or YYYY-MM-DD) and source names. Raises InputError for a text that is no date."""
    first, last = _date(since), _date(until)
    return Filters(first.first_day if first else None, last.last_day if last else None, tuple(sources))


def _date(text: str | None) -> PartialDate | None:
    date = PartialDate.parse(text) if text else None
    if text and date is None:
        raise InputError(f"{text!r} is not a date: write 2023, 2023-10 or 2023-10-25")
    return date
