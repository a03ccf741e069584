"""Quotes: the verbatim spans that may prove a claim."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.article import Article
from corpus.text import Span, sentences


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim span of at most two sentences of an article."""

    article: Article
    span: Span

    @property
    def text(self) -> str:
        return self.span.of(self.article.text)


def candidate_quotes(articles: Iterable[tuple[Article, Span]]) -> list[Quote]:
    """Return every sentence, then every pair of neighbouring sentences, that stands in the given part of an article."""
    single: list[Quote] = []
    double: list[Quote] = []
    for article, part in articles:
        spans = [s for s in sentences(article.text) if s.start >= part.start and s.end <= part.end]
        single += [Quote(article, span) for span in spans]
        double += [Quote(article, Span(a.start, b.end)) for a, b in itertools.pairwise(spans)]
    return [*single, *double]


def context_of(article: Article) -> str:
    """Return what a quote may leave unsaid because the article's title or date says it."""
    date = f"{article.published.in_french()} {article.published}" if article.published else ""
    return f"{article.title} {date}"
