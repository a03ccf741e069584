"""Canonical text, and sentences as spans of it."""

import re
from dataclasses import dataclass

import ftfy

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACES = re.compile(r"[^\S\n]+")
_APOSTROPHES = str.maketrans("’‘ʼ′`´", "''''''")
_CLEAN = ftfy.TextFixerConfig(normalization="NFC", uncurl_quotes=True, fix_line_breaks=True)


def canonical(text: str) -> str:
    """Return `text` as Vigie stores it: NFC, mended encoding, plain apostrophes and spaces, one paragraph a line.

    Idempotent. Guillemets stay, curly double quotes become straight ones, invisible characters go.
    """
    while (mended := _mend(text)) != text:  # what one pass takes out can bring two halves of a damaged letter together
        text = mended
    return text


def _mend(text: str) -> str:
    text = ftfy.fix_text(text, _CLEAN).translate(_APOSTROPHES)
    lines = (_SPACES.sub(" ", line).strip() for line in _CONTROL.sub("", text).split("\n"))
    return "\n".join(line for line in lines if line)


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open character range [start, end) of a text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


# A full stop after these does not end a sentence (compared in lower case, without the stop).
_ABBREVIATIONS = frozenset(
    """
    m mm mme mlle dr pr me st ste av bd chap cf env etc ex fig hab inc corp ltd co jr sr vs n° nb p pp
    réf tél éd dir mgr gal lt s a j b c d e f g h i k l o r t u w y z
    """.split()
)  # fmt: skip
_BEFORE_NUMBERS = frozenset(["art", "cap", "col", "no", "vol"])  # words too, except in "art. 5" or "vol. 2"
_END = re.compile(r"""[.!?…]+(?:\s?[»"”)\]])*(?=\s+(?:[-–—«"“(\[]\s?)*[A-ZÀ-ÖØ-Þ0-9])""")
_LAST_WORD = re.compile(r"[\w°]+$")
_LOOK_BACK = 5  # characters: one more than the longest abbreviation has


def sentences(text: str) -> list[Span]:
    """Split canonical French text into sentence spans, in order, without surrounding spaces.

    A line break always ends a sentence; a stop inside a number, an abbreviation or initials does not.
    """
    spans: list[Span] = []
    offset = 0
    for line in text.split("\n"):
        spans.extend(Span(offset + s.start, offset + s.end) for s in _split_line(line))
        offset += len(line) + 1
    return spans


def _split_line(line: str) -> list[Span]:
    cuts = [m.end() for m in _END.finditer(line) if not _is_abbreviation(line, m)]
    starts = [0, *cuts]
    ends = [*cuts, len(line)]
    return [span for a, b in zip(starts, ends, strict=True) if (span := _strip(line, a, b)).end > span.start]


def _is_abbreviation(line: str, stop: re.Match[str]) -> bool:
    if not stop.group().startswith(".") or stop.group().startswith(".."):
        return False
    found = _LAST_WORD.search(line, max(0, stop.start() - _LOOK_BACK), stop.start())
    word = found.group() if found else ""
    if word.lower() in _BEFORE_NUMBERS:
        return line[stop.end() : stop.end() + 2].lstrip()[:1].isdigit()
    # "etc." and one-letter words do end a sentence, unless the letter is an initial ("J. K. Rowling", "U.S.").
    return word.lower() in _ABBREVIATIONS and word.lower() != "etc" and (len(word) > 1 or word.isupper())


def _strip(line: str, start: int, end: int) -> Span:
    while start < end and line[start].isspace():
        start += 1
    while end > start and line[end - 1].isspace():
        end -= 1
    return Span(start, end)
