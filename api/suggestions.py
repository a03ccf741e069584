"""Questions to start with: about names in the newest titles, kept only if the corpus answers them."""

import re
import threading
from collections import Counter

from api.wiring import Wiring
from corpus.article import Article
from index.analysis import fold
from index.passage import Filters
from rag.names import COMMON
from rag.pipeline import DEFAULT_K

_COUNT = 6
_TRIED = 15
_READ = 80  # newest articles looked at
_NAME = re.compile(r"\b[A-ZÀ-ÖØ-Þ][\w&-]+(?: (?:[A-Z][\w&-]+|\d[\w.]*))*")
_FORMS = ("Qu’a annoncé {0} ?", "Que sait-on {1} ?", "Que prépare {0} ?")


class Suggestions:
    """Makes suggestions once a snapshot."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._lock = threading.Lock()
        self._made: tuple[str, list[str]] = ("", [])

    def get(self) -> list[str]:
        """Return at most six questions that the reader finds evidence for."""
        snapshot = self._wiring.library.index().snapshot
        with self._lock:
            if self._made[0] != snapshot.manifest.id:
                _, articles = snapshot.catalog.articles(Filters(), _READ)
                self._made = (snapshot.manifest.id, self._answered(candidates(articles)))
            return self._made[1]

    def _answered(self, questions: list[str]) -> list[str]:
        kept: list[str] = []
        for question in questions:
            found = self._wiring.retriever.search(question, DEFAULT_K, Filters())
            if self._wiring.reader.read(question, found.vector, found.hits).answers:
                kept.append(question)
            if len(kept) == _COUNT:
                break
        return kept


def candidates(articles: list[Article]) -> list[str]:
    """Ask about the names that most titles have, in changing forms."""
    names = Counter(name for article in articles for name in set(_names_in_title(article)))
    common = [name for name, _ in names.most_common(_TRIED)]
    return [_FORMS[i % len(_FORMS)].format(name, elided(name)) for i, name in enumerate(common)]


def elided(name: str) -> str:
    """Return "de" before a name, elided before a vowel."""
    return f"d’{name}" if fold(name)[0] in "aeiou" else f"de {name}"


def _names_in_title(article: Article) -> list[str]:
    """Return the names of a title; its first word only if capitals or a digit inside say that it is one."""
    matches = (m for m in _NAME.finditer(article.title) if fold(m.group()) not in COMMON)
    return [m.group() for m in matches if m.start() > 0 or re.search(r"\w[A-Z0-9]| ", m.group())]
