"""What kind of answer a question asks for, and where a sentence has one: plain rules, in French and English."""

import re
from functools import lru_cache
from typing import Literal

from corpus.dates import MONTHS
from corpus.quantities import CURRENCIES, TIMES, Quantity, quantities
from corpus.text import Span
from index.analysis import fold
from rag.names import find_names

Kind = Literal["percent", "money", "duration", "count", "number", "date", "name", "which"]

NUMBERS: frozenset[Kind] = frozenset({"percent", "money", "duration", "count", "number"})

_OF = r"(?:est |etait |sera |is |was )?(?:l[ea] |l'|the |s(?:on|a) )?"
_WHICH = rf"\b(?:quel(?:le)?s?|c(?:\'est)? quoi|which|what) {_OF}"
_SHARE = r"(?:pourcentage|taux|proportion|part|fraction|percentage|share|rate|growth|croissance|progression)"
_PRICE = (
    "(?:prix|couts?|montants?|sommes?|amendes?|tarifs?|budget|enveloppe|profits?|benefices?|pertes?|salaire|"
    "chiffre d'affaires|remuneration|revenus?|recettes?|valorisation|capitalisation|dette|fortune|price|cost|amount|"
    "fine|fee|revenue|salary|valuation|profit|loss)"
)
_PAID = (
    r"(?:cout(?:e|ent|era|ait)|va(?:ut|lait|udra)|valent|valaient|(?:e|re)?valu|valoris|invest|depens|lev(?:e|er|ee|ait)\b|"
    r"rachet|acqui|achet|empoch|pay|vers(?:e|er)\b|indemni|factur|ecop|debours|emprunt|gagn|touch|vend|vendu|"
    r"en bourse\b|dollars?\b|euros?\b)"
)
_TIME = r"(?:temps|ans|annees|mois|semaines|jours|heures|minutes|secondes)"
# In this order: the first that a question has tells its kind.
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("duration", re.compile(
        rf"\bcombien (?:de |d'){_TIME}\b|{_WHICH}(?:duree|delais?|age|duration)\b|"
        r"\bhow (?:long|old)\b|\bhow many (?:years|months|weeks|days|hours|minutes|seconds)\b")),
    ("percent", re.compile(rf"{_WHICH}{_SHARE}\b|\bcombien\b.*\bprogress|\bcombien de pour ?cent\b")),
    ("money", re.compile(
        rf"{_WHICH}{_PRICE}\b|\bcombien (?:de |d')(?:argent|euros|dollars)\b|\bhow much\b|"
        rf"\bcombien\b(?! d['e]).*\b{_PAID}|\b{_PAID}.*\bcombien\b(?! d['e])")),
    ("count", re.compile(r"\bcombien (?:de |d')|\bhow many\b|\b(?:nombre|effectif|number) (?:de |d'|of )")),
    ("number", re.compile(
        rf"\bcombien\b|\bhow (?:big|large|far|fast)\b|{_WHICH}(?:chiffre|taille|score|valeur|puissance|investissement|"
        r"capacite|longueur|vitesse|hausse|baisse|note|size|score|capacity|power)\b")),
    ("date", re.compile(
        r"\bquand\b|\bwhen\b|\b(?:quelle|which|what) (?:date|annee|year|day|month)\b|\bquel (?:jour|mois|siecle)\b|"
        r"\bquelle est la date\b")),
    ("name", re.compile(
        r"\bqui\b|\bwho(?:m|se)?\b|\bou\b(?! bien)|\bwhere\b|\bs'appel|\bse nomm|\bcalled\b|\bnamed\b|"
        rf"{_WHICH}(?:entreprises?|societes?|groupes?|start-?ups?|pays|villes?|dirigeante?s?|patronn?e?s?|presidente?s?|"
        r"fondat(?:eur|rice)s?|chercheu(?:r|se)s?|laboratoires?|editeurs?|compan(?:y|ies)|countr(?:y|ies)|cit(?:y|ies)|"
        r"person|people|noms?|name|personnes?|aut(?:eur|rice)s?|investisseurs?|fonds|banques?|universites?|"
        r"institutions?|tribunal|juges?)\b")),
    ("which", re.compile(r"\b(?:(?:le|la|les)?quel(?:le)?s?|which|what)\b")),
)  # fmt: skip
_MONTH = "|".join(MONTHS)
_DATES = re.compile(rf"\b(?:\d{{1,2}}(?:er)? )?(?:{_MONTH})(?: \d{{4}})?\b|\b(?:1[5-9]|20)\d{{2}}\b", re.IGNORECASE)
_CAPITALS = re.compile(r"\b[A-ZÀ-ÖØ-Þ][\w'&.-]*\w(?: (?:de |du |of )?[A-ZÀ-ÖØ-Þ][\w'&.-]*\w)*")
_FRACTIONS = re.compile(r"\b(?:la moitié|(?:un|deux|le) (?:tiers|quarts?)|trois quarts|half|a third|a quarter)\b")


def expected_kind(question: str) -> Kind | None:
    """Return the kind of answer that the question asks for, None where its words do not tell.

    "number" is a number of any kind; "which" a thing that may have a name.
    """
    text = fold(question).replace("’", "'")
    return next((kind for kind, pattern in _PATTERNS if pattern.search(text)), None)


def find_answers(kind: Kind, sentence: str, question: str) -> list[Span]:
    """Return the spans of a sentence that are of that kind and not already in the question, in order."""
    asked = fold(question)
    return [span for span in _spans(kind, sentence) if fold(span.of(sentence)) not in asked]


@lru_cache(maxsize=4_096)
def _spans(kind: Kind, sentence: str) -> tuple[Span, ...]:
    if kind in ("name", "which"):
        return _names(sentence)
    dates = tuple(Span(*match.span()) for match in _DATES.finditer(sentence))
    if kind == "date":
        return dates
    found = [Span(q.start, q.end) for q in quantities(sentence) if _is_of(kind, q)]
    if kind == "percent":
        found += [Span(*match.span()) for match in _FRACTIONS.finditer(sentence)]
    outside = [span for span in found if not any(d.start <= span.start and span.end <= d.end for d in dates)]
    return tuple(sorted(outside, key=lambda span: span.start))


def _names(sentence: str) -> tuple[Span, ...]:
    """Return the runs of capitalised words that have a name in them: "Mistral AI", "Le Monde" without its article."""
    starts = [name.span.start for name in find_names(sentence)]
    runs = (Span(*match.span()) for match in _CAPITALS.finditer(sentence))
    return tuple(Span(max(run.start, inside[0]), run.end) for run in runs if (inside := _inside(run, starts)))


def _inside(run: Span, places: list[int]) -> list[int]:
    return [place for place in places if run.start <= place < run.end]


def _is_of(kind: Kind, quantity: Quantity) -> bool:
    """Whether a quantity is of a kind of number; a spelled one ("une") without a unit is an article."""
    if quantity.spelled and quantity.value == 1 and quantity.unit is None:
        return False
    if quantity.unit in ("%", "point"):
        return kind in ("percent", "number")
    if quantity.unit in CURRENCIES:
        return kind in ("money", "number")
    return kind in ("number", "duration" if quantity.unit in TIMES else "count")
