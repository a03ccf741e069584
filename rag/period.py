"""The time that a question is about: "en octobre 2023", "au troisième trimestre 2023", "depuis l'été 2024".

Dates and relative expressions ("12 mars 2024", "il y a trois mois", "last week") are found by pattern and read by
dateparser; quarters, semesters, seasons and the bounds ("depuis", "avant", "entre … et …"), which it does not know,
by the small grammar below.
"""

import calendar
import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass

from dateparser.date import DateDataParser

from corpus.dates import MONTHS, PartialDate
from index.analysis import fold

_DAY = datetime.timedelta(days=1)
_LAG = datetime.timedelta(days=45)  # news about a quarter or a month comes out after its end
_ORDINALS = {"premier": 1, "first": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "third": 3, "quatrieme": 4,
             "fourth": 4, "1": 1, "2": 2, "3": 3, "4": 4}  # fmt: skip
_SEASONS = {"hiver": 1, "winter": 1, "printemps": 4, "spring": 4, "ete": 7, "summer": 7, "automne": 10, "autumn": 10,
            "fall": 10}  # fmt: skip
_THIRDS = {"debut": (0, 1), "early": (0, 1), "mi": (1, 2), "mid": (1, 2), "fin": (2, 3), "late": (2, 3)}
_SUFFIX = "er|eme|e|nd|st|rd|th"
_ORDINAL = rf"(premier|first|deuxieme|second|troisieme|third|quatrieme|fourth|[1-4](?={_SUFFIX}))(?:{_SUFFIX})?"
_YEAR = r"((?:19|20)\d{2})"
_OF_YEAR = rf"(?:(?: de| of| d'| de l'annee| de l'exercice)? {_YEAR})?\b"
_MONTHS = [fold(month) for month in MONTHS] + [month.lower() for month in calendar.month_name[1:]]
_MONTH = f"({'|'.join(_MONTHS)})"
_THIRD = r"(?:\b(debut|mi|fin|early|mid|late)[ -])?"
_UNIT = r"(jour|semaine|mois|an|annee|day|week|month|year)s?"


@dataclass(frozen=True, slots=True)
class Period:
    """The days [first, last] that a question names; None is an open end."""

    first: datetime.date | None
    last: datetime.date | None

    def covers(self, published: PartialDate | None) -> bool:
        """Whether an article of that date may tell of the period: it came out during it or soon after."""
        if published is None:
            return False
        too_late = self.last is not None and published.first_day > self.last + _LAG
        too_early = self.first is not None and published.last_day < self.first
        return not too_late and not too_early

    def starts_after(self, day: datetime.date | None) -> bool:
        return self.first is not None and day is not None and self.first > day


def find_period(question: str, today: datetime.date, newest: datetime.date | None = None) -> Period | None:
    """Return the period that a question in French or English names, None if it names none.

    A month, quarter or season without a year is the latest that began before `today`, or before the day of the
    `newest` article if that is earlier.
    """
    text = fold(question).replace("’", "'")
    found = _find_all(text, today, min(today, newest or today))
    if not found:
        return None
    (start, first), (_, second) = found[0], found[-1]
    opener = text[:start].rstrip()
    if len(found) > 1 and re.search(r"\b(?:entre|de|du|between|from)(?: l[ea']| the)?$", opener):
        return Period(first.first, second.last)
    return _bounded(opener, first)


def speaks_of(period: Period | None, text: str) -> bool:
    """Whether a text names the year in which a period starts."""
    return period is not None and period.first is not None and str(period.first.year) in text


def _bounded(opener: str, period: Period) -> Period:
    """Apply the word before an expression: "depuis", "avant", "après"."""
    if re.search(r"\b(?:depuis|since|a partir (?:de|du|d')|des)(?: l[ea']| the)?$", opener):
        return Period(period.first, None)
    if re.search(r"\b(?:avant|before)(?: l[ea']| the)?$", opener):
        return Period(None, period.first - _DAY if period.first else None)
    if re.search(r"\b(?:jusqu'(?:en|a|au|a l')|until)(?: l[ea']| the)?$", opener):
        return Period(None, period.last)
    if re.search(r"\b(?:apres|after)(?: l[ea']| the)?$", opener):
        return Period(period.last + _DAY if period.last else None, None)
    return period


_Reader = Callable[[re.Match[str], datetime.date], Period | None]


def _find_all(text: str, today: datetime.date, latest: datetime.date) -> list[tuple[int, Period]]:
    """Return the periods named in the text with their places, in order; an earlier pattern hides later ones."""
    found: list[tuple[int, Period]] = []
    for pattern, read in _GRAMMAR:
        for match in pattern.finditer(text):
            try:
                period = read(match, latest if read in _YEARLESS else today)
            except (ValueError, OverflowError):  # "4e semestre", "les 3000 dernières années"
                continue
            if period is not None:
                found.append((match.start(), period))
                text = text[: match.start()] + "\0" * len(match[0]) + text[match.end() :]
    return sorted(found, key=lambda item: item[0])


def _read_quarter(match: re.Match[str], today: datetime.date) -> Period:
    return _part_of_year(int(match[2] or 0), 3 * _ORDINALS[match[1]] - 2, 3, today)


def _read_semester(match: re.Match[str], today: datetime.date) -> Period:
    return _part_of_year(int(match[2] or 0), 6 * _ORDINALS[match[1]] - 5, 6, today)


def _read_season(match: re.Match[str], today: datetime.date) -> Period:
    return _part_of_year(int(match[2] or 0), _SEASONS[match[1]], 3, today)


def _read_day(match: re.Match[str], today: datetime.date) -> Period | None:
    return _parsed(match[0], today)


def _read_month(match: re.Match[str], today: datetime.date) -> Period:
    month = _MONTHS.index(match[2]) % 12 + 1
    return _third(_part_of_year(int(match[3] or 0), month, 1, today), match[1])


def _read_year(match: re.Match[str], _: datetime.date) -> Period:
    return _third(_months(int(match[2]), 1, 12), match[1])


def _read_this(match: re.Match[str], today: datetime.date) -> Period:
    return Period(_start_of(match[1], today), today)


def _read_last(match: re.Match[str], today: datetime.date) -> Period:
    end = _start_of(match[1], today) - _DAY
    return Period(_start_of(match[1], end), end)


def _read_recent(match: re.Match[str], today: datetime.date) -> Period:
    count, unit = int(match[1] or 3), match[2]
    days = {"j": 1, "d": 1, "s": 7, "w": 7, "m": 31, "a": 365, "y": 365}[unit[0]]
    return Period(today - datetime.timedelta(days=count * days), today)


_YEARLESS = {_read_quarter, _read_semester, _read_season, _read_month}

# Patterns over folded text (lower case, no accents), the most precise first.
_GRAMMAR: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (re.compile(rf"\b{_ORDINAL} (?:trimestre|quarter){_OF_YEAR}"), _read_quarter),
    (re.compile(rf"\b[tq]([1-4]){_OF_YEAR}"), _read_quarter),
    (re.compile(rf"\b{_ORDINAL} (?:semestre|half){_OF_YEAR}"), _read_semester),
    (re.compile(rf"\bs([12]) {_YEAR}\b"), _read_semester),
    (re.compile(rf"\b({'|'.join(_SEASONS)}) {_YEAR}\b"), _read_season),
    (re.compile(rf"\b(?:\d{{1,2}}(?:er)? {_MONTH} {_YEAR}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? {_YEAR})\b"), _read_day),
    (re.compile(rf"\b(?:{_YEAR}-\d\d-\d\d|\d{{1,2}}/\d{{1,2}}/{_YEAR})\b"), _read_day),
    (re.compile(rf"()\b{_MONTH}\b(?= (?:et|a|and|to) {_MONTH.replace('(', '(?:')} {_YEAR})"), _read_month),
    (re.compile(rf"{_THIRD}\b{_MONTH} {_YEAR}\b"), _read_month),
    (re.compile(rf"(?<=\ben )()\b{_MONTH}\b()"), _read_month),
    (re.compile(rf"{_THIRD}\b(20[1-3]\d)\b"), _read_year),
    (re.compile(r"\b(?:cet(?:te)?|ce) (semaine|mois|annee)(?:-ci)?\b"), _read_this),
    (re.compile(r"\bdebut de l'(annee)\b"), _read_this),
    (re.compile(r"\bthis (week|month|year)\b"), _read_this),
    (re.compile(r"\b(semaine|mois|annee|an) (?:derniere?|passee?|precedente?)\b"), _read_last),
    (re.compile(r"\blast (week|month|year)\b"), _read_last),
    (re.compile(rf"\b(?:ces|les|the|dans les) (?:(\d+) )?(?:derniers|dernieres|last|past) {_UNIT}\b"), _read_recent),
    (re.compile(rf"\bil y a (?:\d+|une?|deux|trois|quatre|cinq|six) {_UNIT}\b"), _read_day),
    (re.compile(rf"\b(?:\d+|an?|two|three|four|five|six) {_UNIT} ago\b"), _read_day),
    (re.compile(r"\b(?:aujourd'hui|avant-hier|hier|today|yesterday)\b"), _read_day),
)  # fmt: skip


def _parsed(text: str, today: datetime.date) -> Period | None:
    noon = datetime.datetime.combine(today, datetime.time(12))
    parser = DateDataParser(languages=["fr", "en"], settings={"RELATIVE_BASE": noon, "DATE_ORDER": "DMY"})
    date = parser.get_date_data(text)
    if date.date_obj is None:
        return None
    day = date.date_obj.date()
    unit = next((u for u in ("semaine", "week", "mois", "month", "annee", "year") if u in text), "")
    if re.search(r"\bans?\b", text):
        unit = "annee"
    return Period(day, day) if not unit else Period(_start_of(unit, day), _end_of(unit, day))


def _part_of_year(year: int, month: int, length: int, today: datetime.date) -> Period:
    """Return `length` months from `month` of a year; without a year (0), the latest that has begun."""
    if year == 0:
        year = today.year if datetime.date(today.year, month, 1) <= today else today.year - 1
    return _months(year, month, length)


def _months(year: int, month: int, length: int) -> Period:
    last = month + length - 1
    return Period(datetime.date(year, month, 1), datetime.date(year, last, calendar.monthrange(year, last)[1]))


def _third(period: Period, which: str | None) -> Period:
    """Return the first, middle or last third of a closed period."""
    if not which or period.first is None or period.last is None:
        return period
    days = (period.last - period.first).days + 1
    start, end = _THIRDS[which]
    return Period(period.first + _DAY * (days * start // 3), period.first + _DAY * (days * end // 3) - _DAY)


def _start_of(unit: str, day: datetime.date) -> datetime.date:
    if unit in ("semaine", "week"):
        return day - _DAY * day.weekday()
    return day.replace(day=1) if unit in ("mois", "month") else day.replace(month=1, day=1)


def _end_of(unit: str, day: datetime.date) -> datetime.date:
    if unit in ("semaine", "week"):
        return _start_of(unit, day) + 6 * _DAY
    if unit in ("mois", "month"):
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return day.replace(month=12, day=31)
