"""The library hands out the current snapshot and picks up a newer one by itself."""

from pathlib import Path

import pytest

from api.indexing import run_index
from corpus.errors import SnapshotError
from rag.library import Library
from tests.conftest import settings_for
from tests.fakes import FakeEmbedder, FakeWiring
from tests.samples import write
from tests.test_snapshot import flip


def publish(wiring: FakeWiring, tmp_path: Path) -> str:
    folder = write(tmp_path / "more", {"more.md": "# Un robot\n\nLe robot épluche des carottes."})
    return run_index(FakeWiring(wiring.settings), [folder]).build.manifest.id


def test_a_newer_snapshot_is_picked_up(wiring: FakeWiring, tmp_path: Path) -> None:
    old = wiring.library.index()
    assert wiring.library.index() is old, "it is opened once"
    newer = publish(wiring, tmp_path)
    assert wiring.library.index().snapshot.manifest.id == newer
    assert wiring.library.article("more.md") is not None
    assert old.snapshot.catalog.article("more.md") is None, "a search that has begun keeps its snapshot"


def test_a_newer_snapshot_that_cannot_be_opened_leaves_the_old_in_use(wiring: FakeWiring, tmp_path: Path) -> None:
    old = wiring.library.index()
    newer = publish(wiring, tmp_path)
    flip(wiring.shelf.path(newer) / "catalog.db")
    assert wiring.library.index() is old


def test_before_the_first_snapshot(home: Path) -> None:
    library = FakeWiring(settings_for(home)).library
    with pytest.raises(SnapshotError, match="run `vigie index`"):
        library.index()


def test_another_embedder(wiring: FakeWiring) -> None:
    with pytest.raises(SnapshotError, match="VIGIE_EMBEDDER=fake"):
        Library(wiring.shelf, FakeEmbedder("other")).index()


def test_article(wiring: FakeWiring) -> None:
    article = wiring.library.article("azure.md")
    assert article is not None and article.source == "Nuages"
    assert wiring.library.article("absent") is None
