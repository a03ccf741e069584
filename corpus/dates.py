"""Publication dates with the precision that the source gave: a year, a month or a day."""

import calendar
import datetime
import re
from dataclasses import dataclass
from typing import Self

import dateparser

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ]\d.*)?)?)?$")
_QUARTER = re.compile(r"[TQ][1-4] (\d{4})$|(\d{4})[- ]?[TQ][1-4]$", re.IGNORECASE)  # known to the year, not the month


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the year, the month (day is None) or the day."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for a date that does not exist, or a day without its month."""
        if self.month is None and self.day is not None:
            raise ValueError("a day needs its month")
        datetime.date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read "2023", "2023-10", "2023-10-25", an ISO date-time or a French date; None if it is none of them.

        A quarter ("T3 2023") is read as its year.
        """
        text = text.strip()
        if match := _ISO.match(text) or _QUARTER.match(text):
            try:
                return cls(*(int(part) for part in match.groups() if part))
            except ValueError:
                return None
        if not re.search(r"\b\d{4}\b", text):
            return None
        parsed = dateparser.date.DateDataParser(
            languages=["fr", "en"],
            settings={"REQUIRE_PARTS": ["year"], "PREFER_DAY_OF_MONTH": "first"},
        ).get_date_data(text)
        if parsed.date_obj is None or str(parsed.date_obj.year) not in text:  # "une année" is read as a year ago
            return None
        known = {"day": 3, "month": 2, "year": 1}.get(parsed.period, 3)
        day = parsed.date_obj
        return cls(*(day.year, day.month, day.day)[:known])

    @property
    def first_day(self) -> datetime.date:
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> datetime.date:
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        """ISO form, as precise as what is known: "2023", "2023-10" or "2023-10-25"."""
        return "-".join([f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part is not None)])

    def in_french(self) -> str:
        """ "25 octobre 2023", "octobre 2023" or "2023"."""
        words = [str(self.year)]
        if self.month:
            words.insert(0, MONTHS[self.month - 1])
        if self.day:
            words.insert(0, "1er" if self.day == 1 else str(self.day))
        return " ".join(words)
