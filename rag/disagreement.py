"""Sources that give different figures for the same thing, and figures that a newer article replaces. Pure functions.

Two figures are of the same thing if they have the same unit, stand among mostly the same words, speak of the same
names and name no different times or rates ("par mois"). Rounding ("près de 590") is no disagreement, nor is what a
bound allows ("plus de 10 000", "11 000"), nor another number of the article. A number denied is not stated.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.article import Article
from corpus.dates import PartialDate, date_mentions
from corpus.quantities import CURRENCIES
from corpus.typography import typeset
from index.analysis import terms
from rag.amounts import amounts
from rag.binding import counts_alike, differ_in_time
from rag.evidence import Evidence
from rag.expect import NUMBERS, expected_kind
from rag.names import find_names
from rag.records import Notice
from rag.wording import Bound
from rag.zones import Number, Zone, alike, called, read

SIMILAR_DATES = 30  # days between articles that tell of the same moment
MIN_SHARED = 0.4  # share of the words around one figure that must stand around the other
ROUNDING = 0.05  # relative difference that "près de", "environ" or fewer digits explain
BOUNDED = 1.5  # "plus de 100" may be said of up to so many times as much

_DENIED = re.compile(
    r"(?:\b(?:ne |n')[^,;:.!?]*?\b(?:pas|plus|jamais)\b(?! (?:moins|qu))|"
    r"(?:\b(?:not|never|no longer)|n't)\b(?! (?:only|just|less)))"
    r"(?:(?!\b(?:et|mais|qui|que|malgré|avec|après|and|but|which|that|despite|with|after)\b)[^,;:.!?])*$"
    r"|\bnon(?: pas)? (?:\w+ )?$",
    re.IGNORECASE,
)
_A_HEAD = re.compile(
    r"(?:\b(?:par|chaque|per|each|every|an?) |/ ?)(?:utilisateur|salarié|personne|user|employee)\b|\bper capita\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A warning, and the evidence it is about: the one shown, then the other."""

    notice: Notice
    shown: Evidence
    other: Evidence


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number of a piece of evidence and the zone of the sentence in which it stands."""

    evidence: Evidence
    number: Number
    zone: Zone

    @property
    def article(self) -> Article:
        return self.evidence.hit.article

    @property
    def words(self) -> frozenset[str]:
        return frozenset(term for term in self.zone.terms | self.zone.before if not term.startswith("="))

    @property
    def names(self) -> tuple[frozenset[str], ...]:
        """The names said beside the figure, or else those that the sentence goes on about."""
        return self.zone.called or ((self.zone.heir,) if self.zone.heir else ())


def disagreements(question: str, evidence: Sequence[Evidence]) -> tuple[Disagreement, ...]:
    """Return the warnings ("contradictoire", "depasse") with the evidence that each is about; best evidence first.

    Only a question that asks for a number has any, and only about the number of the first piece of evidence.
    """
    shown = _figure_shown(question, evidence)
    if shown is None:
        return ()
    others = [f for item in evidence[1:] for f in _figures(item) if _contests(f, shown, question)]
    found: list[Disagreement] = []
    if near := [f for f in others if _at_one_time(_date(f), _date(shown))]:
        found.append(_disagreement("contradictoire", shown, near[0]))
    if newer := [f for f in others if _days_between(_date(shown), _date(f)) > SIMILAR_DATES]:
        found.append(_disagreement("depasse", shown, max(newer, key=lambda f: _date(f).first_day)))
    return tuple(found)


def _figure_shown(question: str, evidence: Sequence[Evidence]) -> _Figure | None:
    """Return the figure of the best evidence that answers: at its answer's place, else closest to the question."""
    if expected_kind(question) not in NUMBERS or not evidence or evidence[0].hit.article.published is None:
        return None
    wanted = set(terms(question))
    answer, start = evidence[0].answer, evidence[0].quote.start
    return max(
        (f for f in _figures(evidence[0]) if _speaks_of(f, question)),
        key=lambda f: (answer is not None and answer.start <= start + f.number.place < answer.end,
                       len(wanted & (f.words | {f.number.counted}))),
        default=None,
    )  # fmt: skip


def _figures(item: Evidence) -> list[_Figure]:
    article = item.hit.article
    reading = read(item.quote.of(article.text), f"{article.title}\n{article.text}")
    return [
        _Figure(item, number, zone)
        for zone in reading.zones
        for number in zone.numbers
        if _is_measure(number) and not _DENIED.search(reading.text[: number.place])
    ]


def _is_measure(number: Number) -> bool:
    return number.quantity.unit is not None or bool(number.counted)


def _speaks_of(figure: _Figure, question: str) -> bool:
    """Whether the figure's sentence or title has the names of the question and no other time than it asks for."""
    title = read(figure.article.title).called
    asked = [called(question, name) for name in find_names(question, figure.article.text)]
    if not all(any(alike(name, said) for said in (*figure.names, figure.zone.heir, *title) if said) for name in asked):
        return False
    dates = frozenset(part for mention in date_mentions(question) for part in mention.parts().items())
    return not differ_in_time(dates, _time_of(figure))


def _contests(other: _Figure, shown: _Figure, question: str) -> bool:
    """Whether another article gives another value of the same thing."""
    if other.article.id == shown.article.id or other.article.published is None:
        return False
    asked = frozenset(terms(question)) & shown.words
    if not asked <= other.words or not _speaks_of(other, question) or not _same_thing(other, shown):
        return False
    return not any(_agree(f, shown) for f in _figures(other.evidence)) and not any(
        _agree(f, other) for f in _figures(shown.evidence)
    )


def _agree(one: _Figure, other: _Figure) -> bool:
    """Whether some value is what both may say, rounded or bound: "plus de 25" and "plus de 29" are two figures."""
    alike_bound = one.number.bound == other.number.bound
    (low, high), (least, most) = (_range(f.number, "" if alike_bound else f.number.bound) for f in (one, other))
    return one.number.quantity.unit == other.number.quantity.unit and low <= most and least <= high


def _range(number: Number, bound: Bound) -> tuple[float, float]:
    value, rounding = float(number.quantity.value), ROUNDING / 2  # of each of two
    below = {"less": 1 / BOUNDED, "up to": 0.0}.get(bound, 1 - rounding)
    above = BOUNDED if bound == "more" else 1 + rounding
    return min(below * value, above * value), max(below * value, above * value)


def _same_thing(one: _Figure, other: _Figure) -> bool:
    if one.number.quantity.unit != other.number.quantity.unit or not counts_alike(one.number, other.number):
        return False
    if one.names and other.names and not any(alike(a, b) for a in one.names for b in other.names):
        return False
    if differ_in_time(_said_times(one), _said_times(other)) or _differ_in_rate(one, other):
        return False
    fewer = min(len(one.words), len(other.words))
    return fewer > 0 and len(one.words & other.words) >= MIN_SHARED * fewer


def _said_times(figure: _Figure) -> frozenset[tuple[str, int]]:
    return figure.zone.dates | figure.zone.earlier


def _time_of(figure: _Figure) -> frozenset[tuple[str, int]]:
    """Return the time that the sentence names; what it leaves unsaid is that of the article."""
    said, date = dict(_said_times(figure)), figure.article.published
    own = {"year": date.year, "month": date.month} if date else {}
    return frozenset((name, value) for name, value in (own | said).items() if value is not None)


def _differ_in_rate(one: _Figure, other: _Figure) -> bool:
    """Whether they are told "par mois" and "par an"; an amount that says no rate is not that of a month either."""
    rates, others = (_rates(figure.zone.text) for figure in (one, other))
    return rates != others and (one.number.quantity.unit in CURRENCIES or bool(rates and others))


def _rates(text: str) -> set[str]:
    return {value for kind, value in amounts(text) if kind == "rate"} | ({"head"} if _A_HEAD.search(text) else set())


def _date(figure: _Figure) -> PartialDate:
    assert figure.article.published is not None
    return figure.article.published


def _days_between(earlier: PartialDate, later: PartialDate) -> int:
    """Return how many days lie between the two at least; below 0 if the later may be the earlier."""
    return (later.first_day - earlier.last_day).days


def _at_one_time(one: PartialDate, other: PartialDate) -> bool:
    """Whether two articles tell of the same moment, as far as a year alone lets that be known."""
    known = one == other or (one.month is not None and other.month is not None)
    return known and max(_days_between(one, other), _days_between(other, one)) <= SIMILAR_DATES


def _disagreement(kind: Literal["contradictoire", "depasse"], shown: _Figure, other: _Figure) -> Disagreement:
    if kind == "contradictoire":
        message = f"Les sources ne donnent pas le même chiffre : {_told(shown)} ; {_told(other)}."
    else:
        message = f"Un article plus récent donne un autre chiffre : {_told(other)} ; celui-ci : {_told(shown)}."
    ids = (shown.article.id, other.article.id)
    return Disagreement(Notice(kind, typeset(message), ids), shown.evidence, other.evidence)


def _told(figure: _Figure) -> str:
    """Return a figure with where it is from: "29 % (« Titre », Source, 25 octobre 2023)"."""
    article = figure.article
    parts: Iterable[str | None] = (
        f"« {article.title} »", article.source, article.published.in_french() if article.published else None
    )  # fmt: skip
    return f"{figure.number.text} ({', '.join(part for part in parts if part)})"
