"""What the trained reader's network reads: the tokens of a question and of a passage, and where they match."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch

from corpus.text import Span, sentences
from index.analysis import terms
from index.passage import Hit
from index.split import embedder_text
from rag.network import NO_SENTENCE, Batch

MAX_TOKENS = 320
_WORD = re.compile(r"[^\W_]+(?:['.&+-][^\W_]+)*")
_RAREST = 8.0  # idf that counts as 1

Idf = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Text:
    """A tokenised text. `words` are each token's terms; `spans` and `sentence` its place in the passage, if it has one.

    `spans` are offsets in the passage's text, (0, 0) for tokens before it (prefix, title, date) and special tokens.
    """

    ids: tuple[int, ...]
    words: tuple[frozenset[str], ...]
    spans: tuple[Span, ...]
    sentence: tuple[int, ...]


def question_text(tokenizer: Any, question: str) -> Text:
    return _text(tokenizer, "query: ", question, ())


def passage_text(tokenizer: Any, hit: Hit) -> Text:
    """Tokenise what the embedder reads for a passage; sentences are numbered as `sentences` of its text gives them."""
    read = embedder_text(hit.article, hit.passage)
    heading = read[: len(read) - len(hit.passage.text)]
    return _text(tokenizer, f"passage: {heading}", hit.passage.text, sentences(hit.passage.text))


def _text(tokenizer: Any, before: str, body: str, parts: Sequence[Span]) -> Text:
    whole = before + body
    encoded = tokenizer(whole, truncation=True, max_length=MAX_TOKENS, return_offsets_mapping=True, verbose=False)
    words = [(match.span(), _terms_of(match.group())) for match in _WORD.finditer(whole)]
    offsets = encoded["offset_mapping"]
    spans = tuple(Span(max(0, s - len(before)), max(0, e - len(before))) for s, e in offsets)
    return Text(
        tuple(encoded["input_ids"]),
        tuple(_terms_at(offsets, words)),
        spans,
        tuple(_part_at(span, parts) for span in spans),
    )


@lru_cache(maxsize=200_000)
def _terms_of(word: str) -> frozenset[str]:
    return frozenset(terms(word))


def _terms_at(
    offsets: Iterable[tuple[int, int]], words: Sequence[tuple[tuple[int, int], frozenset[str]]]
) -> Iterable[frozenset[str]]:
    """Yield the terms of the word that each token is part of, in one pass over both."""
    at = 0
    for start, end in offsets:
        while at < len(words) and words[at][0][1] <= start:
            at += 1
        yield words[at][1] if at < len(words) and words[at][0][0] < end else frozenset()


def _part_at(span: Span, parts: Sequence[Span]) -> int:
    if span.end == 0:
        return NO_SENTENCE
    return next((i for i, part in enumerate(parts) if part.start < span.end <= part.end), NO_SENTENCE)


def make_batch(
    pairs: Sequence[tuple[Text, Text]], states: Sequence[tuple[torch.Tensor, torch.Tensor]], idf: Sequence[Idf]
) -> Batch:
    """Join pairs of (question, passage), and what the lower layers made of each, into one padded batch."""
    joined = [torch.cat(both) for both in states]
    width = max(len(one) for one in joined)

    def padded(rows: Sequence[Sequence[Any]], filler: Any) -> torch.Tensor:
        return torch.tensor([[*row, *[filler] * (width - len(row))] for row in rows])

    return Batch(
        torch.nn.utils.rnn.pad_sequence(list(joined), batch_first=True),
        padded([[True] * len(one) for one in joined], False),
        padded([[0] * len(q.ids) + [1] * len(p.ids) for q, p in pairs], 0),
        padded(
            [[*_matches(q, p, one), *_matches(p, q, one)] for (q, p), one in zip(pairs, idf, strict=True)], (0.0, 0.0)
        ),
        padded([[*[NO_SENTENCE] * len(q.ids), *p.sentence] for q, p in pairs], NO_SENTENCE),
    )


def _matches(text: Text, other: Text, idf: Idf) -> list[tuple[float, float]]:
    """Return for each token whether the other text has one of its word's terms, and how rare that is, in [0, 1]."""
    there = frozenset().union(*other.words)
    found = ((words & there) if words else words for words in text.words)
    return [(1.0, min(1.0, max(map(idf, shared)) / _RAREST)) if shared else (0.0, 0.0) for shared in found]
