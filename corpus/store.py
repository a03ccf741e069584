"""The article store: one SQLite file that holds every article known, by root and path."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.article import Article
from corpus.errors import BusyError, CorpusError
from corpus.loaders import Loaded

SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS articles (
    id TEXT PRIMARY KEY,
    root TEXT NOT NULL,
    path TEXT NOT NULL,
    digest TEXT NOT NULL,
    record TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS articles_by_path ON articles (root, path);
CREATE TABLE IF NOT EXISTS roots (root TEXT PRIMARY KEY);
"""


@dataclass(slots=True)
class SyncReport:
    """What a refresh changed, as article ids, and one line for each thing that was skipped."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class ArticleStore:
    """Articles under one SQLite file. One process writes at a time; the caller holds the lock."""

    def __init__(self, path: Path) -> None:
        """Open or create the store. Raises CorpusError if the file is not one that this version reads."""
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._errors():
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode = WAL")
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, SCHEMA_VERSION):
                raise CorpusError(f"{path} was written by another version of Vigie: update Vigie or move the file away")
            if version == 0:
                self._db.executescript(f"{_SCHEMA} PRAGMA user_version = {SCHEMA_VERSION};")

    def close(self) -> None:
        self._db.close()

    def roots(self) -> list[str]:
        return [root for (root,) in self._rows("SELECT root FROM roots ORDER BY root")]

    def digests(self) -> dict[str, str]:
        """Return {article id: digest} of every article."""
        return dict(self._rows("SELECT id, digest FROM articles ORDER BY id"))

    def get(self, article_id: str) -> Article | None:
        rows = self._rows("SELECT id, record FROM articles WHERE id = ?", article_id)
        return Article.from_json(*rows[0]) if rows else None

    def origin(self, article_id: str) -> tuple[str, str] | None:
        """Return the root and the path that an article comes from, None if there is no such article."""
        rows = self._rows("SELECT root, path FROM articles WHERE id = ?", article_id)
        return (rows[0][0], rows[0][1]) if rows else None

    def __iter__(self) -> Iterator[Article]:
        for row in self._rows("SELECT id, record FROM articles ORDER BY id"):
            yield Article.from_json(*row)

    def __len__(self) -> int:
        return int(self._rows("SELECT count(*) FROM articles")[0][0])

    def sync(self, root: str, loaded: Loaded) -> SyncReport:
        """Make the store hold exactly what `loaded` found under `root`, in one transaction.

        An article of a file that could not be read this time is kept as it was. An id that another root or file
        already owns gets a suffix if it was made from a path, and is reported and skipped if it was given.
        """
        report = SyncReport(problems=[f"{p}: {line}" for p, lines in loaded.problems.items() for line in lines])
        old = self._rows_of(root)
        with self._transaction():
            self._rows("INSERT OR IGNORE INTO roots VALUES (?)", root)
            kept = {i for i, (path, _) in old.items() if path in loaded.problems and path not in loaded.by_path}
            for path, articles in loaded.by_path.items():
                for article in articles:
                    stored = self._claim(article, root, path, loaded, report)
                    if stored is not None:
                        kept.add(stored)
            report.removed = sorted(set(old) - kept)
            for article_id in report.removed:
                self._rows("DELETE FROM articles WHERE id = ?", article_id)
        return report

    def forget(self, root: str) -> list[str]:
        """Remove a root and its articles; return their ids."""
        removed = sorted(self._rows_of(root))
        with self._transaction():
            self._rows("DELETE FROM articles WHERE root = ?", root)
            self._rows("DELETE FROM roots WHERE root = ?", root)
        return removed

    def _rows_of(self, root: str) -> dict[str, tuple[str, str]]:
        rows = self._rows("SELECT id, path, digest FROM articles WHERE root = ?", root)
        return {article_id: (path, digest) for article_id, path, digest in rows}

    def _claim(self, article: Article, root: str, path: str, loaded: Loaded, report: SyncReport) -> str | None:
        """Write one article under an id that nothing else owns; return that id, or None if it was skipped."""
        for article_id in self._candidates(article, root, path):
            stored = self._rows("SELECT root, path, digest FROM articles WHERE id = ?", article_id)
            owner_root, owner_path, digest = stored[0] if stored else (root, path, None)
            if owner_root == root and (owner_path == path or _gave_up(article_id, owner_path, loaded)):
                self._write(article, article_id, root, path)
                same = report.unchanged if digest == article.digest else report.changed
                (same if stored else report.added).append(article_id)
                return article_id
        report.problems.append(
            f"{path}: the id {article.id!r} belongs to {owner_path} of {owner_root}: give another id"
        )
        return None

    def _candidates(self, article: Article, root: str, path: str) -> list[str]:
        """Ids to try in order: a given id is the only one; one made from a path keeps what it was stored under."""
        if article.id != path and not article.id.startswith(f"{path}#"):
            return [article.id]
        suffixed = f"{article.id}@{Path(root).name or 'root'}"
        ids = [article.id, suffixed, f"{suffixed}-{hashlib.sha256(root.encode()).hexdigest()[:8]}"]
        marks = ", ".join("?" * len(ids))
        query = f"SELECT id FROM articles WHERE root = ? AND path = ? AND id IN ({marks})"
        return [*(i for (i,) in self._rows(query, root, path, *ids)), *ids]

    def _write(self, article: Article, article_id: str, root: str, path: str) -> None:
        insert = "INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, ?)"
        self._rows(insert, article_id, root, path, article.digest, article.to_json())

    def _rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        with self._errors():
            return self._db.execute(query, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._rows("BEGIN IMMEDIATE")
        try:
            yield
            self._rows("COMMIT")
        except BaseException:
            self._db.rollback()
            raise

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn SQLite's errors into ours, each with its remedy."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorname.startswith("SQLITE_BUSY"):
                raise BusyError(f"{self._path} is being written by another process: wait for it to end") from error
            damaged = error.sqlite_errorname.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))
            remedy = "move it away and index again" if damaged else "check its disk and its permissions"
            raise CorpusError(f"{self._path} is not a readable article store ({error}): {remedy}") from error


def _gave_up(article_id: str, path: str, loaded: Loaded) -> bool:
    """Whether the file that an article came from was read again and holds it no more, or is gone."""
    unreadable = path in loaded.problems and path not in loaded.by_path
    return not unreadable and all(article.id != article_id for article in loaded.by_path.get(path, ()))
