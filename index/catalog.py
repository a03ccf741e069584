"""The articles and passages of one snapshot: one SQLite file, so that a search never sees half an update."""

import datetime
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.article import Article
from index.passage import Filters, Passage

Rows = npt.NDArray[np.int64]

_SCHEMA = """
CREATE TABLE articles (
    id TEXT PRIMARY KEY, digest TEXT NOT NULL, source TEXT, first_day TEXT, last_day TEXT, record TEXT NOT NULL
);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY AUTOINCREMENT, article_id TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL
);
CREATE INDEX passages_by_article ON passages (article_id);
CREATE INDEX articles_by_day ON articles (last_day DESC);
"""


@dataclass(frozen=True, slots=True)
class SourceCount:
    source: str | None
    articles: int


@dataclass(frozen=True, slots=True)
class MonthCount:
    """`month` is YYYY-MM."""

    month: str
    articles: int


class Catalog:
    """Row numbers are never used twice: they name passages in the dense and the lexical index too."""

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        fresh = not path.exists()
        mode = "rwc" if writable else "ro"
        self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, check_same_thread=False)
        if fresh and writable:
            self._db.executescript(_SCHEMA)

    def close(self) -> None:
        self._db.commit()
        self._db.close()

    def add(self, article: Article, passages: Sequence[Passage]) -> list[int]:
        """Store an article and its passages; return the passages' row numbers."""
        date = article.published
        days = (date.first_day.isoformat(), date.last_day.isoformat()) if date else (None, None)
        self._db.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?)",
            (article.id, article.digest, article.source, *days, article.to_json()),
        )
        insert = "INSERT INTO passages (article_id, start, end) VALUES (?, ?, ?) RETURNING row"
        return [int(self._db.execute(insert, (p.article_id, p.start, p.end)).fetchone()[0]) for p in passages]

    def remove(self, article_ids: Iterable[str]) -> Rows:
        """Remove articles; return the row numbers of their passages."""
        rows: list[int] = []
        for article_id in article_ids:
            deleted = self._db.execute("DELETE FROM passages WHERE article_id = ? RETURNING row", (article_id,))
            rows.extend(row for (row,) in deleted)
            self._db.execute("DELETE FROM articles WHERE id = ?", (article_id,))
        return np.array(rows, dtype=np.int64)

    def digests(self) -> dict[str, str]:
        return dict(self._db.execute("SELECT id, digest FROM articles"))

    def count_passages(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM passages").fetchone()[0])

    def count_articles(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM articles").fetchone()[0])

    def last_day(self) -> datetime.date | None:
        """Day of the newest article, None if no article has a date."""
        day = self._db.execute("SELECT max(last_day) FROM articles").fetchone()[0]
        return datetime.date.fromisoformat(day) if day else None

    def sources(self) -> list[SourceCount]:
        """The sources, those with most articles first."""
        rows = self._db.execute("SELECT source, count(*) AS n FROM articles GROUP BY source ORDER BY n DESC, source")
        return [SourceCount(*row) for row in rows]

    def months(self, filters: Filters) -> list[MonthCount]:
        """Count the articles that the filters keep by month, oldest first, leaving out those without a month."""
        where, values = _where(filters)
        rows = self._db.execute(
            f"SELECT substr(first_day, 1, 7) AS month, count(*) FROM articles "
            f"WHERE {where} AND month = substr(last_day, 1, 7) GROUP BY month ORDER BY month",
            values,
        )
        return [MonthCount(*row) for row in rows]

    def article(self, article_id: str) -> Article | None:
        row = self._db.execute("SELECT id, record FROM articles WHERE id = ?", (article_id,)).fetchone()
        return Article.from_json(*row) if row else None

    def articles(self, filters: Filters, limit: int, offset: int = 0) -> tuple[int, list[Article]]:
        """Return how many articles the filters keep, and those of one page, newest first."""
        where, values = _where(filters)
        total = self._db.execute(f"SELECT count(*) FROM articles WHERE {where}", values).fetchone()[0]
        rows = self._db.execute(
            f"SELECT id, record FROM articles WHERE {where} ORDER BY last_day DESC, id LIMIT ? OFFSET ?",
            (*values, limit, offset),
        )
        return int(total), [Article.from_json(*row) for row in rows]

    def passages(self, rows: Sequence[int]) -> list[tuple[Passage, Article]]:
        """Return the passages of existing rows, in that order, each with its article."""
        articles: dict[str, Article] = {}
        found = []
        for row in rows:
            article_id, start, end = self._db.execute(
                "SELECT article_id, start, end FROM passages WHERE row = ?", (row,)
            ).fetchone()
            if article_id not in articles:
                article = self.article(article_id)
                assert article is not None, f"passage {row} has no article"
                articles[article_id] = article
            article = articles[article_id]
            text = article.text[start:end]
            found.append((Passage(f"{article_id}:{start}-{end}", article_id, start, end, text), article))
        return found

    def article_ids(self, rows: Sequence[int]) -> dict[int, str]:
        """Return {row: id of its article} of existing rows."""
        query = "SELECT article_id FROM passages WHERE row = ?"
        return {row: str(self._db.execute(query, (row,)).fetchone()[0]) for row in rows}

    def rows_kept(self, filters: Filters) -> Rows:
        """Return the rows of the passages that the filters keep."""
        where, values = _where(filters)
        rows = self._db.execute(
            f"SELECT row FROM passages WHERE article_id IN (SELECT id FROM articles WHERE {where})", values
        )
        return np.fromiter((row for (row,) in rows), dtype=np.int64)


def _where(filters: Filters) -> tuple[str, tuple[str, ...]]:
    clauses, values = ["1"], []
    if filters.since:
        clauses.append("last_day >= ?")
        values.append(filters.since.isoformat())
    if filters.until:
        clauses.append("first_day <= ?")
        values.append(filters.until.isoformat())
    if filters.sources:
        clauses.append(f"source IN ({', '.join('?' * len(filters.sources))})")
        values.extend(filters.sources)
    return " AND ".join(clauses), tuple(values)
