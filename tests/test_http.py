"""The HTTP contract: routes, field names, problems, and the order of events."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.http import create_app
from api.indexing import run_index
from corpus.errors import GenerationError
from corpus.text import canonical
from rag.generators import Generator
from tests.conftest import settings_for
from tests.fakes import FakeWiring, ScriptedGenerator
from tests.samples import AZURE, UNKNOWN, write
from tests.test_snapshot import flip
from tests.test_views import ANSWER, HIT, REFERENCE

DRAFT = "Le chiffre d'affaires d'Azure a progressé de 29 %. Il a baissé de 35 %."


def client_of(wiring: FakeWiring, client: str = "127.0.0.1", base: str = "http://127.0.0.1:8000") -> TestClient:
    """A client at that address that calls the service by that address."""
    return TestClient(create_app(wiring), base, raise_server_exceptions=False, client=(client, 50_000))


def with_generator(wiring: FakeWiring, generator: Generator) -> FakeWiring:
    wiring.__dict__["generator"] = generator
    return wiring


@pytest.fixture
def client(wiring: FakeWiring) -> Iterator[TestClient]:
    with client_of(with_generator(wiring, ScriptedGenerator(DRAFT))) as made:
        yield made


def check_problem(response: Any, status: int, code: str) -> str:
    """Check that a response is a problem; return its detail."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert {"type", "title", "status", "code", "detail"} <= set(body)
    assert body["request_id"] == response.headers["X-Request-ID"]
    assert (body["status"], body["code"]) == (status, code)
    detail = str(body["detail"])
    assert detail and "\n" not in detail
    return detail


def events_of(text: str) -> list[tuple[str, Any]]:
    blocks = [block.split("\n") for block in text.strip().split("\n\n")]
    assert all(len(b) == 2 and b[0].startswith("event: ") and b[1].startswith("data: ") for b in blocks)
    return [(b[0][7:], json.loads(b[1][6:])) for b in blocks]


def test_ask(client: TestClient) -> None:
    body = client.post("/api/ask", json={"question": AZURE}).json()
    assert set(body) >= ANSWER and body["status"] == "answered" and body["mode"] == "full"
    assert canonical(body["text"]).endswith("29 %. [1]") and body["conversation_id"] is None
    assert [d["text"] for d in body["dropped"]] == ["Il a baissé de 35 %."]
    citation = body["claims"][0]["citations"][0]
    article = client.get(f"/api/articles/{citation['article_id']}").json()
    assert article["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_ask_in_mode_extract(client: TestClient) -> None:
    body = client.post("/api/ask", json={"question": AZURE, "mode": "extract"}).json()
    assert body["claims"][0]["citations"][0]["quote"] == body["extract"]["text"] and body["mode"] == "extract"


def test_a_refusal_is_an_answer(client: TestClient) -> None:
    response = client.post("/api/ask", json={"question": UNKNOWN})
    body = response.json()
    assert response.status_code == 200 and body["status"] == "refused" and body["extract"] is None
    assert body["refusal"]["nearest"] and set(body["refusal"]["nearest"][0]) >= REFERENCE


def test_filters(client: TestClient) -> None:
    filters = {"from": "2025", "to": "2025-12", "sources": ["Marchés"]}
    body = client.post("/api/ask", json={"question": AZURE, "filters": filters, "k": 3}).json()
    assert [hit["article_id"] for hit in body["sources"]] == ["nvidia.md"]


def test_the_order_of_events(client: TestClient) -> None:
    response = client.post("/api/ask/stream", json={"question": AZURE})
    assert response.headers["content-type"].startswith("text/event-stream")
    events = events_of(response.text)
    names = [name for name, _ in events]
    assert names == ["sources", "extract", *["token"] * len(DRAFT.split()), "answer"]
    assert "".join(data["text"] for name, data in events if name == "token").strip() == DRAFT
    assert set(events[0][1]["hits"][0]) >= HIT
    plain = client.post("/api/ask", json={"question": AZURE}).json()
    assert {**events[-1][1], "timings": 0} == {**plain, "timings": 0}, "both ways give the same answer"


def test_a_refusal_streams_no_extract_and_no_token(client: TestClient) -> None:
    events = events_of(client.post("/api/ask/stream", json={"question": UNKNOWN}).text)
    assert [name for name, _ in events] == ["sources", "answer"]
    assert [name for name, _ in events_of(client.post("/api/ask/stream", json={"question": "Bonjour"}).text)] == [
        "answer"
    ]


def test_a_failure_in_mid_stream_is_an_error_event(wiring: FakeWiring) -> None:
    failing = with_generator(wiring, ScriptedGenerator("Un début", GenerationError("it went silent")))
    with client_of(failing) as client:
        events = events_of(client.post("/api/ask/stream", json={"question": AZURE}).text)
        assert [name for name, _ in events] == ["sources", "extract", "token", "token", "error"]
        assert events[-1][1]["problem"]["code"] == "generation"
        check_problem(client.post("/api/ask", json={"question": AZURE}), 502, "generation")


def test_an_unexpected_error_tells_nothing(wiring: FakeWiring) -> None:
    with client_of(with_generator(wiring, ScriptedGenerator("x", RuntimeError("secret path")))) as client:
        assert "secret" not in check_problem(client.post("/api/ask", json={"question": AZURE}), 500, "interne")
        assert "secret" not in client.post("/api/ask/stream", json={"question": AZURE}).text


BAD_BODIES = [
    ({"question": ""}, "empty"),
    ({"question": " \n "}, "empty"),
    ({"question": "x" * 100_000}, "100000 characters: at most 2000"),
    ({}, "question"),
    ({"question": 5}, "question"),
    ({"question": None}, "question"),
    ({"question": AZURE, "k": 0}, "k"),
    ({"question": AZURE, "k": 10**9}, "k"),
    ({"question": AZURE, "k": "deux"}, "k"),
    ({"question": AZURE, "mode": "fast"}, "mode"),
    ({"question": AZURE, "kk": 1}, "kk"),
    ({"question": AZURE, "filters": {"from": "hier"}}, "'hier' is not a date"),
    ({"question": AZURE, "filters": {"from": "2024", "to": "2023"}}, "wrong way round"),
    ({"question": AZURE, "filters": {"sources": ["L'Inconnu"]}}, "L'Inconnu"),
    ({"question": AZURE, "filters": {"since": "2024", "x": 1}}, "x"),
    ([AZURE], "body"),
]


@pytest.mark.parametrize("path", ["/api/ask", "/api/ask/stream"])
@pytest.mark.parametrize(("body", "detail"), BAD_BODIES)
def test_bad_questions(client: TestClient, path: str, body: Any, detail: str) -> None:
    assert detail in check_problem(client.post(path, json=body), 422, "saisie")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"question": "\\ud800"', b"question=x"])
def test_bodies_that_are_no_json(client: TestClient, content: bytes) -> None:
    response = client.post("/api/ask", content=content, headers={"content-type": "application/json"})
    assert response.status_code in (400, 422)
    check_problem(response, response.status_code, "saisie")


@pytest.mark.parametrize("field", ["question", "conversation_id"])
def test_half_a_surrogate_pair(client: TestClient, field: str) -> None:
    body = json.dumps({"question": AZURE, field: "Azure \ud800"})
    response = client.post("/api/ask", content=body.encode(), headers={"content-type": "application/json"})
    assert response.status_code in (200, 400, 422), response.text


def test_search(client: TestClient) -> None:
    hits = client.get("/api/search", params={"q": AZURE, "k": 2}).json()["hits"]
    assert len(hits) == 2 and hits[0]["article_id"] == "azure.md" and set(hits[0]) >= HIT
    found = client.get("/api/search", params={"q": "Nvidia", "from": "2025", "source": ["Marchés", "Nuages"]}).json()[
        "hits"
    ]
    assert [hit["article_id"] for hit in found] == ["nvidia.md"]


@pytest.mark.parametrize(
    "params",
    [
        {}, {"q": ""}, {"q": "x" * 3_000}, {"q": AZURE, "k": "0"}, {"q": AZURE, "k": "-1"}, {"q": AZURE, "k": "100000"},
        {"q": AZURE, "k": "x"}, {"q": AZURE, "from": "x"}, {"q": AZURE, "source": "x"},
        {"q": AZURE, "from": "2025", "to": "2024"},
    ],
)  # fmt: skip
def test_bad_searches(client: TestClient, params: dict[str, str]) -> None:
    check_problem(client.get("/api/search", params=params), 422, "saisie")


def test_articles(client: TestClient) -> None:
    body = client.get("/api/articles").json()
    assert [a["article_id"] for a in body["articles"]] == [
        "nvidia.md", "azure.md", "hong-kong.md", "mistral.md", "anthropic.md",
    ]  # fmt: skip
    assert (body["total"], body["page"]) == (5, 1) and "text" not in body["articles"][0]
    assert {"source": "Nuages", "articles": 2} in body["sources"]
    assert client.get("/api/articles", params={"page": 2}).json()["articles"] == []
    only = client.get("/api/articles", params={"source": "Marchés", "to": "2024"}).json()
    assert [a["article_id"] for a in only["articles"]] == ["mistral.md"]
    assert (
        client.get("/api/articles", params={"q": "Forms Syntron"}).json()["articles"][0]["article_id"] == "hong-kong.md"
    )


@pytest.mark.parametrize(
    "params", [{"page": "0"}, {"page": "x"}, {"from": "x"}, {"q": "x" * 3_000}, {"page": "9" * 30}]
)
def test_bad_listings(client: TestClient, params: dict[str, str]) -> None:
    check_problem(client.get("/api/articles", params=params), 422, "saisie")


def test_one_article(client: TestClient) -> None:
    body = client.get("/api/articles/azure.md").json()
    assert set(body) >= {*REFERENCE, "text"} and "29 %" in body["text"]


@pytest.mark.parametrize(
    "path", ["/api/articles/absent", "/api/articles/../../etc/passwd", "/api/nothing", "/nothing.js"]
)
def test_not_found(client: TestClient, path: str) -> None:
    check_problem(client.get(path), 404, "introuvable")


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/api/ask"), ("PATCH", "/api/articles/azure.md"), ("PUT", "/healthz")]
)
def test_a_method_that_is_not_allowed(client: TestClient, method: str, path: str) -> None:
    check_problem(client.request(method, path), 405, "methode")


def test_an_article_id_with_slashes_spaces_and_accents(home: Path, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "more" / "sous dossier", {"été #1?.md": "# Un robot\n\nLe robot épluche des carottes."}
    ).parent
    wiring = FakeWiring(settings_for(home))
    run_index(wiring, [folder])
    with client_of(wiring) as client:
        (found,) = client.get("/api/articles").json()["articles"]
        assert found["article_id"] == "sous dossier/été #1?.md"
        assert client.get("/api/articles/sous%20dossier/%C3%A9t%C3%A9%20%231%3F.md").json()["title"] == "Un robot"


def test_health_readiness_and_metrics(client: TestClient) -> None:
    assert client.get("/healthz").text == "ok"
    assert wait_ready(client).json() == {"ready": True}
    client.post("/api/ask", json={"question": AZURE})
    client.post("/api/ask", json={"question": UNKNOWN})
    text = client.get("/metrics").text
    assert 'vigie_answers_total{reason="",status="answered"} 1.0' in text
    assert 'status="refused"} 1.0' in text and 'vigie_http_seconds_count{route="/api/ask"} 2.0' in text


def wait_ready(client: TestClient) -> Any:
    """Ask /readyz until loading is over."""
    deadline = time.monotonic() + 20
    while (response := client.get("/readyz")).status_code == 503 and time.monotonic() < deadline:
        if response.json()["code"] != "chargement":
            break
        time.sleep(0.02)
    return response


def test_not_ready_without_an_index(home: Path) -> None:
    with client_of(FakeWiring(settings_for(home))) as client:
        assert "vigie index" in check_problem(wait_ready(client), 503, "index")
        assert client.get("/healthz").text == "ok"
        for response in (client.post("/api/ask", json={"question": AZURE}), client.get("/api/articles")):
            check_problem(response, 503, "index")


@pytest.mark.parametrize("name", ["vectors.faiss", "catalog.db"])
def test_a_damaged_index(wiring: FakeWiring, name: str) -> None:
    path = wiring.shelf.path(wiring.shelf.require_current()) / name
    flip(path)
    with client_of(wiring) as client:
        assert name in check_problem(client.post("/api/ask", json={"question": AZURE}), 503, "index")
        path.unlink()
        check_problem(client.post("/api/ask", json={"question": AZURE}), 503, "index")


def test_a_new_snapshot_is_served_without_a_restart(wiring: FakeWiring, tmp_path: Path) -> None:
    with client_of(wiring) as client:
        assert client.get("/api/articles").json()["total"] == 5
        folder = write(tmp_path / "more", {"more.md": "# Un robot\n\nLe robot épluche des carottes."})
        run_index(FakeWiring(wiring.settings), [folder])
        assert client.get("/api/articles").json()["total"] == 6


def test_suggestions_are_answered_questions(client: TestClient) -> None:
    suggestions = client.get("/api/suggestions").json()["suggestions"]
    assert isinstance(suggestions, list) and len(suggestions) <= 6 and len(set(suggestions)) == len(suggestions)
    for question in suggestions:
        assert client.post("/api/ask", json={"question": question}).json()["status"] == "answered"


def test_the_page_and_the_description(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200 and page.headers["content-type"].startswith("text/html") and 'lang="fr"' in page.text
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/api/ask", "/api/ask/stream", "/api/search", "/api/articles", "/api/suggestions", "/readyz"} <= set(paths)


def test_many_questions_at_once(client: TestClient) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        bodies = list(pool.map(lambda _: client.post("/api/ask", json={"question": AZURE}).json(), range(16)))
    assert {body["text"] for body in bodies} == {bodies[0]["text"]}
