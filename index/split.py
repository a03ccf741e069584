"""Splitting articles into passages of whole sentences, sized in the embedder's tokens."""

from collections.abc import Callable
from typing import Any

from langchain_text_splitters import RecursiveCharacterTextSplitter, TextSplitter

from corpus.article import Article
from corpus.text import sentences
from index.passage import Passage

PASSAGE_TOKENS = 192
OVERLAP_TOKENS = 40  # about one sentence, so that a pronoun keeps what it stands for


class _SentenceSplitter(TextSplitter):
    """Merges French sentences into chunks; a sentence longer than a chunk is cut at its spaces."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._cutter = RecursiveCharacterTextSplitter(
            separators=["; ", ", ", " ", ""], keep_separator="end", **{**settings, "strip_whitespace": False}
        )

    def split_text(self, text: str) -> list[str]:
        return self._merge_splits(self._pieces(text), separator="")

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
    passages: list[Passage] = []
    start = -1
    for chunk in splitter.split_text(article.text):
        start = article.text.find(chunk, start + 1)
        if start < 0:
            raise AssertionError(f"a chunk of {article.id} is not a part of its text")
        end = start + len(chunk)
        passages.append(Passage(f"{article.id}:{start}-{end}", article.id, start, end, chunk))
    return passages


def embedder_text(article: Article, passage: Passage) -> str:
    """Return what the embedder reads for a passage: the article's title and date, then the passage."""
    date = f" ({article.published.in_french()})" if article.published else ""
    return f"{article.title}{date}. {passage.text}"
