"""The article record."""

from dataclasses import replace

import pytest

from corpus.article import Article
from corpus.dates import PartialDate

ARTICLE = Article(
    "a.md",
    "Un titre",
    "Un texte.",
    "https://a.example",
    "Source",
    PartialDate(2023, 10),
    ("ia", "puces"),
    ("AFP",),
    "fr",
)


@pytest.mark.parametrize("article", [ARTICLE, Article("b", "", "…"), replace(ARTICLE, published=PartialDate(2023))])
def test_json_round_trip(article: Article) -> None:
    again = Article.from_json(article.id, article.to_json())
    assert again == article
    assert again.digest == article.digest


@pytest.mark.parametrize(
    "changed",
    [
        replace(ARTICLE, title="Autre"),
        replace(ARTICLE, text="Un texte !"),
        replace(ARTICLE, published=PartialDate(2023)),
        replace(ARTICLE, published=None),
        replace(ARTICLE, source=None),
        replace(ARTICLE, topics=("ia",)),
        replace(ARTICLE, language="en"),
    ],
)
def test_the_digest_tells_every_change(changed: Article) -> None:
    assert changed.digest != ARTICLE.digest


def test_the_digest_does_not_depend_on_the_id() -> None:
    assert replace(ARTICLE, id="other").digest == ARTICLE.digest
