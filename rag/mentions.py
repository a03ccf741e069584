"""Where a question names something or some time, as spans to cut and replace."""

import re

from corpus.dates import MONTHS
from index.analysis import STOP_WORDS, fold

PRONOUN = r"(?:il|elle|ils|elles|on)"
_OPENERS = (
    "combien quand où comment pourquoi qui que quoi quel quelle quels quelles lequel laquelle de à en le la les un une "
    "des du dans avec pour depuis est et entre selon si how when where why who what which the did does is are was "
    "explique compare comparez donne donnez cite citez parle résume"
).split()
_OPENER = "|".join(word.capitalize() for word in _OPENERS)
# With the words and numbers that belong to it: "Mistral AI", "GPT-5", "Llama 3.1", "xAI".
_NAME = re.compile(
    rf"\b(?!(?:{_OPENER})\b)"
    r"[A-ZÀ-ÖØ-Þ][\w&-]*(?:\.\w+)*(?: (?:[A-ZÀ-ÖØ-Þ][\w&-]*(?:\.\w+)*|\d{1,3}(?:\.\d+)?\b(?! \d)))*|\b[a-z]+[A-Z]\w*"
)
_NO_NAMES = frozenset("ia ai pdg ceo i".split())
_ENGLISH_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "|".join([*MONTHS, *_ENGLISH_MONTHS])
_YEAR = r"(?:19|20)\d\d"
_RANK = r"(?:premier|deuxième|second|troisième|quatrième|dernier)"
_TIME = (
    r"(?:\b(?:en|au|à|depuis|avant|après|in|since|before|after|fin|début|late|early)\s+|\bl')*\b(?:"
    rf"(?:\d{{1,2}}(?:er)? )?(?:{_MONTH})(?: {_YEAR})?|{_YEAR}|"
    rf"{_RANK}(?: (?:trimestre|semestre)(?: (?:de )?{_YEAR})?|(?=\W*$))|"
    rf"(?:été|automne|hiver|printemps)(?: {_YEAR})?|(?:année|an|mois|semaine) (?:derni|pass|pr[ée]c|suiv)\w+|"
    r"cette année|(?:this|last) (?:year|month|week))\b"
)
PERIOD = re.compile(rf"\b(?:entre|between|from) {_TIME} (?:et|and|to) {_TIME}|{_TIME}", re.IGNORECASE)


def names_at(text: str) -> list[re.Match[str]]:
    """Return the names in a text, in order: whatever has a capital and does not merely open the sentence."""
    return [match for match in _NAME.finditer(text) if is_name(match.group())]


def is_name(text: str) -> bool:
    """Whether a text is a name and nothing else."""
    folded = fold(text)
    return bool(_NAME.fullmatch(text)) and not {folded, text.lower()} & (STOP_WORDS | _NO_NAMES)


def is_located(text: str, name: re.Match[str]) -> bool:
    """Whether the name says where: "en Italie", "à Paris"."""
    return bool(re.search(r"\b(?:à|au|aux|en|in)\s$", text[: name.start()]))
