"""The numbers of a text as the audit reads them: from left to right, word by word, with magnitude and unit.

A reading of its own, which shares no code with the verification that the audit judges.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal

MONTHS = {
    word: value
    for value, words in enumerate(
        "janvier|january fevrier|february mars|march avril|april mai|may juin|june juillet|july aout|august "
        "septembre|september octobre|october novembre|november decembre|december".split(), 1
    )
    for word in words.split("|")
}  # fmt: skip
_MONTH_NAMES = tuple(MONTHS)[::2]
_SPELLED = {
    word: value
    for value, words in enumerate(
        "zero un|une|one deux|two trois|three quatre|four cinq|five six sept|seven huit|eight neuf|nine dix|ten "
        "onze|eleven douze|twelve treize|thirteen quatorze|fourteen quinze|fifteen seize|sixteen seventeen eighteen "
        "nineteen vingt|twenty".split()
    )
    for word in words.split("|")
} | {
    "trente": 30, "thirty": 30, "quarante": 40, "forty": 40, "cinquante": 50, "fifty": 50, "soixante": 60, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90, "cent": 100, "hundred": 100,
}  # fmt: skip
_RANKS = {"premier": 1, "premiere": 1, "first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9} | {
    stem + "ieme": _SPELLED[word]
    for word in _SPELLED
    for stem in {word.removesuffix("e"), {"cinq": "cinqu", "neuf": "neuv"}.get(word, word)}
} | {word + "th": value for word, value in _SPELLED.items()}  # fmt: skip
_THOUSAND, _MILLION, _BILLION = 10**3, 10**6, 10**9
_MAGNITUDES = {
    word: value
    for value, words in [
        (_THOUSAND, "mille thousand"), (_MILLION, "million mn"), (_BILLION, "milliard billion md mrd bn"),
        (10**12, "trillion tn"),
    ]
    for word in words.split()
}  # fmt: skip
_LETTERS = {"k": _THOUSAND, "m": _MILLION, "b": _BILLION}  # magnitudes beside a currency only
_UNITS = {
    word: words[0]
    for words in ("%", "€ euro eur", "$ dollar usd", "£ sterling pound gbp", "¥ yen jpy", "yuan renminbi cny rmb",
                  "won krw", "franc chf", "roupie rupee inr")
    for word in words.split()
}  # fmt: skip
_CURRENCIES = frozenset(_UNITS.values()) - {"%"}
_LINKS = frozenset("a et ou to and or contre puis apres versus vs against - –".split())
_SMALL_WORDS = frozenset(
    """
    a au aux avec ce ces cet cette chez contre d dans de des dont du en entre est et etait grace il elle la le les
    leur leurs lors mais ont ou par pour puis qu que qui sa sans ses selon soit son sont sous sur un une vers y ainsi
    alors apres avant depuis pendant environ plus moins deja encore aussi an and as at but by for from in is it its
    of on or than that the this to was were with while after before
    """.split()
)
_TOKEN = re.compile(r"((?:\d{1,3}(?:[.,' ]\d{3}(?!\d))+|\d+)(?:[.,]\d+)?)|[^\W\d_]+|\S|\n")
_DATE = re.compile(r"\b(\d{4})-(\d\d)(?:-(\d\d))?\b")
_PER_CENT = re.compile(r"\b(?:pour|per)[ -]?cents?\b|\bpourcents?\b")
_QUARTER = re.compile(r"\b[tq]([1-4])\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
_OTHER, _THING, _DAY, _RANK = "", "thing", "day", "rank"  # units beside "%" and the currencies


@dataclass(frozen=True, slots=True)
class Number:
    """A number: its words, what they can mean, its magnitude and unit, and its first and last token.

    `stated` is false for one that a claim may add: « un », « les deux », « premier ».
    """

    text: str
    values: frozenset[Decimal]
    scale: int
    unit: str
    stated: bool
    first: int
    last: int

    @property
    def is_year(self) -> bool:
        return self.unit in (_OTHER, _DAY, _THING) and _YEAR.fullmatch(self.text) is not None

    def supports(self, claimed: "Number") -> bool:
        """Whether this number of a source says a claim's, which may leave out the unit."""
        if not self.values & claimed.values:
            return False
        if self.unit == claimed.unit or (self.is_year and claimed.is_year):
            return True
        return {self.unit, claimed.unit} == {_OTHER, _THING} or (
            claimed.unit == _OTHER and self.unit not in (_DAY, _RANK)
        )


def fold(text: str) -> str:
    """Return a text in lower case, without accents or ligatures, with plain spaces and apostrophes."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"[\u00a0\u202f\u2009]", " ", plain.replace("œ", "oe").replace("’", "'"))


def read_numbers(text: str) -> list[Number]:
    """Return the numbers of a text, in digits and in words, in order. Digits in a word ("GPT-4") are none."""
    folded = _QUARTER.sub(r"\1e trimestre", _PER_CENT.sub("%", _DATE.sub(_in_words, fold(text))))
    matches = list(_TOKEN.finditer(folded))
    tokens = [match.group() for match in matches]
    found: list[Number] = []
    at = 0
    while at < len(tokens):
        hidden = matches[at][1] and _is_in_a_word(tokens[at], folded[: matches[at].start()])
        number = None if hidden else _number(tokens, at)
        found += [number] if number else []
        at = number.last if number else at + 1
    return _with_currency(_linked(found, tokens))


def read_months(text: str) -> set[tuple[str, int]]:
    """Return the months named in a text, 1 to 12, with their words; "mars", "march" and "may" beside a number only."""
    folded = _DATE.sub(_in_words, fold(text))
    return {
        (word, MONTHS[word])
        for word in re.findall(r"[a-z]+", folded)
        if word in MONTHS
        and (word not in ("mars", "march", "may") or re.search(rf"\d(?:er)? {word}\b|\b{word} \d", folded))
    }


def _in_words(match: re.Match[str]) -> str:
    """Return an ISO date as "5 octobre 2023"."""
    year, month, day = match.groups()
    return f"{int(day) if day else ''} {_MONTH_NAMES[int(month) - 1]} {year}" if 0 < int(month) < 13 else match.group()


def _is_in_a_word(digits: str, before: str) -> bool:
    """Whether digits belong to a word: "R1", "GPT-4", but not "mi-2023"."""
    joint = re.search(r"[^\W\d_](-?)$", before)
    return joint is not None and not (joint[1] and _YEAR.fullmatch(digits))


def _number(tokens: list[str], at: int) -> Number | None:
    """Return the number that begins at a token, if one does."""
    rank = False
    if tokens[at][0].isdigit():
        scale, last = _scale(tokens, at + 1)
        values = frozenset(value * scale for value in _digits(tokens[at], scale))
        rank = any(token in ("er", "ere", "e", "eme", "th", "st", "nd", "rd") for token in tokens[last : last + 1])
        last += rank
    else:
        value, scale, last = _spelled(tokens, at)
        if last == at:
            return None
        values = frozenset([Decimal(value)])
        rank = _rank(tokens[last - 1]) is not None
    if tokens[last : last + 2] in (["et", "demi"], ["and", "half"]):
        values, last = frozenset(value + Decimal(scale) / 2 for value in values), last + 2
    elif tokens[last + 1 : last + 3] in (["et", "demi"], ["et", "demie"]):  # "deux ans et demi"
        values = frozenset(value + Decimal("0.5") for value in values)
    unit, end = _unit(tokens, at, last, scale)
    if rank and not {*tokens[last : last + 1]} & MONTHS.keys():
        unit = _RANK
    return Number(_shown(tokens[at:end]), values, scale, unit, _is_stated(tokens, at, last, unit), at, last)


def _digits(text: str, scale: int) -> list[Decimal]:
    """Return the values of digits: one, or two if a comma or point may group or be a decimal sign ("7,125")."""
    plain = re.sub(r"[' ]", "", text)
    grouped = re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", plain)
    several = [Decimal(re.sub(r"[.,]", "", plain))] if grouped and scale == 1 else []
    if not several or not (plain.endswith("0") or len(re.findall(r"[.,]", plain)) > 1):
        *whole, last = re.split(r"[.,]", plain)
        several.append(Decimal("".join(whole) + "." + last if whole else last))
    return several


def _spelled(tokens: list[str], at: int) -> tuple[int, int, int]:
    """Return value and magnitude of a number in words, and where it ends: at its beginning if there is none."""
    total, magnitude, last = 0, 1, at
    while True:
        value, end = _below_thousand(tokens, last)
        scale, end = _scale(tokens, end)
        if end == last or (end == last + 1 and last == at and tokens[at] in ("millions", "milliards", "billions")):
            return total, magnitude, last
        value = value if value or total else 1
        total = (total + value) * scale if total < scale else total + value * scale
        magnitude, last = max(magnitude, scale), end


def _below_thousand(tokens: list[str], at: int) -> tuple[int, int]:
    """Return the value of number words below a thousand, and where they end."""
    total, last = 0, at
    while True:
        place = last + (last > at and tokens[last : last + 1] in (["-"], ["et"], ["and"]))
        word = tokens[place] if place < len(tokens) else ""
        value = _SPELLED.get(word, _SPELLED.get(word.removesuffix("s"), _rank(word)))
        if value is None or not (last == at or _continues(total, value)):
            return total, last
        total = max(total, 1) * value if value == 100 or (total == 4 and value == 20) else total + value
        last = place + 1


def _continues(total: int, value: int) -> bool:
    """Whether a number word may follow those that make `total`: "vingt" "neuf", not "deux" "trois"."""
    if value in (20, 100):
        return (value == 20 and total == 4) or total % 100 == 0 or (value == 100 and total < 20)
    room = 20 if total % 100 in (60, 80) else 10
    return 0 < value < room and total % 10 == 0 if total % 100 else 0 < value < 100


def _rank(word: str) -> int | None:
    return _RANKS.get(word.removesuffix("s"))


def _scale(tokens: list[str], at: int) -> tuple[int, int]:
    """Return the product of the magnitudes from a token on, and where they end."""
    scale = 1
    while at < len(tokens):
        word = tokens[at].removesuffix("s")
        beside = {*tokens[max(at - 2, 0) : at - 1], *tokens[at + 1 : at + 2]} & _UNITS.keys()
        size = _MAGNITUDES.get(word, _LETTERS.get(word) if beside else None)
        if size is None:
            break
        scale, at = scale * size, at + 1
    return scale, at


def _unit(tokens: list[str], first: int, last: int, scale: int) -> tuple[str, int]:
    """Return the unit of the number in tokens[first:last], and where its words end."""
    after = [token.removesuffix("s") for token in tokens[last : last + 3]]
    skipped = 2 if after[:2] == ["d", "'"] else after[:1] in (["de"], ["of"])
    noun = after[skipped] if skipped < len(after) else ""
    if noun in ("livre", "pound") and "sterling" not in after:
        return _THING, last
    if noun in _UNITS or "sterling" in after:
        return _UNITS.get(noun, "£"), last + skipped + 1
    before = tokens[first - 1] if first else ""
    if before in _UNITS and (len(before) == 1 or before in ("usd", "eur", "gbp", "chf")) and before != "%":
        return _UNITS[before], last
    if scale == 1 and ({before, *after[:1]} & MONTHS.keys() or before in ("le", "du", "au")):
        return _DAY, last
    thing = noun.isalpha() and noun not in _SMALL_WORDS and (scale <= _THOUSAND or skipped)
    return _THING if thing else _OTHER, last


def _is_stated(tokens: list[str], first: int, last: int, unit: str) -> bool:
    words = tokens[first:last]
    if words in (["un"], ["une"], ["one"]) or _rank(words[0]) in (1, 2):
        return unit not in (_OTHER, _THING, _RANK, _DAY)
    shared = ("les", "ces", "ses", "leurs", "des", "tous", "toutes", "the", "these", "their", "its")
    return not (words in (["deux"], ["two"]) and first and tokens[first - 1] in shared)


def _linked(numbers: list[Number], tokens: list[str]) -> list[Number]:
    """Give a number the unit, and perhaps the magnitude, of the one it is linked to: "20 à 30 millions"."""
    found = list(numbers)
    for here in range(len(found) - 1):
        one, other = found[here], found[here + 1]
        if other.first != one.last + 1 or tokens[one.last] not in _LINKS or one.is_year or other.is_year:
            continue
        if one.unit == _OTHER:
            scaled = {value * other.scale for value in one.values} if one.scale == 1 else set()
            found[here] = replace(one, unit=other.unit, values=one.values | scaled)
    return found


def _with_currency(numbers: list[Number]) -> list[Number]:
    """Give millions of nothing ("valued at 157 milliards") the currency of the text, the last named before or first."""
    last = next((number.unit for number in numbers if number.unit in _CURRENCIES), _OTHER)
    found = []
    for number in numbers:
        last = number.unit if number.unit in _CURRENCIES else last
        found.append(replace(number, unit=last) if number.scale > _THOUSAND and number.unit == _OTHER else number)
    return found


def _shown(tokens: list[str]) -> str:
    return re.sub(r" ?' ?", "'", " ".join(tokens))
