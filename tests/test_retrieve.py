"""Retrieval: the period named, the newest of equals, copies told once."""

from datetime import date

import pytest

from corpus.article import Article
from corpus.dates import PartialDate
from index.passage import Filters, Hit, Passage
from rag.period import Period
from rag.retrieve import Retriever, fold_copies, newest_of_equals, prefer
from tests.fakes import FakeWiring
from tests.samples import AZURE

STORY = "Le groupe Nova a annoncé mardi à Paris la vente de 400 puces à la société Bleu pour équiper ses deux centres \
de calcul du nord de la France, selon un communiqué commun publié dans la matinée."
LONG = STORY.replace("Paris", "Lille")


def hit(article_id: str, text: str = STORY, score: float = 0.9, published: str | None = None) -> Hit:
    date = PartialDate.parse(published) if published else None
    article = Article(article_id, article_id, text, published=date)
    return Hit(Passage(f"{article_id}:0", article_id, 0, len(text), text), article, score, "fused")


def ids(hits: list[Hit]) -> list[str]:
    return [h.article.id for h in hits]


def test_copies_are_folded_into_the_first() -> None:
    folded = fold_copies([hit("a"), hit("b", LONG), hit("c", "Un tout autre texte."), hit("d")])
    assert ids(folded) == ["a", "c"]
    assert folded[0].copies == ("b", "d") and folded[1].copies == ()


@pytest.mark.parametrize(
    "other",
    [
        STORY.replace("400", "500"),
        "Le groupe Nova vend.",
        "Un autre sujet occupe la presse ce matin : la météo, les trains en retard et la rentrée des classes à Lyon, \
où les écoles ouvrent avec une heure de retard à cause de la neige tombée dans la nuit.",
    ],
    ids=["another figure", "short", "another subject"],
)
def test_no_copy(other: str) -> None:
    assert ids(fold_copies([hit("a"), hit("b", other)])) == ["a", "b"]


def test_two_passages_of_one_article_are_no_copies() -> None:
    assert ids(fold_copies([hit("a"), hit("a")])) == ["a", "a"]


def test_the_newest_of_equals_comes_first() -> None:
    hits = [
        hit("old", published="2023", score=0.9001),
        hit("new", published="2025-01", score=0.9),
        hit("none", score=0.9),
    ]
    assert ids(newest_of_equals(hits)) == ["new", "old", "none"]
    worse = [hit("new", published="2025", score=0.5), hit("old", published="2020", score=0.9)]
    assert ids(newest_of_equals(worse)) == ["old", "new"]


def test_articles_of_the_period_are_preferred() -> None:
    period = Period(date(2023, 10, 1), date(2023, 10, 31))
    inside, outside = prefer(period, [hit("in", published="2023-10"), hit("out", published="2022")])
    assert inside.score > outside.score == 0.9
    assert prefer(None, [hit("a")]) == [hit("a")]


@pytest.mark.parametrize(
    ("when", "beyond"), [("en 2030", True), ("en 2023", False), ("", False), ("depuis 2031", True)]
)
def test_a_period_beyond_the_newest_article(wiring: FakeWiring, when: str, beyond: bool) -> None:
    retriever = Retriever(wiring.library, wiring.embedder, clock=lambda: date(2026, 3, 15))
    found = retriever.search(f"Combien vaudra Nvidia {when} ?", 3, Filters())
    assert found.beyond is beyond and (found.period is not None) == bool(when)
    assert len(found.hits) == 3 and found.vector.shape == (256,)


def test_filters_and_k(wiring: FakeWiring) -> None:
    found = wiring.retriever.search(AZURE, 1, Filters(sources=("Marchés",)))
    assert [h.article.source for h in found.hits] == ["Marchés"]
