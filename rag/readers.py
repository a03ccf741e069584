"""Evidence readers: one for any embedder, and one with a trained network on the default embedder's encoder.

Both score every sentence of the best passages by a linear model and turn what they found into calibrated chances by a
multinomial logistic regression; they differ in what they know of a sentence.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from corpus.text import Span
from index.passage import Embedder, Hit, Vectors
from rag.calibration import Dating, calibration
from rag.claim_dates import lacks_date
from rag.evidence import Evidence, Reading, TermWeights
from rag.network_reader import NetworkReader
from rag.overlap import Overlap, heading, neighbourhood, neighbourhood_span, passage_sentences
from rag.quotes import Quote

READ_PASSAGES = 5  # passages whose sentences are scored
KEPT_SENTENCES = 10
AS_LIKELY = 6.0  # difference of two scores, as log-odds: the lower one answers better once in 400 times
_LEAD = 0.03  # of a cosine, where there is no other to compare with
_FIRST = 5  # best sentences whose words count
_MANY_NAMES, _MANY_TERMS = 4, 12  # in a question; more say no more
Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a hit, the features that rank it, and the place in the article of the answer that it gives."""

    hit: Hit
    span: Span
    features: Features
    answer: Span | None

    @property
    def text(self) -> str:
        return self.span.of(self.hit.article.text)


class CalibratedReader(ABC):
    """Reads by the steps that all readers share."""

    name: ClassVar[str]

    def __init__(self, weights: Callable[[], TermWeights]) -> None:
        self._weights = weights

    def read(self, question: str, vector: Vectors, hits: Sequence[Hit]) -> Reading:
        """See EvidenceReader."""
        model = calibration(self.name)
        threshold = model.thresholds[dating(hits)]
        if not hits:
            return Reading((), 0.0, threshold, near=False)
        overlap = Overlap(question, self._weights())
        scored, features = self.judge(overlap, hits, self.sentences(vector, overlap, hits[:READ_PASSAGES]))
        chances = model.chances(features)
        near = chances.near > chances.absent
        return Reading(make_evidence(overlap, scored), chances.there, threshold, near)

    @abstractmethod
    def warm_up(self) -> None:
        """See EvidenceReader."""

    def judge(
        self, overlap: Overlap, hits: Sequence[Hit], sentences: Sequence[Sentence]
    ) -> tuple[list[tuple[Sentence, float]], Features]:
        """Return the sentences with their scores, best first, and the features of the answerability regression."""
        score = calibration(self.name).sentence
        scored = sorted(((s, score(s.features)) for s in sentences), key=lambda scored: -scored[1])
        return scored, answerability_features(overlap, hits, scored)

    @abstractmethod
    def sentences(self, vector: Vectors, overlap: Overlap, hits: Sequence[Hit]) -> list[Sentence]:
        """Return every sentence of the hits once (overlapping passages share some)."""


class UntrainedReader(CalibratedReader):
    """Compares each sentence with the question by the embedder's cosine and by their words."""

    name = "untrained"

    def __init__(self, embedder: Embedder, weights: Callable[[], TermWeights]) -> None:
        super().__init__(weights)
        self._embedder = embedder

    def warm_up(self) -> None:
        """Do nothing: there is no more to load than the embedder."""

    def sentences(self, vector: Vectors, overlap: Overlap, hits: Sequence[Hit]) -> list[Sentence]:
        places = _places(hits)
        texts = [span.of(hit.article.text) for hit, span in places]
        cosines = self._embedder.embed_passages(texts) @ vector
        best = max(hit.score for hit in hits)
        return [
            Sentence(hit, span, {"cosine": float(cosine), **_word_features(overlap, hit, span, best)},
                     overlap.only_answer(hit, span))
            for (hit, span), cosine in zip(places, cosines, strict=True)
        ]  # fmt: skip


class TrainedReader(CalibratedReader):
    """Asks a network that was trained to find the sentence and the words that answer.

    Only the sentences that the network thinks most of are kept. Their own vectors are not compared with the question's:
    beside this network that moved no measure by more than two points, and it was a quarter of the time.
    """

    name = "trained"

    def __init__(self, network: NetworkReader, weights: Callable[[], TermWeights]) -> None:
        super().__init__(weights)
        self._network = network

    def warm_up(self) -> None:
        self._network.warm_up()

    def sentences(self, vector: Vectors, overlap: Overlap, hits: Sequence[Hit]) -> list[Sentence]:
        read = self._network.read(overlap.question, hits, self._weights().idf)
        by_place = {(f.hit.article.id, f.span.start): f for f in sorted(read, key=lambda f: f.logit)}
        kept = list(by_place.values())[::-1][:KEPT_SENTENCES]
        best = max(hit.score for hit in hits)
        return [
            Sentence(f.hit, f.span, {"network": f.logit, "certainty": f.certainty,
                                     **_word_features(overlap, f.hit, f.span, best)}, f.answer)
            for f in kept
        ]  # fmt: skip


def dating(hits: Sequence[Hit]) -> Dating:
    """Return which threshold a question is judged by: whether the article of its best hit has a date, as news have."""
    return "dated" if hits and hits[0].article.published is not None else "undated"


def _places(hits: Sequence[Hit]) -> list[tuple[Hit, Span]]:
    """Return every sentence of the hits once, in the first hit that has it."""
    places = {(hit.article.id, span.start): (hit, span) for hit in reversed(hits) for span in passage_sentences(hit)}
    return list(places.values())


def _word_features(overlap: Overlap, hit: Hit, span: Span, best: float) -> Features:
    """Return what the words tell. "date": the sentence speaks of another time than the question (0 or 1)."""
    text = span.of(hit.article.text)
    return {
        "overlap": overlap.share(text, neighbourhood(hit, span)),
        "title": overlap.share(hit.article.title),
        "date": float(lacks_date(overlap.question, Quote(hit.article, neighbourhood_span(hit, span)))),
        "passage": hit.score - best,
        **overlap.fit(text),
    }


def make_evidence(overlap: Overlap, scored: Sequence[tuple[Sentence, float]]) -> tuple[Evidence, ...]:
    """Return the sentences as evidence; the quote of each is widened to a neighbour that may as well be the proof."""
    scores = {(s.hit.article.id, s.span): score for s, score in scored}
    return tuple(
        Evidence(s.hit, s.span, score, _likely_neighbour(s, score, scores) or overlap.quote(s.hit, s.span), s.answer)
        for s, score in scored
    )


def _likely_neighbour(sentence: Sentence, score: float, scores: Mapping[tuple[str, Span], float]) -> Span | None:
    """Return the sentence with the better of its neighbours, if that one is about as likely to answer."""
    spans = passage_sentences(sentence.hit)
    at = spans.index(sentence.span)
    beside = (*spans[max(0, at - 1) : at], *spans[at + 1 : at + 2])
    known = {span: scores.get((sentence.hit.article.id, span), -math.inf) for span in beside}
    best = max(known, key=lambda span: known[span], default=None)
    if best is None or known[best] < score - AS_LIKELY:
        return None
    return Span(min(best.start, sentence.span.start), max(best.end, sentence.span.end))


def answerability_features(overlap: Overlap, hits: Sequence[Hit], scored: Sequence[tuple[Sentence, float]]) -> Features:
    """Return the features of the answerability regression: of the search, of the sentences and of the words shared."""
    return {
        **_search_features(hits),
        **_sentence_features(overlap, scored),
        **_overlap_features(overlap, hits, scored),
    }


def _search_features(hits: Sequence[Hit]) -> Features:
    cosines = sorted((hit.scores["dense"] for hit in hits), reverse=True)
    lexical = [hit.scores.get("lexical", 0.0) for hit in hits]
    return {
        "top_cosine": cosines[0],
        "margin": _lead(cosines),
        "fused_lead": hits[0].score - hits[1].score if len(hits) > 1 else _LEAD,
        "agreement": float(int(np.argmax(lexical)) == int(np.argmax([hit.scores["dense"] for hit in hits]))),
    }


def _sentence_features(overlap: Overlap, scored: Sequence[tuple[Sentence, float]]) -> Features:
    best = scored[0][0].features
    return {
        **(_network_features(scored) if "network" in best else _cosine_features(scored)),
        "answer": best["answer"] if overlap.kind not in (None, "which") else 0.5,
        "date": best["date"],
        "lead": scored[0][1] - scored[1][1] if len(scored) > 1 else 1.0,
    }


def _network_features(scored: Sequence[tuple[Sentence, float]]) -> Features:
    logits = [s.features["network"] for s, _ in scored]
    any_of_them = float(np.logaddexp.reduce(logits))
    return {"network": max(logits), "any": any_of_them, "certainty": scored[0][0].features["certainty"]}


def _cosine_features(scored: Sequence[tuple[Sentence, float]]) -> Features:
    cosines = sorted((s.features["cosine"] for s, _ in scored), reverse=True)
    return {"cosine": cosines[0], "cosine_lead": _lead(cosines)}


def _overlap_features(overlap: Overlap, hits: Sequence[Hit], scored: Sequence[tuple[Sentence, float]]) -> Features:
    best = scored[0][0]
    beside = neighbourhood(best.hit, best.span)
    passages = [f"{heading(hit)}. {hit.passage.text}" for hit in hits[:3]]
    return {
        "best_overlap": best.features["overlap"],
        "sentence_overlap": max(s.features["overlap"] for s, _ in scored),
        "passage_overlap": max(overlap.share(text) for text in passages),
        "best_attributes": overlap.attributes_share(beside),
        "sentence_attributes": max(overlap.attributes_share(s.text) for s, _ in scored[:_FIRST]),
        "passage_attributes": max(overlap.attributes_share(text) for text in passages),
        "names": max(overlap.names_share(text) for text in passages),
        "best_names": overlap.names_share(beside),
        "names_asked": min(len(overlap.names), _MANY_NAMES),
        "terms_asked": min(len(overlap.terms), _MANY_TERMS),
    }


def _lead(scores: Sequence[float]) -> float:
    """Return how far the first score is above the mean of the others."""
    return scores[0] - float(np.mean(scores[1:])) if len(scores) > 1 else _LEAD
