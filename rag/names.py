"""Names in French or English sentences, by their capitals: cheap, and it errs on the side of seeing too many."""

import re

from corpus.quantities import quantities
from index.analysis import STOP_WORDS, fold

_WORD = re.compile(r"[\w]+(?:[.&-]\w+)*")
# Capitalised at the start of a sentence or by custom, and no name.
COMMON = frozenset(
    """
    selon oui non il elle on ils elles le la les un une des du de au aux en dans sur pour par avec sans entre ce
    cet cette ces son sa ses leur leurs l d c s n qu ainsi aujourd cependant toutefois ensuite enfin puis alors
    mais ou et donc or ni car si quand lorsque comme cela ceci apres avant depuis pendant environ plus moins
    pres tout tous toute toutes chaque aucun aucune monsieur madame the a an it he she they this that these
    those in on at by for from according to as of with and but yes no m mme janvier fevrier mars avril mai juin
    juillet aout septembre octobre novembre decembre january february march april may june july august september
    october november december lundi mardi mercredi jeudi vendredi samedi dimanche ia ai pdg ceo md mds mrd
    """.split()
)  # fmt: skip


def names(text: str) -> set[str]:
    """Return the folded words of `text` that look like parts of names: capitalised or mixed case, no common word.

    The first word of the text counts only if another capital or digit in it, or a capitalised next word, says so.
    """
    found: set[str] = set()
    words = list(_WORD.finditer(text))
    for i, match in enumerate(words):
        word = match.group()
        folded = fold(word)
        if not re.search(r"[A-ZÀ-ÖØ-Þ]", word) or folded in COMMON or folded in STOP_WORDS:
            continue
        if i == 0 and not re.search(r"\w[A-ZÀ-Þ0-9]", word) and not _next_is_capitalised(words, i):
            continue
        found.add(folded)
    return found


def _next_is_capitalised(words: list[re.Match[str]], i: int) -> bool:
    return i + 1 < len(words) and words[i + 1].group()[:1].isupper()


_NAME = re.compile(r"(?<![.!?…]\s)(?<!^)\b[A-ZÀ-ÖØ-Þ][\w&.-]*\w|\b\w*[a-z]+[A-Z]\w*|\b[A-Z]{2,}\b")


def names_in(text: str) -> set[str]:
    """Words that look like names: capitalised inside a sentence, mixed case or capitals anywhere; and numbers."""
    found = {match.group() for match in _NAME.finditer(text)}
    return found | {text[q.start : q.end] for q in quantities(text) if not q.spelled}
