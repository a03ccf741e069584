"""Hybrid search over the tiny library."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from api.indexing import run_index
from corpus.errors import InputError
from index.hybrid import MAX_K, HybridIndex
from index.passage import Filters, Hit
from index.split import embedder_text
from tests.conftest import settings_for
from tests.fakes import FakeEmbedder, FakeWiring
from tests.samples import ARTICLES, AZURE, CHEN, HONG_KONG, write

NONE = Filters()


def search(index: HybridIndex, question: str, k: int = 5, filters: Filters = NONE) -> list[Hit]:
    return index.search(question, FakeEmbedder().embed_question(question), k, filters)


@pytest.mark.parametrize(
    ("question", "best"),
    [
        (AZURE, "azure.md"),
        (HONG_KONG, "hong-kong.md"),
        (CHEN, "hong-kong.md"),
        ("combien mistral a leve", "mistral.md"),
        ("bureau d'Anthropic", "anthropic.md"),
        ("how much is Nvidia worth, market cap", "nvidia.md"),
    ],
)
def test_best_hit(shared_index: HybridIndex, question: str, best: str) -> None:
    hits = search(shared_index, question)
    assert hits[0].article.id == best
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(hit.article.text[hit.passage.start : hit.passage.end] == hit.passage.text for hit in hits)
    assert all("dense" in hit.scores and hit.ranking == "fused" and hit.scores["fused"] == hit.score for hit in hits)


@pytest.mark.parametrize("k", [0, -1, MAX_K + 1, 10**9])
def test_a_k_that_cannot_be_used(shared_index: HybridIndex, k: int) -> None:
    with pytest.raises(InputError, match=f"1 to {MAX_K}"):
        search(shared_index, AZURE, k)


@pytest.mark.parametrize(("k", "count"), [(1, 1), (3, 3), (5, 5), (MAX_K, 5)])
def test_at_most_k_never_padded(shared_index: HybridIndex, k: int, count: int) -> None:
    hits = search(shared_index, AZURE, k)
    assert len(hits) == count == len({hit.passage.id for hit in hits})


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(since=date(2025, 1, 1)), {"nvidia.md"}),
        (Filters(until=date(2023, 9, 30)), {"mistral.md"}),
        (Filters(sources=("Nuages",)), {"azure.md", "hong-kong.md"}),
        (Filters(date(2023, 10, 1), date(2023, 10, 5), ("Nuages",)), {"azure.md"}),
        (Filters(since=date(2030, 1, 1)), set()),
    ],
)
def test_filters(shared_index: HybridIndex, filters: Filters, expected: set[str]) -> None:
    assert {hit.article.id for hit in search(shared_index, "Microsoft et Nvidia en Bourse", 50, filters)} == expected


def test_dates_the_wrong_way_round(shared_index: HybridIndex) -> None:
    with pytest.raises(InputError, match="wrong way round"):
        search(shared_index, AZURE, 5, Filters(date(2024, 1, 1), date(2023, 1, 1)))


def test_an_unknown_source(shared_index: HybridIndex) -> None:
    with pytest.raises(InputError, match="'L’Inconnu'"):
        search(shared_index, AZURE, 5, Filters(sources=("L’Inconnu",)))


@pytest.mark.parametrize(
    "question", ["qui est le", "🙂🙂🙂", "?", "zzzzzz", "a" * 5_000, "AND OR NOT (title:", '"[* TO *]']
)
def test_questions_without_known_words(shared_index: HybridIndex, question: str) -> None:
    hits = search(shared_index, question)
    assert len(hits) == 5 and all(np.isfinite(hit.score) for hit in hits)


def test_one_passage(home: Path, tmp_path: Path) -> None:
    one = write(tmp_path / "one", {"azure.md": ARTICLES["azure.md"]})
    wiring = FakeWiring(settings_for(home))
    run_index(wiring, [one])
    index = wiring.library.index()
    assert len(index) == 1
    for question in (AZURE, "🙂"):
        assert [hit.article.id for hit in search(index, question)] == ["azure.md"]
    assert search(index, AZURE, 5, Filters(since=date(2024, 1, 1))) == []


def test_a_passage_that_only_the_words_found_has_its_true_cosine(shared_index: HybridIndex) -> None:
    vector = FakeEmbedder().embed_question("tarte aux pommes")
    hits = {hit.article.id: hit for hit in shared_index.search("Forms Syntron", vector, 5)}
    hit = hits["hong-kong.md"]
    assert hit.scores["lexical"] > 0
    stored = FakeEmbedder().embed_passages([embedder_text(hit.article, hit.passage)])[0]
    assert hit.scores["dense"] == pytest.approx(float(stored @ vector), abs=1e-5)
    assert "lexical" not in hits["mistral.md"].scores


def test_words_decide_between_equal_cosines(shared_index: HybridIndex) -> None:
    nothing = np.zeros(256, dtype=np.float32)
    assert shared_index.search("Forms Syntron", nothing, 1)[0].article.id == "hong-kong.md"
    assert shared_index.search("Lightspeed", nothing, 1)[0].article.id == "mistral.md"
