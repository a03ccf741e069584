"""Articles that readers add and remove: searchable at once, kept by the next indexing, and nothing half done."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from starlette.testclient import TestClient

from api import indexing
from api.additions import read_file, read_text
from api.indexing import run_index
from corpus.errors import WeightsError
from tests.conftest import settings_for
from tests.fakes import FakeEmbedder, FakeWiring
from tests.samples import write
from tests.test_http import check_problem, client_of

ZEPHYR = {
    "text": "Le robot Zephyr épluche 40 carottes par heure à Lyon.", "title": "Zephyr au marché", "source": "Notes",
    "url": "https://notes.example/z", "published": "2024-05-01",
}  # fmt: skip
QUESTION = "Combien de carottes le robot Zephyr épluche-t-il par heure à Lyon ?"
LINES = '{"id": "un", "text": "Le premier texte parle de tulipes."}\n{oups\n{"text": "Le second parle de rosiers."}\n'


@pytest.fixture
def client(wiring: FakeWiring, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[TestClient]:
    empty = write(tmp_path / "bundled", {"b.md": "# Un robot\n\nLe robot épluche des navets."})
    monkeypatch.setattr(indexing, "bundled_corpus", lambda: empty)
    with client_of(wiring) as made:
        yield made


def added(response: Any) -> Any:
    assert response.status_code == 201, response.text
    return response.json()


def files_of(*files: tuple[str, bytes]) -> list[tuple[str, tuple[str, bytes]]]:
    return [("file", file) for file in files]


def ids(client: TestClient) -> set[str]:
    return {article["article_id"] for article in client.get("/api/articles").json()["articles"]}


def test_a_pasted_text_can_be_asked_at_once(client: TestClient, wiring: FakeWiring) -> None:
    made = added(client.post("/api/articles", json=ZEPHYR))
    (article,) = made["articles"]
    assert article["article_id"].startswith("zephyr-au-marche-") and article["removable"] is True
    assert {name: article[name] for name in ("title", "source", "url", "published")} == {
        name: ZEPHYR[name] for name in ("title", "source", "url", "published")
    }
    assert made["problems"] == [] and made["snapshot"] == wiring.shelf.current_id()
    answer = client.post("/api/ask", json={"question": QUESTION}).json()
    assert answer["claims"][0]["citations"][0]["article_id"] == article["article_id"]
    listed = client.get("/api/articles").json()["articles"]
    assert {one["article_id"]: one["removable"] for one in listed}["azure.md"] is False
    assert article in listed, "it comes as the list shows it"


def test_only_a_text_is_needed(client: TestClient) -> None:
    (article,) = added(client.post("/api/articles", json={"text": "Un mot seul. Puis une phrase."}))["articles"]
    assert article["title"] == "Un mot seul" and article["published"] is None


def test_the_next_indexing_keeps_what_was_added(client: TestClient, wiring: FakeWiring) -> None:
    (article,) = added(client.post("/api/articles", json=ZEPHYR))["articles"]
    text = client.get(f"/api/articles/{article['article_id']}").json()
    report = run_index(FakeWiring(wiring.settings), [])
    assert report.roots["added"].unchanged == [article["article_id"]] and not report.roots["added"].problems
    assert client.get(f"/api/articles/{article['article_id']}").json() == text
    moved = wiring.settings.home.rename(wiring.settings.home.with_name("moved"))
    again = run_index(FakeWiring(settings_for(moved)), [])
    assert again.roots["added"].unchanged == [article["article_id"]], "the home may move"


def test_what_was_removed_stays_away(client: TestClient, wiring: FakeWiring) -> None:
    before = ids(client)
    (article,) = added(client.post("/api/articles", json=ZEPHYR))["articles"]
    path = f"/api/articles/{article['article_id']}"
    response = client.delete(path)
    assert response.status_code == 204 and response.content == b""
    assert ids(client) == before and not list(wiring.added.iterdir())
    check_problem(client.get(path), 404, "introuvable")
    check_problem(client.delete(path), 404, "introuvable")
    report = run_index(FakeWiring(wiring.settings), [])
    assert article["article_id"] not in ids(client) and report.roots["added"].problems == []


def test_the_same_text_twice_is_one_article(client: TestClient) -> None:
    first, second = (added(client.post("/api/articles", json=ZEPHYR)) for _ in range(2))
    assert first == second


def test_files(client: TestClient) -> None:
    page = b"<html><head><title>Une page</title></head><body><article><p>La page parle de lilas blancs.</p></article>"
    files = files_of(("Note d'\xe9t\xe9.md", "# Un été\n\nLes cigales chantent.".encode()), ("page.HTML", page),
                     ("lignes.jsonl", LINES.encode()), ("vieux.txt", "Déjà le café refroidit ici.".encode("cp1252")),
                     ("image.png", b"x"), ("vide.md", b""), ("faux.pdf", b"%PDF-1.4 nothing"))  # fmt: skip
    made = added(client.post("/api/articles", files=files))
    titles = {article["title"]: article["article_id"] for article in made["articles"]}
    assert len(titles) == 5 and {"Un été", "Une page"} <= set(titles) and "un" in titles.values()
    assert set(titles.values()) <= ids(client)
    assert [problem.split(":")[0] for problem in made["problems"]] == [
        "lignes.jsonl", "image.png", "vide.md", "faux.pdf"]  # fmt: skip
    assert "line 2" in made["problems"][0]
    assert client.delete("/api/articles/un").status_code == 204 and "un" not in ids(client)


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "text: Field required"), ({"text": 5}, "text"), ({"text": "x", "titre": "y"}, "titre"),
        ({"text": "x", "published": "hier"}, "published: it is not a date"), ({"text": "x", "title": "a\nb"}, "title"),
        ([], "body"), ("x", "body"),
    ],
)  # fmt: skip
def test_bad_fields(client: TestClient, body: Any, detail: str) -> None:
    assert detail in check_problem(client.post("/api/articles", json=body), 422, "saisie")


def test_nothing_that_can_be_read(client: TestClient, wiring: FakeWiring) -> None:
    before = wiring.shelf.current_id()
    for response in (
        client.post("/api/articles", json={"text": " \n "}),
        client.post("/api/articles", files=files_of(("a.md", b""), ("b.png", b"x"))),
        client.post("/api/articles", files=[("other", ("a.md", b"Un texte."))]),
    ):
        check_problem(response, 422, "article")
    assert wiring.shelf.current_id() == before and not wiring.added.exists()


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_other_bodies(client: TestClient, kind: str) -> None:
    response = client.post("/api/articles", content=b"Un texte.", headers={"content-type": kind})
    check_problem(response, 422, "saisie")


def test_an_id_of_another_root_is_not_taken(client: TestClient) -> None:
    line = json.dumps({"id": "azure.md", "text": "Un imposteur."}).encode()
    response = client.post("/api/articles", files=files_of(("x.jsonl", line)))
    assert "give another id" in check_problem(response, 422, "article")
    assert "imposteur" not in client.get("/api/articles/azure.md").text


def test_an_article_of_a_file_is_not_removed(client: TestClient) -> None:
    detail = check_problem(client.delete("/api/articles/azure.md"), 409, "permanent")
    assert "remove azure.md from" in detail and "vigie index" in detail
    check_problem(client.delete("/api/articles/none"), 404, "introuvable")


def test_the_last_article_is_not_removed(home: Path) -> None:
    wiring = FakeWiring(settings_for(home))
    with client_of(wiring) as client:
        (article,) = added(client.post("/api/articles", json=ZEPHYR))["articles"]
        assert "last" in check_problem(client.delete(f"/api/articles/{article['article_id']}"), 409, "permanent")
        assert ids(client) == {article["article_id"]}


def test_while_another_process_indexes(client: TestClient, home: Path) -> None:
    with FileLock(home / "writer.lock"):
        check_problem(client.post("/api/articles", json=ZEPHYR), 409, "occupe")
    assert not list(home.glob("added/*"))


class Failing(FakeEmbedder):
    def embed_passages(self, texts: Any) -> Any:
        raise WeightsError("the weights are gone: pull them")


def test_a_failure_leaves_nothing(client: TestClient, wiring: FakeWiring) -> None:
    before = ids(client)
    working, wiring.__dict__["embedder"] = wiring.embedder, Failing()
    check_problem(client.post("/api/articles", json=ZEPHYR), 503, "poids")
    wiring.__dict__["embedder"] = working
    assert ids(client) == before and not list(wiring.added.iterdir())
    run_index(FakeWiring(wiring.settings), [wiring.settings.home.parent / "bundled"])
    assert not any("zephyr" in one for one in ids(client))


def test_read_text_and_file() -> None:
    assert read_text({"text": ""}).problems[0].startswith("text: no text in it")
    assert read_file("a.tar.gz", b"").problems[0].startswith("a.tar.gz: not a file of a known kind")
    assert read_file("x.jsonl", LINES.encode()).articles[0].id == "un"
