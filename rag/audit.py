"""An independent check of citations, for evaluation: it shares no code with the verification that it judges.

Every quote must stand in its article; every number, with its magnitude and unit, every month and every capitalised
name of a claim must stand in the claim's quotes or in the titles and dates of the cited articles. Plain patterns, on
the strict side: a word that opens a sentence is a name unless it is a common one.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.article import Article
from rag.audit_numbers import MONTHS, fold, read_months, read_numbers
from rag.records import Citation, Claim

_NAME = re.compile(r"\b(?=\w*[A-ZÀ-ÖØ-Þ]|[^\W\d_]+-?\d)(?![a-zà-ÿ]+-(?:19|20)\d\d\b)[^\W\d_][\w-]*\w")
_OPENING = re.compile(r"(?:^|[.!?…:;\n]\s|[«\"“(–—]\s?)\W*$")
_NO_NAMES = frozenset(
    """
    ia ai pdg ceo bourse md mds mrd mrds usd eur gbp chf t1 t2 t3 t4 q1 q2 q3 q4
    monday tuesday wednesday thursday friday saturday sunday
    """.split()
) | frozenset(MONTHS)
_ADVERB_OR_PARTICIPLE = ("ment", "ée", "ées", "és")
_WORDS = re.compile(r"[^\W\d_]+|\d+")
# Words that open sentences; any other must be in the sources, or in lower case in a cited article.
_OPENERS = frozenset(
    """
    le la les l un une des du de d au aux en dans sur sous pour par avec sans entre vers chez selon apres avant depuis
    pendant durant des lors malgre contre parmi outre hors sauf face grace suite quant jusqu jusque ce cet cette ces
    celui celle ceux celles ci cela ceci ca c il elle on ils elles je nous vous tu lui eux son sa ses leur leurs notre
    nos votre vos mon ma mes qui que qu quoi dont ou quel quelle quels quelles lequel laquelle comment combien
    pourquoi quand lorsque lorsqu comme si puisque puisqu tandis alors ainsi aussi donc or mais et ni car cependant
    toutefois neanmoins pourtant enfin ensuite puis d abord surtout notamment egalement environ pres plus moins peu
    beaucoup tout tous toute toutes chaque aucun aucune plusieurs certains certaines quelques autre autres tel telle
    meme non oui ne n pas y hier aujourd hui demain deja encore bientot toujours jamais autour cote fin debut mi
    monsieur madame resultat est a selon nul rien seul seule seuls seules voici voila fait reste restait
    the an this that these those it its he she they we you his her their our my in on at by for from to of with
    without as and but or if when while after before since until during under over between according about also
    however there here what who which where how both all some no yes not more less nearly only
    """.split()
)


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
    articles = [article for c in claim.citations if (article := article_of(c.article_id))]
    missing = _missing_numbers(claim.text, sources) + _missing_months(claim.text, sources)
    missing += _missing_names(claim.text, sources, common=_in_lower_case(articles))
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
    """Return the quote with the title and the date of its article."""
    return f"{citation.quote} . {citation.title} . {citation.published or ''}"


def _missing_numbers(claim: str, sources: Sequence[str]) -> list[str]:
    said = [number for text in sources for number in read_numbers(text)]
    return [
        claimed.text
        for claimed in read_numbers(claim)
        if claimed.stated and not any(number.supports(claimed) for number in said)
    ]


def _missing_months(claim: str, sources: Sequence[str]) -> list[str]:
    said = {month for text in sources for _, month in read_months(text)}
    return sorted(word for word, month in read_months(claim) if month not in said)


def _missing_names(claim: str, sources: Sequence[str], common: frozenset[str]) -> list[str]:
    """Return the names of a claim that no source has, in any case, with or without accents and a plural's s."""
    said = " . ".join(" ".join(_words(text)) for text in sources)
    words = {form for word in said.split() for form in (word, word + "s", word.removesuffix("s"))}
    return [
        name
        for name, opens in _names(claim)
        if not (f" {' '.join(_words(name))} " in f" {said} " if re.search(r"\d", name) else {*_words(name)} <= words)
        and not (opens and ({*_words(name)} <= common | _OPENERS or name.endswith(_ADVERB_OR_PARTICIPLE)))
    ]


def _names(text: str) -> list[tuple[str, bool]]:
    """Return the words that look like names, each with whether its capital may be that of a sentence's beginning."""
    found = [(m.group(), _OPENING.search(text[: m.start()]) is not None) for m in _NAME.finditer(text)]
    return [(name, opens) for name, opens in found if fold(name) not in _NO_NAMES]


def _in_lower_case(articles: Sequence[Article]) -> frozenset[str]:
    """Return the words that articles have in lower case somewhere: no names."""
    return frozenset(fold(word) for article in articles for word in re.findall(r"\b[a-zà-ÿœ]+\b", article.text))


def _words(text: str) -> list[str]:
    return _WORDS.findall(fold(text))
