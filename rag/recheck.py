"""Rechecking a claim of a past answer against the articles of today. Pure functions, no model."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from corpus.article import Article
from corpus.text import Span, canonical
from corpus.typography import typeset
from rag.faults import fault_of
from rag.quotes import Quote
from rag.verify import verify

State = Literal["tient", "deplace", "perdu"]
_NOTHING_CITED = "aucune citation"
_GONE = "l’article cité n’est plus dans l’index"
_LOST = "la citation n’est plus dans l’article"


@dataclass(frozen=True, slots=True)
class Cited:
    """What a past claim cites: words of an article, and the place where they stood in its text."""

    article_id: str
    quote: str
    place: Span


@dataclass(frozen=True, slots=True)
class Check:
    """One citation now: where its quote stands (None: nowhere), and why it proves nothing (French, "" if it does)."""

    place: Span | None
    fault: str


@dataclass(frozen=True, slots=True)
class Recheck:
    """A claim now, and its citations in their order. `why` is French, "" unless the claim is lost."""

    state: State
    why: str
    checks: tuple[Check, ...]


def recheck(claim: str, cited: Sequence[Cited], article_of: Callable[[str], Article | None]) -> Recheck:
    """Return what became of a claim: one citation that stands and proves it is enough, or two that do so together.

    "tient": they stand where they stood; "deplace": elsewhere in their articles; "perdu": there are none.
    """
    articles = [article_of(one.article_id) for one in cited]
    checks = tuple(_check(claim, one, article) for one, article in zip(cited, articles, strict=True))
    if places := _in_place(checks, cited):
        return Recheck("tient" if any(places) else "deplace", "", checks)
    together = _together(claim, checks, articles)
    if places := _in_place(together, cited):
        return Recheck("tient" if all(places) else "deplace", "", together)
    return Recheck("perdu", _nearest_fault(checks), checks)


def _in_place(checks: Sequence[Check], cited: Sequence[Cited]) -> list[bool]:
    """Return for each citation that proves something whether its quote stands where it stood."""
    return [check.place == one.place for check, one in zip(checks, cited, strict=True) if not check.fault]


def _together(claim: str, checks: Sequence[Check], articles: Sequence[Article | None]) -> tuple[Check, ...]:
    """Return the checks, those of two quotes that prove the claim between them without their faults."""
    quotes = [Quote(a, c.place) if a and c.place else None for c, a in zip(checks, articles, strict=True)]
    used = verify(claim, [quote for quote in quotes if quote]).quotes
    return tuple(
        replace(check, fault="") if quote in used else check for check, quote in zip(checks, quotes, strict=True)
    )


def locate(quote: str, place: Span, text: str) -> Span | None:
    """Return where a quote stands verbatim: at its old place, else at the occurrence nearest to it, else None."""
    if not quote.strip():
        return None
    if place.start >= 0 and place.of(text) == quote:
        return place
    starts = [match.start() for match in re.finditer(re.escape(quote), text)]
    nearest = min(starts, key=lambda start: abs(start - place.start), default=None)
    return None if nearest is None else Span(nearest, nearest + len(quote))


def _check(claim: str, cited: Cited, article: Article | None) -> Check:
    if article is None:
        return Check(None, _GONE)
    place = locate(cited.quote, cited.place, article.text)
    if place is None:
        return Check(None, _LOST)
    if _one_line(claim) == _one_line(cited.quote):
        return Check(place, "")
    return Check(place, fault_of(canonical(claim), Quote(article, place)))  # articles have no curly apostrophes


def _one_line(text: str) -> str:
    """Return a text as an answer shows it: an extract is its quote, typeset and without line breaks."""
    return typeset(text.replace("\n", " "))


def _nearest_fault(checks: Sequence[Check]) -> str:
    """Return the fault of the citation that came nearest to a proof: one that stands, else one whose article does."""
    if not checks:
        return _NOTHING_CITED
    return max(checks, key=lambda check: (check.place is not None, check.fault == _LOST)).fault
