"""Rechecking a past answer: what stands, what moved, what is lost; over HTTP and on the command line."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import cli
from api.indexing import run_index
from api.views import Json, answer_json
from corpus.article import Article
from corpus.text import Span
from corpus.typography import typeset
from rag.faults import fault_of
from rag.pipeline import Ask
from rag.quotes import Quote
from rag.recheck import Cited, Recheck, locate, recheck
from tests.fakes import FakeWiring, ScriptedGenerator
from tests.samples import ARTICLES, AZURE, HONG_KONG, UNKNOWN, write
from tests.test_http import check_problem, client_of, with_generator

QUOTE = "Le groupe n'a pas commenté ses 1 300 ventes."
TEXT = f"Une phrase.\n{QUOTE} Une autre.\nEncore 12 %, dit-il.\n{QUOTE}"
ARTICLE = Article("a", "Un titre", TEXT)
AT = TEXT.index(QUOTE)
DRAFT = "Le chiffre d'affaires d'Azure a progressé de 29 %."


def check(claim: str, *cited: Cited) -> Recheck:
    return recheck(claim, cited, {"a": ARTICLE}.get)


def cited(quote: str = QUOTE, start: int = AT, article_id: str = "a") -> Cited:
    return Cited(article_id, quote, Span(start, start + len(quote)))


def test_a_claim_that_stands() -> None:
    found = check("Le groupe n'a pas commenté ses ventes.", cited())
    assert (found.state, found.why) == ("tient", "") and found.checks[0].place == Span(AT, AT + len(QUOTE))


def test_a_claim_that_moved_stands_at_the_nearest_place() -> None:
    assert check(QUOTE, cited(start=AT + 3)).checks[0].place == Span(AT, AT + len(QUOTE))
    last = TEXT.rindex(QUOTE)
    found = check(QUOTE, cited(start=10_000))
    assert (found.state, found.checks[0].place) == ("deplace", Span(last, last + len(QUOTE)))


@pytest.mark.parametrize(
    ("claim", "cites", "why"),
    [
        (QUOTE, [], "aucune citation"),
        (QUOTE, [cited(article_id="b")], "l’article cité n’est plus dans l’index"),
        (QUOTE, [cited("Le groupe n'a rien dit.")], "la citation n’est plus dans l’article"),
        (QUOTE, [cited(article_id="b"), cited("Le groupe n'a rien dit.")], "la citation n’est plus dans l’article"),
        ("Il a 40 ventes.", [cited("x", 0), cited()], "un nombre n’est pas dans les sources"),
        ("Le groupe a commenté ses 1 300 ventes.", [cited()], "la négation ne concorde pas"),
        (
            "Tout autre chose se prépare ailleurs.",
            [cited("Une phrase.", 0)],
            "trop peu de ses mots sont dans les sources",
        ),
        ("", [cited("Une phrase.", 0)], "trop peu de ses mots sont dans les sources"),
    ],
)
def test_a_claim_that_is_lost(claim: str, cites: list[Cited], why: str) -> None:
    found = check(claim, *cites)
    assert (found.state, found.why) == ("perdu", why)


def test_one_citation_that_proves_is_enough() -> None:
    gone, moved = cited(article_id="b"), cited(start=0)
    assert check(QUOTE, gone, moved).state == "deplace"
    assert check(QUOTE, gone, moved, cited()).state == "tient"


def test_two_citations_that_prove_a_half_each() -> None:
    sold = Article("b", "Un autre titre", "Meta a vendu 12 voitures.\nRien de plus.")
    bought = Article("c", "Encore un titre", "Hier, Amazon a acheté 40 camions.")
    claim = "Meta a vendu 12 voitures et Amazon a acheté 40 camions."
    first, second = Cited("b", "Meta a vendu 12 voitures.", Span(0, 25)), Cited("c", bought.text, Span(0, 33))
    known = {"b": sold, "c": bought}
    assert recheck(claim, [first, second], known.get).state == "tient"
    moved = replace(known["b"], text=f"Du neuf.\n{sold.text}")
    assert recheck(claim, [first, second], {"b": moved, "c": bought}.get).state == "deplace"
    lost = recheck(claim, [first, second], {"c": bought}.get)
    assert (lost.state, [bool(check.fault) for check in lost.checks]) == ("perdu", [True, True])
    wrong = recheck(claim.replace("12", "13"), [first, second], known.get)
    assert (wrong.state, wrong.why) == ("perdu", "un nombre n’est pas dans les sources")


def test_an_extract_proves_itself() -> None:
    start, end = TEXT.index("Une autre"), TEXT.index(", dit-il")
    quote = TEXT[start:end]
    for claim in (quote.replace("\n", " "), typeset(quote.replace("\n", " "))):
        assert check(claim, cited(quote, start)).state == "tient"
    word = cited("ses", TEXT.index("ses"))
    assert fault_of(word.quote, Quote(ARTICLE, word.place)), "a word that proves nothing"
    assert check(word.quote, word).state == "tient"


def test_a_typeset_claim_is_read_as_it_was_verified() -> None:
    claim = typeset("Le groupe n'a pas commenté ses 1 300 ventes récentes.")
    assert "’" in claim and "\u202f" in claim
    assert check(claim, cited()).state == "tient"


@pytest.mark.parametrize("place", [Span(0, 0), Span(5, 2), Span(-5, -1), Span(0, 10**30)])
def test_an_impossible_place_proves_nothing(place: Span) -> None:
    assert locate("", place, TEXT) is None and locate(" \n", place, TEXT) is None
    assert locate("absent", place, TEXT) is None
    assert locate("Encore", place, TEXT) == Span(TEXT.index("Encore"), TEXT.index("Encore") + 6)


@pytest.fixture
def answer(wiring: FakeWiring) -> Json:
    """A past answer of the tiny library, as JSON."""
    with_generator(wiring, ScriptedGenerator(DRAFT))
    return dict(json.loads(json.dumps(answer_json(wiring.pipeline.ask(Ask(AZURE))))))


@pytest.fixture
def client(wiring: FakeWiring) -> Iterator[TestClient]:
    with client_of(wiring) as made:
        yield made


def reindex(wiring: FakeWiring, tmp_path: Path, old: str, new: str) -> None:
    """Publish the library again with other words in the article on Azure, in a root of its own."""
    changed = {name: text.replace(old, new) if name == "azure.md" else text for name, text in ARTICLES.items()}
    other = FakeWiring(wiring.settings)
    for root in other.store.roots():
        other.store.forget(root)
    run_index(other, [write(tmp_path / "changed", changed)])


def test_an_answer_that_stands_comes_back_the_same(client: TestClient, answer: Json) -> None:
    body = client.post("/api/verify", json=answer).json()
    assert body["holds"] is True and list(body)[: len(answer)] == list(answer)
    (claim,), (old,) = body["claims"], answer["claims"]
    assert (claim["state"], claim["why"]) == ("tient", "") and claim["citations"][0]["state"] == "tient"
    assert {**claim["citations"][0], "state": 0} == {**old["citations"][0], "state": 0}
    assert {**body, "claims": 0, "holds": 0} == {**answer, "claims": 0, "holds": 0}
    assert client.post("/api/verify", json=body).json() == body, "what was rechecked can be rechecked"


def test_an_article_that_grew(wiring: FakeWiring, client: TestClient, answer: Json, tmp_path: Path) -> None:
    reindex(wiring, tmp_path, "Entre juillet", "Un paragraphe de plus.\n\nEntre juillet")
    body = client.post("/api/verify", json=answer).json()
    claim, (citation,) = body["claims"][0], body["claims"][0]["citations"]
    assert body["holds"] is True and (claim["state"], citation["state"]) == ("deplace", "deplace")
    text = client.get("/api/articles/azure.md").json()["text"]
    assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert citation["start"] > answer["claims"][0]["citations"][0]["start"]


def test_an_article_that_says_something_else(
    wiring: FakeWiring, client: TestClient, answer: Json, tmp_path: Path
) -> None:
    reindex(wiring, tmp_path, "29 %", "28 %")
    body = client.post("/api/verify", json=answer).json()
    claim, old = body["claims"][0], answer["claims"][0]["citations"][0]
    assert body["holds"] is False and claim["state"] == "perdu"
    assert claim["why"] == "la citation n’est plus dans l’article"
    assert claim["citations"] == [{**old, "state": "perdu"}], "a lost quote keeps its old place"


def test_an_invented_sentence_with_a_real_quote(client: TestClient, answer: Json) -> None:
    answer["claims"][0]["text"] = "Le chiffre d'affaires d'Azure a progressé de 35 %."
    body = client.post("/api/verify", json=answer).json()
    assert body["holds"] is False and body["claims"][0]["why"] == "un nombre n’est pas dans les sources"


@pytest.mark.parametrize("question", [AZURE, HONG_KONG])
def test_extracts_stand(wiring: FakeWiring, client: TestClient, question: str) -> None:
    extract = answer_json(wiring.pipeline.ask(Ask(question, mode="extract")))
    assert client.post("/api/verify", json=extract).json()["holds"] is True


def test_a_refusal_has_nothing_to_lose(wiring: FakeWiring, client: TestClient) -> None:
    refusal = answer_json(wiring.pipeline.ask(Ask(UNKNOWN)))
    assert client.post("/api/verify", json=refusal).json() == {**refusal, "holds": True}


def changed(answer: Json, path: str, value: Any) -> Json:
    """Return the answer with another value at a path such as "claims.0.text"; `...` takes the field away."""
    copy: Any = json.loads(json.dumps(answer))
    place, keys = copy, [int(key) if key.isdigit() else key for key in path.split(".")]
    for key in keys[:-1]:
        place = place[key]
    if value is ...:
        del place[keys[-1]]
    else:
        place[keys[-1]] = value
    return dict(copy)


MALFORMED = [
    ("question", ...), ("question", 3), ("status", "perhaps"), ("claims", ...), ("claims", None), ("claims", {}),
    ("claims", []), ("claims.0", "text"), ("claims.0.text", ...), ("claims.0.text", None), ("claims.0.citations", ...),
    ("claims.0.citations", "x"), ("claims.0.citations.0.article_id", 1), ("claims.0.citations.0.quote", ""),
    ("claims.0.citations.0.quote", ...), ("claims.0.citations.0.start", -1), ("claims.0.citations.0.start", "0"),
    ("claims.0.citations.0.start", 1.5), ("claims.0.citations.0.end", True), ("claims.0.citations.0.end", None),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value"), MALFORMED)
def test_malformed_answers_name_the_field(client: TestClient, answer: Json, path: str, value: Any) -> None:
    detail = check_problem(client.post("/api/verify", json=changed(answer, path, value)), 422, "saisie")
    assert detail.startswith(f"{path}: ")


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b'"x"', b"{", b'{"timings": NaN}', b'{"x": "\\ud800"}'])
def test_bodies_that_are_no_answer(client: TestClient, content: bytes) -> None:
    response = client.post("/api/verify", content=content, headers={"content-type": "application/json"})
    assert response.status_code in (400, 422)
    check_problem(response, response.status_code, "saisie")


def test_a_body_nested_too_deep(client: TestClient) -> None:
    for depth in (30, 400, 900, 50_000):
        content = b'{"x": ' + b"[" * depth + b"]" * depth + b"}"
        response = client.post("/api/verify", content=content, headers={"content-type": "application/json"})
        assert response.status_code in (400, 422), depth


@pytest.fixture
def run(wiring: FakeWiring, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run one command on the tiny library; return its exit code, stdout and stderr."""
    monkeypatch.setenv("VIGIE_HOME", str(wiring.settings.home))
    monkeypatch.setattr(cli, "Wiring", FakeWiring)

    def call(*argv: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.main(list(argv))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_the_command(run: Any, answer: Json, tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")
    code, out, _ = run("verify", str(path))
    assert code == 0 and out.startswith("tient") and "Phrases qui tiennent : 1 sur 1" in out
    code, out, _ = run("verify", str(path), "--json")
    assert code == 0 and json.loads(out)["holds"] is True


def test_the_command_on_an_answer_that_is_lost(run: Any, answer: Json, tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(changed(answer, "claims.0.citations.0.quote", "Rien de tel.")))
    code, out, _ = run("verify", str(path))
    assert code == 1 and out.startswith("perdue") and "la citation n’est plus dans l’article" in out
    code, out, _ = run("verify", str(path), "--json")
    assert code == 1 and json.loads(out)["claims"][0]["state"] == "perdu"


@pytest.mark.parametrize("json_too", [False, True])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read (No such file or directory)"), (b"", "is no JSON object"), (b"\xff\x00", "is no JSON"),
        (b"[]", "is no JSON object"), (b"[" * 100_000, "is no JSON object"), (b"{}", "question: Field required"),
        (b'{"question": "x", "status": "answered", "claims": [{}]}', "claims.0.text: Field required"),
    ],
)  # fmt: skip
def test_files_that_hold_no_answer(
    run: Any, tmp_path: Path, content: bytes | None, message: str, json_too: bool
) -> None:
    path = tmp_path / "answer.json"
    if content is not None:
        path.write_bytes(content)
    code, out, err = run("verify", str(path), *(["--json"] if json_too else []))
    (line,) = [line for line in err.splitlines() if line.startswith("vigie: ")]
    assert (code, out) == (1, "") and message in line and "answer.json" in line and "Traceback" not in err
