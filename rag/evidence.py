"""Evidence: the sentences that could prove an answer, and the chance that they do."""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Protocol

import numpy as np

from corpus.text import Span, sentences
from index.analysis import fold, terms
from index.passage import Embedder, Hit, Vectors
from rag.expect import expected_kind, find_answers
from rag.names import names_in


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a hit's article, as offsets in the article's text; the highest score is the likeliest proof.

    `quote` is the sentence, with the one before it where that holds what the sentence leaves unsaid;
    `answer` is the likeliest answer inside the sentence, where the reader can tell.
    """

    hit: Hit
    sentence: Span
    score: float
    cosine: float
    quote: Span
    answer: Span | None = None

    @property
    def text(self) -> str:
        return self.sentence.of(self.hit.article.text)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of a question and its hits: evidence, best first, and the chance in [0, 1] that it answers.

    `near` tells whether the hits are about the question's subject at all.
    """

    evidence: tuple[Evidence, ...]
    probability: float
    threshold: float
    near: bool

    @property
    def answers(self) -> bool:
        return bool(self.evidence) and self.probability >= self.threshold


class EvidenceReader(Protocol):
    """Finds the proving sentence. Implementations may load a model when it is first needed."""

    def read(self, question: str, vector: Vectors, hits: Sequence[Hit]) -> Reading:
        """Return the evidence in `hits` (best passage first) for a question whose embedding is float32 (dim,)."""


class TermWeights(Protocol):
    """Knows how rare a term is in the corpus."""

    def idf(self, term: str) -> float:
        """Inverse document frequency, at least 0; largest for a term that no passage holds."""


READ_PASSAGES = 4  # passages whose sentences are scored
_NEAR_OVERLAP = 0.3  # share of the question's words that the best passage of a near subject holds


class UntrainedReader:
    """Scores sentences by a linear model over four features; answerability by a logistic regression.

    The weights of both are in rag/reader.json, made by tools/calibrate.py.
    """

    def __init__(self, embedder: Embedder, weights: Callable[[], TermWeights]) -> None:
        self._embedder = embedder
        self._weights = weights

    def read(self, question: str, vector: Vectors, hits: Sequence[Hit]) -> Reading:
        model = calibration()
        if not hits:
            return Reading((), 0.0, model.threshold, near=False)
        evidence, features = self.examine(question, vector, hits)
        near = features["names"] > 0 and features["passage_overlap"] >= _NEAR_OVERLAP
        return Reading(tuple(evidence), model.probability(features), model.threshold, near)

    def examine(self, question: str, vector: Vectors, hits: Sequence[Hit]) -> tuple[list[Evidence], dict[str, float]]:
        """Return the evidence, best first, and the features of the answerability regression, for at least one hit."""
        overlap = Overlap(question, self._weights())
        evidence = self._score_sentences(vector, overlap, hits[:READ_PASSAGES])
        return evidence, answerability_features(overlap, hits, evidence)

    def sentence_features(
        self, vector: Vectors, overlap: "Overlap", hits: Sequence[Hit]
    ) -> list[tuple[Hit, Span, dict[str, float]]]:
        """Return every sentence of the hits once (overlapping passages share some), with the features that rank it."""
        places = {
            (hit.article.id, span.start): (hit, span) for hit in reversed(hits) for span in passage_sentences(hit)
        }
        texts = [span.of(hit.article.text) for hit, span in places.values()]
        cosines = self._embedder.embed_passages(texts) @ vector
        best = max(hit.score for hit in hits)
        return [
            (hit, span, {
                "cosine": float(cosine),
                "overlap": overlap.share(text, neighbourhood(hit, span)),
                "passage": hit.score - best,
                "answer": float(bool(overlap.answers(text))),
            })
            for (hit, span), text, cosine in zip(places.values(), texts, cosines, strict=True)
        ]  # fmt: skip

    def _score_sentences(self, vector: Vectors, overlap: "Overlap", hits: Sequence[Hit]) -> list[Evidence]:
        weights = calibration().sentence
        scored = [
            Evidence(hit, span, sum(weights[name] * value for name, value in features.items()), features["cosine"],
                     overlap.quote(hit, span), overlap.only_answer(hit, span))
            for hit, span, features in self.sentence_features(vector, overlap, hits)
        ]  # fmt: skip
        return sorted(scored, key=lambda e: -e.score)


def passage_sentences(hit: Hit) -> list[Span]:
    """Return the sentences of the hit's passage as spans of its article, in order."""
    start = hit.passage.start
    return [Span(start + s.start, start + s.end) for s in sentences(hit.passage.text)]


def neighbourhood_span(hit: Hit, span: Span) -> Span:
    """Return a sentence of the hit with the sentence before it, if the passage has one: what its pronouns stand for."""
    before = [s.start for s in passage_sentences(hit) if s.end <= span.start]
    return Span(before[-1] if before else span.start, span.end)


def heading(hit: Hit) -> str:
    """Return the article's title and date: what its sentences leave unsaid."""
    published = hit.article.published
    return f"{hit.article.title} ({published.in_french()})" if published else hit.article.title


def neighbourhood(hit: Hit, span: Span) -> str:
    """Return the article's heading and what `neighbourhood_span` covers."""
    return f"{heading(hit)}. {neighbourhood_span(hit, span).of(hit.article.text)}"


class Overlap:
    """How much of a question's informative words and names a text holds."""

    def __init__(self, question: str, weights: TermWeights) -> None:
        self.question = question
        self.kind = expected_kind(question)
        self.terms = {term: max(weights.idf(term), 0.1) for term in terms(question)}
        self.names = {fold(name) for name in names_in(question)}

    def share(self, text: str, context: str = "") -> float:
        """Idf-weighted share in [0, 1] of the question's terms in `text`; those only in `context` count half."""
        total = sum(self.terms.values())
        if total == 0:
            return 0.0
        here, around = set(terms(text)), set(terms(context))
        return sum(w * (1.0 if t in here else 0.5 if t in around else 0.0) for t, w in self.terms.items()) / total

    def quote(self, hit: Hit, span: Span) -> Span:
        """Return the sentence, with the one before it if only that one holds some of the question's terms."""
        wider = neighbourhood_span(hit, span)
        text = hit.article.text
        held = set(terms(f"{heading(hit)}. {span.of(text)}"))
        return wider if self.terms.keys() & (set(terms(wider.of(text))) - held) else span

    def answers(self, text: str) -> list[Span]:
        """Return the spans of a text that are what the question asks for: a number, a date, a name."""
        return find_answers(self.kind, text, self.question) if self.kind else []

    def only_answer(self, hit: Hit, span: Span) -> Span | None:
        """Return the place in the article of the sentence's answer, if it has exactly one."""
        found = self.answers(span.of(hit.article.text))
        return Span(span.start + found[0].start, span.start + found[0].end) if len(found) == 1 else None

    def names_share(self, text: str) -> float:
        """Share of the question's names and numbers in `text`; 1 if it has none."""
        folded = fold(text)
        return sum(name in folded for name in self.names) / len(self.names) if self.names else 1.0


def answerability_features(overlap: Overlap, hits: Sequence[Hit], evidence: Sequence[Evidence]) -> dict[str, float]:
    """Return the features of the answerability regression, all roughly in [0, 1]."""
    cosines = sorted((hit.scores["dense"] for hit in hits), reverse=True)
    best_passages = [f"{heading(hit)}. {hit.passage.text}" for hit in hits[:3]]
    lexical = [hit.scores.get("lexical", 0.0) for hit in hits]
    return {
        "top_cosine": cosines[0],
        "margin": cosines[0] - float(np.mean(cosines[1:])) if len(cosines) > 1 else 0.03,
        "sentence_cosine": max((e.cosine for e in evidence), default=0.0),
        "sentence_overlap": max(
            (overlap.share(e.text, neighbourhood(e.hit, e.sentence)) for e in evidence), default=0.0
        ),
        "passage_overlap": max(overlap.share(text) for text in best_passages),
        "names": max(overlap.names_share(text) for text in best_passages),
        "answer": 0.5 if overlap.kind is None else float(bool(overlap.answers(evidence[0].text))),
        "lead": evidence[0].score - evidence[1].score if len(evidence) > 1 else 1.0,
        "agreement": float(int(np.argmax(lexical)) == int(np.argmax([hit.scores["dense"] for hit in hits]))),
    }


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of the sentences' features; a logistic regression over the question's; its threshold."""

    sentence: dict[str, float]
    intercept: float
    coefficients: dict[str, float]
    threshold: float

    def probability(self, features: dict[str, float]) -> float:
        logit = self.intercept + sum(weight * features[name] for name, weight in self.coefficients.items())
        return 1.0 / (1.0 + math.exp(-logit))


@cache
def calibration() -> Calibration:
    content = json.loads(files("rag").joinpath("reader.json").read_text())
    return Calibration(content["sentence"], content["intercept"], content["coefficients"], content["threshold"])
