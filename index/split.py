"""Splitting articles into passages of whole sentences, sized in the embedder's tokens."""

import itertools
from collections.abc import Callable
from typing import Any

from langchain_text_splitters import RecursiveCharacterTextSplitter, TextSplitter

from corpus.article import Article
from corpus.text import Span, sentences
from index.passage import Passage

PASSAGE_TOKENS = 192
OVERLAP_TOKENS = 40  # about one sentence, so that a pronoun keeps what it stands for


class _SentenceSplitter(TextSplitter):
    """Merges French sentences into chunks; a sentence longer than a chunk is cut at its spaces."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._cutter = RecursiveCharacterTextSplitter(
            separators=["; ", ", ", " ", ""],
            keep_separator="end",
            **{**settings, "strip_whitespace": False, "chunk_overlap": 0},
        )

    def split_text(self, text: str) -> list[str]:
        return [span.of(text) for span in self.spans(text)]

    def spans(self, text: str) -> list[Span]:
        """Return the chunks as spans of whole pieces; each begins with the last pieces of the one before."""
        pieces = self._pieces(text)
        starts = [0, *itertools.accumulate(map(len, pieces))]
        sizes = [self._length_function(piece) for piece in pieces]
        chunks: list[Span] = []
        first = total = 0
        for n, size in enumerate(sizes):
            if n > first and total + size > self._chunk_size:
                chunks.append(_stripped(text, starts[first], starts[n]))
                while first < n and (total > self._chunk_overlap or total + size > self._chunk_size):
                    total -= sizes[first]
                    first += 1
            total += size
        return [*chunks, _stripped(text, starts[first], starts[-1])] if pieces else []

    def _pieces(self, text: str) -> list[str]:
        """Cut the text before each sentence, so that the pieces joined are the text."""
        starts = [span.start for span in sentences(text)]
        pieces = [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
        return [part for piece in pieces for part in self._fitting(piece)]

    def _fitting(self, piece: str) -> list[str]:
        return [piece] if self._length_function(piece) <= self._chunk_size else self._cutter.split_text(piece)


def split(article: Article, count_tokens: Callable[[str], int]) -> list[Passage]:
    """Return the article's passages in order; each is exactly article.text[start:end]."""
    splitter = _SentenceSplitter(
        chunk_size=PASSAGE_TOKENS, chunk_overlap=OVERLAP_TOKENS, length_function=count_tokens, strip_whitespace=True
    )
    return [
        Passage(f"{article.id}:{span.start}-{span.end}", article.id, span.start, span.end, span.of(article.text))
        for span in splitter.spans(article.text)
    ]


def _stripped(text: str, start: int, end: int) -> Span:
    chunk = text[start:end]
    return Span(start + len(chunk) - len(chunk.lstrip()), end - len(chunk) + len(chunk.rstrip()))


def embedder_text(article: Article, passage: Passage) -> str:
    """Return what the embedder reads for a passage: the article's title and date, then the passage."""
    date = f" ({article.published.in_french()})" if article.published else ""
    return f"{article.title}{date}. {passage.text}"
