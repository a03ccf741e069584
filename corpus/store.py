"""The article store: one SQLite file that holds every article known, by root and path."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus.article import Article
from corpus.errors import CorpusError
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
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode = WAL")
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, SCHEMA_VERSION):
                raise CorpusError(f"{path} was written by another version of Vigie: update Vigie or move the file away")
            self._db.executescript(f"{_SCHEMA} PRAGMA user_version = {SCHEMA_VERSION};")
        except sqlite3.DatabaseError as error:
            raise CorpusError(
                f"{path} is not a readable article store ({error}): move it away and index again"
            ) from error

    def close(self) -> None:
        self._db.close()

    def roots(self) -> list[str]:
        return [root for (root,) in self._db.execute("SELECT root FROM roots ORDER BY root")]

    def digests(self) -> dict[str, str]:
        """Return {article id: digest} of every article."""
        return dict(self._db.execute("SELECT id, digest FROM articles ORDER BY id"))

    def get(self, article_id: str) -> Article | None:
        row = self._db.execute("SELECT id, record FROM articles WHERE id = ?", (article_id,)).fetchone()
        return Article.from_json(*row) if row else None

    def __iter__(self) -> Iterator[Article]:
        for row in self._db.execute("SELECT id, record FROM articles ORDER BY id"):
            yield Article.from_json(*row)

    def __len__(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM articles").fetchone()[0])

    def sync(self, root: str, loaded: Loaded) -> SyncReport:
        """Make the store hold exactly what `loaded` found under `root`, in one transaction.

        An article of a file that could not be read this time is kept as it was. An id that another root or file
        already owns gets a suffix if it was made from a path, and is reported and skipped if it was given.
        """
        report = SyncReport(problems=[f"{p}: {line}" for p, lines in loaded.problems.items() for line in lines])
        old = self._rows_of(root)
        with self._transaction():
            self._db.execute("INSERT OR IGNORE INTO roots VALUES (?)", (root,))
            kept = {i for i, (path, _) in old.items() if path in loaded.problems and path not in loaded.by_path}
            for path, articles in loaded.by_path.items():
                for article in articles:
                    stored = self._claim(article, root, path, report)
                    if stored is not None:
                        kept.add(stored)
            report.removed = sorted(set(old) - kept)
            self._db.executemany("DELETE FROM articles WHERE id = ?", [(i,) for i in report.removed])
        return report

    def forget(self, root: str) -> list[str]:
        """Remove a root and its articles; return their ids."""
        removed = sorted(self._rows_of(root))
        with self._transaction():
            self._db.execute("DELETE FROM articles WHERE root = ?", (root,))
            self._db.execute("DELETE FROM roots WHERE root = ?", (root,))
        return removed

    def _rows_of(self, root: str) -> dict[str, tuple[str, str]]:
        rows = self._db.execute("SELECT id, path, digest FROM articles WHERE root = ?", (root,))
        return {article_id: (path, digest) for article_id, path, digest in rows}

    def _claim(self, article: Article, root: str, path: str, report: SyncReport) -> str | None:
        """Write one article under an id that nothing else owns; return that id, or None if it was skipped."""
        for article_id in self._candidates(article, root, path):
            row = self._db.execute("SELECT root, path, digest FROM articles WHERE id = ?", (article_id,)).fetchone()
            if row is None or row[:2] == (root, path):
                self._write(article, article_id, root, path)
                kind = report.added if row is None else report.unchanged if row[2] == article.digest else report.changed
                kind.append(article_id)
                return article_id
        report.problems.append(f"{path}: the id {article.id!r} belongs to {row[1]} of {row[0]}: give another id")
        return None

    def _candidates(self, article: Article, root: str, path: str) -> list[str]:
        """Ids to try in order: a given id is the only one; one made from a path keeps what it was stored under."""
        if article.id != path:
            return [article.id]
        stored = self._db.execute("SELECT id FROM articles WHERE root = ? AND path = ?", (root, path)).fetchall()
        return [*(i for (i,) in stored), path, f"{path}@{_root_name(root)}"]

    def _write(self, article: Article, article_id: str, root: str, path: str) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, ?)",
            (article_id, root, path, article.digest, article.to_json()),
        )

    def _transaction(self) -> "_Transaction":
        return _Transaction(self._db)


class _Transaction:
    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, *_: object) -> None:
        self._db.execute("COMMIT" if kind is None else "ROLLBACK")


def _root_name(root: str) -> str:
    return Path(root).name or "root"
