"""Amounts that are told in words: rates, fractions, multiples, orders of magnitude; weekdays and seasons. Pure."""

import re
from collections.abc import Iterable
from functools import lru_cache

from index.analysis import fold
from rag.wording import Bound, bound_agrees, bound_before

# Of each kind, the value that a claim must find in its quote, and the ways of saying it, folded.
_AMOUNTS: dict[str, dict[str, str]] = {
    "rate": {
        name: rf"(?:\b(?:par|chaque|tous les|toutes les|per|each|every) |/ ?){words}\b|{adverbs}"
        for name, words, adverbs in (
            ("year", "(?:ans?|annees?|year)", r"\ba year\b(?! ago)|\bannuel\w*|\bannual\w*|\byearly\b"),
            ("quarter", "(?:trimestres?|quarter)", r"\ba quarter\b(?! of)|\btrimestriel\w*|\bquarterly\b"),
            ("month", "(?:mois|month)", r"\ba month\b(?! ago)|\bmensuel\w*|\bmonthly\b"),
            ("week", "(?:semaines?|week)", r"\ba week\b(?! ago)|\bhebdomadaire\w*|\bweekly\b"),
            ("day", "(?:jours?|day)", r"\ba day\b(?! ago)|\bquotidien\w*|\bjournaliere?s?|\bdaily\b"),
            ("hour", "(?:heures?|hour)", r"\ban hour\b(?! ago)|\bhoraire\b|\bhourly\b"),
            ("minute", "minutes?", r"\ba minute\b(?! ago)"),
            ("second", "(?:secondes?|second)", r"\ba second\b"),
        )
    },
    "fraction": {
        "1/2": r"\b(?:la|une) moitie\b|\bhalf\b",
        "1/3": r"\b(?:un|le|one|a) (?:tiers|third)\b",
        "2/3": r"\b(?:deux|two)[ -]th?i(?:er|rd)s\b",
        "1/4": r"\b(?:un|le) quart\b|\b(?:a|one) quarter of\b",
        "3/4": r"\btrois[ -]quarts\b|\bthree[ -]quarters\b",
        "1/5": r"\b(?:un cinquieme|(?:a|one) fifth)\b",
        "1/10": r"\b(?:un dixieme|(?:a|one) tenth)\b",
    },
    "multiple": {
        value: rf"\b(?:{words})\b|(?<![\d,.])\b(?:{times}|{value}) (?:fois|reprises)\b|"
        rf"\bmultiplie\w* par (?:plus de )?(?:{times}|{value})\b"
        for value, times, words in (
            ("2", "deux", r"doubl(?:e|es|ee|ees|er|ent|ant|era|ement|ed|ing)|twice|twofold"),
            ("3", "trois", r"tripl\w+|three times|threefold"),
            ("4", "quatre", r"quadrupl\w+|four times|fourfold"),
            ("5", "cinq", r"quintupl\w+|five times|fivefold"),
            ("10", "dix", r"decupl\w+|ten times|tenfold"),
        )
    },
    "order": {
        "10": r"\bune dizaine\b", "12": r"\b(?:une douzaine|a dozen)\b", "15": r"\bune quinzaine\b",
        "20": r"\bune vingtaine\b", "30": r"\bune trentaine\b", "40": r"\bune quarantaine\b",
        "50": r"\bune cinquantaine\b", "60": r"\bune soixantaine\b", "100": r"\bune centaine\b",
    } | {
        f"{order}s": rf"\b(?:des?|l[ae]s|plusieurs|quelques|ces|several|many) {french}\b|\b{english} of\b"
        for order, french, english in (
            ("10", "dizaines", "tens"), ("12", "douzaines", "dozens"), ("100", "centaines", "hundreds"),
            ("1000", "milliers", "thousands"), ("1e6", "millions", "millions"), ("1e9", "milliards", "billions"),
        )
    },
    "weekday": {
        french: rf"\b(?:{french}|{english})s?\b"
        for french, english in zip(
            "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
            "monday tuesday wednesday thursday friday saturday sunday".split(), strict=True,
        )
    },
    "season": {
        "summer": r"\b(?:l'|cet |d'|en |mi-|fin |debut )ete\b|\bsummer\b", "winter": r"\bhiver\b|\bwinter\b",
        "autumn": r"\bautomne\b|\bautumn\b", "spring": r"\bprintemps\b|\bin (?:the )?spring\b",
    },
}  # fmt: skip
_OF_CURRENCY = re.compile(r" (?:de |d'|of )(dollar|euro|yuan|yen|livre|franc|pound)")
_PATTERNS = [(kind, value, re.compile(words)) for kind, ways in _AMOUNTS.items() for value, words in ways.items()]


@lru_cache(maxsize=4096)
def amounts(text: str) -> frozenset[tuple[str, str]]:
    """Return what a text tells in words, each with its kind: ("rate", "year"), ("order", "1e6s euro")…"""
    folded = fold(text)
    return frozenset(
        (kind, value + _currency(folded[match.end() :]) if kind == "order" else value)
        for kind, value, pattern in _PATTERNS
        for match in pattern.finditer(folded)
    )


def _currency(rest: str) -> str:
    """Return the currency with which a text goes on after "des millions", "" if with none."""
    match = _OF_CURRENCY.match(rest)
    return f" {match[1]}" if match else ""


def rates(text: str) -> frozenset[str]:
    """Return the rates that a text tells: "month" for "mensuels" and "par mois"."""
    return frozenset(value for kind, value in amounts(text) if kind == "rate")


def amounts_agree(claim: str, quotes: Iterable[str]) -> bool:
    """Whether the quotes tell in words all that the claim does; a season may be the claim's own if they name none."""
    quotes = list(quotes)
    mine, told = amounts(claim), frozenset().union(*(amounts(quote) for quote in quotes))
    kinds = {kind for kind, _ in told}
    stated = all(one in told or (one[0] == "season" and "season" not in kinds) for one in mine)
    bounded = [one for quote in quotes for one in _bounded(quote)]
    return stated and all(
        any(value == other and bound_agrees(bound, told_bound) for told_bound, other in bounded)
        for bound, value in _bounded(claim)
    )


def _bounded(text: str) -> list[tuple[Bound, str]]:
    """Return the fractions and multiples of a text with their bounds: ("less", "1/5") for "moins d'un cinquième"."""
    folded = fold(text)
    return [
        (bound_before(folded, match.start()), value)
        for kind, value, pattern in _PATTERNS
        if kind in ("fraction", "multiple")
        for match in pattern.finditer(folded)
    ]
