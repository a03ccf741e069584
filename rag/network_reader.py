"""Runs the trained network over a question and its passages."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.text import Span
from index.embedder import SentenceTransformerEmbedder
from index.passage import Hit
from rag.overlap import passage_sentences

if TYPE_CHECKING:
    from torch.nn import Module

    from rag.pairs import Idf, Text

_ANSWER_TOKENS = 24  # longest answer marked


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence of a hit as a span of its article, the network's logit that it answers, the likeliest answer in it.

    `certainty` is the log-probability that the answer starts and ends there, among all places in the passage.
    """

    hit: Hit
    span: Span
    logit: float
    answer: Span
    certainty: float


class NetworkReader:
    """The network on the encoder of the embedder that it was trained with. Loads its weights when first needed."""

    def __init__(self, embedder: SentenceTransformerEmbedder, encoder_folder: Path) -> None:
        """`encoder_folder` holds the encoder's float32 weights, which the trained ones are a difference to."""
        self._embedder = embedder
        self._folder = encoder_folder

    def read(self, question: str, hits: Sequence[Hit], idf: "Idf") -> list[Found]:
        """Return every sentence of every hit, in order."""
        import torch
        from torch.nn.functional import log_softmax

        from rag.network import read_alone
        from rag.pairs import make_batch, passage_text, question_text

        asked = question_text(self._embedder.tokenizer, question)
        texts = [passage_text(self._embedder.tokenizer, hit) for hit in hits]
        with torch.inference_mode(), self._embedder.autocast():
            own, *others = read_alone(self._embedder.encoder, [asked.ids, *(text.ids for text in texts)])
            batch = make_batch([(asked, text) for text in texts], [(own, other) for other in others], [idf] * len(hits))
            logits = self._network(**batch.as_dict())
            start, end = (log_softmax(one, -1)[:, len(asked.ids) :].tolist() for one in (logits.start, logits.end))
        return [
            Found(hit, span, float(logits.sentences[row, n]), *_answer(hit, text, n, start[row], end[row]))
            for row, (hit, text) in enumerate(zip(hits, texts, strict=True))
            for n, span in enumerate(passage_sentences(hit))
            if n in text.sentence
        ]

    def warm_up(self) -> None:
        """Load the weights now."""
        _ = self._network

    @cached_property
    def _network(self) -> "Module":
        from rag.network import ReaderNetwork
        from rag.network_weights import load

        network = ReaderNetwork(self._embedder.encoder.config)
        network.load_state_dict(load(self._folder))
        return self._embedder.prepared(network.eval())


def _answer(hit: Hit, text: "Text", sentence: int, start: Sequence[float], end: Sequence[float]) -> tuple[Span, float]:
    """Return the likeliest answer inside a sentence, as a span of the article, and its log-probability."""
    inside = [i for i, number in enumerate(text.sentence) if number == sentence]
    pairs = [(i, j) for i in inside for j in range(i, min(i + _ANSWER_TOKENS, inside[-1] + 1))]
    first, last = max(pairs, key=lambda pair: start[pair[0]] + end[pair[1]])
    offset = hit.passage.start
    span = Span(offset + text.spans[first].start, offset + text.spans[last].end)
    words = span.of(hit.article.text)
    return Span(span.start + len(words) - len(words.lstrip()), span.end), start[first] + end[last]
