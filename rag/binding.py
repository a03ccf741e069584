"""Whether a claim joins numbers, names and words as its quote does. Pure functions over zones.

A number belongs to the zone of a sentence in which it stands. The claim may use it if no other number of the quote
goes better with the claim's names, dates and words, and if that zone speaks of nobody else than the claim does.
"""

import itertools
import re
from collections.abc import Sequence
from decimal import Decimal

from corpus.quantities import TIMES, Quantity
from index.analysis import terms
from rag.amounts import amounts_agree
from rag.opposites import opposed
from rag.roles import neighbours
from rag.wording import bound_agrees, directions, is_conditional, is_hedged, told_as_done
from rag.zones import Number, Reading, Zone, among, called

MIN_SHARED = 0.5  # share of a numberless statement's words that one zone must hold
_BEFORE_WEIGHT = 0.5  # a word said earlier in the sentence
_COUNTED_ALIKE = (
    "personne utilisateur usager abonné inscrit internaute client people users",
    "salarié employé agent téléconseiller collaborateur poste emploi staff employees jobs",
    "entreprise société groupe firme start-up companies",
)
_MEANT_ALIKE = [frozenset(terms(words)) for words in _COUNTED_ALIKE]
_PARTS = {"an": ("mois", 12), "semaine": ("jour", 7)}  # of a time, the unit that it is a multiple of
_RANGE = re.compile(r"\s(?:à|to)\s$")
# The quote may begin with the other name.
_TURNED = re.compile(r"\b(?:par|by)\b|\b(?:est|sont|était|is|are|was) (?:l[ea]s? |l'|the )")


def unstated(claim: Reading, quotes: Sequence[Reading]) -> bool:
    """Whether a number of the claim, with its unit and the noun it counts, or an amount in words stands nowhere."""
    if not amounts_agree(claim.text, (quote.text for quote in quotes)):
        return True
    zones = [zone for quote in quotes for zone in quote.zones]
    return not all(any(_has(zone, number) for zone in zones) for number in claim.numbers)


def misplaced(claim: Reading, quote: Reading, title: Reading) -> bool:
    """Whether quote and title join the claim's numbers or words to something else than the claim does."""
    if any(not (_zone_holds(zone, quote, title, claim) and _dates_hold(zone, quote.zones)) for zone in claim.zones):
        return True
    return any(_ranges(claim) & {(b, a) for a, b in _ranges(told)} - _ranges(told) for told in (quote, title))


def same(claimed: Quantity, stated: Quantity) -> bool:
    """Whether the values agree and the units do: an amount may leave its unit unsaid, a percentage may not."""
    if claimed.unit in _PARTS or stated.unit in _PARTS:
        return _in_parts(claimed) == _in_parts(stated)
    return claimed.value == stated.value and (
        claimed.unit == stated.unit or (claimed.unit is None and stated.unit != "%")
    )


def _in_parts(quantity: Quantity) -> tuple[Decimal, str | None]:
    """Return a duration in years as months, one in weeks as days: two may be equal."""
    unit, times = _PARTS.get(quantity.unit or "", (quantity.unit, 1))
    return quantity.value * times, unit


def _zone_holds(part: Zone, quote: Reading, title: Reading, claim: Reading) -> bool:
    """Whether some zone of quote or title says what a zone of the claim does, of the same."""
    everywhere = (*quote.zones, *title.zones)
    for number in part.numbers:
        if not any(
            _has(zone, number) and _fits(part, zone, claim) and _tells(number, part, zone, rivals)
            for zones, rivals in ((quote.zones, quote.zones), (title.zones, everywhere))
            for zone in zones
        ):
            return False
    if part.numbers:
        return True
    shared = {zone: len(part.terms & (zone.terms if zone.topic else zone.terms | zone.before)) for zone in everywhere}
    most = max(shared.values(), default=0)
    if not claim.numbers and len(part.terms) > 1 and most < MIN_SHARED * len(part.terms):
        return False
    if most == 0 and opposed(part.text, quote.text):
        return False
    if most == 0:
        return claim.numbers != () or len(claim.called) < 2 or _in_one_sentence(claim, quote)
    return any(_fits(part, zone, claim) for zone, count in shared.items() if count == most)


def _dates_hold(part: Zone, zones: Sequence[Zone]) -> bool:
    """Whether no zone with another date says more of a part of the claim than those with its date do."""
    own = [len(part.terms & zone.terms) for zone in zones if part.dates <= zone.dates]
    rivals = [len(part.terms & zone.terms) for zone in zones if zone.dates and differ_in_time(part.dates, zone.dates)]
    return not (part.dates and own) or max(own) >= max(rivals, default=0)


def _in_one_sentence(claim: Reading, quote: Reading) -> bool:
    """Whether one sentence of the quote has the first two names of the claim."""
    told = [(called(quote.text, a), called(quote.text, b)) for a, b in neighbours(quote)]
    return any(all(among(name, pair) for name in claim.called[:2]) for pair in told)


def _has(zone: Zone, number: Number) -> bool:
    return any(_states(number, other, zone.terms) for other in zone.numbers)


def counts_alike(one: Number, other: Number) -> bool:
    """Whether two numbers may count the same: the same noun, two that mean the same, or one leaves it unsaid."""
    counted = {one.counted, other.counted} - {""}
    return len(counted) < 2 or any(counted <= nouns for nouns in _MEANT_ALIKE)


def differ_in_time(some: frozenset[tuple[str, int]], others: frozenset[tuple[str, int]]) -> bool:
    """Whether two sets of dates' parts both name a year, quarter, month or day, and none in common."""
    for name in ("year", "quarter", "month", "day"):
        mine, theirs = ({value for part, value in dates if part == name} for dates in (some, others))
        if mine and theirs and mine.isdisjoint(theirs):
            return True
    return False


def _states(number: Number, other: Number, words: frozenset[str]) -> bool:
    """Whether a number is that of the claim: the same value, unit and noun, where both count something."""
    if not same(number.quantity, other.quantity):
        return False
    return number.counted in words or counts_alike(number, other)


def _fits(part: Zone, zone: Zone, claim: Reading) -> bool:
    """Whether a zone speaks of the same as a part of the claim, of the same time, in the same direction and mood."""
    subject = part.owner
    if subject and zone.owner and not among(zone.owner, claim.called) and not among(subject, zone.called):
        return False
    leads = part.topic and zone.topic and not _TURNED.search(claim.text)
    if leads and not among(part.topic, (*zone.called, zone.topic)):
        return False
    if differ_in_time(part.all_dates, zone.dates | zone.earlier):
        return False
    said, told = directions(part.text), directions(zone.text)
    if said and told and said.isdisjoint(told):
        return False
    if opposed(part.text, zone.text) or told_as_done(claim.text, zone.text):
        return False
    return not is_conditional(zone.text) or is_hedged(claim.text)


def _tells(number: Number, part: Zone, zone: Zone, zones: Sequence[Zone]) -> bool:
    """Whether the zone that has the number bounds it alike, and no other number goes better with the claim."""
    stated = [other for other in zone.numbers if same(number.quantity, other.quantity)]
    if not any(
        bound_agrees(number.bound, other.bound) and {number.change, other.change} != {"by", "to"} for other in stated
    ):
        return False
    held = part.terms & (zone.terms | zone.before)
    if not held and (len(part.terms) > 1 or (part.terms and not part.names <= zone.all_names)):
        return False
    names, words = _closeness(part, zone)
    own = (names, words + _BEFORE_WEIGHT * len(held - zone.terms))
    return all(_closeness(part, rival) <= own for rival in zones if _rivals(number, part, rival))


def _rivals(number: Number, part: Zone, zone: Zone) -> bool:
    """Whether a zone has the number too, or one that could be taken for it and is not the claim's."""
    if _has(zone, number):
        return True
    others = [n for n in zone.numbers if not any(_states(own, n, zone.terms) for own in part.numbers)]
    return any(_comparable(number, other) for other in others)


def _comparable(number: Number, other: Number) -> bool:
    """Whether one number could be taken for the other: of the same unit, counting the same."""
    units = {number.quantity.unit, other.quantity.unit}
    if units <= TIMES:
        return True
    return (len(units) == 1 or (None in units and "%" not in units)) and counts_alike(number, other)


def _closeness(part: Zone, zone: Zone) -> tuple[int, float]:
    """Return how many names and dates two zones share, which decides, and how many other words."""
    names, told = part.called or (part.heir,), (*zone.called, zone.heir)
    shared = sum(bool(name) and among(name, [other for other in told if other]) for name in names)
    return shared + len(part.all_dates & zone.all_dates), len(part.terms & zone.terms)


def _ranges(reading: Reading) -> set[tuple[str, str]]:
    """Return the pairs of numbers that a text joins as "de 5 % à 18 %"."""
    quantities = [number.quantity for number in reading.numbers]
    return {
        (a.key, b.key)
        for a, b in itertools.pairwise(quantities)
        if _RANGE.search(reading.text[a.end : b.start]) and b.start - a.end < 8
    }
