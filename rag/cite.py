"""Citations: markers numbered by source in order of first use, quotes with their place in the article."""

from collections.abc import Sequence

from corpus.article import Article
from corpus.text import Span
from corpus.typography import typeset
from rag.language import language_of
from rag.quotes import Quote
from rag.records import Citation, Claim, Extract


class Citer:
    """Numbers the sources of one answer: the same article always has the same marker."""

    def __init__(self) -> None:
        self._markers: dict[str, int] = {}

    def claim(self, text: str, quotes: Sequence[Quote]) -> Claim:
        """Return the claim with the citations of the quotes that prove it, one an article, in their order."""
        citations = tuple(self.citation(quote.article, quote.span) for quote in quotes)
        return Claim(typeset(text) if language_of(text) == "fr" else text, citations)

    def claim_of(self, extract: Extract, article: Article) -> Claim:
        """Return the extract as the claim that proves itself."""
        citation = self.citation(article, Span(extract.start, extract.end))
        return Claim(extract.text.replace("\n", " "), (citation,))

    def citation(self, article: Article, span: Span) -> Citation:
        marker = self._markers.setdefault(article.id, len(self._markers) + 1)
        published = str(article.published) if article.published else None
        return Citation(marker, article.id, article.title, article.source, article.url, published,
                        span.of(article.text), span.start, span.end)  # fmt: skip

    @staticmethod
    def text(claims: Sequence[Claim]) -> str:
        """Return the answer as one text, each claim followed by its markers."""
        return " ".join(f"{claim.text} {''.join(f'[{c.marker}]' for c in claim.citations)}" for claim in claims)
