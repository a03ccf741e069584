"""`vigie index`: refresh the article store from its roots, then publish a snapshot."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from api.wiring import ADDED_ROOT, BUNDLED_ROOT, Wiring, bundled_corpus
from corpus.errors import BusyError, CorpusError
from corpus.loaders import Loaded, load_root
from corpus.store import SyncReport
from index.build import BuildReport, build


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What an indexing run did: one sync a root, then the build."""

    roots: dict[str, SyncReport]
    build: BuildReport


def run_index(wiring: Wiring, paths: Sequence[Path], *, rebuild: bool = False) -> IndexReport:
    """Refresh the given roots (none: the bundled corpus and every known root) and publish.

    Raises CorpusError for a path with nothing to read, BusyError while another process writes. A known root that
    is gone is reported and its articles are kept.
    """
    embedder = wiring.embedder  # missing weights are found before anything is changed
    with writing(wiring.settings.home):
        reports = {root: _sync(wiring, root, given=bool(paths)) for root in _roots(wiring, paths)}
        return IndexReport(reports, build(wiring.store, wiring.shelf, embedder, wiring.cache, rebuild=rebuild))


def sync_added(wiring: Wiring) -> None:
    """Make the store hold the articles that readers added. The caller is `writing`. Raises CorpusError."""
    wiring.store.sync(ADDED_ROOT, _load_added(wiring.added))


def publish(wiring: Wiring) -> None:
    """Publish what the store holds. The caller is `writing`. Raises VigieError."""
    build(wiring.store, wiring.shelf, wiring.embedder, wiring.cache)


@contextmanager
def writing(home: Path) -> Iterator[None]:
    """Be the one that writes articles and snapshots. Raises BusyError while another process does."""
    home.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(home / "writer.lock", timeout=0):
            yield
    except Timeout:
        raise BusyError(f"another process is indexing into {home}: wait for it to end") from None


def _roots(wiring: Wiring, paths: Sequence[Path]) -> list[str]:
    if paths:
        return list(dict.fromkeys(_root_of(wiring, path) for path in paths))
    return list(dict.fromkeys([BUNDLED_ROOT, *wiring.store.roots()]))


def _root_of(wiring: Wiring, path: Path) -> str:
    named = {bundled_corpus().resolve(): BUNDLED_ROOT, wiring.added.resolve(): ADDED_ROOT}
    return named.get(path.resolve(), str(path.resolve()))


def _sync(wiring: Wiring, root: str, *, given: bool) -> SyncReport:
    try:
        return wiring.store.sync(root, _load(wiring, root))
    except CorpusError as error:
        if given:
            raise
        return SyncReport(problems=[f"{error} (its articles are kept)"])


def _load(wiring: Wiring, root: str) -> Loaded:
    if root == ADDED_ROOT:
        return _load_added(wiring.added)
    return load_root(bundled_corpus() if root == BUNDLED_ROOT else Path(root))


def _load_added(folder: Path) -> Loaded:
    """Read the articles that readers added; unlike other roots, this one may be empty."""
    return load_root(folder) if any(folder.glob("*.jsonl")) else Loaded()
