"""What a text says of whom: its zones, each with one topic and one number, cut where the speech turns to another."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus.dates import DateMention, date_mentions
from corpus.quantities import CURRENCIES, Quantity, quantities
from corpus.text import Span, sentences
from index.analysis import STOP_WORDS, fold, terms
from rag.names import Name, find_names
from rag.wording import Bound, bound_before, change_before, stems_of

_TURN = re.compile(
    r"[,;:()–—]\s|(?=\s(?:et|and|mais|but|puis|then|contre|against|quand|lorsque|when|while|whereas|tandis que|"
    r"alors que|après|after|avant|before|soit|dont|ou|or|au lieu de|than)\s)",
    re.IGNORECASE,
)
# A name after these leads nothing: "auprès de Lightspeed", "selon Reuters".
_GOVERNED = re.compile(
    r"(?:\b(?:à|au|aux|en|dans|sur|par|avec|auprès d[eu]s?|contre|pour|vers|depuis|selon|d'après|face à|grâce à|envers|"
    r"at|in|on|by|with|to|from|according to|via)|\bauprès d'|\bd'après l[ea']|\bqui(?: \w+)*)"
    r"(?: ?(?:l[ea']s?|un|une|the|son|sa|ses))?(?: [\w'-]+){0,2} ?$",
    re.IGNORECASE,
)
# "La société de Palo Alto": what is spoken of was named before.
_ANAPHOR = re.compile(
    r"^\W*(?:c(?:e|et|ette) |(?:l[ea] |l')(?:groupe|société|entreprise|firme|start-up|jeune pousse|éditeur|fabricant|"
    r"laboratoire|géant|spécialiste|équipementier|fintech|pépite|concepteur|créateur)\b)[^,]*\b(?:de|du|d'|des)\W*$",
    re.IGNORECASE,
)
# One topic does not go on in a sentence that begins so.
_PLURAL = re.compile(r"\W*(?:les|des|ces|ils|elles|leurs|plusieurs|tous|toutes|they|these|those)\b", re.IGNORECASE)
_OF = re.compile(r"\b(?:de |du |des |d'|of )[^,]*$", re.IGNORECASE)
_LEADING_WORDS = 6  # a topic stands among the first words of its zone
_NO_NOUNS = frozenset(["aujourd", "hier", "environ", "chacun", "supplementaires", "seulement", "now", "today", "per"])


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity that is no date or version: as the text has it, the stem of the noun it counts, how it is bound.

    `change` tells whether something changed "by" it or "to" it.
    """

    quantity: Quantity
    text: str
    counted: str
    bound: Bound
    change: str

    @property
    def place(self) -> int:
        return self.quantity.start

    @property
    def end(self) -> int:
        return self.quantity.end


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of a sentence. Its own names, words and dates, and what it takes over from the zones before it."""

    text: str
    called: tuple[frozenset[str], ...]
    topic: frozenset[str]
    terms: frozenset[str]
    dates: frozenset[tuple[str, int]]
    numbers: tuple[Number, ...]
    before: frozenset[str] = frozenset()  # terms of the sentence before the zone
    earlier: frozenset[tuple[str, int]] = frozenset()  # dates of the sentence before the zone
    heir: frozenset[str] = frozenset()  # the last topic of the paragraph before the zone, if it has none of its own

    @property
    def owner(self) -> frozenset[str]:
        """What the zone is called to speak of."""
        return self.topic or self.heir

    @property
    def names(self) -> frozenset[str]:
        return frozenset().union(*self.called)

    @property
    def all_names(self) -> frozenset[str]:
        return self.names | self.heir

    @property
    def all_dates(self) -> frozenset[tuple[str, int]]:
        return self.dates or self.earlier


@dataclass(frozen=True, slots=True)
class Reading:
    """A text taken apart."""

    text: str
    names: tuple[Name, ...]
    dates: tuple[DateMention, ...]
    numbers: tuple[Number, ...]
    zones: tuple[Zone, ...]

    @property
    def called(self) -> tuple[frozenset[str], ...]:
        """What the names of the text are called."""
        return tuple(called(self.text, name) for name in self.names)


@lru_cache(maxsize=4096)
def read(text: str, context: str = "", heir: frozenset[str] = frozenset()) -> Reading:
    """Take a text apart. `context` is more text on the subject, which tells names from other words.

    `heir` is the topic of what comes before the text.
    """
    dates = date_mentions(text)
    taken = [date.span for date in dates] + [Span(q.start, q.end) for q in quantities(text) if q.spelled]
    names = [name for name in find_names(text, context) if not any(_overlap(name.span, span) for span in taken)]
    parts = _Parts(text, tuple(names), tuple(dates), tuple(_numbers(text, names, dates)))
    return Reading(text, parts.names, parts.dates, parts.numbers, tuple(_zones(parts, heir)))


def _zones(parts: "_Parts", heir: frozenset[str]) -> Iterator[Zone]:
    """Yield the zones of a text, each with what it takes over from those before it."""
    for sentence in sentences(parts.text):
        before: frozenset[str] = frozenset()
        earlier: frozenset[tuple[str, int]] = frozenset()
        if parts.text[: sentence.start].endswith("\n") or _PLURAL.match(parts.text, sentence.start):
            heir = frozenset()
        for span in parts.cut(sentence):
            zone = parts.zone(span)
            yield replace(zone, before=before, earlier=earlier, heir=frozenset() if zone.topic else heir)
            heir = zone.topic or heir
            before, earlier = before | zone.terms, earlier | zone.dates


def called(text: str, name: Name) -> frozenset[str]:
    """Return what a name is called: its folded words, and the shared term of its other spellings."""
    return frozenset(name.words) | {term for term in terms(name.span.of(text)) if term.startswith("=")}


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names may be the same: one is part of the other, or they share their other spellings."""
    shared = one & other
    words, others = ({w for w in name if not w.startswith("=")} for name in (one, other))
    return words <= others or others <= words or any(word.startswith("=") for word in shared)


def among(name: frozenset[str], names: Sequence[frozenset[str]]) -> bool:
    """Whether a name may be one of others."""
    return any(alike(name, other) for other in names)


def _numbers(text: str, names: list[Name], dates: list[DateMention]) -> list[Number]:
    taken = [*(name.span for name in names), *(date.span for date in dates)]
    found = [
        q
        for q in quantities(text)
        if not any(_overlap(span, Span(q.start, q.end)) for span in taken)
        and not (q.spelled and q.value == 1 and q.unit is None)  # "un", "une"
    ]
    units = sorted({q.unit for q in found if q.unit and q.unit in CURRENCIES})
    return [_number(text, q, units[0] if len(units) == 1 else None) for q in found]


def _number(text: str, quantity: Quantity, currency: str | None) -> Number:
    """Give a bare amount ("Meta 200 millions") the one currency of its text."""
    rest = text[quantity.end :]
    match = re.match(r"\s(?:de |d'|of )?((?:[a-zà-ÿœ]+(?:-[a-zà-ÿœ]+)*))", rest)
    noun = match[1] if match and not {match[1], fold(match[1])} & (STOP_WORDS | _NO_NOUNS) else ""
    if quantity.unit is None and not noun and quantity.value >= 10**6 and currency:
        quantity = Quantity(quantity.start, quantity.end, quantity.value, currency, quantity.spelled)
    counted = next(iter(stems_of(noun)), "") if quantity.unit is None else ""
    start = quantity.start
    return Number(quantity, text[start : quantity.end], counted, bound_before(text, start), change_before(text, start))


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a text has of names, dates and numbers."""

    text: str
    names: tuple[Name, ...]
    dates: tuple[DateMention, ...]
    numbers: tuple[Number, ...]

    def cut(self, sentence: Span) -> list[Span]:
        """Cut a sentence at the turns after which another topic or another number comes."""
        turns = [sentence.start + m.end() for m in _TURN.finditer(sentence.of(self.text))]
        spans: list[Span] = []
        for start, end in itertools.pairwise([sentence.start, *turns, sentence.end]):
            if spans and not self._turns(spans[-1], Span(start, end)):
                spans[-1] = Span(spans[-1].start, end)
            else:
                spans.append(Span(start, end))
        return spans

    def zone(self, span: Span) -> Zone:
        """Return the zone of a stretch, without what it takes over from those before it."""
        topic = self._topic(span, _LEADING_WORDS)
        return Zone(
            span.of(self.text),
            tuple(called(self.text, name) for name in self.names if _within(name.span.start, span)),
            called(self.text, topic) if topic else frozenset(),
            self._terms(span),
            frozenset(part for date in self.dates if _within(date.span.start, span) for part in date.parts().items()),
            self._numbers_in(span),
        )

    def _turns(self, zone: Span, part: Span) -> bool:
        """Whether a part begins another zone: it has a topic after more than names, a number or date after a number."""
        had_number = bool(self._numbers_in(zone))
        has_date = any(_within(date.span.start, part) for date in self.dates)
        if (had_number and (has_date or self._numbers_in(part))) or self.text[: part.start].rstrip().endswith(";"):
            return True
        topic = self._topic(part, 2)
        only_names = not had_number and not self._terms(zone)
        return topic is not None and not only_names and not _OF.search(self.text[part.start : topic.span.start])

    def _topic(self, part: Span, words: int) -> Name | None:
        """Return the first name of a part that no preposition governs, if it stands among the first words."""
        for name in self.names:
            lead = self.text[part.start : name.span.start] if _within(name.span.start, part) else None
            if lead is not None and len(re.findall(r"\w+", lead)) <= words and not _GOVERNED.search(lead):
                return None if _ANAPHOR.search(lead) else name
        return None

    def _numbers_in(self, span: Span) -> tuple[Number, ...]:
        return tuple(number for number in self.numbers if _within(number.place, span))

    def _terms(self, span: Span) -> frozenset[str]:
        """Return the terms of a stretch without its names, dates and numbers."""
        taken = [name.span for name in self.names] + [date.span for date in self.dates]
        taken += [Span(number.place, number.end) for number in self.numbers]
        letters = list(span.of(self.text))
        for other in taken:
            for i in range(max(other.start, span.start), min(other.end, span.end)):
                letters[i - span.start] = " "
        return frozenset(term for term in terms("".join(letters)) if not term.startswith("#"))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _within(place: int, span: Span) -> bool:
    return span.start <= place < span.end
