"""Articles and passages of a snapshot, as rows."""

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.errors import InputError
from index.catalog import Catalog, SourceCount
from index.passage import Filters, Passage


def halves(article: Article) -> list[Passage]:
    middle, end = len(article.text) // 2, len(article.text)
    return [
        Passage(f"{article.id}:{a}-{b}", article.id, a, b, article.text[a:b]) for a, b in ((0, middle), (middle, end))
    ]


@pytest.fixture
def catalog(tmp_path: Path, articles: dict[str, Article]) -> Iterator[Catalog]:
    made = Catalog(tmp_path / "c?t#log.db", writable=True)
    for article in articles.values():
        made.add(article, halves(article))
    yield made
    made.close()


def test_what_goes_in_comes_out(catalog: Catalog, articles: dict[str, Article]) -> None:
    assert (catalog.count_articles(), catalog.count_passages()) == (5, 10)
    assert catalog.digests() == {i: article.digest for i, article in articles.items()}
    assert all(catalog.article(i) == article for i, article in articles.items())
    assert catalog.article("absent") is None


def test_passages_come_in_the_order_asked(catalog: Catalog, articles: dict[str, Article]) -> None:
    rows = catalog.rows_kept(Filters()).tolist()
    for row, (passage, article) in zip(rows[::-1], catalog.passages(rows[::-1]), strict=True):
        assert [passage] == [p for p, _ in catalog.passages([row])]
        assert article == articles[passage.article_id]
        assert passage in halves(article)


def test_rows_are_never_used_twice(catalog: Catalog, articles: dict[str, Article]) -> None:
    article = articles["nvidia.md"]
    before = set(catalog.rows_kept(Filters()).tolist())
    removed = catalog.remove(["nvidia.md", "absent"])
    assert len(removed) == 2 and catalog.article("nvidia.md") is None
    assert not set(catalog.add(article, halves(article))) & before


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), ["nvidia.md", "azure.md", "hong-kong.md", "mistral.md", "anthropic.md"]),
        (Filters(since=date(2023, 10, 25)), ["nvidia.md", "azure.md"]),
        (Filters(until=date(2023, 10, 1)), ["azure.md", "mistral.md"]),
        (Filters(sources=("Marchés",)), ["nvidia.md", "mistral.md"]),
        (Filters(date(2020, 1, 1), date(2020, 12, 31)), []),
    ],
)
def test_filters_and_pages(catalog: Catalog, filters: Filters, expected: list[str]) -> None:
    total, found = catalog.articles(filters, 10)
    assert (total, [article.id for article in found]) == (len(expected), expected)
    assert len(catalog.rows_kept(filters)) == 2 * len(expected)
    total, page = catalog.articles(filters, 2, 1)
    assert (total, [article.id for article in page]) == (len(expected), expected[1:3])


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        (Filters(date(2024, 1, 1), date(2023, 1, 1)), "wrong way round"),
        (Filters(sources=("Marchés", "L'Inconnu")), "L'Inconnu"),
    ],
)
def test_filters_that_nothing_could_pass(catalog: Catalog, filters: Filters, message: str) -> None:
    with pytest.raises(InputError, match=message):
        catalog.articles(filters, 10)


def test_what_filters_keep_follows_updates(catalog: Catalog, articles: dict[str, Article]) -> None:
    markets = Filters(sources=("Marchés",))
    before = set(catalog.rows_kept(markets).tolist())
    gone = set(catalog.remove(["nvidia.md"]).tolist())
    assert set(catalog.rows_kept(markets).tolist()) == before - gone
    new = catalog.add(articles["nvidia.md"], halves(articles["nvidia.md"]))
    assert set(catalog.rows_kept(markets).tolist()) == (before - gone) | set(new)


def test_sources_and_newest_day(catalog: Catalog) -> None:
    assert catalog.sources() == [SourceCount("Marchés", 2), SourceCount("Nuages", 2), SourceCount(None, 1)]
    assert catalog.last_day() == date(2025, 10, 29)


def test_no_date_at_all(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path / "c.db", writable=True)
    assert catalog.last_day() is None
    catalog.close()


def test_an_opened_catalog_cannot_be_written(catalog: Catalog, tmp_path: Path, articles: dict[str, Article]) -> None:
    catalog._db.commit()
    reader = Catalog(tmp_path / "c?t#log.db")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.remove(["nvidia.md"])
    reader.close()
