"""What a text says of whom: its zones, each with one topic and one number, cut where the speech turns to another."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus.dates import DateMention, date_mentions
from corpus.quantities import Quantity, quantities
from corpus.text import Span, sentences
from index.analysis import STOP_WORDS, fold, terms
from rag.names import Name, find_names

_TURN = re.compile(
    r"[,;:()–—]\s|(?=\s(?:et|and|mais|but|puis|then|contre|against|quand|lorsque|when|while|whereas|tandis que|alors que|"
    r"après|after|avant|before|soit|dont|ou|or|au lieu de|than)\s)",
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
_OF = re.compile(r"\b(?:de |du |des |d'|of )[^,]*$", re.IGNORECASE)
_LEADING_WORDS = 6  # a topic stands among the first words of its zone
_NO_NOUNS = frozenset(["aujourd", "hier", "environ", "chacun", "supplementaires", "seulement", "now", "today", "per"])
_CURRENCIES = frozenset(["EUR", "USD", "GBP", "CNY", "JPY", "KRW", "INR", "CHF"])


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity that is neither a date nor a version, as the text has it, and the stem of the noun it counts or ""."""

    quantity: Quantity
    text: str
    counted: str

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
    owner: frozenset[str] = frozenset()  # the topic of the sentence so far, its own if it has one
    heir: frozenset[str] = frozenset()  # the topic spoken of, if the zone has none of its own

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
    names = [name for name in find_names(text, context) if not any(_overlap(name.span, date.span) for date in dates)]
    numbers = _numbers(text, names, dates)
    zones: list[Zone] = []
    for sentence in sentences(text):
        before: frozenset[str] = frozenset()
        earlier: frozenset[tuple[str, int]] = frozenset()
        owner = heir if not zones else frozenset()
        for span in _cut(text, sentence, names, dates, numbers):
            zone = _zone(text, span, names, dates, numbers)
            owner, heir = zone.topic or owner, zone.topic or heir
            inherited = frozenset() if zone.topic else heir
            zones.append(replace(zone, before=before, earlier=earlier, owner=owner, heir=inherited))
            before, earlier = before | zone.terms, earlier | zone.dates
    return Reading(text, tuple(names), tuple(dates), tuple(numbers), tuple(zones))


def called(text: str, name: Name) -> frozenset[str]:
    """Return what a name is called: its folded words, and the shared term of its other spellings."""
    return frozenset(name.words) | {term for term in terms(name.span.of(text)) if term.startswith("=")}


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names may be the same: one is part of the other, or they share their other spellings."""
    shared = one & other
    words, others = ({w for w in name if not w.startswith("=")} for name in (one, other))
    return words <= others or others <= words or any(word.startswith("=") for word in shared)


def _numbers(text: str, names: list[Name], dates: list[DateMention]) -> list[Number]:
    taken = [*(name.span for name in names), *(date.span for date in dates)]
    found = [
        q
        for q in quantities(text)
        if not any(_overlap(span, Span(q.start, q.end)) for span in taken)
        and not (q.spelled and q.value == 1 and q.unit is None)  # "un", "une"
    ]
    units = {q.unit for q in found if q.unit in _CURRENCIES}
    return [_number(text, q, units.copy().pop() if len(units) == 1 else None) for q in found]


def _number(text: str, quantity: Quantity, currency: str | None) -> Number:
    """Give a bare amount ("Meta 200 millions") the one currency of its text."""
    rest = text[quantity.end :]
    match = re.match(r"\s(?:de |d'|of )?((?:[a-zà-ÿœ]+(?:-[a-zà-ÿœ]+)*))", rest)
    noun = match[1] if match and not {match[1], fold(match[1])} & (STOP_WORDS | _NO_NOUNS) else ""
    if quantity.unit is None and not noun and quantity.value >= 10**6 and currency:
        quantity = Quantity(quantity.start, quantity.end, quantity.value, currency, quantity.spelled)
    counted = next((term for term in terms(noun) if term[0] not in "#="), "") if quantity.unit is None else ""
    return Number(quantity, text[quantity.start : quantity.end], counted)


def _cut(
    text: str, sentence: Span, names: list[Name], dates: list[DateMention], numbers: list[Number]
) -> list[Span]:
    """Cut a sentence at the turns after which another topic or another number comes."""
    turns = [sentence.start + m.end() for m in _TURN.finditer(sentence.of(text))]
    edges = [sentence.start, *turns, sentence.end]
    spans: list[Span] = []
    for start, end in zip(edges, edges[1:], strict=False):
        part = Span(start, end)
        if spans and not _turns(text, spans[-1], part, names, dates, numbers):
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(part)
    return spans


def _turns(
    text: str, zone: Span, part: Span, names: list[Name], dates: list[DateMention], numbers: list[Number]
) -> bool:
    """Whether a part begins another zone: it has a topic after more than names, a number or date after a number."""
    has_number = any(_within(n.place, part) for n in numbers)
    had_number = any(_within(n.place, zone) for n in numbers)
    has_date = any(_within(date.span.start, part) for date in dates)
    if (had_number and (has_number or has_date)) or text[: part.start].rstrip().endswith(";"):
        return True
    only_names = not _terms(text, zone, names, [], numbers) and not had_number
    topic = _topic(text, part, names, 2)
    return topic is not None and not only_names and not _OF.search(text[part.start : topic.span.start])


def _topic(text: str, part: Span, names: list[Name], words: int) -> Name | None:
    """Return the first name of a part that no preposition governs, if it stands among the first words."""
    for name in names:
        lead = text[part.start : name.span.start] if _within(name.span.start, part) else None
        if lead is not None and len(re.findall(r"\w+", lead)) <= words and not _GOVERNED.search(lead):
            return None if _ANAPHOR.search(lead) else name
    return None


def _zone(text: str, span: Span, names: list[Name], dates: list[DateMention], numbers: list[Number]) -> Zone:
    inside = [name for name in names if _within(name.span.start, span)]
    topic = _topic(text, span, names, _LEADING_WORDS)
    return Zone(
        span.of(text),
        tuple(called(text, name) for name in inside),
        called(text, topic) if topic else frozenset(),
        _terms(text, span, names, dates, numbers),
        frozenset(part for date in dates if _within(date.span.start, span) for part in date.parts().items()),
        tuple(n for n in numbers if _within(n.place, span)),
    )


def _terms(
    text: str, span: Span, names: list[Name], dates: list[DateMention], numbers: list[Number]
) -> frozenset[str]:
    """Return the terms of a stretch without its names, dates and numbers."""
    taken = [*(n.span for n in names), *(d.span for d in dates), *(Span(n.place, n.end) for n in numbers)]
    letters = list(span.of(text))
    for other in taken:
        for i in range(max(other.start, span.start), min(other.end, span.end)):
            letters[i - span.start] = " "
    return frozenset(term for term in terms("".join(letters)) if not term.startswith("#"))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _within(place: int, span: Span) -> bool:
    return span.start <= place < span.end
