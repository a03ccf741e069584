"""The published snapshot, opened once and replaced when a newer one is published."""

import threading
from collections.abc import Callable

from corpus.article import Article
from index.hybrid import HybridIndex
from index.passage import Embedder
from index.snapshot import Snapshot, SnapshotShelf


class Library:
    """Hands out the current index; a search that has begun keeps the one it began with."""

    def __init__(self, shelf: SnapshotShelf, embedder: Embedder) -> None:
        self._shelf = shelf
        self._embedder = embedder
        self._lock = threading.Lock()
        self._index: HybridIndex | None = None

    def index(self) -> HybridIndex:
        """Return the index of the current snapshot. Raises SnapshotError if there is none that can be opened.

        If a newer snapshot cannot be opened, the one in use stays in use.
        """
        with self._lock:
            current = self._shelf.current_id()
            if self._index is None:
                self._index = HybridIndex(self._shelf.open_current(self._embedder))
            elif current is not None and current != self._index.snapshot.manifest.id:
                self._index = _or_else(lambda: self._shelf.open_current(self._embedder), self._index)
            return self._index

    def article(self, article_id: str) -> Article | None:
        return self.index().snapshot.catalog.article(article_id)


def _or_else(open_snapshot: Callable[[], Snapshot], old: HybridIndex) -> HybridIndex:
    from corpus.errors import SnapshotError

    try:
        return HybridIndex(open_snapshot())
    except SnapshotError:
        return old
