"""An independent check of citations, for evaluation: it shares no code with the verification that it judges.

Every quote must stand in its article; every number in digits and every capitalised name of a claim must stand in the
claim's quotes or in the titles and dates of the cited articles. Plain patterns, on the strict side.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.article import Article
from rag.records import Citation, Claim

_DIGITS = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3}(?!\d))*(?:[.,]\d+)?")
_CAPITALISED = re.compile(r"(?<!^)(?<![.!?…:]\s)(?<![«\"“(]\s)(?<![«\"“(])\b[A-ZÀ-ÖØ-Þ][\w-]*\w")
_NO_NAMES = frozenset(["ia", "ai", "pdg", "ceo"])
_WORDS = re.compile(r"\w+")
_MONTHS = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split()
_ENGLISH_MONTHS = "january february march april may june july august september october november december".split()
_SPELLED = {
    word: value
    for value, words in enumerate(
        "zero un|une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()
    )
    for word in words.split("|")
} | {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100, "mille": 1000}


@dataclass(frozen=True, slots=True)
class Audit:
    """What the check of one answer found.

    `supported` counts its claims whose every number and name is in their quotes, `citations` and `right_citations` its
    citations and those that stand verbatim and share something with their claim, `unsupported` lists numbers and names.
    """

    claims: int
    supported: int
    citations: int
    right_citations: int
    unsupported: tuple[str, ...]


def audit(claims: Sequence[Claim], article_of: Callable[[str], Article | None]) -> Audit:
    """Check the claims of an answer against the articles."""
    checked = [_check(claim, article_of) for claim in claims]
    unsupported = [item for missing, _ in checked for item in missing]
    return Audit(
        len(claims),
        sum(not missing and all(right) for missing, right in checked),
        sum(len(right) for _, right in checked),
        sum(sum(right) for _, right in checked),
        tuple(unsupported),
    )


def _check(claim: Claim, article_of: Callable[[str], Article | None]) -> tuple[list[str], list[bool]]:
    """Return the numbers and names of a claim that its quotes lack, and whether each citation is right."""
    verbatim = [_stands(citation, article_of(citation.article_id)) for citation in claim.citations]
    sources = [_said_by(c) for c, stands in zip(claim.citations, verbatim, strict=True) if stands]
    numbers = set().union(*(_numbers(text) for text in sources))
    words = set().union(*(_words(text) for text in sources))
    missing = [number for number in _digits(claim.text) if number not in numbers]
    missing += [name for name in _names(claim.text) if not _words(name) <= words]
    right = [stands and _shares(claim.text, c) for c, stands in zip(claim.citations, verbatim, strict=True)]
    return missing, right


def _stands(citation: Citation, article: Article | None) -> bool:
    return article is not None and article.text[citation.start : citation.end] == citation.quote != ""


def _shares(claim: str, citation: Citation) -> bool:
    """Whether a third of the claim's longer words, at least, are in the quote, its title or its date."""
    wanted = {word[:6] for word in _words(claim) if len(word) > 3}
    held = {word[:6] for word in _words(_said_by(citation))}
    return not wanted or len(wanted & held) * 3 >= len(wanted)


def _said_by(citation: Citation) -> str:
    """Return the quote with the title and the date of its article, in digits and in words."""
    date = re.findall(r"\d+", citation.published or "")
    month = int(date[1]) - 1 if len(date) > 1 else None
    words = f"{_MONTHS[month]} {_ENGLISH_MONTHS[month]}" if month is not None else ""
    return f"{citation.quote} . {citation.title} . {' . '.join(part.lstrip('0') for part in date)} . {words}"


def _digits(text: str) -> list[str]:
    """Return the numbers in digits, without grouping and with a decimal point: "1 300,50" is "1300.5"."""
    found = []
    for match in _DIGITS.finditer(text):
        number = re.sub(r"[ \u00a0\u202f](?=\d{3})", "", match.group()).replace(",", ".")
        found.append(number.rstrip("0").rstrip(".") if "." in number else number)
    return found


def _numbers(text: str) -> set[str]:
    """Return the numbers of a text: in digits, and the simple ones spelled out ("vingt-neuf", "deux cents")."""
    numbers = set(_digits(text))
    value = 0
    for word in [*_WORDS.findall(_fold(text)), ""]:
        spelled = _SPELLED.get(word.removesuffix("s"), _SPELLED.get(word))
        if spelled is not None:
            value = max(value, 1) * spelled if spelled in (100, 1000) else value + spelled
            value = 80 if (word.startswith("vingt") and value == 24) else value  # quatre-vingts
        elif word != "et":
            numbers.add(str(value))
            value = 0
    return numbers


def _names(text: str) -> list[str]:
    return [m.group() for m in _CAPITALISED.finditer(text) if m.group().lower() not in _NO_NAMES]


def _words(text: str) -> set[str]:
    return set(_WORDS.findall(_fold(text)))


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("œ", "oe")
