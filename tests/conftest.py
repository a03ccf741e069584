"""Fixtures: a home that goes away, a tiny library built with real components, and the packaged weights."""

import os
import shutil
from pathlib import Path

import pytest

from api.indexing import run_index
from api.settings import Settings
from corpus.article import Article
from corpus.loaders import load_root
from index.hybrid import HybridIndex
from index.manifest import default_model
from index.weights import WeightStore
from tests import samples
from tests.fakes import FakeWiring

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"


def settings_for(home: Path, **values: str) -> Settings:
    """Settings as read from an environment that holds only these VIGIE_ values."""
    return Settings.read({"VIGIE_HOME": str(home), **{f"VIGIE_{name.upper()}": v for name, v in values.items()}})


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty VIGIE_HOME."""
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The tiny library's files."""
    return samples.write(tmp_path / "articles")


@pytest.fixture(scope="session")
def articles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Article]:
    """The tiny library's articles, by id."""
    loaded = load_root(samples.write(tmp_path_factory.mktemp("samples")))
    return {article.id: article for article in loaded.articles}


@pytest.fixture(scope="session")
def indexed_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the tiny library indexed. Only for copying and reading."""
    base = tmp_path_factory.mktemp("indexed")
    run_index(FakeWiring(settings_for(base / "home")), [samples.write(base / "articles")])
    return base / "home"


@pytest.fixture(scope="session")
def shared_index(indexed_home: Path) -> HybridIndex:
    """The tiny library's index, for reading."""
    return FakeWiring(settings_for(indexed_home)).library.index()


@pytest.fixture
def wiring(indexed_home: Path, home: Path) -> FakeWiring:
    """Vigie over a copy of the indexed library, with fake models."""
    shutil.copytree(indexed_home, home)
    return FakeWiring(settings_for(home))


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, home: Path) -> Path:
    """An environment without settings but VIGIE_HOME; return that home."""
    for name in [name for name in os.environ if name.startswith("VIGIE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("VIGIE_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def weights() -> Path:
    """The folder of the packaged weights; the test is skipped if the default ones are not there."""
    folder = Path(os.environ.get("VIGIE_HOME", ROOT / "var")).absolute() / "models"
    store = WeightStore(folder)
    defaults = (default_model("embedding"), default_model("generation"))
    missing = [name for name in defaults if not store.path(name).exists()]
    if missing:
        pytest.skip(f"{', '.join(missing)} not in {folder}: run `vigie models pull`")
    return folder


@pytest.fixture(scope="session")
def small_model(weights: Path) -> Path:
    """The packaged test generator's file if it was pulled, else the default one's."""
    names = ("qwen2.5-coder-0.5b-instruct", default_model("generation"))
    return next(path for name in names if (path := weights / f"{name}.gguf").exists())
