"""The rooms and their order, read from the imports; and the docs, which name every setting and route."""

import ast
import importlib.metadata
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.routing import Route

from api.http import create_app
from tests.conftest import ROOT, settings_for
from tests.fakes import FakeWiring

ROOMS = ["corpus", "index", "rag", "api"]
MODULES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for room in ROOMS
    for path in sorted((ROOT / room).rglob("*.py"))
}
# Who may import a heavy library (regular expressions over paths).
OWNERS = {
    "faiss": r"index/vectors\.py",
    "tantivy": r"index/lexical\.py",
    "sentence_transformers": r"index/embedder\.py",
    "langchain_text_splitters": r"index/split\.py",
    "xllamacpp": r"rag/generators/\w+\.py",
    "transformers": r"rag/generators/\w+\.py|index/embedder\.py|rag/network\.py",
    "torch": r"index/embedder\.py|rag/network\w*\.py|rag/pairs\.py|rag/generators/hub\.py",
    "fastapi": r"api/\w+\.py",
    "pydantic": r"api/\w+\.py",
    "starlette": r"api/\w+\.py",
    "uvicorn": r"api/\w+\.py",
    "mcp": r"api/mcp_\w+\.py",
    "trafilatura": r"corpus/\w+\.py",
    "pypdf": r"corpus/\w+\.py",
}
ALONE = ["faiss", "tantivy", "sentence_transformers", "langchain_text_splitters"]


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield the names of imported modules, wherever the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""


def importers(library: str) -> list[str]:
    return [path for path, tree in MODULES.items() if library in {name.split(".")[0] for name in imports(tree)}]


@pytest.mark.parametrize("path", MODULES)
def test_a_room_imports_only_rooms_to_its_left(path: str) -> None:
    allowed = ROOMS[: ROOMS.index(Path(path).parts[0]) + 1]
    used = {name.split(".")[0] for name in imports(MODULES[path])}
    assert not (used & set(ROOMS)) - set(allowed)
    assert not used & {"tests", "tools"}


@pytest.mark.parametrize("library", OWNERS)
def test_heavy_libraries_have_owners(library: str) -> None:
    users = importers(library)
    assert users or library in ("pydantic", "starlette"), f"nobody uses {library}"
    assert not [path for path in users if not re.fullmatch(OWNERS[library], path)]


@pytest.mark.parametrize("library", ALONE)
def test_one_owner(library: str) -> None:
    assert len(importers(library)) == 1


def test_the_environment_is_read_in_one_place() -> None:
    users = {
        path
        for path, tree in MODULES.items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv"))
        or (
            isinstance(node, ast.ImportFrom)
            and node.module == "os"
            and {"environ", "getenv"} & {a.name for a in node.names}
        )
    }
    assert "api/settings.py" in users
    allowed = {"api/settings.py", "index/weights.py", "index/embedder.py"}  # one hands it to pip, one to OpenMP
    assert users <= allowed


def test_importing_the_rooms_loads_no_model_library() -> None:
    network = {"rag/network.py", "rag/network_weights.py", "rag/pairs.py"}  # imported when the network first reads
    paths = [path for path in MODULES if not path.startswith("api") and path not in network]
    names = [path[:-3].replace("/", ".").removesuffix(".__init__") for path in paths]
    names.append("api.http")
    heavy = ("torch", "transformers", "xllamacpp", "mcp")
    code = f"import sys, {', '.join(names)}; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("room", ROOMS)
def test_each_name_is_owned_by_one_distribution(room: str) -> None:
    assert set(importlib.metadata.packages_distributions()[room]) == {"vigie"}


@pytest.mark.parametrize("path", MODULES)
def test_modules_say_what_they_are_and_stay_small(path: str) -> None:
    assert ast.get_docstring(MODULES[path]), "a module begins with what it is"
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= 300


def test_nothing_is_written_inside_the_rooms() -> None:
    kinds = {path.suffix for room in ROOMS for path in (ROOT / room).rglob("*") if path.is_file()}
    assert kinds <= {
        ".py",
        ".pyc",
        ".typed",
        ".md",
        ".json",
        ".toml",
        ".txt",
        ".html",
        ".css",
        ".js",
        ".svg",
        ".woff2",
        ".safetensors",
        ".ico",
        ".png",
    }


def settings() -> set[str]:
    source = (ROOT / "api" / "settings.py").read_text(encoding="utf-8")
    return set(re.findall(r"VIGIE_[A-Z_]+[A-Z]", source))


def test_the_readme_names_every_setting() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(settings()) >= 9
    assert not {name for name in settings() if name not in readme}


def test_the_readme_names_every_route(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    routes = {route.path for route in create_app(FakeWiring(settings_for(tmp_path))).routes if isinstance(route, Route)}
    assert "/mcp" in routes and "/mcp" in readme
    own = {re.sub(r"\{(\w+):path\}", r"{\1}", path) for path in routes} - {
        "/openapi.json",
        "/redoc",
        "/docs/oauth2-redirect",
    }
    assert {"/api/ask", "/healthz"} <= own
    assert not {path for path in own if path not in readme and re.sub(r"\{\w+\}", "{id}", path) not in readme}


def test_the_readme_names_every_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    commands = re.findall(r"^    (\w+) ", done.stdout, re.MULTILINE)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {"index", "ask", "serve"} <= set(commands)
    assert not {name for name in commands if f"vigie {name}" not in readme}
