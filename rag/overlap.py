"""What a question and a text share: informative words, names, and the kind of answer that is asked for."""

from functools import lru_cache

from corpus.text import Span, sentences
from index.analysis import fold, terms
from index.passage import Hit
from rag.evidence import TermWeights
from rag.expect import NUMBERS, Kind, expected_kind, find_answers
from rag.language import language_of
from rag.names import COMMON, names_in

_NOWHERE = "\0"  # a term that no text has


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
        self.terms = _informative(question, weights)
        self.names = {fold(name) for name in names_in(question)} - COMMON
        of_names = {term for name in self.names for term in terms(name)}
        self.attributes = {term: weight for term, weight in self.terms.items() if term not in of_names}

    def share(self, text: str, context: str = "") -> float:
        """Idf-weighted share in [0, 1] of the question's terms in `text`; those only in `context` count half."""
        total = sum(self.terms.values())
        if total == 0:
            return 0.0
        here, around = _terms_in(text), _terms_in(context)
        return sum(w * (1.0 if t in here else 0.5 if t in around else 0.0) for t, w in self.terms.items()) / total

    def attributes_share(self, text: str) -> float:
        """Idf-weighted share in [0, 1] of the terms that are no names: what is asked of them; 1 if there are none."""
        held = _terms_in(text)
        total = sum(self.attributes.values())
        return sum(weight for term, weight in self.attributes.items() if term in held) / total if total else 1.0

    def quote(self, hit: Hit, span: Span) -> Span:
        """Return the sentence, with the one before it if only that one holds some of the question's terms."""
        wider = neighbourhood_span(hit, span)
        text = hit.article.text
        held = _terms_in(f"{heading(hit)}. {span.of(text)}")
        return wider if self.terms.keys() & (_terms_in(wider.of(text)) - held) else span

    def answers(self, text: str, kind: Kind | None) -> list[Span]:
        """Return the spans of a text that are of a kind of answer and that the question does not have."""
        return find_answers(kind, text, self.question) if kind else []

    def fit(self, text: str) -> dict[str, float]:
        """Return whether a text has what the question asks for, as 0 or 1, by how surely its words tell what that is.

        "answer": something of the kind; "number": only a number of another kind; "named": a name, where the question
        asks for a thing that may have one.
        """
        found = bool(self.answers(text, self.kind))
        other = self.kind in NUMBERS and not found and bool(self.answers(text, "number"))
        named = self.kind == "which"
        return {"answer": float(found and not named), "number": float(other), "named": float(found and named)}

    def only_answer(self, hit: Hit, span: Span) -> Span | None:
        """Return the place in the article of the sentence's answer, if it has exactly one."""
        found = self.answers(span.of(hit.article.text), self.kind)
        return Span(span.start + found[0].start, span.start + found[0].end) if len(found) == 1 else None

    def names_share(self, text: str) -> float:
        """Share of the question's names and numbers in `text`; 1 if it has none."""
        folded = fold(text)
        return sum(name in folded for name in self.names) / len(self.names) if self.names else 1.0


@lru_cache(maxsize=2_048)
def _terms_in(text: str) -> frozenset[str]:
    """Return the terms of a text, whose passages and sentences are looked at several times a question."""
    return frozenset(terms(text))


def _informative(question: str, weights: TermWeights) -> dict[str, float]:
    """Return the question's terms with how rare they are.

    In a question in English, what no passage of the corpus has is left out: that a French article lacks an English
    word tells nothing, while names and numbers are the same in both.
    """
    found = {term: max(weights.idf(term), 0.1) for term in terms(question)}
    if language_of(question) == "fr":
        return found
    unknown = weights.idf(_NOWHERE)
    return {term: weight for term, weight in found.items() if weight < unknown} or found
