"""Conversations and feedback: one SQLite file under VIGIE_HOME."""

import datetime
import json
import re
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.views import Json
from corpus.errors import BusyError, ConversationError

SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS turns (
    id INTEGER PRIMARY KEY, question TEXT NOT NULL, answer TEXT NOT NULL, created TEXT NOT NULL,
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS turns_by_conversation ON turns (conversation_id);
CREATE TABLE IF NOT EXISTS feedback (
    id INTEGER PRIMARY KEY, question TEXT NOT NULL, answer TEXT NOT NULL, thumb TEXT NOT NULL, comment TEXT NOT NULL,
    created TEXT NOT NULL, conversation_id TEXT REFERENCES conversations (id) ON DELETE SET NULL
);
CREATE INDEX IF NOT EXISTS feedback_by_conversation ON feedback (conversation_id);
"""
_ID = re.compile(r"[0-9a-f]{32}")
_TITLE_LENGTH = 80  # of a title made from a question


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation without its turns. Times are ISO 8601, UTC; the title is "" until there is one."""

    id: str
    title: str
    created: str
    updated: str


@dataclass(frozen=True, slots=True)
class Turn:
    question: str
    answer: Json
    created: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a reader thinks of an answer; `thumb` is "up" or "down"."""

    thumb: str
    question: str
    answer: Json
    comment: str
    conversation_id: str | None
    created: str


class Conversations:
    """The store. Thread-safe; several processes may use one file.

    Every method raises ConversationError if the file cannot be used, BusyError if another process keeps it.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the store."""
        self._path = path
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._errors():
            self._db = sqlite3.connect(path, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA foreign_keys = ON")
            self._create()

    def close(self) -> None:
        self._db.close()

    def recent(self) -> list[Conversation]:
        """Return the conversations, the last used first."""
        with self._session() as db:
            rows = db.execute("SELECT id, title, created, updated FROM conversations ORDER BY updated DESC, rowid DESC")
            return [Conversation(*row) for row in rows]

    def find(self, conversation_id: str) -> Conversation | None:
        if not _ID.fullmatch(conversation_id):
            return None
        with self._session() as db:
            row = db.execute(
                "SELECT id, title, created, updated FROM conversations WHERE id = ?", (conversation_id,)
            ).fetchone()
            return Conversation(*row) if row else None

    def turns(self, conversation_id: str) -> list[Turn]:
        """Return the turns, oldest first; none if there is no such conversation."""
        query = "SELECT question, answer, created FROM turns WHERE conversation_id = ? ORDER BY id"
        with self._session() as db:
            rows = db.execute(query, (conversation_id,))
            return [Turn(question, json.loads(answer), created) for question, answer, created in rows]

    def create(self, title: str) -> Conversation:
        now = _now()
        made = Conversation(uuid.uuid4().hex, title, now, now)
        with self._session() as db:
            db.execute("INSERT INTO conversations VALUES (?, ?, ?, ?)", (made.id, title, now, now))
        return made

    def rename(self, conversation_id: str, title: str) -> None:
        with self._session() as db:
            db.execute("UPDATE conversations SET title = ? WHERE id = ?", (title, conversation_id))

    def remove(self, conversation_id: str) -> None:
        """Remove a conversation and its turns; feedback given in it stays, without the reference."""
        with self._session() as db:
            db.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,))

    def append(self, conversation_id: str, question: str, answer: Json) -> None:
        """Add a turn; its question becomes the title if there is none. Raises ConversationError if it is removed."""
        now, title = _now(), question[:_TITLE_LENGTH]
        update = "UPDATE conversations SET updated = ?, title = iif(title = '', ?, title) WHERE id = ?"
        insert = "INSERT INTO turns (conversation_id, question, answer, created) VALUES (?, ?, ?, ?)"
        with self._session() as db:
            if db.execute(update, (now, title, conversation_id)).rowcount == 0:
                raise ConversationError(f"the conversation {conversation_id!r} was removed: start another")
            db.execute(insert, (conversation_id, question, _dump(answer), now))

    def add_feedback(
        self, thumb: str, question: str, answer: Json, comment: str, conversation_id: str | None
    ) -> Feedback:
        """Keep what a reader thinks of an answer. `conversation_id` is None or exists."""
        given = Feedback(thumb, question, answer, comment, conversation_id, _now())
        insert = """INSERT INTO feedback (thumb, question, answer, comment, conversation_id, created)
                    VALUES (?, ?, ?, ?, ?, ?)"""
        with self._session() as db:
            db.execute(insert, (thumb, question, _dump(answer), comment, conversation_id, given.created))
        return given

    def feedback(self) -> list[Feedback]:
        """Return all feedback, oldest first."""
        query = "SELECT thumb, question, answer, comment, conversation_id, created FROM feedback ORDER BY id"
        with self._session() as db:
            return [Feedback(row[0], row[1], json.loads(row[2]), *row[3:]) for row in db.execute(query)]

    def _create(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            self._db.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
        elif version != SCHEMA_VERSION:
            raise ConversationError(
                f"{self._path} was written by another version of Vigie: update Vigie or move it away"
            )

    @contextmanager
    def _session(self) -> Iterator[sqlite3.Connection]:
        """Hand out the connection to one thread at a time; commit at the end, roll back at an error."""
        with self._lock, self._errors(), self._db:
            yield self._db

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn SQLite's errors into ours, each with its remedy."""
        try:
            yield
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
                raise BusyError(f"{self._path} is being written by another process: wait for it to end") from error
            raise ConversationError(
                f"{self._path} cannot be used ({error}): check its disk, or move it away"
            ) from error


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds")


def _dump(answer: Json) -> str:
    return json.dumps(answer, ensure_ascii=False)
