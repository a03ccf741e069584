"""What every passage index does: at most k hits, best first, never padded."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest

from corpus.errors import InputError
from index.hybrid import HybridIndex
from index.passage import Filters, PassageIndex
from tests.fakes import FakeEmbedder
from tests.samples import AZURE, HONG_KONG, UNKNOWN

VECTOR = FakeEmbedder().embed_question(AZURE)


@pytest.fixture(params=["hybrid"])
def index(request: pytest.FixtureRequest, shared_index: HybridIndex) -> Iterator[PassageIndex]:
    yield {"hybrid": shared_index}[request.param]


@pytest.mark.parametrize("k", [1, 2, 5, 6, 1_000])
@pytest.mark.parametrize("question", [AZURE, HONG_KONG, UNKNOWN, "🙂"])
def test_at_most_k_best_first_without_repeats(index: PassageIndex, question: str, k: int) -> None:
    hits = index.search(question, FakeEmbedder().embed_question(question), k)
    assert len(hits) == min(k, len(index))
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True) and np.isfinite(scores).all()
    assert len({hit.passage.id for hit in hits}) == len(hits)


def test_hits_are_whole(index: PassageIndex) -> None:
    for hit in index.search(AZURE, VECTOR, 5):
        assert hit.passage.article_id == hit.article.id
        assert hit.article.text[hit.passage.start : hit.passage.end] == hit.passage.text


def test_the_same_search_finds_the_same(index: PassageIndex) -> None:
    assert index.search(AZURE, VECTOR, 5) == index.search(AZURE, VECTOR, 5)


@pytest.mark.parametrize("k", [0, -1])
def test_k_below_one(index: PassageIndex, k: int) -> None:
    with pytest.raises(InputError):
        index.search(AZURE, VECTOR, k)


def test_filters_hold_for_every_hit(index: PassageIndex) -> None:
    hits = index.search(AZURE, VECTOR, 50, Filters(date(2023, 1, 1), date(2023, 12, 31), ("Nuages", "Marchés")))
    assert {hit.article.id for hit in hits} == {"azure.md", "hong-kong.md", "mistral.md"}


def test_filters_that_keep_nothing(index: PassageIndex) -> None:
    assert index.search(AZURE, VECTOR, 5, Filters(since=date(2099, 1, 1))) == []
