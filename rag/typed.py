"""Questions as people type them: without accents, in the short forms of messages."""

import re
from functools import cache
from operator import itemgetter

from index.analysis import fold
from rag.language import language_of

_MUCH_MORE = 2  # times as frequent as the word without accents: "marche" may be meant, "proces" may not
# "ca" stays: it is the turnover too.
_SHORT = {"ca": "ca", "cb": "combien", "ke": "que", "ki": "qui", "koi": "quoi", "nb": "nombre", "pk": "pourquoi",
          "pr": "pour", "qd": "quand", "tps": "temps"}  # fmt: skip


def spelled(question: str) -> str:
    """Return a French question that has no accent at all with the accents that its words want; others as they are.

    Words with a capital are left alone: they may be names.
    """
    if fold(question) != question.lower() or language_of(question) != "fr":
        return question
    return re.sub(r"\b[a-z]{2,}\b", lambda match: _SHORT.get(match[0]) or _accented().get(match[0], match[0]), question)


@cache
def _accented() -> dict[str, str]:
    """Return {word without accents: the usual spelling}, of words seldom or never written without."""
    from spellchecker import SpellChecker

    frequency = SpellChecker(language="fr").word_frequency.dictionary
    usual: dict[str, str] = {}
    for word, count in sorted(frequency.items(), key=itemgetter(1)):
        if not word.isascii() and count > _MUCH_MORE * frequency.get(plain := fold(word), 0):
            usual[plain] = word
    return usual
