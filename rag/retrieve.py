"""Retrieval as a newsroom would: the period that the question names, the newest of equals, copies told once."""

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from corpus.errors import InputError
from index.hybrid import MAX_K, HybridIndex
from index.passage import Embedder, Filters, Hit, Vectors
from rag.library import Library
from rag.period import Period, find_period
from rag.typed import spelled

Clock = Callable[[], datetime.date]

_POOL = 30  # hits looked at before copies are folded
PERIOD_BONUS = 0.02  # about the gap between the first and the tenth hit, for an article of the period named
_TIE = 500  # scores that round to the same 1/500 are equals
_COPY_OVERLAP = 0.85  # share of the shorter passage's words that its copy holds
_COPY_WORDS = 25  # shorter passages are alike by chance


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What was found for a question: its embedding, float32 (dim,), its hits, best first, and the period it names.

    `beyond` tells that this period starts after the newest article.
    """

    vector: Vectors
    hits: tuple[Hit, ...]
    period: Period | None
    beyond: bool


class Retriever:
    """Searches the current snapshot."""

    def __init__(self, library: Library, embedder: Embedder, clock: Clock = datetime.date.today) -> None:
        self._library = library
        self._embedder = embedder
        self._clock = clock

    def search(self, question: str, k: int, filters: Filters) -> Retrieval:
        """Return at most k hits, each of another text. Raises InputError for an unusable k or filter."""
        if k < 1:
            raise InputError(f"k is {k}: give a number from 1 to {MAX_K}")
        index = self._library.index()
        question = spelled(question)
        vector = self._embedder.embed_question(question)
        period = find_period(question, self._clock(), index.snapshot.catalog.last_day())
        pool = index.search(question, vector, max(k, _POOL), filters)
        hits = fold_copies(newest_of_equals(prefer(period, pool)))
        return Retrieval(vector, tuple(hits[:k]), period, _beyond(period, index))


def prefer(period: Period | None, hits: Sequence[Hit]) -> list[Hit]:
    """Raise the score of hits whose article is of the period."""
    if period is None:
        return list(hits)
    return [replace(h, score=h.score + PERIOD_BONUS) if period.covers(h.article.published) else h for h in hits]


def newest_of_equals(hits: Sequence[Hit]) -> list[Hit]:
    """Order by score, best first; of equals the newer article first, then the better score."""
    return sorted(hits, key=lambda h: (round(h.score * _TIE), _age(h), h.score), reverse=True)


def fold_copies(hits: Sequence[Hit]) -> list[Hit]:
    """Let the first of near-identical passages of different articles stand for all, and list the others' articles."""
    kept: list[tuple[Hit, frozenset[str]]] = []
    for hit in hits:
        words = frozenset(re.findall(r"\w+", hit.passage.text.lower()))
        for i, (first, others) in enumerate(kept):
            if first.article.id != hit.article.id and _same_story(words, others):
                kept[i] = (replace(first, copies=_with(first.copies, hit.article.id)), others)
                break
        else:
            kept.append((hit, words))
    return [hit for hit, _ in kept]


def _same_story(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether two passages are one text, little changed; another figure makes it another text."""
    shorter = min(len(a), len(b))
    if shorter < _COPY_WORDS or len(a & b) < _COPY_OVERLAP * shorter:
        return False
    figures_a, figures_b = ({w for w in words if w[0].isdigit()} for words in (a, b))
    return figures_a <= figures_b or figures_b <= figures_a


def _with(copies: tuple[str, ...], article_id: str) -> tuple[str, ...]:
    return copies if article_id in copies else (*copies, article_id)


def _age(hit: Hit) -> datetime.date:
    return hit.article.published.first_day if hit.article.published else datetime.date.min


def _beyond(period: Period | None, index: HybridIndex) -> bool:
    return period is not None and period.starts_after(index.snapshot.catalog.last_day())
