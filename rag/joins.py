"""Whether a claim joins clauses as its quote does: causes, contrasts, rates, a subject and its predicate. Pure."""

import re
from functools import lru_cache

from corpus.text import sentences
from rag.amounts import rates
from rag.wording import stems_of, words_of

_CAUSE = re.compile(
    r"\b(?:parce qu[e']|car |puisqu[e']|en raison d[eu']s?|à cause d[eu']s?|grâce (?:à|aux?)|du fait d[eu']s?|"
    r"faute d[e']|sous l'effet d[eu']s?|afin (?:d[e']|qu[e'])|dans le but d[e']|en vue d[eu']s?|"
    r"because(?: of)?|due to|thanks to)",
    re.IGNORECASE,
)
_CAUSED = re.compile(  # other ways of telling a cause
    r"\b(?:expliqu\w+|provoqu\w+|entraîn\w+|caus\w+|dues? (?:à|aux?)|conséquence\w*|à la suite d|après |ainsi|si bien|"
    r"imput\w+|attribu\w+|doi(?:t|vent) à|pour |de quoi |fait que|contraint\w*|as |since |after )|: ",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"\b(?:au lieu d[eu']s?|plutôt que(?: d[e'])?|à la place d[eu']s?|instead of|rather than) ?(?P<words>[^,;:.!?]+)",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!?]\s")
_OPENING = re.compile(  # "À en croire A, ", "En 2024, "
    r"^\W*(?:à|au|aux|en|dans|selon|d'après|pour|sur|le|depuis|après|avant|lors|in|on|at|according) [^,]{2,60}, ",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"[,;:.!?]\s|\s(?:et|mais|and|but)\s")
# A sentence that begins so goes on about what the one before it speaks of.
_GOES_ON = re.compile(
    r"\W*(?:ils?|elles?|ce(?:t|tte|s|lui-ci|lle-ci|la|ci)?|c'|son|sa|ses|leurs?|l[ae]quelle?|l[ea]s? deux|y |en |on |"
    r"l(?:e |a |es |')(?:groupes?|sociétés?|entreprises?|firmes?|start-up|jeunes? pousses?|éditeurs?|fabricants?|"
    r"laboratoires?|géants?|modèles?|outils?|services?|textes?|opérations?|accords?|projets?|mesures?|dirigeante?s?|"
    r"patrons?|chercheu(?:r|se)s?|produits?|assistants?|logiciels?)|it|they|its|their|this|these|"
    r"that|the company|he|she|his|her)\b",
    re.IGNORECASE,
)


def causes_agree(claim: str, quote: str) -> bool:
    """Whether one sentence of the quote tells of a cause, with all its words, if the claim does."""
    found = _CAUSE.search(claim)
    if found is None:
        return True
    wanted = words_of(_STOP.split(claim[found.end() :])[0])
    caused = words_of(claim[: found.start()]) - wanted
    return any(
        wanted <= words_of(text)
        and (not caused or caused & words_of(text) or _CAUSE.match(text))
        and (_CAUSE.search(text) or _CAUSED.search(text))
        for text in (span.of(quote) for span in sentences(quote))
    )


def contrasts_agree(claim: str, quote: str) -> bool:
    """Whether the claim sets aside ("au lieu de", "plutôt que") what the quote does, if both set something aside."""
    mine, theirs = _set_aside(claim), _set_aside(quote)
    return not (mine and theirs) or bool(mine & theirs)


def _set_aside(text: str) -> set[str]:
    return set().union(*(words_of(match["words"]) for match in _INSTEAD.finditer(text)))


@lru_cache(maxsize=4096)
def closest_sentence(claim: str, quote: str) -> str:
    """Return the sentence of the quote that has most of the claim's words, the first of equals."""
    wanted = words_of(claim)
    return max((span.of(quote) for span in sentences(quote)), key=lambda text: len(wanted & words_of(text)), default="")


def rates_agree(claim: str, quote: str) -> bool:
    """Whether the quote has the claim's rates; a single one, in the clause nearest to the claim if that has any."""
    mine = rates(claim)
    if not mine:
        return True
    wanted = words_of(claim)
    closest = max(_CLAUSES.split(quote), key=lambda clause: len(wanted & words_of(clause)))
    return mine <= (rates(quote) if len(mine) > 1 else rates(closest) or rates(quote))


def stitched(claim: str, quote: str, context: str) -> bool:
    """Whether a claim, if one sentence, gives the subject of one sentence of the quote what the other tells of another.

    `context` is what the second may leave unsaid.
    """
    parts = [span.of(quote) for span in sentences(quote)]
    if len(parts) != 2 or len(sentences(claim)) > 1 or _GOES_ON.match(parts[1]):
        return False
    first, second, around = (words_of(text) for text in (*parts, context))
    said = stems_of(_OPENING.sub("", claim))
    only_first = set(said) & first - second - around
    only_second = set(said) & second - first - around
    if not said:
        return False
    return (said[0] in only_first and len(only_second) > len(only_first)) or (
        said[0] in only_second and len(only_first) > len(only_second)
    )
