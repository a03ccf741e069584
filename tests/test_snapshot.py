"""Published snapshots: opened only if everything matches; a reader never sees half of one."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import SnapshotError
from index.snapshot import Manifest, Recipe, Snapshot, SnapshotShelf
from tests.fakes import FakeEmbedder, FakeWiring, Stop

EMBEDDER = FakeEmbedder()


@pytest.fixture
def shelf(wiring: FakeWiring) -> SnapshotShelf:
    """A shelf with one published snapshot."""
    return wiring.shelf


def current(shelf: SnapshotShelf) -> Path:
    return shelf.path(shelf.require_current())


def test_an_opened_snapshot(shelf: SnapshotShelf) -> None:
    snapshot = shelf.open_current(EMBEDDER)
    manifest = snapshot.manifest
    assert (
        (manifest.articles, manifest.passages) == (5, 5) == (snapshot.catalog.count_articles(), len(snapshot.vectors))
    )
    assert manifest.recipe == Recipe.of(EMBEDDER)
    assert {"catalog.db", "vectors.faiss"} < set(manifest.files) and "manifest.json" not in manifest.files
    assert Manifest.read(current(shelf)) == manifest == shelf.current_manifest()


def test_before_the_first(tmp_path: Path) -> None:
    shelf = SnapshotShelf(tmp_path)
    assert shelf.current_id() is None and shelf.current_manifest() is None
    with pytest.raises(SnapshotError, match="run `vigie index`"):
        shelf.open_current(EMBEDDER)


@pytest.mark.parametrize(
    ("embedder", "message"),
    [
        (FakeEmbedder("other"), "built with the embedder fake, not other"),
        (FakeEmbedder(dim=32), "run `vigie index`"),
    ],
)
def test_another_embedder(shelf: SnapshotShelf, embedder: FakeEmbedder, message: str) -> None:
    with pytest.raises(SnapshotError, match=message):
        shelf.open_current(embedder)


def test_another_schema(shelf: SnapshotShelf) -> None:
    edit_manifest(shelf, lambda m: m["recipe"].update(schema=99))
    with pytest.raises(SnapshotError, match="run `vigie index`"):
        shelf.open_current(EMBEDDER)


def edit_manifest(shelf: SnapshotShelf, change: Callable[[dict[str, dict[str, int]]], None]) -> None:
    path = current(shelf) / "manifest.json"
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 255
    path.write_bytes(data)


def lexical(folder: Path) -> Path:
    return next((folder / "lexical").glob("*.term"))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "vectors truncated": lambda f: (f / "vectors.faiss").write_bytes((f / "vectors.faiss").read_bytes()[:-40]),
    "vectors flipped": lambda f: flip(f / "vectors.faiss"),
    "vectors missing": lambda f: (f / "vectors.faiss").unlink(),
    "catalog flipped": lambda f: flip(f / "catalog.db"),
    "catalog empty": lambda f: (f / "catalog.db").write_bytes(b""),
    "catalog missing": lambda f: (f / "catalog.db").unlink(),
    "lexical flipped": lambda f: flip(lexical(f)),
    "lexical missing": lambda f: shutil.rmtree(f / "lexical"),
    "manifest missing": lambda f: (f / "manifest.json").unlink(),
    "manifest cut": lambda f: (f / "manifest.json").write_text((f / "manifest.json").read_text()[:50]),
    "manifest a list": lambda f: (f / "manifest.json").write_text("[]"),
    "folder missing": shutil.rmtree,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damage_is_refused(shelf: SnapshotShelf, damage: Callable[[Path], object]) -> None:
    damage(current(shelf))
    with pytest.raises(SnapshotError, match="vigie index"):
        shelf.open_current(EMBEDDER)


def test_counts_that_disagree(shelf: SnapshotShelf) -> None:
    edit_manifest(shelf, lambda m: m.update(passages=6))  # type: ignore[call-overload]
    with pytest.raises(SnapshotError, match="--rebuild"):
        shelf.open_current(EMBEDDER)


def test_a_draft_that_is_not_published_leaves_nothing(shelf: SnapshotShelf) -> None:
    before = current(shelf)
    with pytest.raises(Stop), shelf.draft(before.name) as draft:
        assert (draft / "catalog.db").exists()
        raise Stop
    assert current(shelf) == before and [before] == list(before.parent.iterdir())
    assert shelf.open_current(EMBEDDER).manifest.id == before.name


def test_a_draft_shares_what_is_never_written_in_place(shelf: SnapshotShelf) -> None:
    base = current(shelf)
    with shelf.draft(base.name) as draft:
        shared = {p.relative_to(draft).as_posix() for p in draft.rglob("*") if p.is_file() and p.stat().st_nlink > 1}
    assert "vectors.faiss" in shared and lexical(base).relative_to(base).as_posix() in shared
    assert not {name for name in shared if name.endswith((".json", ".db", ".lock"))}


def test_without_hard_links_files_are_copied(shelf: SnapshotShelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("not supported")

    monkeypatch.setattr(os, "link", refuse)
    base = current(shelf)
    with shelf.draft(base.name) as draft:
        assert (draft / "vectors.faiss").read_bytes() == (base / "vectors.faiss").read_bytes()
        assert shelf.publish(draft, Recipe.of(EMBEDDER), 5, 5).files.keys() == Manifest.read(base).files.keys()


def test_a_killed_draft_is_swept_by_the_next(shelf: SnapshotShelf) -> None:
    left = current(shelf).parent / ".draft-killed"
    left.mkdir()
    (left / "vectors.faiss").write_bytes(b"half")
    with shelf.draft(None):
        assert not left.exists()


def test_publishing_replaces_and_keeps_the_one_before(shelf: SnapshotShelf) -> None:
    seen = [shelf.require_current()]
    reader = shelf.open_current(EMBEDDER)
    for _ in range(3):
        with shelf.draft(seen[-1]) as draft:
            (draft / "note").write_text(str(len(seen)))
            seen.append(shelf.publish(draft, reader.manifest.recipe, 5, 5).id)
        assert shelf.require_current() == seen[-1]
    kept = {p.name for p in current(shelf).parent.iterdir()}
    assert seen[-1] in kept and len(kept) == 2
    assert len(reader.catalog.passages([1])) == 1, "an open snapshot can still be read"


def test_a_publication_killed_before_the_pointer_moved(shelf: SnapshotShelf, monkeypatch: pytest.MonkeyPatch) -> None:
    before = shelf.require_current()

    def kill(*_: object) -> None:
        raise Stop

    monkeypatch.setattr(Path, "replace", kill)
    with pytest.raises(Stop), shelf.draft(before) as draft:
        (draft / "note").write_text("another content")
        shelf.publish(draft, Recipe.of(EMBEDDER), 5, 5)
    monkeypatch.undo()
    assert shelf.require_current() == before
    assert Snapshot.open(shelf.path(before), EMBEDDER).manifest.passages == 5
