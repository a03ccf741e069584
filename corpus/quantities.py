"""Numbers in French (or English) text, read as values with their units, so that spellings can be compared."""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_UNITS = """
    zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept
    dix-huit dix-neuf
    """.split()  # fmt: skip
_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70,
         "quatre-vingt": 80, "nonante": 90}  # fmt: skip
_ENGLISH = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
    """.split()  # fmt: skip
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def _below_hundred() -> dict[str, int]:
    """French and English numbers from 0 to 99, with hyphens."""
    words = {word: value for value, word in enumerate(_ENGLISH)} | {word: value for value, word in enumerate(_UNITS)}
    for name, ten in _TENS.items():
        top = 20 if ten in (60, 80) else 10
        words |= {f"{name}-{_UNITS[unit]}": ten + unit for unit in range(1, top)}
        words |= {name: ten, f"{name}-et-un": ten + 1, f"{name}-et-onze": ten + 11}
    for ten, name in enumerate(_ENGLISH_TENS, 2):
        words |= {f"{name}-{_ENGLISH[unit]}": 10 * ten + unit for unit in range(1, 10)} | {name: 10 * ten}
    return words | {"une": 1, "quatre-vingts": 80}


_MAGNITUDES = {
    "hundred": 10**2, "mille": 10**3, "millier": 10**3, "milliers": 10**3, "k": 10**3, "thousand": 10**3,
    "million": 10**6, "millions": 10**6, "m": 10**6,
    "milliard": 10**9, "milliards": 10**9, "md": 10**9, "mds": 10**9, "mrd": 10**9, "billion": 10**9,
    "billions": 10**9, "bn": 10**9, "trillion": 10**12, "trillions": 10**12,
}  # fmt: skip
_SYMBOLS = {
    "%": "%", "pour cent": "%", "pourcent": "%", "percent": "%", "per cent": "%", "points": "point", "point": "point",
    "€": "EUR", "euro": "EUR", "euros": "EUR", "eur": "EUR",
    "$": "USD", "dollar": "USD", "dollars": "USD", "usd": "USD", "us$": "USD", "dollars américains": "USD",
    "dollars taïwanais": "TWD", "dollars canadiens": "CAD", "dollars australiens": "AUD",
    "dollars singapouriens": "SGD", "dollars de singapour": "SGD", "dollars de hongkong": "HKD",
    "dollars de hong kong": "HKD", "dollars hongkongais": "HKD", "dollars néo-zélandais": "NZD",
    "£": "GBP", "livre": "GBP", "livres": "GBP", "pounds": "GBP", "livres sterling": "GBP",
    "yuan": "CNY", "yuans": "CNY", "renminbi": "CNY", "yen": "JPY", "yens": "JPY", "won": "KRW", "wons": "KRW",
    "roupie": "INR", "roupies": "INR", "franc": "CHF", "francs": "CHF",
    "gw": "GW", "gigawatt": "GW", "gigawatts": "GW", "mw": "MW", "mégawatt": "MW", "mégawatts": "MW",
    "megawatts": "MW", "megawatt": "MW", "twh": "TWh", "térawattheure": "TWh", "térawattheures": "TWh", "gwh": "GWh",
    "mwh": "MWh", "kwh": "kWh", "go": "Go", "gb": "Go", "gigaoctet": "Go", "gigaoctets": "Go", "to": "To", "tb": "To",
    "téraoctets": "To", "jeton": "jeton", "jetons": "jeton", "token": "jeton", "tokens": "jeton",
    "paramètre": "paramètre", "paramètres": "paramètre", "parameters": "paramètre",
    "an": "an", "ans": "an", "année": "an", "années": "an", "year": "an", "years": "an", "mois": "mois",
    "month": "mois", "months": "mois", "semaine": "semaine", "semaines": "semaine", "weeks": "semaine",
    "jour": "jour", "jours": "jour", "days": "jour", "day": "jour", "heure": "heure", "heures": "heure",
    "hours": "heure", "minute": "minute", "minutes": "minute", "seconde": "seconde", "secondes": "seconde",
    "fois": "fois", "times": "fois", "reprises": "fois", "nanomètre": "nm", "nanomètres": "nm", "nm": "nm",
    "kilomètre": "km", "kilomètres": "km", "km": "km", "mètres": "m", "tonne": "tonne", "tonnes": "tonne",
}  # fmt: skip

CURRENCIES = frozenset(
    {"EUR", "USD", "GBP", "CNY", "JPY", "KRW", "INR", "CHF", "TWD", "CAD", "AUD", "SGD", "HKD", "NZD"}
)
TIMES = frozenset({"an", "mois", "semaine", "jour", "heure", "minute", "seconde"})


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_WORDS = _below_hundred()
_TO_99 = _alternatives(_WORDS).replace(r"\-", "[ -]")
_TO_999 = rf"(?:(?:{_alternatives(_UNITS[2:10])})[ -])?cents?(?:[ -](?:{_TO_99}))?(?![^\W\d_])|{_TO_99}"
# "mille" begins a number ("mille deux cents") or stands in one ("deux mille cinq cents"); "deux mille" has a magnitude.
_SPELLED = rf"(?:(?:{_TO_999})[ -])?mille(?:[ -](?:{_TO_999}))?(?![^\W\d_])|{_TO_999}"
_DIGITS = (
    r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?|[1-9]\d{0,2}(?:,\d{3})+\.\d+|[1-9]\d{0,2}(?:\.\d{3})+,\d+|"
    r"\d{1,3}(?:,\d{3}){2,}|\d{1,3}(?:\.\d{3}){2,}|\d+(?:[.,]\d+)?"
)
_HALF = r"\s+et\s+demie?\b"
_QUANTITY = re.compile(
    rf"(?<![\w.,])(?P<before>US\$|[$€£])?(?P<sign>[-−–+])?(?P<number>(?P<digits>{_DIGITS})|(?P<words>{_SPELLED}))"
    rf"(?P<magnitudes>(?:[ -]?(?:{_alternatives(_MAGNITUDES)})(?![^\W\d_])){{0,2}})(?P<half>{_HALF})?"
    rf"(?:\s?(?:d'|de |of )?(?P<unit>{_alternatives(_SYMBOLS)})(?![^\W\d_])(?P<half_unit>{_HALF})?)?(?![\w])",
    re.IGNORECASE,
)  # fmt: skip
# A dot or comma before three digits groups them ("14.000 postes", "12,500 jobs") or begins decimals ("5,576 millions").
_ONE_GROUP = re.compile(r"[1-9]\d{0,2}([.,])(\d{3})")
_VERSION = re.compile(r"(?:[^\W\d_]-|\bversions? )$", re.IGNORECASE)
_SINGULAR = re.compile(r"(?:million|milliard|dollar|euro|tonne|gigawatt|mégawatt|billion|trillion)", re.IGNORECASE)
_SMALL = frozenset(["%", "point", "fois", "GW", "TWh", "To"])  # thousands of them are rare
_IN_ENGLISH = re.compile(r"\b(?:the|of|and|to|is|was|are|were|has|have|will|for|by|with|its|that|at|from)\b")
_IN_FRENCH = re.compile(r"\b(?:l[ea]s?|des?|du|une?|et|en|est|sont|ont|dans|pour|par|sur|qui|que|au|aux)\b|\b[ldn]'")
_THOUSAND, _MILLION = 10**3, 10**6


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text: where it stands, its value with its magnitude applied, its unit ("%", "EUR"…) or None."""

    start: int
    end: int
    value: Decimal
    unit: str | None
    spelled: bool

    @property
    def key(self) -> str:
        """The value without superfluous zeros, for indexing and comparing: "1300000000", "0.5"."""
        return f"{self.value.normalize():f}"


def quantities(text: str) -> Iterator[Quantity]:
    """Yield the numbers of a text in order, whole: "1,3 milliard d'euros" is one quantity of 1300000000 EUR."""
    text = unicodedata.normalize("NFC", text)
    open_: tuple[re.Match[str], Quantity] | None = None
    for match in _QUANTITY.finditer(text):
        quantity = _quantity(match)
        if open_ and _goes_on(*open_, match, quantity):
            start, value = open_[1].start, open_[1].value + quantity.value
            quantity = Quantity(start, quantity.end, value, quantity.unit, quantity.spelled)
        elif open_:
            yield open_[1]
        open_ = match, quantity
    if open_:
        yield open_[1]


def _quantity(match: re.Match[str]) -> Quantity:
    unit = _SYMBOLS.get((match["unit"] or match["before"] or "").lower())
    value = _value(match, unit) * _magnitude(match["magnitudes"])
    return Quantity(match.start(), match.end(), -value if match["sign"] in ("-", "−") else value, unit,
                    match["words"] is not None)  # fmt: skip


def _goes_on(match: re.Match[str], quantity: Quantity, after: re.Match[str], rest: Quantity) -> bool:
    """Whether two numbers are one: "deux millions cinq cent mille", "1 milliard 200 millions", "2 millions 500 000"."""
    if not (match["magnitudes"] and quantity.unit is None and not match["half"] and not after["before"]):
        return False
    whole = after["words"] or after["magnitudes"] or re.search(r"[ \u00a0\u202f]", after["digits"])
    least = _magnitude(match["magnitudes"])
    joined = re.fullmatch(r"[ \u00a0\u202f]", match.string[match.end() : after.start()])
    return bool(joined and whole and not after["sign"] and least >= _MILLION and _THOUSAND <= rest.value < least)


def _value(match: re.Match[str], unit: str | None) -> Decimal:
    half = Decimal("0.5") if match["half"] or match["half_unit"] else 0
    if match["words"]:
        return _spelled(match["words"]) + half
    digits = re.sub(r"[ \u00a0\u202f]", "", match["digits"])
    separators = re.findall("[.,]", digits)
    if len(set(separators)) == 2:  # "1,234.5", "1.234,5"
        digits = digits.replace(separators[0], "")
    elif len(separators) > 1 or _is_grouped(digits, match, unit):
        digits = re.sub("[.,]", "", digits)
    return Decimal(digits.replace(",", ".")) + half


def _is_grouped(digits: str, match: re.Match[str], unit: str | None) -> bool:
    """Whether the one dot or comma of the digits stands before thousands, as the language and the unit tell."""
    group = _ONE_GROUP.fullmatch(digits)
    if group is None or _VERSION.search(match.string[max(0, match.start() - 9) : match.start()]):
        return False
    if group[2] == "000":
        return True
    english = bool(match["before"]) or _is_english(match.string)
    if group[1] == "," or english:
        return group[1] == "," and english
    noun = (match["magnitudes"] or match["unit"] or "").strip()
    if _SINGULAR.fullmatch(noun):  # "1.375 milliard"
        return False
    return group[2].endswith("0") or not (match["magnitudes"] or unit in _SMALL)  # "1.250 milliards", "5.576 millions"


@lru_cache(maxsize=16)
def _is_english(text: str) -> bool:
    return len(_IN_ENGLISH.findall(text)) > len(_IN_FRENCH.findall(text))


def _spelled(words: str) -> Decimal:
    thousands, mille, rest = re.sub(r"\s", "-", words.lower()).rpartition("mille")
    return Decimal((_below_thousand(thousands) or 1) * 1000 + _below_thousand(rest) if mille else _below_thousand(rest))


def _below_thousand(words: str) -> int:
    hundreds, cent, rest = words.strip("-").replace("cents", "cent").rpartition("cent")
    below = _WORDS.get(rest.strip("-"), 0)
    return (_WORDS.get(hundreds.strip("-"), 0) or 1) * 100 + below if cent else below


def _magnitude(text: str) -> int:
    return math.prod(_MAGNITUDES[word] for word in text.lower().replace("-", " ").split())
