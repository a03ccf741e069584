"""Dates that an article tells by its own: "jeudi", "hier", "en novembre dernier", "l'an passé". Pure functions."""

import datetime
import re
from collections.abc import Callable

from corpus.dates import MONTHS, DateMention, PartialDate
from corpus.text import Span

_WEEKDAYS = {
    name: place
    for week in ("lundi mardi mercredi jeudi vendredi samedi dimanche",
                 "monday tuesday wednesday thursday friday saturday sunday")
    for place, name in enumerate(week.split())
}  # fmt: skip
_DAYS = {"avant-hier": -2, "hier": -1, "yesterday": -1, "aujourd'hui": 0, "today": 0, "demain": 1, "tomorrow": 1}
_YEARS = {"dernier": -1, "dernière": -1, "passé": -1, "passée": -1, "last": -1} | dict.fromkeys(
    ("prochain", "prochaine", "next"), 1
)
_OWN_DATE = rf" \d{{1,2}}(?:er)? (?:{'|'.join(MONTHS)})"  # "lundi 30 septembre" is read as a date
_WEEK = datetime.timedelta(days=7)

_Parts = dict[str, int]


def told_dates(text: str, published: PartialDate | None) -> list[DateMention]:
    """Return the dates that a text names relative to the day on which it came out.

    A weekday is the last one up to that day, since news tell what has been, or the next one if the text says so.
    """
    if published is None:
        return []
    return [
        DateMention(Span(*match.span()), **parts)
        for pattern, read in _GRAMMAR
        for match in pattern.finditer(text)
        if (parts := read(match, published))
    ]


def _weekday(match: re.Match[str], published: PartialDate) -> _Parts:
    if published.day is None:
        return {}
    day = published.first_day
    last = day - datetime.timedelta(days=(day.weekday() - _WEEKDAYS[match["day"].lower()]) % 7)
    return _of(last + _WEEK if match["next"] else last)


def _day(match: re.Match[str], published: PartialDate) -> _Parts:
    return _of(published.first_day + datetime.timedelta(days=_DAYS[match[0].lower()])) if published.day else {}


def _month(match: re.Match[str], published: PartialDate) -> _Parts:
    """Return the last month of that name that was over when the article came out."""
    if published.month is None:
        return {}
    month = MONTHS.index(match["month"].lower()) + 1
    return {"year": published.year - (month >= published.month), "month": month}


def _last_month(_: re.Match[str], published: PartialDate) -> _Parts:
    if published.month is None:
        return {}
    return {"year": published.year - (published.month == 1), "month": (published.month - 2) % 12 + 1}


def _year(match: re.Match[str], published: PartialDate) -> _Parts:
    return {"year": published.year + _YEARS.get(match["which"].lower(), 0)}


def _of(day: datetime.date) -> _Parts:
    return {"year": day.year, "month": day.month, "day": day.day}


_GRAMMAR: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], PartialDate], _Parts]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), read)
    for pattern, read in (
        (rf"\b(?P<day>{'|'.join(_WEEKDAYS)})\b(?!{_OWN_DATE})(?P<next> prochain)?", _weekday),
        (rf"\b(?:{'|'.join(_DAYS)})\b", _day),
        (rf"\b(?P<month>{'|'.join(MONTHS)}) (?:dernier|passé)\b", _month),
        (r"\b(?:le mois (?:dernier|passé)|last month)\b", _last_month),
        (r"\bl'(?:an|année) (?P<which>derni(?:er|ère)|passée?|prochaine?)\b", _year),
        (r"\b(?P<which>last|next|this|cette) (?:year|année)\b", _year),
    )
)
