"""Publication dates with the precision that the source gave: a year, a month or a day."""

import calendar
import datetime
import re
from dataclasses import dataclass
from typing import Self

import dateparser

from corpus.quantities import quantities
from corpus.text import Span

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


_ENGLISH_MONTHS = [name.lower() for name in calendar.month_name[1:]]
_MONTH_NUMBERS = {name: i % 12 + 1 for i, name in enumerate([*MONTHS, *_ENGLISH_MONTHS])} | {
    "fevrier": 2, "aout": 8, "decembre": 12,
}  # fmt: skip
_QUARTERS = {"premier": 1, "deuxième": 2, "second": 2, "troisième": 3, "quatrième": 4, "1er": 1, "1": 1, "2": 2, "3": 3,
             "4": 4, "first": 1, "third": 3, "fourth": 4}  # fmt: skip
_MONTH = "|".join(name for name in _MONTH_NUMBERS if name not in ("may", "march"))  # words too, unless capitalised
_YEAR = r"(?P<{0}>(?:19|20)\d\d)"
_MENTION = re.compile(
    rf"\b(?P<iso>(?:19|20)\d\d)-(?P<iso_month>\d\d)(?:-(?P<iso_day>\d\d))?\b"
    rf"|(?<![\d/.,-])(?P<first>\d\d?)(?P<slash>[/.-])(?P<second>\d\d?)(?P=slash){_YEAR.format('last')}(?![/.-]?\d)"
    rf"|\b(?:(?P<day>\d{{1,2}})(?:er)? )?(?P<month>{_MONTH}|(?-i:May|March))\b"
    rf"(?: (?P<day_after>\d{{1,2}})(?:st|nd|rd|th)?\b,?)?(?: (?:de )?{_YEAR.format('year')}\b)?"
    rf"|\b(?:(?P<quarter>{'|'.join(_QUARTERS)})(?:e|ème|er|nd|rd|st|th)? (?:trimestre|quarter)|[TQ](?P<short>[1-4]))\b"
    rf"(?: (?:de |of |de l'année )?{_YEAR.format('quarter_year')}\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date named in a text: where it stands, and the parts of it that are said."""

    span: Span
    year: int | None = None
    month: int | None = None
    day: int | None = None
    quarter: int | None = None

    def parts(self) -> dict[str, int]:
        """Return the parts that are said, by name."""
        said = {name: getattr(self, name) for name in ("year", "quarter", "month", "day")}
        return {name: value for name, value in said.items() if value is not None}


def date_mentions(text: str) -> list[DateMention]:
    """Return the dates, months, quarters and years that a text in French or English names, in order."""
    found = [mention for match in _MENTION.finditer(text) if (mention := _mention(match))]
    years = [
        DateMention(Span(q.start, q.end), year=int(q.value))
        for q in quantities(text)
        if re.fullmatch(r"(?:19|20)\d\d", text[q.start : q.end])
        and not any(m.span.start < q.end and q.start < m.span.end for m in found)
    ]
    return sorted([*found, *years], key=lambda mention: mention.span.start)


def _mention(match: re.Match[str]) -> DateMention | None:
    span = Span(*match.span())
    if match["last"]:
        return _in_figures(span, int(match["last"]), int(match["second"]), int(match["first"]))
    if match["iso"]:
        return DateMention(span, int(match["iso"]), int(match["iso_month"]), int(match["iso_day"] or 0) or None)
    if match["month"]:
        day = int(match["day"] or match["day_after"] or 0) or None
        return DateMention(span, _year(match["year"]), _MONTH_NUMBERS[match["month"].lower()], day)
    quarter = _QUARTERS[(match["quarter"] or match["short"]).lower()]
    return DateMention(span, _year(match["quarter_year"]), quarter=quarter)


def _in_figures(span: Span, year: int, month: int, day: int) -> DateMention | None:
    """Read "03/11/2025" the French way; "11/25/2025" can only be the American one."""
    if month > 12:
        month, day = day, month
    try:
        date = PartialDate(year, month, day)
    except ValueError:
        return None
    return DateMention(span, date.year, date.month, date.day)


def _year(text: str | None) -> int | None:
    return int(text) if text else None
