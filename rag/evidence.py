"""Evidence: the sentences that could prove an answer, and the chance that they do."""

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Protocol

import numpy as np

from corpus.quantities import quantities
from corpus.text import Span, sentences
from index.analysis import fold, terms
from index.passage import Embedder, Hit, Vectors
from rag.expect import expected_kind, find_answers


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
COSINE_WEIGHT = 0.3
_NEAR_OVERLAP = 0.3  # share of the question's words that the best passage of a near subject holds


class UntrainedReader:
    """Scores sentences by cosine and idf-weighted word overlap; answerability by a logistic regression.

    The regression's features and weights are in rag/answerability.json, made by tools/calibrate.py.
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

    def _score_sentences(self, vector: Vectors, overlap: "Overlap", hits: Sequence[Hit]) -> list[Evidence]:
        places = [(hit, span) for hit in hits for span in passage_sentences(hit)]
        cosines = self._embedder.embed_passages([span.of(hit.article.text) for hit, span in places]) @ vector
        scored = [
            Evidence(hit, span, self._score(float(cosine), overlap, hit, span), float(cosine), overlap.quote(hit, span))
            for (hit, span), cosine in zip(places, cosines, strict=True)
        ]
        return sorted(_best_of_each_place(scored), key=lambda e: -e.score)

    def _score(self, cosine: float, overlap: "Overlap", hit: Hit, span: Span) -> float:
        words = overlap.share(span.of(hit.article.text), context=neighbourhood(hit, span))
        return COSINE_WEIGHT * (cosine - 0.7) / 0.3 + (1 - COSINE_WEIGHT) * words + 0.3 * hit.score


def passage_sentences(hit: Hit) -> list[Span]:
    """Return the sentences of the hit's passage as spans of its article, in order."""
    start = hit.passage.start
    return [Span(start + s.start, start + s.end) for s in sentences(hit.passage.text)]


def neighbourhood_span(hit: Hit, span: Span) -> Span:
    """Return a sentence of the hit with the sentence before it, if the passage has one: what its pronouns stand for."""
    before = [s.start for s in passage_sentences(hit) if s.end <= span.start]
    return Span(before[-1] if before else span.start, span.end)


def neighbourhood(hit: Hit, span: Span) -> str:
    """Return the article's title and what `neighbourhood_span` covers."""
    return f"{hit.article.title}. {neighbourhood_span(hit, span).of(hit.article.text)}"


def _best_of_each_place(scored: Sequence[Evidence]) -> list[Evidence]:
    """Keep one of the sentences that overlapping passages of one article share."""
    best: dict[tuple[str, int], Evidence] = {}
    for evidence in scored:
        key = (evidence.hit.article.id, evidence.sentence.start)
        if key not in best or evidence.score > best[key].score:
            best[key] = evidence
    return list(best.values())


class Overlap:
    """How much of a question's informative words and names a text holds."""

    def __init__(self, question: str, weights: TermWeights) -> None:
        self.question = question
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
        held = set(terms(f"{hit.article.title} {span.of(text)}"))
        return wider if self.terms.keys() & (set(terms(wider.of(text))) - held) else span

    def names_share(self, text: str) -> float:
        """Share of the question's names and numbers in `text`; 1 if it has none."""
        folded = fold(text)
        return sum(name in folded for name in self.names) / len(self.names) if self.names else 1.0


_NAME = re.compile(r"(?<![.!?…]\s)(?<!^)\b[A-ZÀ-ÖØ-Þ][\w&.-]*\w|\b\w*[a-z]+[A-Z]\w*|\b[A-Z]{2,}\b")


def names_in(text: str) -> set[str]:
    """Words that look like names: capitalised inside a sentence, mixed case or capitals anywhere; and numbers."""
    found = {match.group() for match in _NAME.finditer(text)}
    return found | {text[q.start : q.end] for q in quantities(text) if not q.spelled}


def answerability_features(overlap: Overlap, hits: Sequence[Hit], evidence: Sequence[Evidence]) -> dict[str, float]:
    """Return the features of the answerability regression, all roughly in [0, 1]."""
    cosines = sorted((hit.scores["dense"] for hit in hits), reverse=True)
    best_passages = [f"{hit.article.title} {hit.passage.text}" for hit in hits[:3]]
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
        "answer_type": _holds_expected(overlap.question, evidence),
        "agreement": float(int(np.argmax(lexical)) == int(np.argmax([hit.scores["dense"] for hit in hits]))),
    }


def _holds_expected(question: str, evidence: Sequence[Evidence]) -> float:
    """1 if the best evidence holds what the question asks for (a number, a date, a name), 0 if not, 0.5 if unknown."""
    kind = expected_kind(question)
    if kind is None or not evidence:
        return 0.5
    quote = evidence[0].quote.of(evidence[0].hit.article.text)
    return float(bool(find_answers(kind, quote, question)))


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression over named features, and the threshold chosen on held-out questions."""

    intercept: float
    coefficients: dict[str, float]
    threshold: float

    def probability(self, features: dict[str, float]) -> float:
        logit = self.intercept + sum(weight * features[name] for name, weight in self.coefficients.items())
        return 1.0 / (1.0 + math.exp(-logit))


@cache
def calibration() -> Calibration:
    content = json.loads(files("rag").joinpath("answerability.json").read_text())
    return Calibration(content["intercept"], content["coefficients"], content["threshold"])
