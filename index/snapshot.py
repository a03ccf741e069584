"""Published snapshots: a folder with articles, passages, vectors and terms that belong together.

    snapshots/<id>/manifest.json   what made it, and the digest of every other file
                   catalog.db      articles and passages
                   vectors.faiss   dense index
                   lexical/        BM25 index
    current                        the id of the published snapshot

A snapshot is written under a temporary name and renamed; `current` is replaced last. A reader either sees all of
the old one or all of the new one. Files that are never written in place are hard links to those of the snapshot
before, so that adding an article copies no more than the catalog.
"""

import datetime
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path

from corpus.errors import SnapshotError
from index.catalog import Catalog
from index.digests import FolderDigests
from index.lexical import LexicalIndex
from index.passage import Embedder
from index.split import OVERLAP_TOKENS, PASSAGE_TOKENS
from index.vectors import VectorIndex

SCHEMA = 4  # of the files, and of the terms that index.analysis makes
_KEPT = 2  # the published snapshot and the one before, which a server may still have open


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a snapshot's content depends on besides the articles: another recipe needs another build."""

    schema: int
    embedder: str
    dim: int
    passage_tokens: int
    overlap_tokens: int
    aliases: str

    @classmethod
    def of(cls, embedder: Embedder) -> "Recipe":
        aliases = hashlib.sha256(files("index").joinpath("aliases.txt").read_bytes()).hexdigest()
        return cls(SCHEMA, embedder.name, embedder.dim, PASSAGE_TOKENS, OVERLAP_TOKENS, aliases)


@dataclass(frozen=True, slots=True)
class Manifest:
    id: str
    recipe: Recipe
    built_at: str
    articles: int
    passages: int
    files: dict[str, tuple[int, str]]

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Raises SnapshotError if the folder has no manifest that this version understands."""
        try:
            content = json.loads((folder / "manifest.json").read_text())
            digests = {name: (size, sha) for name, (size, sha) in content["files"].items()}
            return cls(**{**content, "recipe": Recipe(**content["recipe"]), "files": digests})
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise SnapshotError(f"{folder} is not a complete snapshot: run `vigie index` to build it again") from error


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An opened snapshot, for reading."""

    manifest: Manifest
    catalog: Catalog
    vectors: VectorIndex
    lexical: LexicalIndex

    @classmethod
    def open(cls, folder: Path, embedder: Embedder) -> "Snapshot":
        """Open a snapshot for this embedder. Raises SnapshotError unless every file and every count matches."""
        manifest = Manifest.read(folder)
        _check_recipe(manifest.recipe, embedder)
        wrong = FolderDigests(manifest.files).first_wrong(folder)
        if wrong is not None:
            raise SnapshotError(f"{wrong} is missing or damaged: run `vigie index --rebuild`")
        snapshot = cls(manifest, Catalog(folder / "catalog.db"), VectorIndex.read(folder / "vectors.faiss"),
                       LexicalIndex(folder / "lexical"))  # fmt: skip
        snapshot._check_counts()
        return snapshot

    def _check_counts(self) -> None:
        counts = {self.manifest.passages, self.catalog.count_passages(), len(self.vectors), len(self.lexical)}
        if len(counts) != 1:
            raise SnapshotError(f"snapshot {self.manifest.id} disagrees with itself: run `vigie index --rebuild`")


class SnapshotShelf:
    """The snapshots of one home folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._current = folder / "current"

    def current_id(self) -> str | None:
        """Id of the published snapshot, None before the first."""
        try:
            return self._current.read_text().strip() or None
        except FileNotFoundError:
            return None

    def current_manifest(self) -> Manifest | None:
        current = self.current_id()
        return Manifest.read(self.path(current)) if current else None

    def path(self, snapshot_id: str) -> Path:
        return self.folder / "snapshots" / snapshot_id

    def open_current(self, embedder: Embedder) -> Snapshot:
        return Snapshot.open(self.path(self.require_current()), embedder)

    def require_current(self) -> str:
        """Return the id of the published snapshot. Raises SnapshotError before the first."""
        current = self.current_id()
        if current is None:
            raise SnapshotError("there is no search index yet: run `vigie index`")
        return current

    @contextmanager
    def draft(self, base: str | None) -> Iterator[Path]:
        """Yield a scratch folder with the content of snapshot `base` if given; it goes away unless it is published."""
        folder = self.folder / "snapshots" / f".draft-{uuid.uuid4().hex}"
        self._sweep()
        folder.parent.mkdir(parents=True, exist_ok=True)
        if base is None:
            folder.mkdir()
        else:
            left_out = shutil.ignore_patterns("manifest.json", "*.lock")
            shutil.copytree(self.path(base), folder, ignore=left_out, copy_function=_carry_over)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def publish(self, draft: Path, recipe: Recipe, articles: int, passages: int) -> Manifest:
        """Give a finished draft its manifest, its final name, and make it the current snapshot."""
        for lock in draft.rglob("*.lock"):
            lock.unlink()
        digests = FolderDigests.of(draft).files
        content = hashlib.sha256(json.dumps([asdict(recipe), digests], sort_keys=True).encode()).hexdigest()
        now = datetime.datetime.now(datetime.UTC)
        manifest = Manifest(
            f"{now:%Y%m%dT%H%M%S}-{content[:8]}", recipe, now.isoformat(timespec="seconds"), articles, passages, digests
        )
        (draft / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1))
        draft.rename(self.path(manifest.id))
        pointer = self._current.with_suffix(".new")
        pointer.write_text(manifest.id)
        pointer.replace(self._current)
        self._drop_old()
        return manifest

    def _drop_old(self) -> None:
        current = self.current_id()
        others = sorted(
            p for p in (self.folder / "snapshots").iterdir() if not p.name.startswith(".") and p.name != current
        )
        for folder in others[: len(others) - (_KEPT - 1)]:
            shutil.rmtree(folder, ignore_errors=True)

    def _sweep(self) -> None:
        for left in (self.folder / "snapshots").glob(".draft-*"):
            shutil.rmtree(left, ignore_errors=True)


def _carry_over(source: str, target: str) -> None:
    """Link a file that is only ever replaced (vectors, tantivy's segments), copy any other."""
    path = Path(source)
    if path.name == "vectors.faiss" or (path.parent.name == "lexical" and path.suffix != ".json"):
        with suppress(OSError):  # a file system without hard links
            os.link(source, target)
            return
    shutil.copy2(source, target)


def _check_recipe(recipe: Recipe, embedder: Embedder) -> None:
    if recipe.embedder != embedder.name:
        raise SnapshotError(
            f"the index was built with the embedder {recipe.embedder}, not {embedder.name}: "
            f"run `vigie index`, or set VIGIE_EMBEDDER={recipe.embedder}"
        )
    if recipe.schema != SCHEMA or recipe.dim != embedder.dim:
        raise SnapshotError("the index was built by another version of Vigie or of its embedder: run `vigie index`")
