"""Whose words a text reports: "selon A", "d'après des chercheurs", "Pour les juges". Pure functions."""

import re
from functools import lru_cache

from index.analysis import fold
from rag.wording import words_of

_SOURCE = re.compile(
    r"(?:\b(?:selon|d'après|according to)|(?:^|[.!?] )(?:pour|aux yeux d[eu']s?|for)) (?P<who>[^,;:.!?()«]+)",
    re.IGNORECASE,
)
# Names the one who was spoken of, and may be anyone.
_ANYONE = re.compile(
    r"(?:l[ea] |l'|ce(?:t|tte)? |ces |les |son |sa |the |its )?(?:derni|entrepris|soci|group|firm|start|jeune|editeur|"
    r"fabricant|laboratoire|geant|institution|autorit|regulateur|gouvernement|ministere|patron|dirigean|direct|pdg|"
    r"president|fondat|cofondat|responsable|interess|meme|premier|second|compan|former|latter)|"
    r"(?:lui|elle|eux|elles|him|her|it|them|m|mme|mm)\b"
)
_NO_SPEAKER = re.compile(  # "pour l'instant", "selon que", "pour entraîner", "pour 20 dollars"
    r"(?:l'instant|l'heure|le moment|l'essentiel|autant|cela|ce faire|que|qu'|finir|commencer|moi|nous|\d|un |une |"
    r"now)|"
    r"(?:(?:s'|l[ea]s? |l'|y |en )?\w+(?:er|ir|re|oir)\b)"
)


def attributed_to_another(claim: str, sentence: str) -> bool:
    """Whether a claim gives words to somebody whom the sentence that says them does not name as their source."""
    mine, theirs = _sources(claim), _sources(sentence)
    return bool(mine and theirs) and not any(a & b for a in mine for b in theirs)


@lru_cache(maxsize=4096)
def _sources(text: str) -> tuple[frozenset[str], ...]:
    """Return the words that name each source; none at all if one may be anybody."""
    found = [match["who"] for match in _SOURCE.finditer(text)]
    named = [who for who in found if not _NO_SPEAKER.match(fold(who))]
    if any(_ANYONE.match(fold(who)) for who in named):
        return ()
    return tuple(words for who in named if (words := frozenset(words_of(who))))
