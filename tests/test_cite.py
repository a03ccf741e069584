"""Citations: one marker an article, in order of first use, each quote with its place."""

from corpus.article import Article
from corpus.text import Span
from rag.cite import Citer
from rag.quotes import Quote
from rag.records import Extract


def test_markers(articles: dict[str, Article]) -> None:
    citer = Citer()
    azure, nvidia = articles["azure.md"], articles["nvidia.md"]
    used = [citer.citation(a, Span(0, 5)).marker for a in (nvidia, azure, nvidia, articles["mistral.md"], azure)]
    assert used == [1, 2, 1, 3, 2]
    assert Citer().citation(azure, Span(0, 5)).marker == 1, "each answer numbers anew"


def test_a_citation_is_verbatim_and_says_where_from(articles: dict[str, Article]) -> None:
    article = articles["azure.md"]
    start = article.text.index("Amazon")
    citation = Citer().citation(article, Span(start, start + 6))
    assert citation.quote == "Amazon" == article.text[citation.start : citation.end]
    assert (citation.article_id, citation.title, citation.source) == (article.id, article.title, "Nuages")
    assert (citation.url, citation.published) == ("https://nuages.example/azure", "2023-10")
    undated = Citer().citation(articles["anthropic.md"], Span(0, 3))
    assert (undated.source, undated.url, undated.published) == (None, None, None)


def test_an_extract_over_two_paragraphs_is_one_line_with_an_exact_quote(articles: dict[str, Article]) -> None:
    article = articles["azure.md"]
    end = article.text.index("Amazon")
    text = article.text[:end].strip()
    claim = Citer().claim_of(Extract(text, article.id, 0, len(text), Span(0, 5), 1.0), article)
    assert "\n" in text and "\n" not in claim.text
    assert claim.citations[0].quote == text


def test_the_text_has_every_claim_with_its_markers(articles: dict[str, Article]) -> None:
    citer = Citer()
    claims = [citer.claim(f"Phrase {n}.", [Quote(a, Span(0, 5))]) for n, a in enumerate(list(articles.values())[:2])]
    assert Citer.text(claims) == "Phrase 0. [1] Phrase 1. [2]"
    assert Citer.text([]) == ""


def test_a_claim_on_two_articles_has_both_markers(articles: dict[str, Article]) -> None:
    citer = Citer()
    nvidia, azure = (Quote(articles[name], Span(0, 5)) for name in ("nvidia.md", "azure.md"))
    claims = [
        citer.claim("Un.", [nvidia]),
        citer.claim("Deux.", [azure, nvidia]),
        citer.claim("Trois.", [nvidia, azure]),
    ]
    assert Citer.text(claims) == "Un. [1] Deux. [2][1] Trois. [1][2]"
