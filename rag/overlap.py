"""What a question and a text share: informative words, names, and the kind of answer that is asked for."""

from corpus.text import Span, sentences
from index.analysis import fold, terms
from index.passage import Hit
from rag.evidence import TermWeights
from rag.expect import expected_kind, find_answers
from rag.names import names_in


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
