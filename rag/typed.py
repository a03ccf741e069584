"""Questions as people type them: without accents, in the short forms of messages."""

import re
from functools import cache

from index.analysis import fold
from rag.language import language_of

_KEPT = frozenset(["ca"])  # the turnover too
_MUCH_MORE = 2  # times as frequent as the word without accents: "marche" may be meant, "proces" may not
_SHORT = {"cb": "combien", "ke": "que", "ki": "qui", "koi": "quoi", "nb": "nombre", "pk": "pourquoi", "pr": "pour",
          "qd": "quand", "tps": "temps"}  # fmt: skip


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
    for word in sorted(frequency, key=lambda word: int(frequency[word])):
        if (plain := fold(word)) != word and frequency[word] > _MUCH_MORE * frequency.get(plain, 0):
            usual[plain] = word
    return {plain: word for plain, word in usual.items() if plain not in _KEPT}
