"""Whether a claim gives names the roles that its quote does: who acts on whom, who speaks. Pure functions."""

import itertools
import re
from collections.abc import Sequence

from corpus.text import Span
from index.analysis import fold, terms
from rag.names import Name
from rag.wording import stems_of, words_of
from rag.zones import Reading, alike, among, called

_IS = re.compile(
    r"^\s*(?:est|sont|était|étaient|reste|restent|demeure|is|was|are)\s(?!\w+(?:ée?s?|ie?s?|ue?s?)\spar\b)"
)
_PASSIVE = re.compile(r"\b(?:par|by)\b(?! (?:exemple|ailleurs|rapport|contre|consequent|an|mois|jour|semaine)\b)")
_SPEAKER = re.compile(r"\W*(?:selon|pour|d'après|according to|for) (?:l[ea]s? |l'|the )?", re.IGNORECASE)
_LINKED = re.compile(r" (pour|dans|chez|à|en|for|in|at) (?:l[ea]s? |l'|the )?", re.IGNORECASE)
_WHO = re.compile(r"(?: \([^)]*\))?,? (?:qui|who) (?P<clause>[^,;:.!?]+)")
_SIDE = re.compile(
    r"\b(?:(?P<actor>par|by)|contre|à l'encontre de|visant|against) (?:l[ea]s? |l'|the )?$", re.IGNORECASE
)
_IN_A_ROW = re.compile(r"(?:\W|\b(?:et|ou|and|or|de|du|des|d|l|l[ea]s?|the|of|[A-ZÀ-Þ][\w'-]*)\b)*")
_AGENT = re.compile(r"\b(?:par|by) (?:l[ea]s? |l'|the )?$")
_HELD = re.compile(r"[a-zà-ÿ]{3,} (?:d[eu]s? |d'|de l[a'] ?|l[ea]s? |l'|of |the )?$")
_TO = re.compile(r"(?<![\w'])(?:à|aux?|contre|envers|to|against) (?:l[ea]s? |l'|the )?$", re.IGNORECASE)
# "est devancé par", "a été licencié par", "acquired by"; not "a annoncé par".
_SUFFERED = re.compile(
    r"(?<!\ba )(?<!\bont )(?<!\bavait )"
    r"\b(?P<verb>\w{2,}(?:é|i|u|t|s)e?s?|\w+(?:ed|ght|en))\s(?:\w+(?:ment|ly)\s)?(?:par|by)\b"
)


def exchanged(claim: Reading, quotes: Sequence[Reading]) -> bool:
    """Whether two names change roles ("A rachète B"), or one stands where the quote has another ("patron de A").

    The first of `quotes` is the quote itself, the others what goes with it, as a title, which says less of roles.
    """
    pairs = [_Pair(claim, a, b) for a, b in itertools.pairwise(claim.names)]
    told = [_Pair(quote, a, b) for quote in quotes for a, b in neighbours(quote)]
    words = frozenset().union(*(zone.terms for quote in quotes for zone in quote.zones))
    return (
        any(pair.contradicts(told, words) for pair in pairs)
        or _wrong_slot(claim, quotes)
        or _moved(claim, quotes[0])
        or _turned_to(claim, quotes[0])
        or _relinked(claim, quotes[0])
        or _described_as_another(claim, quotes[0])
        or _opposes(claim, quotes[0])
    )


def told_of_another(claim: Reading, sentence: Reading) -> bool:
    """Whether the sentence that says what the claim does begins with a name, or has a speaker, that the claim has not.

    If the sentence has a name of the claim too, only another speaker counts.
    """
    mine, theirs = _speaker(claim), _speaker(sentence)
    if mine and theirs and not alike(mine, theirs):
        return True
    topic = sentence.zones[0].topic if sentence.zones else frozenset()
    shared = any(among(name, sentence.called) for name in claim.called)
    return bool(topic and claim.called) and not shared and not among(topic, claim.called)


def _speaker(reading: Reading) -> frozenset[str]:
    """Return whose words a text reports: "Selon A", "Pour A"."""
    name = next(iter(reading.names), None)
    if name is None or not _SPEAKER.fullmatch(reading.text[: name.span.start]):
        return frozenset()
    return called(reading.text, name)


def neighbours(reading: Reading) -> list[tuple[Name, Name]]:
    """Return the pairs of names of one sentence, in order."""
    pairs = [(a, b) for i, a in enumerate(reading.names) for b in reading.names[i + 1 :]]
    return [(a, b) for a, b in pairs if not re.search(r"[.!?]\s|\n", reading.text[a.span.end : b.span.start])]


class _Pair:
    """Two names in their order, and what stands between them."""

    def __init__(self, reading: Reading, first: Name, second: Name) -> None:
        between = reading.text[first.span.end : second.span.start]
        self.first, self.second = called(reading.text, first), called(reading.text, second)
        self.terms = words_of(between)
        self.passive = bool(_PASSIVE.search(between))
        self.suffered = {term for match in _SUFFERED.finditer(between) for term in terms(match["verb"])}
        self.equates = bool(_IS.match(between)) or between.startswith(",")

    def contradicts(self, told: Sequence["_Pair"], words: frozenset[str]) -> bool:
        """Whether the quote has the two names the other way round, with the same words between them or others.

        `words` are all that the quote says: if those of the claim are not among them, the order alone tells.
        """
        if self.equates or not self.terms:
            return False
        same_way = [p for p in told if p.first & self.first and p.second & self.second]
        turned = [p for p in told if p.first & self.second and p.second & self.first]
        if self.passive:
            return bool(same_way) and not turned and not any(p.passive for p in same_way)
        alike_told = [p for p in same_way if p.terms & self.terms]
        if alike_told:  # "A est devancé par B" does not say that A devance B
            return all(p.suffered & self.terms for p in alike_told)
        return any(not p.passive and (p.terms & self.terms or self.terms.isdisjoint(words)) for p in turned)


def _wrong_slot(claim: Reading, quotes: Sequence[Reading]) -> bool:
    """Whether a name follows a word ("patron de") that others follow in the quote, none beside it in the claim."""
    told: dict[str, list[frozenset[str]]] = {}
    for quote in quotes:
        for name in quote.names:
            told.setdefault(_slot(quote, name.span), []).append(called(quote.text, name))
    for name in claim.names:
        slot, mine = _slot(claim, name.span), called(claim.text, name)
        others = told.get(slot, []) if slot else []
        if others and not among(mine, others) and not any(_beside(claim, name, other) for other in others):
            return True
    return False


def _beside(claim: Reading, name: Name, other: frozenset[str]) -> bool:
    """Whether a claim has another name in a row with one: "patron de A et B"."""
    row = [other_name for other_name in claim.names if alike(called(claim.text, other_name), other)]
    return any(
        _IN_A_ROW.fullmatch(claim.text[min(a.end, b.end) : max(a.start, b.start)])
        for a, b in ((name.span, one.span) for one in row)
    )


def _moved(claim: Reading, quote: Reading) -> bool:
    """Whether a name follows another word than in the quote, and both words are in both: "réponses de A", "aide A"."""
    told: dict[frozenset[str], set[str]] = {}
    for name in quote.names:
        told.setdefault(called(quote.text, name), set()).add(_holder(quote, name.span))
    mine, theirs = (frozenset().union(*(zone.terms for zone in one.zones)) for one in (claim, quote))
    for name in claim.names:
        slot, others = _holder(claim, name.span), told.get(called(claim.text, name), set()) - {""}
        if slot and others and slot not in others and slot in theirs and others <= mine:
            return True
    return False


def _turned_to(claim: Reading, quote: Reading) -> bool:
    """Whether a claim turns to one name ("reproche à A") where the quote turns to another that the claim has."""
    mine, theirs = _turned_names(claim), _turned_names(quote)
    free = [name for name in claim.called if not among(name, mine)]
    return any(among(name, free) for name in theirs) and bool(mine) and not any(among(name, theirs) for name in mine)


def _relinked(claim: Reading, quote: Reading) -> bool:
    """Whether a claim links two names ("A pour B", "A dans B") that the quote links the other way, or to others."""
    mine, theirs = _links(claim), _links(quote)
    for a, link, b in mine:
        alike_links = [(c, d) for c, other, d in theirs if other == link]
        if any(alike(a, c) and alike(b, d) for c, d in alike_links):
            continue
        if any(alike(a, d) and alike(b, c) for c, d in alike_links):
            return True
        if any(alike(a, c) for c, _ in alike_links) and any(alike(b, d) for _, d in alike_links):
            return True
    return False


def _opposes(claim: Reading, quote: Reading) -> bool:
    """Whether a name acts in the claim ("par A") and is acted against in the quote ("contre A"), or the reverse."""
    mine, theirs = _sided(claim), _sided(quote)
    return any(
        alike(name, other) and side != opposite and not any(alike(name, n) and side == s for n, s in theirs)
        for name, side in mine
        for other, opposite in theirs
    )


def _sided(reading: Reading) -> list[tuple[frozenset[str], bool]]:
    """Return the names after "par" (True) and "contre" (False)."""
    found = ((name, _SIDE.search(reading.text[: name.span.start])) for name in reading.names)
    return [(called(reading.text, name), match["actor"] is not None) for name, match in found if match]


def _described_as_another(claim: Reading, quote: Reading) -> bool:
    """Whether a claim gives one name the clause ("A, qui a fait ceci,") that the quote gives to another."""
    theirs = _described(quote)
    for name, words in _described(claim):
        tellers = [other for other, told in theirs if words and len(words & told) * 2 > len(words)]
        if tellers and not among(name, tellers) and among(name, quote.called):
            return True
    return False


def _described(reading: Reading) -> list[tuple[frozenset[str], set[str]]]:
    """Return the names that a relative clause follows, each with the words of the clause."""
    found = ((name, _WHO.match(reading.text, name.span.end)) for name in reading.names)
    return [(called(reading.text, name), words_of(match["clause"])) for name, match in found if match]


def _links(reading: Reading) -> list[tuple[frozenset[str], str, frozenset[str]]]:
    """Return the pairs of names with a preposition and nothing else between them."""
    found = ((a, b, _LINKED.fullmatch(reading.text[a.span.end : b.span.start]))
             for a, b in itertools.pairwise(reading.names))  # fmt: skip
    return [(called(reading.text, a), fold(m[1]), called(reading.text, b)) for a, b, m in found if m]


def _turned_names(reading: Reading) -> list[frozenset[str]]:
    return [called(reading.text, name) for name in reading.names if _TO.search(reading.text[: name.span.start])]


def _holder(reading: Reading, span: Span) -> str:
    """Return the slot of a name that is an object or stands after "de", "" elsewhere."""
    return _slot(reading, span) if _HELD.search(reading.text[: span.start]) else ""


def _slot(reading: Reading, span: Span) -> str:
    """Return the content word that a name follows, with nothing but small words between, "" if there is none.

    Whoever acts in a passive ("devancé par A") has no slot.
    """
    if _AGENT.search(reading.text[: span.start]):
        return ""
    lead = re.findall(r"[\w'-]+|[,;:.!?()]", reading.text[max(0, span.start - 60) : span.start])
    for word in reversed(lead[-4:]):
        if word in ",;:.!?()":
            return ""
        if stems := stems_of(word):
            return stems[-1] if fold(word)[:1].isalpha() and word[:1].islower() else ""
    return ""
