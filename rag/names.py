"""Names in French or English sentences, by their capitals: cheap, and it errs on the side of seeing too many."""

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.quantities import quantities
from corpus.text import Span
from index.analysis import STOP_WORDS, fold

_WORD = re.compile(r"\w+(?:[.&-]\w+)*")
_OPENING = re.compile(r"(?:^|[.!?…:\n]\s+|\n|[.!?…:]\s[«\"(–—-]\s?)\W*$")
_VERSION = re.compile(r" (\d{1,2}(?:[.,]\d{1,2})?)(?![\w.,]*\d)(?=\W|$)(?!\s?(?:%|€|\$|milli|pour|percent|points?\b))")
# Capitalised at the start of a sentence or by custom, and no name.
COMMON = frozenset(
    """
    selon oui non il elle on ils elles le la les un une des du de au aux en dans sur pour par avec sans entre ce
    cet cette ces son sa ses leur leurs l d c s n qu ainsi aujourd cependant toutefois ensuite enfin puis alors
    mais ou et donc or ni car si quand lorsque comme cela ceci apres avant depuis pendant environ plus moins
    pres tout tous toute toutes chaque aucun aucune monsieur madame the a an it he she they this that these
    those in on at by for from according to as of with and but yes no m mme janvier fevrier mars avril mai juin
    juillet aout septembre octobre novembre decembre january february march april may june july august september
    october november december lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday
    friday saturday sunday ia ai pdg ceo md mds mrd bourse etat etats francais francaise francaises americain americains
    americaine chinois chinoise britannique britanniques anglais allemand allemands japonais italien italiens
    neerlandais quebecois europeens europeen french american chinese british german japanese italian european
    usd eur gbp
    """.split()
)  # fmt: skip
# Openings of sentences that no other rule tells from a name.
_OPENERS = frozenset(
    """
    reste restait fait chez cote face faute grace hier seul seule seuls autre autres autant premier premiere deux
    trois quatre cinq dix mille nouvelle nouveau prochain prochaine quant malgre vers fin debut interroge ailleurs
    resultat pourtant surtout parmi outre concretement certes jusqu jamais rien nul aussi here there both its his
    her their our we you what when while after before since under over last next one two three four five
    """.split()
)  # fmt: skip
_PARTICIPLE = re.compile(r"(?:ée?s?|ant|er|ir|ment|ly|ing)$")


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words, with the version after them ("Claude 2.1"): its place and its folded words."""

    span: Span
    words: tuple[str, ...]


def find_names(text: str, context: str = "") -> list[Name]:
    """Return the names in a text, in order. `context` is more text on the same subject.

    The capital of a sentence's first word tells nothing: such a word counts if another capital or a digit in it, a
    capitalised next word or a capital inside a sentence of the text or context says so, or if it is a word that
    the context never has in lower case and that does not look like one that opens sentences.
    """
    inside, lower = (here | around for here, around in zip(_attested(text), _attested(context), strict=True))
    found: list[list[re.Match[str]]] = []
    for match in _WORD.finditer(text):
        follows = bool(found) and text[found[-1][-1].end() : match.start()] == " "
        if follows and match.group().istitle() and len(match.group()) > 1:  # "Masayoshi Son", whatever the word
            found[-1].append(match)
        elif _is_name(match, text, inside, lower):
            found = [*found[:-1], [*found[-1], match]] if follows else [*found, [match]]
    return [_name(text, run) for run in found]


def names(text: str, context: str = "") -> set[str]:
    """Return the folded words of the names in a text."""
    return {word for name in find_names(text, context) for word in name.words}


def _name(text: str, run: list[re.Match[str]]) -> Name:
    words = [fold(match.group()) for match in run]
    end = run[-1].end()
    if version := _VERSION.match(text, end):
        words.append(version[1])
        end = version.end()
    return Name(Span(run[0].start(), end), tuple(words))


def _is_name(match: re.Match[str], text: str, inside: frozenset[str], lower: frozenset[str]) -> bool:
    word, folded = match.group(), fold(match.group())
    if not re.search(r"[A-ZÀ-ÖØ-Þ]", word) or folded in COMMON or folded in STOP_WORDS:
        return False
    if re.search(r"\w[A-ZÀ-Þ0-9]", word) or not _OPENING.search(text[: match.start()]):
        return True
    if folded in inside or re.match(r" [A-ZÀ-ÖØ-Þ]", text[match.end() :]):
        return True
    return not (folded in lower or folded in _OPENERS or _PARTICIPLE.search(word))


@lru_cache(maxsize=1024)
def _attested(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the folded words that the text capitalises inside sentences, and those that it has in lower case."""
    inside, lower = set(), set()
    for match in _WORD.finditer(text):
        if match.group()[:1].islower():
            lower.add(fold(match.group()))
        elif not _OPENING.search(text[max(0, match.start() - 8) : match.start()]):
            inside.add(fold(match.group()))
    return frozenset(inside), frozenset(lower)


_NAME = re.compile(r"(?<![.!?…]\s)(?<!^)\b[A-ZÀ-ÖØ-Þ][\w&.-]*\w|\b\w*[a-z]+[A-Z]\w*|\b[A-Z]{2,}\b")


def names_in(text: str) -> set[str]:
    """Words that look like names: capitalised inside a sentence, mixed case or capitals anywhere; and numbers."""
    found = {match.group() for match in _NAME.finditer(text)}
    return found | {text[q.start : q.end] for q in quantities(text) if not q.spelled}
