"""Verification: which verbatim quotes prove a sentence of a draft. Pure functions, no model.

A claim stands on a quote if every number, every name and enough of its words are in the quote or in the cited
article's title or date, and if neither denies what the other says.
"""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.article import Article
from corpus.dates import PartialDate
from corpus.quantities import Quantity, quantities
from corpus.text import Span, sentences
from index.analysis import fold, terms
from rag.names import COMMON, names

MIN_COVERAGE = 0.5  # share of a claim's words that its quote must hold
_NEGATION = re.compile(
    r"\b(?:ne|n'|non|aucune?|jamais|sans|ni)\b|\bn'|\b(?:not|no|never|without|none)\b|n't\b", re.IGNORECASE
)
_MARKS = re.compile(r"\s*\[\d+\](?:\s*,?\s*\[\d+\])*")
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim span of at most two sentences of an article."""

    article: Article
    span: Span

    @property
    def text(self) -> str:
        return self.span.of(self.article.text)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The quote that proves a claim, or the reason (French) why none does."""

    quote: Quote | None
    why: str = ""


def split_claims(draft: str) -> list[str]:
    """Split a draft into its sentences and list items, without list bullets and [n] marks."""
    lines = (_BULLET.sub("", _MARKS.sub("", line)).replace("**", "") for line in draft.split("\n"))
    return [text for line in lines for span in sentences(line) if re.search(r"\w", text := span.of(line))]


def candidate_quotes(articles: Iterable[tuple[Article, Span]]) -> list[Quote]:
    """Return every sentence, then every pair of neighbouring sentences, that stands in the given part of an article."""
    single: list[Quote] = []
    double: list[Quote] = []
    for article, part in articles:
        spans = [s for s in sentences(article.text) if s.start >= part.start and s.end <= part.end]
        single += [Quote(article, span) for span in spans]
        double += [Quote(article, Span(a.start, b.end)) for a, b in itertools.pairwise(spans)]
    return [*single, *double]


def verify(claim: str, quotes: Sequence[Quote]) -> Verdict:
    """Return the quote that proves the claim best (most of its words, then the shortest), or why there is none."""
    proven: list[tuple[float, int, Quote]] = []
    reasons: list[str] = []
    for quote in quotes:
        fault = fault_of(claim, quote)
        if fault:
            reasons.append(fault)
        else:
            proven.append((coverage(claim, quote), -len(quote.text), quote))
    if proven:
        return Verdict(max(proven, key=lambda p: p[:2])[2])
    return Verdict(None, _likeliest(reasons))


def fault_of(claim: str, quote: Quote) -> str:
    """Return why `quote` does not prove `claim` (French), "" if it does."""
    context = context_of(quote.article)
    if not _has_numbers(_without_date(claim, quote.article), quote.text, quote.article.title):
        return "un nombre n’est pas dans les sources"
    said = f"{quote.text} {context}"
    if missing := names(claim) - _folded_words(said) | _unsaid_first_word(claim, said):
        return f"un nom n’est pas dans les sources ({', '.join(sorted(missing))})"
    if bool(_NEGATION.search(claim)) != bool(_NEGATION.search(quote.text)):
        return "la négation ne concorde pas"
    if coverage(claim, quote) < MIN_COVERAGE:
        return "trop peu de ses mots sont dans les sources"
    return ""


def _unsaid_first_word(claim: str, said: str) -> set[str]:
    """Return a claim's first word, whose capital tells nothing, if no form of it is said: it may be a name."""
    match = re.match(r"\W*([A-ZÀ-ÖØ-Þ]\w+)", claim)
    if match is None or fold(match[1]) in COMMON or any(q.start <= match.start(1) < q.end for q in quantities(claim)):
        return set()
    return set() if set(terms(match[1])) <= set(terms(said)) else {fold(match[1])}


def context_of(article: Article) -> str:
    """Return what a quote may leave unsaid because the article's title or date says it."""
    date = f"{article.published.in_french()} {article.published}" if article.published else ""
    return f"{article.title} {date}"


def coverage(claim: str, quote: Quote) -> float:
    """Share in [0, 1] of the claim's terms that the quote (or its article's title or date) holds."""
    wanted = set(terms(claim))
    held = set(terms(f"{quote.text} {context_of(quote.article)}"))
    return len(wanted & held) / len(wanted) if wanted else 0.0


def _has_numbers(claim: str, quote: str, context: str) -> bool:
    stated = list(quantities(quote))
    around = [q for q in quantities(context) if q.unit is None]
    return all(any(_same(q, other) for other in [*stated, *around]) for q in quantities(claim) if not _is_article(q))


def _is_article(quantity: Quantity) -> bool:
    """Whether it is "un" or "une" without a magnitude or unit, which is seldom a number."""
    return quantity.spelled and quantity.value == 1 and quantity.unit is None


def _same(claimed: Quantity, stated: Quantity) -> bool:
    """Whether the values agree and the units do: an amount may leave its unit unsaid, a percentage may not."""
    return claimed.value == stated.value and (
        claimed.unit == stated.unit or (claimed.unit is None and stated.unit != "%")
    )


def _without_date(claim: str, article: Article) -> str:
    """Return the claim without the article's own date, said as precisely as it is known or less so."""
    if article.published is None:
        return claim
    date = article.published
    for known in (date, PartialDate(date.year, date.month), PartialDate(date.year)):
        claim = claim.replace(known.in_french(), " ").replace(str(known), " ")
    return claim


def _folded_words(text: str) -> set[str]:
    words = re.findall(r"\w+(?:[.&-]\w+)*", fold(text))
    return set(words) | {part for word in words for part in re.split(r"[.&-]", word)}


def _likeliest(reasons: Sequence[str]) -> str:
    """Return the reason of the quote that came nearest: the last of the checks that any of them reached."""
    order = ("trop peu", "la négation", "un nom", "un nombre")
    for start in order:
        for reason in reasons:
            if reason.startswith(start):
                return reason
    return "aucun passage à citer"
