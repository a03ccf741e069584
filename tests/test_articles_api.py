"""The corpus as the page shows it: months, the newest date, and snippets whose highlights are right."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.indexing import run_index
from api.snippets import highlights, snippets_of
from index.analysis import terms
from tests.conftest import settings_for
from tests.fakes import FakeWiring
from tests.samples import AZURE, write
from tests.test_http import client_of

QUERY = "chiffre d’affaires d’Azure au trimestre"


@pytest.fixture
def client(wiring: FakeWiring) -> Iterator[TestClient]:
    with client_of(wiring) as made:
        yield made


def test_the_histogram_counts_what_the_filters_keep(client: TestClient, wiring: FakeWiring) -> None:
    body = client.get("/api/articles").json()
    months = [("2023-06", 1), ("2023-10", 2), ("2025-10", 1)]
    assert [(month["month"], month["articles"]) for month in body["histogram"]] == months
    assert body["newest"] == "2025-10-29"
    manifest = wiring.shelf.current_manifest()
    assert manifest is not None and body["built_at"] == manifest.built_at
    filtered = client.get("/api/articles", params={"to": "2023-10", "source": "Nuages"}).json()
    assert filtered["histogram"] == [{"month": "2023-10", "articles": 2}] and filtered["newest"] == "2025-10-29"


def test_the_histogram_of_a_search_counts_what_was_found(client: TestClient) -> None:
    body = client.get("/api/articles", params={"q": AZURE, "from": "2025"}).json()
    assert body["total"] == 1 and body["histogram"] == [{"month": "2025-10", "articles": 1}]


def test_a_date_without_a_month_is_in_no_month(home: Path, tmp_path: Path) -> None:
    wiring = FakeWiring(settings_for(home))
    run_index(wiring, [write(tmp_path / "a", {"a.md": "---\ndate: 2024\n---\nUn texte."})])
    with client_of(wiring) as client:
        for params in ({}, {"q": "texte"}):
            body = client.get("/api/articles", params=params).json()
            assert (body["total"], body["histogram"], body["newest"]) == (1, [], "2024")


def test_snippets_are_in_the_article_and_highlight_the_words(client: TestClient) -> None:
    body = client.get("/api/articles", params={"q": QUERY}).json()
    found = {article["article_id"]: article["snippets"] for article in body["articles"]}
    (snippet,) = found["azure.md"]
    text = client.get("/api/articles/azure.md").json()["text"]
    assert text[snippet["start"] : snippet["end"]] == snippet["text"]
    assert [snippet["text"][a:b] for a, b in snippet["highlights"]][:3] == ["chiffre", "affaires", "Azure"]
    assert all(found.values())
    listed = client.get("/api/articles").json()["articles"]
    assert [article["snippets"] for article in listed] == [[]] * len(listed)


def test_highlights() -> None:
    text = "L'IA progresse ; GPT-4 aussi, et les entreprises suivent l’entreprise."
    words = [text[a:b] for a, b in highlights(text, frozenset(terms("gpt 4 entreprise ia des")))]
    assert words == ["IA", "GPT-4", "entreprises", "entreprise"]
    assert highlights(text, frozenset()) == []


def test_a_long_sentence_is_cut_around_its_first_hit(home: Path, tmp_path: Path) -> None:
    wiring = FakeWiring(settings_for(home))
    sentence = f"{'avant ' * 20}le robot Zephyr chante {'et danse ' * 10}".strip() + "."
    run_index(wiring, [write(tmp_path / "a", {"a.txt": f"Titre\n{sentence}"})])
    hits = wiring.library.index().search("robot Zephyr", wiring.embedder.embed_question("robot Zephyr"), 5)
    (snippet,) = snippets_of("robot Zephyr", hits)
    assert len(snippet["text"]) <= 280 and hits[0].article.text[snippet["start"] : snippet["end"]] == snippet["text"]
    assert [snippet["text"][a:b] for a, b in snippet["highlights"]] == ["robot", "Zephyr"]
