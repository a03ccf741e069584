"""Verification: which verbatim quotes prove a sentence of a draft. Pure functions, no model.

A claim stands on a quote that has no fault (rag/faults.py). A claim that joins two statements may stand on two quotes,
one for each.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.text import canonical
from rag.claims import has_topic, is_unfinished, items_of, opening_of, states_something
from rag.faults import CONTRADICTIONS, FAULTS, coverage, fault_of
from rag.quotes import Quote

UNFINISHED = "la phrase n’est pas finie"
_NO_QUOTE = "aucun passage à citer"
_JOINTS = re.compile(r"\s+(?:et|and|tandis que|alors que|while|whereas|contre|mais|but)\s+|\s*[,;]\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The quotes that prove a claim (one, or one for each of its halves), or the reason (French) why none do."""

    quotes: tuple[Quote, ...]
    why: str = ""


def verify(claim: str, quotes: Sequence[Quote]) -> Verdict:
    """Return the quotes that prove the claim, or why there are none.

    One quote if there is one that does, the best by words held and then by shortness; else two of different articles,
    one for each half of the claim.
    """
    claim = canonical(claim)
    if is_unfinished(claim):
        return Verdict((), UNFINISHED)
    verdicts = [_best(part, quotes) for part in items_of(claim)]
    if all(verdict.quotes for verdict in verdicts):
        return Verdict(tuple(dict.fromkeys(quote for verdict in verdicts for quote in verdict.quotes)))
    return _by_halves(claim, quotes) or next(verdict for verdict in verdicts if not verdict.quotes)


def _best(claim: str, quotes: Sequence[Quote]) -> Verdict:
    """Return the best single quote. One that holds more of the claim's words and contradicts it has the last word."""
    faults = {quote: fault_of(claim, quote) for quote in quotes}
    held = {quote: coverage(claim, quote) for quote in quotes}
    proven = [quote for quote, fault in faults.items() if not fault]
    against = max((held[quote] for quote, fault in faults.items() if fault in CONTRADICTIONS), default=0.0)
    if proven:
        best = max(proven, key=lambda quote: (held[quote], -len(quote.text)))
        if held[best] >= against:
            return Verdict((best,))
        return Verdict((), next(fault for quote, fault in faults.items() if fault in CONTRADICTIONS))
    return Verdict((), max(faults.values(), key=FAULTS.index, default=_NO_QUOTE))


def _by_halves(claim: str, quotes: Sequence[Quote]) -> Verdict | None:
    """Return the verdict on a claim of two statements, each with a number or name, that two articles prove."""
    for joint in _JOINTS.finditer(claim):
        first, second = claim[: joint.start()], claim[joint.end() :]
        if not (states_something(first) and states_something(second)):
            continue
        one = _best(first, quotes)
        rest = [quote for quote in quotes if one.quotes and quote.article.id != one.quotes[0].article.id]
        other = _best(second, rest) if rest and has_topic(second) else Verdict(())
        if not other.quotes and rest:
            other = _best(f"{opening_of(first)} {second}", rest)
        if one.quotes and other.quotes:
            return Verdict(one.quotes + other.quotes)
    return None
