"""What scrapers leave in an article's text, taken out: doubled leads, pleas to subscribe, date prefixes."""

import re
from dataclasses import dataclass

from corpus.dates import MONTHS, PartialDate
from corpus.text import canonical, sentences

_DATE = rf"\d{{4}}-\d{{2}}(?:-\d{{2}})?|\d{{1,2}}(?:er)? (?:{'|'.join(MONTHS)}) \d{{4}}|\d{{1,2}}/\d{{1,2}}/\d{{4}}"
_TIME = r"(?:,?\s*(?:à|-)?\s*\d{1,2}\s?[h:]\s?\d{0,2})?"
_DATE_PREFIX = re.compile(rf"date\s*:?\s*({_DATE})(?![\d-])\s*", re.IGNORECASE)
_DATE_LINE = re.compile(
    rf"(?:(?:publié|mis en ligne|posté|mis à jour|modifié)\s+)?(?:le\s+)?({_DATE}){_TIME}\s*[.|]?$", re.IGNORECASE
)
# Whole sentences that speak to the visitor of a web page, not to the reader of the article.
_PLEA = re.compile(
    r"(?:inscrivez[- ]vous|abonnez[- ]vous|recevez|rejoignez|retrouvez|suivez|découvrez)\b.{0,80}"
    r"\b(?:newsletter|lettre d'information|google news|google actualités|chaîne (?:whatsapp|youtube)|"
    r"réseaux sociaux|notre application|whatsapp|telegram)\b"
    r"|en vous inscrivant,? vous acceptez|en cliquant sur|vous pouvez vous désinscrire|"
    r"cet article est réservé aux abonnés|il vous reste \d+ ?% de cet article|"
    r"(?:déjà )?abonnés? ?[?:] (?:connectez|identifiez)[- ]vous|"
    r"(?:lire|voir|à lire|a lire|à voir) (?:aussi|également|sur le même sujet)\b|"
    r"partager (?:cet article|sur)\b|(?:nous )?utilisons des cookies|accepter (?:tous )?les cookies|"
    r"tous droits réservés|crédits? (?:photo|image)s? ?:|©|publicité$|la suite après (?:la|cette) publicité|"
    r"(?:article )?initialement publié (?:sur|dans)|vos données personnelles|"
    r"notre politique de (?:protection|confidentialité)",
    re.IGNORECASE,
)
_PLEA_WORDS = 35  # a longer sentence is prose, whatever words it holds
_TRUNCATED = re.compile(r"\s*(?:\.\.\.|…|\[…\]|\[\.\.\.\])$")
_TITLE_CHARS = 120


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Canonical text without scraper's litter; the title and date found in the text, if any."""

    title: str
    text: str
    published: PartialDate | None


def clean(raw: str, title: str = "") -> Cleaned:
    """Clean the raw text of one article.

    `title` is what the source gave ("" if nothing). A missing title is a short first line that ends without a
    full stop, or else the first sentence, cut at a word if it is long.
    """
    paragraphs = [paragraph for paragraph in canonical(raw).split("\n") if re.search(r"\w", paragraph)]
    paragraphs, published = _take_date(paragraphs)
    paragraphs = _drop_pleas(paragraphs)
    paragraphs = _drop_doubles(paragraphs)
    title = " ".join(canonical(title).split("\n"))
    if title and paragraphs and paragraphs[0].rstrip(". ") == title.rstrip(". "):
        paragraphs = paragraphs[1:] or paragraphs
    if not title:
        title, paragraphs = _find_title(paragraphs)
    return Cleaned(title, "\n".join(paragraphs), published)


def _take_date(paragraphs: list[str]) -> tuple[list[str], PartialDate | None]:
    """Remove a "date 2023-10" prefix or a line that is only a date from the first lines, and read it."""
    for i, paragraph in enumerate(paragraphs[:4]):
        match = _DATE_PREFIX.match(paragraph) or _DATE_LINE.match(paragraph)
        if match:
            rest = paragraph[match.end() :].strip()
            return [*paragraphs[:i], *([rest] if rest else []), *paragraphs[i + 1 :]], _read_date(match[1])
    return paragraphs, None


def _read_date(text: str) -> PartialDate | None:
    if slashed := re.match(r"(\d{1,2})/(\d{1,2})/(\d{4})$", text):
        day, month, year = slashed.groups()
        text = f"{year}-{month}-{day}"
    return PartialDate.parse(text)


def _drop_pleas(paragraphs: list[str]) -> list[str]:
    kept = (_without_pleas(paragraph) for paragraph in paragraphs)
    return [paragraph for paragraph in kept if paragraph]


def _without_pleas(paragraph: str) -> str:
    parts = [span.of(paragraph) for span in sentences(paragraph)]
    prose = [part for part in parts if not _is_plea(part)]
    return paragraph if len(prose) == len(parts) else " ".join(prose)


def _is_plea(sentence: str) -> bool:
    return len(sentence.split()) <= _PLEA_WORDS and _PLEA.match(sentence) is not None


def _drop_doubles(paragraphs: list[str]) -> list[str]:
    """Drop a paragraph that stands again later, whole or as a lead cut short with an ellipsis."""
    kept: list[str] = []
    for i, paragraph in enumerate(paragraphs):
        later = paragraphs[i + 1 : i + 4]
        stem = _TRUNCATED.sub("", paragraph)
        cut_short = stem != paragraph and len(stem) >= 20 and any(p.startswith(stem) for p in later)
        if not cut_short and not (len(paragraph) >= 40 and paragraph in kept):
            kept.append(paragraph)
    return kept


def _find_title(paragraphs: list[str]) -> tuple[str, list[str]]:
    if not paragraphs:
        return "", []
    first, *rest = paragraphs
    if rest and len(first) <= _TITLE_CHARS and not re.search(r"[.!?…:;,»\"]$", first):
        return first, rest
    return _shorten(sentences(first)[0].of(first)), paragraphs


def _shorten(sentence: str) -> str:
    sentence = re.sub(r"(?<!\.)\.$", "", sentence)
    if len(sentence) <= _TITLE_CHARS:
        return sentence
    return sentence[:_TITLE_CHARS].rsplit(" ", 1)[0].rstrip(",;: ") + "…"
