"""What cannot be searched, on a real index: a clear answer or problem over HTTP, an exit code on the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from api import cli
from api.indexing import run_index
from tests.conftest import settings_for
from tests.fakes import FakeWiring
from tests.samples import ARTICLES, AZURE, write
from tests.test_http import check_problem, client_of

REFUSED = [
    ("/api/search", {"k": 0}, "k"),
    ("/api/search", {"k": 1_000_000}, "k"),
    ("/api/search", {"from": "2024", "to": "2023"}, "wrong way round"),
    ("/api/search", {"from": "2023-02-30"}, "is not a date"),
    ("/api/search", {"source": "L'Inconnu"}, "L'Inconnu"),
    ("/api/search", {"q": ""}, "empty"),
    ("/api/search", {"q": "🙂🙂"}, "empty"),
    ("/api/articles", {"from": "2024", "to": "2023"}, "wrong way round"),
    ("/api/articles", {"source": "L'Inconnu"}, "L'Inconnu"),
    ("/api/articles", {"q": AZURE, "source": "L'Inconnu"}, "L'Inconnu"),
]


@pytest.mark.parametrize(("path", "parameters", "message"), REFUSED)
def test_problems(wiring: FakeWiring, path: str, parameters: dict[str, Any], message: str) -> None:
    given = {"q": AZURE} | parameters if path == "/api/search" else parameters
    with client_of(wiring) as client:
        assert message in check_problem(client.get(path, params=given), 422, "saisie")


def test_only_stop_words_find_the_nearest(wiring: FakeWiring) -> None:
    with client_of(wiring) as client:
        hits = client.get("/api/search", params={"q": "qui est le", "k": 3}).json()["hits"]
        assert len(hits) == 3
        refused = client.post("/api/ask", json={"question": "qui est le 🙂 ?"}).json()
        assert refused["status"] == "refused" and refused["refusal"]["reason"]


def test_a_corpus_of_one_passage(home: Path, tmp_path: Path) -> None:
    wiring = FakeWiring(settings_for(home))
    run_index(wiring, [write(tmp_path / "one", {"azure.md": ARTICLES["azure.md"]})])
    with client_of(wiring) as client:
        assert len(client.get("/api/search", params={"q": AZURE, "k": 20}).json()["hits"]) == 1
        assert client.post("/api/ask", json={"question": AZURE, "mode": "extract"}).json()["status"] == "answered"


@pytest.fixture
def run(environment: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run one command with fake models; return its exit code, stdout and stderr."""
    monkeypatch.setattr(cli, "Wiring", FakeWiring)

    def call(*argv: str) -> tuple[int, str, str]:
        code = cli.main(list(argv))
        return code, *capsys.readouterr()

    return call


def test_ids_given_twice_in_a_file(run: Any, tmp_path: Path) -> None:
    lines = [{"id": "a", "text": "Azure progresse."}, {"id": "a", "text": "Nvidia recule."}, {"text": "Sans identité."}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)))
    code, out, _ = run("index", "--corpus", str(tmp_path / "a.jsonl"), "--json")
    report = json.loads(out)
    (problems,) = (root["problems"] for root in report["roots"].values())
    assert code == 0 and report["articles"] == 2 and "line 2: the id 'a' stands twice" in problems[0]


def test_an_empty_folder(run: Any, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, out, err = run("index", "--corpus", str(tmp_path / "empty"))
    assert (code, out) == (1, "") and str(tmp_path / "empty") in err
