"""Faults: what keeps a quote from proving a claim, check by check. Pure functions, no model.

A quote has none if every number, date and name of the claim and enough of its words are in it or in the cited
article's title or date, joined as they are joined there, and if neither denies, turns round or hedges what the other
says.
"""

import re
from collections.abc import Callable

from corpus.article import Article
from corpus.dates import PartialDate, date_mentions
from index.analysis import fold, terms
from rag.alignment import displaced
from rag.attribution import attributed_to_another
from rag.binding import misplaced, unstated
from rag.claim_dates import lacks_date
from rag.claims import has_predicate
from rag.joins import causes_agree, closest_sentence, contrasts_agree, rates_agree, stitched
from rag.names import COMMON
from rag.opposites import opposed, tops, widened
from rag.quotes import Quote, context_of
from rag.roles import exchanged, told_of_another
from rag.wording import denial_agrees, only_planned, ordinals, unsaid_denial
from rag.zones import Reading, alike, called, read

MIN_COVERAGE = 0.5  # share of a claim's words that its quote must hold
MIN_ALONE = 0.35  # share of them that the quote itself must hold: a title alone proves nothing
_ELIDED = frozenset(["jusqu", "lorsqu", "puisqu", "quoiqu"])


def fault_of(claim: str, quote: Quote) -> str:
    """Return why `quote` does not prove `claim` (French, in canonical spelling), "" if it does."""
    checks = _CHECKS[:_CONTRADICTING] if claim == quote.text else _CHECKS  # what is copied whole contradicts nothing
    return next((why for why, fails in checks if fails(claim, quote)), "")


def coverage(claim: str, quote: Quote) -> float:
    """Share in [0, 1] of the claim's terms that the quote (or its article's title or date) holds."""
    return _share(claim, _told(quote))


def speaks_of(quote: Quote, name: str) -> bool:
    """Whether the name is what the quote's paragraph speaks of before the quote."""
    said = frozenset(fold(name).split())
    topic = _topic_before(quote)
    return bool(said and topic) and alike(said, topic)


def _readings(claim: str, quote: Quote) -> tuple[Reading, list[Reading]]:
    """Take claim, quote and the article's title apart."""
    article = quote.article
    context = f"{article.title}\n{article.text}"
    return read(_without_date(claim, article), context), [
        read(quote.text, context, _topic_before(quote)),
        read(article.title, context),
    ]


def _without_date(claim: str, article: Article) -> str:
    """Return the claim without the article's own month or day: when a thing was told, not when it was."""
    date = article.published
    if date is None or date.month is None:
        return claim
    for known in (date, PartialDate(date.year, date.month)):
        claim = re.sub(rf"(?<!\d )(?<!er ){known.in_french()}", " ", claim)
    return claim


def _topic_before(quote: Quote) -> frozenset[str]:
    """Return the topic of the quote's paragraph before the quote."""
    text = quote.article.text
    zones = read(text[text.rfind("\n", 0, quote.span.start) + 1 : quote.span.start], text).zones
    return zones[-1].topic or zones[-1].heir if zones else frozenset()


def _lacks_number(claim: str, quote: Quote) -> bool:
    return unstated(*_readings(claim, quote))


def _lacks_name(claim: str, quote: Quote) -> bool:
    reading, told = _readings(claim, quote)
    said = frozenset().union(*(name for one in told for name in one.called))
    text = fold(f"{quote.text} {quote.article.title} {quote.article.source or ''}")
    return not all(
        any(word.startswith("=") and word in said for word in called(claim, name))
        or all(_occurs(word, text) for word in name.words)
        or (_occurs(name.words[-1], text) and " ".join(name.words) in fold(quote.article.text))
        for name in reading.names
    ) or _first_word_is_unsaid(claim, quote, reading)


def _occurs(word: str, text: str) -> bool:
    """Whether a folded word stands in a folded text, with or without its hyphens."""
    pattern = "[- ]?".join(re.escape(part) for part in word.split("-"))
    return re.search(rf"(?<!\w){pattern}(?!\w)", text) is not None


def _first_word_is_unsaid(claim: str, quote: Quote, reading: Reading) -> bool:
    """Whether no form of a claim's first word, whose capital tells nothing, is said: it may be a name."""
    match = re.match(r"\W*([A-ZÀ-ÖØ-Þ]\w+)", claim)
    if (
        match is None
        or fold(match[1]) in COMMON | _ELIDED
        or any(n.place <= match.start(1) < n.end for n in reading.numbers)
    ):
        return False
    if fold(match[1]) in fold(claim[match.end() :]) or any(name.span.start <= match.start(1) for name in reading.names):
        return False
    return not set(terms(match[1])) <= set(terms(_told(quote)))


def _disagrees(claim: str, quote: Quote) -> bool:
    return (
        not denial_agrees(claim, quote.text)
        or unsaid_denial(claim, closest_sentence(claim, quote.text))
        or opposed(claim, quote.text)
        or tops(claim, quote.text)
        or widened(claim, f"{quote.text} {quote.article.title}")
    )


def _joins_otherwise(claim: str, quote: Quote) -> bool:
    context = context_of(quote.article)
    return (
        not causes_agree(claim, quote.text)
        or not contrasts_agree(claim, quote.text)
        or not rates_agree(claim, quote.text)
        or stitched(claim, quote.text, context)
        or only_planned(claim, closest_sentence(claim, quote.text))
    )


def _changes_rank(claim: str, quote: Quote) -> bool:
    for date in date_mentions(claim):  # "le troisième trimestre" is a date
        claim = claim.replace(date.span.of(claim), " ", 1) if date.quarter else claim
    return not ordinals(claim) <= ordinals(f"{quote.text} {quote.article.title}")


def _misplaces(claim: str, quote: Quote) -> bool:
    reading, (told, title) = _readings(claim, quote)
    return misplaced(reading, told, title)


def _exchanges(claim: str, quote: Quote) -> bool:
    reading, told = _readings(claim, quote)
    nearest = closest_sentence(claim, quote.text)
    closest = read(nearest, f"{quote.article.title}\n{quote.article.text}")
    return (
        exchanged(reading, told)
        or told_of_another(reading, closest)
        or attributed_to_another(reading.text, nearest)
        or displaced(reading, closest, told[0], _before(nearest, quote))
    )


def _before(sentence: str, quote: Quote) -> str:
    """Return the article's title and text up to the end of a sentence of the quote."""
    article, end = quote.article, quote.span.start + quote.text.find(sentence) + len(sentence)
    return f"{article.title} {article.source or ''} {article.text[:end]}"


def _strays(claim: str, quote: Quote) -> bool:
    if not has_predicate(_readings(claim, quote)[0]):
        return True
    return coverage(claim, quote) < MIN_COVERAGE or _share(claim, quote.text) < MIN_ALONE


def _told(quote: Quote) -> str:
    """Return the quote with its article's title and date."""
    return f"{quote.text} {context_of(quote.article)}"


def _share(claim: str, text: str) -> float:
    """Share in [0, 1] of the claim's terms that a text holds."""
    wanted = set(terms(claim))
    return len(wanted & set(terms(text))) / len(wanted) if wanted else 0.0


# In the order in which a quote is tried; the reason of the quote that comes furthest is the claim's.
_CHECKS: tuple[tuple[str, Callable[[str, Quote], bool]], ...] = (
    ("un nombre n’est pas dans les sources", _lacks_number),
    ("un nom n’est pas dans les sources", _lacks_name),
    ("une date n’est pas dans les sources", lacks_date),
    ("trop peu de ses mots sont dans les sources", _strays),
    ("la négation ne concorde pas", _disagrees),
    ("un rang n’est pas dans les sources", _changes_rank),
    ("les sources rapportent ces mots ou ces nombres à autre chose", _misplaces),
    ("les sources relient autrement ce qu’elles disent", _joins_otherwise),
    ("les sources donnent un autre rôle aux noms", _exchanges),
)
_CONTRADICTING = 4  # from here on, a check finds that the quote says otherwise; before, that it says less
FAULTS = [why for why, _ in _CHECKS]
CONTRADICTIONS = frozenset(FAULTS[_CONTRADICTING:])
