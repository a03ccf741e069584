"""The French analyzer of the lexical index: text to terms, the same for articles and questions.

A word is lower-cased, loses its elided article ("l'", "qu'"), is stemmed (Snowball French) with its accents and then
loses them. Many words typed without accents are stemmed otherwise ("proces"): rag/typed.py spells them first.
Names with digits are kept whole and in one spelling ("GPT-4", "GPT 4" and "gpt4" are all gpt4); numbers become their
value ("1,3 milliard", "1,3 Md€"). Groups of aliases (index/aliases.txt) add one shared term.
"""

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

import Stemmer

from corpus.quantities import quantities

_APOSTROPHES = str.maketrans("’ʼ`´", "''''")
_TOKEN = re.compile(r"[^\W_]+(?:[.'&+-][^\W_]+)*")
_ELISION = re.compile(r"^(?:l|d|j|m|t|s|c|n|qu|jusqu|lorsqu|puisqu|quoiqu)'")
# A name and its version: "GPT-4", "Llama 3.1", "Claude 2". Small numbers only, so that "2 500" stays a number.
_VERSIONED = re.compile(r"\b([^\W\d_]{2,})[ -]?(\d{1,2}(?:\.\d{1,2})?[a-z]{0,2})\b(?![.,]?\d| \d{3})")
# English initials that are stop words in French once in lower case.
_INITIALS = {"AI": "ia", "EU": "ue", "US": "usa"}
_INITIALS_PATTERN = re.compile(rf"\b(?:{'|'.join(_INITIALS)})\b")
_MAX_ALIAS_WORDS = 8

# Words that carry no topic, in the form they have before stemming.
STOP_WORDS = frozenset(
    """
    a à afin ai ainsi alors après as au aucun aucune auquel aura auraient aurait aussi autre autres aux auxquels
    avaient avait avant avec avez avoir avons ayant beaucoup bien car ce ceci cela celle celles celui cependant
    certes ces cet cette ceux chaque chez combien comme comment comporte concernant contre d dans de depuis des
    desquels desquelles deux deça doit donc dont du duquel durant dès elle elles en encore entre es est et été
    étaient était étant être eu eux fait faire faut fois fut grâce hors ici il ils j je jusque l la laquelle le
    lequel les lesquelles lesquels leur leurs lors lorsque lui m ma mais malgré me même mêmes mes mien moi moins
    mon n ne ni nos notre nous on ont or ou où par parce parmi pas pendant peu peut peuvent plus plusieurs
    plutôt pour pourquoi pourtant puis puisque qu quand que quel quelle quelles quels qui quoi quoique s sa sans
    se selon sera serait seront ses si sien soi soit son sont sous souvent sur t ta tandis te tel telle telles
    tels tes toi ton toujours tous tout toute toutes très trop tu un une va vers via voici voilà vont vos votre
    vous y ça the of and in to is are was were for on with at by from as an be has have had did do does what
    which who whom whose when where why how it its this that these those
    """.split()
)  # fmt: skip
# The same as people type them without accents; "ca" is also chiffre d'affaires.
_UNACCENTED_STOP_WORDS = frozenset(
    "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c)) for word in STOP_WORDS
) - {"ca"}
_INTERROGATIVE = re.compile(
    r"\b(?:est-ce qu[e']|qu'est-ce qu[ie'](?: c'est que)?|y a-t-il|c'est-à-dire)\s*", re.IGNORECASE
)
_INVERSION = re.compile(r"-(?:t-)?(?:il|elle|on|ils|elles|je|tu|nous|vous|ce|ci|là|la|le|les|lui|leur|moi|toi|y|en)\b")


def terms(text: str) -> list[str]:
    """Return the terms of a text, in order; a term occurs as often as the text says it."""
    words = _words(text)
    stems = [stem for word in words for stem in _stems_of(word)]
    return [*stems, *_numbers(text), *_alias_terms(tuple(stems))]


def _words(text: str) -> list[str]:
    text = unicodedata.normalize("NFC", text).translate(_APOSTROPHES)
    text = _INITIALS_PATTERN.sub(lambda m: _INITIALS[m[0]], text).lower()
    text = _INVERSION.sub(" ", _INTERROGATIVE.sub(" ", text))
    text = _VERSIONED.sub(_join_version, text)
    return [word for token in _TOKEN.findall(text) if (word := _elide(token))]


def _join_version(match: re.Match[str]) -> str:
    name, version = match.groups()
    if name in STOP_WORDS or name in _NOT_NAMES:
        return match[0]
    return f"{name} {name}{version}"


# Words often followed by a small number that is no version.
_NOT_NAMES = frozenset(
    """
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre environ quelque
    quelques plus moins près total article articles numéro chapitre trimestre page pages vers ans jours mois
    heures million millions milliard milliards taux
    """.split()
)  # fmt: skip


def _elide(token: str) -> str:
    return _ELISION.sub("", token)


def _stems_of(word: str) -> list[str]:
    """Return the stem of a word, and of its parts where a hyphen or the like joins them; none for stop words."""
    if word in STOP_WORDS or word in _UNACCENTED_STOP_WORDS:
        return []
    parts = [part for part in re.split(r"['&+-]", word) if part and part not in STOP_WORDS]
    whole = re.sub(r"['&+-]", "", word)
    if len(parts) < 2:
        return [_stem(whole)]
    return [_stem(whole), *(_stem(part) for part in parts)]


_NEVER_STEMMED = frozenset(["openai"])  # names that the stemmer takes for verbs: "open", as in open source


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return fold(word if word in _NEVER_STEMMED else _stemmer().stemWord(word))


@cache
def _stemmer() -> "Stemmer.Stemmer":
    return Stemmer.Stemmer("french")


def fold(text: str) -> str:
    """Return the text without accents, in lower case."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("œ", "oe").replace("æ", "ae")


def _numbers(text: str) -> list[str]:
    """Return a term for each number whose spelling may differ: with a magnitude, a decimal, grouped digits or words."""
    return [f"#{q.key}{'%' if q.unit == '%' else ''}" for q in quantities(text.translate(_APOSTROPHES))]


def _alias_terms(stems: tuple[str, ...]) -> list[str]:
    groups = _alias_groups()
    found = []
    for start in range(len(stems)):
        for length in range(1, _MAX_ALIAS_WORDS + 1):
            group = groups.get(stems[start : start + length]) if start + length <= len(stems) else None
            if group:
                found.append(group)
    return found


@cache
def _alias_groups() -> dict[tuple[str, ...], str]:
    """Return {stems of a spelling: the shared term of its group}."""
    groups: dict[tuple[str, ...], str] = {}
    for line in files("index").joinpath("aliases.txt").read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            spellings = [s.strip() for s in line.split(",")]
            shared = "=" + "".join(_stems(spellings[0]))
            groups.update({_stems(spelling): shared for spelling in spellings})
    return groups


def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem for word in _words(text) for stem in _stems_of(word))
