"""Conversations and feedback: the store, the routes, and the turns that questions add."""

import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.conversations import Conversations
from corpus.errors import BusyError, ConversationError, GenerationError
from rag.pipeline import Ask
from tests.fakes import FakeWiring, ScriptedGenerator
from tests.samples import AZURE, HONG_KONG, UNKNOWN
from tests.test_http import check_problem, client_of, events_of, with_generator

DRAFT = "Le chiffre d'affaires d'Azure a progressé de 29 %."
NOBODY = "0" * 32
ANSWER: dict[str, Any] = {"question": "Été ?", "text": "Oui.", "warnings": [], "refusal": None, "claims": []}
FEEDBACK = {"thumb": "up", "question": "Été ?", "answer": ANSWER}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Conversations]:
    made = Conversations(tmp_path / "home" / "conversations.db")
    yield made
    made.close()


@pytest.fixture
def client(wiring: FakeWiring) -> Iterator[TestClient]:
    with client_of(with_generator(wiring, ScriptedGenerator(DRAFT))) as made:
        yield made


def start(client: TestClient, **body: str) -> str:
    """Start a conversation; return its id."""
    response = client.post("/api/conversations", json=body)
    assert response.status_code == 201, response.text
    return str(response.json()["id"])


def test_a_conversation_is_made_found_renamed_and_removed(store: Conversations) -> None:
    made = store.create("Un titre")
    assert store.find(made.id) == made and made.created == made.updated and made.created.endswith("+00:00")
    store.rename(made.id, "Un autre")
    renamed = store.find(made.id)
    assert renamed is not None and (renamed.title, renamed.updated) == ("Un autre", made.updated)
    store.append(made.id, "Q ?", ANSWER)
    store.remove(made.id)
    assert store.find(made.id) is None and store.turns(made.id) == [] and store.recent() == []


def test_turns_stay_in_order_and_bring_their_conversation_to_the_top(store: Conversations) -> None:
    first, second = store.create(""), store.create("B")
    assert [c.id for c in store.recent()] == [second.id, first.id]
    for question in ("Un ?", "Deux ?"):
        store.append(first.id, question, {**ANSWER, "text": question})
    assert [(t.question, t.answer["text"]) for t in store.turns(first.id)] == [("Un ?", "Un ?"), ("Deux ?", "Deux ?")]
    assert [c.title for c in store.recent()] == ["Un ?", "B"] and store.turns(second.id) == []


def test_a_turn_of_a_removed_conversation(store: Conversations) -> None:
    with pytest.raises(ConversationError, match="was removed"):
        store.append(NOBODY, "Q ?", ANSWER)
    assert store.turns(NOBODY) == []


@pytest.mark.parametrize("name", ["", "x", NOBODY, "\ud800", NOBODY + "\n", "A" * 32])
def test_ids_of_nothing(store: Conversations, name: str) -> None:
    assert store.find(name) is None


def test_feedback_outlives_its_conversation(store: Conversations) -> None:
    made = store.create("A")
    store.add_feedback("up", "Q ?", ANSWER, "très bien", made.id)
    given = store.add_feedback("down", "R ?", ANSWER, "", None)
    store.remove(made.id)
    first, second = store.feedback()
    assert (first.thumb, first.comment, first.conversation_id, first.answer) == ("up", "très bien", None, ANSWER)
    assert second == given


def test_what_is_stored_stays(store: Conversations, tmp_path: Path) -> None:
    made = store.create("A")
    again = Conversations(tmp_path / "home" / "conversations.db")
    assert again.recent() == [made]
    again.append(made.id, "Q ?", ANSWER)
    assert len(store.turns(made.id)) == 1, "two processes may share it"
    mode = sqlite3.connect(tmp_path / "home" / "conversations.db").execute("PRAGMA journal_mode").fetchone()
    assert mode == ("wal",)
    again.close()


def test_another_version_and_a_damaged_file(tmp_path: Path) -> None:
    newer = sqlite3.connect(tmp_path / "newer.db")
    newer.execute("PRAGMA user_version = 2")
    newer.close()
    with pytest.raises(ConversationError, match="another version"):
        Conversations(tmp_path / "newer.db")
    (tmp_path / "bad.db").write_bytes(b"no database" * 1_000)
    with pytest.raises(ConversationError, match=r"bad\.db cannot be used"):
        Conversations(tmp_path / "bad.db")


def test_a_store_that_another_process_keeps(store: Conversations, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "home" / "conversations.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store._db.execute("PRAGMA busy_timeout = 10")
    with pytest.raises(BusyError, match="another process"):
        store.create("A")
    other.execute("ROLLBACK")
    assert store.create("A").title == "A"
    other.close()


def test_many_threads(store: Conversations) -> None:
    made = store.create("A")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: store.append(made.id, f"{n} ?", ANSWER), range(40)))
    assert {turn.question for turn in store.turns(made.id)} == {f"{n} ?" for n in range(40)}


def test_the_routes(client: TestClient) -> None:
    assert client.get("/api/conversations").json() == {"conversations": []}
    made = client.post("/api/conversations", json={"title": "  Nuages  "}).json()
    assert set(made) == {"id", "title", "created", "updated", "turns"} and made["title"] == "Nuages"
    other = client.post("/api/conversations").json()
    assert other["title"] == "" and other["turns"] == []
    listed = client.get("/api/conversations").json()["conversations"]
    assert [c["id"] for c in listed] == [other["id"], made["id"]] and "turns" not in listed[0]
    path = f"/api/conversations/{made['id']}"
    assert client.get(path).json() == made
    assert client.patch(path, json={"title": "Été"}).json() == {**made, "title": "Été"}
    response = client.delete(path)
    assert (response.status_code, response.content) == (204, b"")
    check_problem(client.get(path), 404, "introuvable")


@pytest.mark.parametrize("route", ["/api/ask", "/api/ask/stream"])
def test_a_question_adds_a_turn(client: TestClient, route: str) -> None:
    made = start(client)
    for question in (AZURE, UNKNOWN):
        response = client.post(route, json={"question": question, "conversation_id": made})
        answer = events_of(response.text)[-1][1] if route.endswith("stream") else response.json()
        assert answer["conversation_id"] == made
        conversation = client.get(f"/api/conversations/{made}").json()
        assert conversation["turns"][-1]["question"] == question and conversation["turns"][-1]["answer"] == answer
    assert len(conversation["turns"]) == 2 and conversation["updated"] > conversation["created"]
    assert conversation["title"] == AZURE[:80]


def test_a_question_outside_a_conversation_is_not_kept(client: TestClient, wiring: FakeWiring) -> None:
    client.post("/api/ask", json={"question": AZURE})
    client.post("/api/ask/stream", json={"question": AZURE})
    assert not (wiring.settings.home / "conversations.db").exists()


@pytest.mark.parametrize("route", ["/api/ask", "/api/ask/stream"])
def test_a_question_that_fails_adds_no_turn(wiring: FakeWiring, route: str) -> None:
    failing = with_generator(wiring, ScriptedGenerator("Un début", GenerationError("it went silent")))
    with client_of(failing) as client:
        made = start(client)
        client.post(route, json={"question": AZURE, "conversation_id": made})
        client.post(route, json={"question": "", "conversation_id": made})
        assert client.get(f"/api/conversations/{made}").json()["turns"] == []


@pytest.mark.parametrize("route", ["/api/ask", "/api/ask/stream"])
def test_a_follow_up_reads_the_conversation(client: TestClient, route: str) -> None:
    asked = {"question": "Et Azure ?", "mode": "extract"}
    made = start(client)
    client.post(route, json={"question": AZURE.replace("d'Azure", "de Google"), "conversation_id": made})
    client.post(route, json={**asked, "conversation_id": made})
    client.post(route, json={"question": "et en 2031 ?", "conversation_id": made})
    _, second, third = client.get(f"/api/conversations/{made}").json()["turns"]
    assert second["question"] == "Et Azure ?" and second["answer"]["rewritten_question"] == AZURE
    assert third["answer"]["rewritten_question"] == AZURE.replace(" entre juillet et septembre", "")[:-2] + " en 2031 ?"
    alone = client.post("/api/ask", json=asked).json()
    assert alone["rewritten_question"] is None


@pytest.mark.parametrize("route", ["/api/ask", "/api/ask/stream"])
def test_an_answer_that_cannot_be_kept_is_not_lost(wiring: FakeWiring, route: str) -> None:
    """The conversation is removed while its question is being answered."""

    class Removing(ScriptedGenerator):
        def stream(self, *args: Any) -> Iterator[str]:
            wiring.conversations.remove(made)
            return super().stream(*args)

    with client_of(with_generator(wiring, Removing(DRAFT))) as client:
        made = start(client)
        response = client.post(route, json={"question": AZURE, "conversation_id": made})
        answer = events_of(response.text)[-1][1] if route.endswith("stream") else response.json()
        assert answer["status"] == "answered" and [w["kind"] for w in answer["warnings"]] == ["non_enregistre"]


@pytest.mark.parametrize("name", [NOBODY, "c", "", "../x", "é"])
def test_unknown_conversations(client: TestClient, name: str) -> None:
    for route in ("/api/ask", "/api/ask/stream"):
        check_problem(client.post(route, json={"question": AZURE, "conversation_id": name}), 404, "introuvable")
    check_problem(client.post("/api/feedback", json={**FEEDBACK, "conversation_id": name}), 404, "introuvable")


def test_unknown_conversations_by_path(client: TestClient) -> None:
    for name in (NOBODY, "c", "%C3%A9", "%ED%A0%80", "%00"):
        path = f"/api/conversations/{name}"
        for method, body in (("GET", None), ("PATCH", {"title": "x"}), ("DELETE", None)):
            check_problem(client.request(method, path, json=body), 404, "introuvable")
        check_problem(client.get(f"{path}/export"), 404, "introuvable")


def test_the_exports(client: TestClient) -> None:
    made = start(client, title="Nuages")
    for question in (AZURE, UNKNOWN):
        client.post("/api/ask", json={"question": question, "conversation_id": made})
    path = f"/api/conversations/{made}"
    response = client.get(f"{path}/export", params={"format": "json"})
    assert response.json() == client.get(path).json()
    assert response.headers["content-disposition"] == f'attachment; filename="vigie-{made[:8]}.json"'
    response = client.get(f"{path}/export")
    assert response.headers["content-type"] == "text/markdown; charset=utf-8"
    lines = response.text.split("\n")
    assert lines[0] == "# Nuages" and f"## {AZURE}" in lines and f"## {UNKNOWN}" in lines
    assert "1. [Azure accélère, Google ralentit](<https://nuages.example/azure>) (Nuages, octobre 2023)" in lines
    (quote,) = [line for line in lines if line.startswith("   > «\u00a0Entre juillet")]
    assert "29 %" in quote and "Articles les plus proches\u00a0:" in lines
    check_problem(client.get(f"{path}/export", params={"format": "pdf"}), 422, "saisie")


def test_an_export_of_nothing(client: TestClient) -> None:
    assert client.get(f"/api/conversations/{start(client)}/export").text == "# Conversation\n"


def test_feedback(client: TestClient) -> None:
    made = start(client)
    answer = client.post("/api/ask", json={"question": HONG_KONG, "conversation_id": made}).json()
    body = {"thumb": "down", "question": HONG_KONG, "answer": answer, "comment": "Trop long.\nVraiment.",
            "conversation_id": made}  # fmt: skip
    response = client.post("/api/feedback", json=body)
    assert response.status_code == 201 and {**response.json(), "created": 0} == {**body, "created": 0}
    assert client.post("/api/feedback", json=FEEDBACK).status_code == 201
    exported = client.get("/api/feedback")
    assert exported.headers["content-type"].startswith("application/jsonl")
    first, second = [json.loads(line) for line in exported.text.split("\n")[:-1]]
    assert first == response.json()
    assert {k: second[k] for k in ("thumb", "comment", "conversation_id")} == {
        "thumb": "up", "comment": "", "conversation_id": None,
    }  # fmt: skip


def test_no_feedback_yet(client: TestClient) -> None:
    assert client.get("/api/feedback").text == ""


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


BAD_FEEDBACK = [
    ({"thumb": "meh"}, "thumb"), ({"thumb": None}, "thumb"), ({"question": None}, "question"),
    ({"question": "x" * 2_001}, "question"), ({"answer": "Oui."}, "answer"), ({"answer": None}, "answer"),
    ({"answer": {"x": "\ud800"}}, "answer"), ({"answer": {"x": nested(40)}}, "answer"), ({"comment": 1}, "comment"),
    ({"comment": "\ud800"}, "comment"), ({"comment": "x" * 2_001}, "comment"), ({"more": 1}, "more"),
    ({"answer": {"x": float("nan")}}, "answer"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "field"), BAD_FEEDBACK)
def test_bad_feedback(client: TestClient, change: dict[str, Any], field: str) -> None:
    content = json.dumps({**FEEDBACK, **change}).encode()
    response = client.post("/api/feedback", content=content, headers={"content-type": "application/json"})
    assert check_problem(response, 422, "saisie").startswith(f"{field}: ")
    assert client.get("/api/feedback").text == ""


@pytest.mark.parametrize("title", ["", "  ", "x" * 201, "a\nb", None, 3, "\ud800"])
def test_bad_titles(client: TestClient, title: Any) -> None:
    content = json.dumps({"title": title}).encode()
    path = f"/api/conversations/{start(client)}"
    response = client.patch(path, content=content, headers={"content-type": "application/json"})
    check_problem(response, 422, "saisie")
    response = client.post("/api/conversations", content=content, headers={"content-type": "application/json"})
    assert response.status_code == (201 if title is None else 422)


def test_a_damaged_store_spares_the_questions(client: TestClient, wiring: FakeWiring) -> None:
    (wiring.settings.home / "conversations.db").write_bytes(b"no database" * 1_000)
    check_problem(client.get("/api/conversations"), 500, "conversations")
    check_problem(client.post("/api/ask", json={"question": AZURE, "conversation_id": NOBODY}), 500, "conversations")
    assert client.post("/api/ask", json={"question": AZURE}).json()["status"] == "answered"


def test_a_question_goes_with_the_earlier_ones(wiring: FakeWiring, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Ask] = []
    events = wiring.pipeline.events
    monkeypatch.setattr(wiring.pipeline, "events", lambda ask: (asked.append(ask), events(ask))[1])
    with client_of(wiring) as client:
        conversation = start(client)
        for question in [AZURE, *[f"Combien de salariés a Anthropic en 202{n} ?" for n in range(6)]]:
            client.post("/api/ask", json={"question": question, "conversation_id": conversation})
        client.post("/api/ask", json={"question": HONG_KONG})
    assert [ask.history for ask in asked[:3]] == [(), (AZURE,), (AZURE, "Combien de salariés a Anthropic en 2020 ?")]
    assert asked[6].history == tuple(f"Combien de salariés a Anthropic en 202{n} ?" for n in range(5))
    assert asked[7].history == ()
