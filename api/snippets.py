"""Where an article speaks of what was searched for: sentences of it, with the words that match."""

import re
from collections.abc import Sequence

from api.views import Json
from corpus.text import Span, sentences
from index.analysis import terms
from index.passage import Hit

_PER_ARTICLE = 2
_LENGTH = 280  # characters
_WORD = re.compile(r"[^\W_]+(?:[.&+-][^\W_]+)*")


def snippets_of(query: str, hits: Sequence[Hit]) -> list[Json]:
    """Return at most two snippets of one article, from its hits; `highlights` are offsets in the snippet's text."""
    wanted = frozenset(terms(query))
    spans = dict.fromkeys(_best_sentence(hit, wanted) for hit in hits[:_PER_ARTICLE])
    return [_snippet(hits[0].article.text, span, wanted) for span in spans]


def highlights(text: str, wanted: frozenset[str]) -> list[tuple[int, int]]:
    """Return the places of the words of a text that have one of the wanted terms."""
    return [match.span() for match in _WORD.finditer(text) if wanted.intersection(terms(match.group()))]


def _best_sentence(hit: Hit, wanted: frozenset[str]) -> Span:
    """Return the sentence of a passage, as a span of the article, that holds most of the wanted terms."""
    passage = hit.passage
    best = max(sentences(passage.text), key=lambda span: len(wanted.intersection(terms(span.of(passage.text)))))
    return Span(passage.start + best.start, passage.start + best.end)


def _snippet(text: str, span: Span, wanted: frozenset[str]) -> Json:
    span = _shortened(text, span, wanted)
    words = span.of(text)
    return {"text": words, "start": span.start, "end": span.end, "highlights": highlights(words, wanted)}


def _shortened(text: str, span: Span, wanted: frozenset[str]) -> Span:
    """Cut a long sentence at words, around the first that matches."""
    if span.end - span.start <= _LENGTH:
        return span
    found = highlights(span.of(text), wanted)
    first = found[0][0] if found else 0
    start = min(span.start + max(0, first - _LENGTH // 3), span.end - _LENGTH)
    if start > span.start:
        start = text.find(" ", start, span.end) + 1 or start
    end = min(span.end, start + _LENGTH)
    if end < span.end:
        end = max(text.rfind(" ", start, end), start + 1)
    return Span(start, end)
