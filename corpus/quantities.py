"""Numbers in French (or English) text, read as values with their units, so that spellings can be compared."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_UNITS = """
    zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept
    dix-huit dix-neuf
    """.split()  # fmt: skip
_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "quatre-vingt": 80}
_ENGLISH = """
    zero one two three four five six seven eight nine ten eleven twelve
    """.split()


def _number_words() -> dict[str, int]:
    """French numbers from zéro to cent, with and without hyphens, plus the English ones to twelve."""
    words = {word: value for value, word in enumerate(_UNITS)} | {"une": 1, "cent": 100, "septante": 70, "nonante": 90}
    for name, ten in _TENS.items():
        top = 20 if ten in (60, 80) else 10
        words[name] = ten
        words |= {f"{name}-{_UNITS[unit]}": ten + unit for unit in range(1, top)}
        words |= {f"{name}-et-un": ten + 1, f"{name}-et-onze": ten + 11}
    words["quatre-vingts"] = 80
    words |= {word.replace("-", " "): value for word, value in words.items() if "-" in word}
    return words | {word: value for value, word in enumerate(_ENGLISH) if word != "six"}


_WORDS = _number_words()
_MAGNITUDES = {
    "mille": 10**3, "millier": 10**3, "milliers": 10**3, "k": 10**3, "thousand": 10**3,
    "million": 10**6, "millions": 10**6, "m": 10**6,
    "milliard": 10**9, "milliards": 10**9, "md": 10**9, "mds": 10**9, "mrd": 10**9, "billion": 10**9,
    "billions": 10**9, "bn": 10**9, "trillion": 10**12, "trillions": 10**12,
}  # fmt: skip
_SYMBOLS = {
    "%": "%", "pour cent": "%", "pourcent": "%", "percent": "%", "per cent": "%", "points": "point", "point": "point",
    "€": "EUR", "euro": "EUR", "euros": "EUR", "eur": "EUR",
    "$": "USD", "dollar": "USD", "dollars": "USD", "usd": "USD", "us$": "USD",
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
    "fois": "fois", "times": "fois", "nanomètre": "nm", "nanomètres": "nm", "nm": "nm",
    "kilomètre": "km", "kilomètres": "km", "km": "km", "mètres": "m", "tonne": "tonne", "tonnes": "tonne",
}  # fmt: skip


def _alternatives(words: dict[str, object]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_DIGITS = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d{1,3}(?:,\d{3}){2,}|\d+(?:[.,]\d+)?"
_QUANTITY = re.compile(
    rf"(?<![\w.,])(?P<before>[$€£])?(?P<sign>[-−–+])?(?P<number>(?P<digits>{_DIGITS})|(?P<words>{_alternatives(dict(_WORDS))}))"
    rf"(?:[ -]?(?P<magnitude>{_alternatives(dict(_MAGNITUDES))})(?![^\W\d_]))?"
    rf"(?:\s?(?:d'|de |of )?(?P<unit>{_alternatives(dict(_SYMBOLS))})(?![^\W\d_]))?(?![\w])",
    re.IGNORECASE,
)  # fmt: skip


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
    for match in _QUANTITY.finditer(unicodedata.normalize("NFC", text)):
        magnitude = _MAGNITUDES.get((match["magnitude"] or "").lower(), 1)
        unit = _SYMBOLS.get((match["unit"] or match["before"] or "").lower())
        value = _value(match) * magnitude
        yield Quantity(match.start(), match.end(), -value if match["sign"] in ("-", "−") else value, unit,
                       match["words"] is not None)  # fmt: skip


def _value(match: re.Match[str]) -> Decimal:
    if match["words"]:
        return Decimal(_WORDS[match["words"].lower()])
    digits = re.sub(r"[ \u00a0\u202f]", "", match["digits"])
    if digits.count(",") > 1:  # English thousands
        digits = digits.replace(",", "")
    return Decimal(digits.replace(",", "."))
