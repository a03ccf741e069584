"""Embeddings kept by text and model, so that nothing is embedded twice and a killed build goes on where it was."""

import hashlib
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from corpus.errors import SnapshotError
from index.passage import Embedder, Vectors

_CHUNK = 256  # texts embedded between two writes


class EmbeddingCache:
    """One SQLite file of {digest of (embedder's name, text): float32 vector}. One thread uses it at a time."""

    def __init__(self, path: Path) -> None:
        """Open or create the cache. Raises SnapshotError if the file is not one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute(
                "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID"
            )
        except sqlite3.DatabaseError as error:
            raise SnapshotError(f"{path} is not a readable cache ({error}): remove it and run `vigie index`") from error

    def close(self) -> None:
        self._db.close()

    def embed(self, embedder: Embedder, texts: Sequence[str]) -> tuple[Vectors, int]:
        """Return float32 (n, dim), one unit row a text in order, and how many texts had to be embedded.

        A progress bar on stderr counts characters, which is what the time is proportional to.
        """
        keys = [_key(embedder.name, text) for text in texts]
        known = self._read(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        todo = sorted(missing.items(), key=lambda item: len(item[1]))  # alike lengths waste no padding
        with tqdm(total=sum(len(t) for _, t in todo), unit="car", unit_scale=True, desc="embedding", file=sys.stderr,
                  disable=len(todo) < _CHUNK) as bar:  # fmt: skip
            for at in range(0, len(todo), _CHUNK):
                chunk = todo[at : at + _CHUNK]
                vectors = embedder.embed_passages([text for _, text in chunk])
                self._write([key for key, _ in chunk], vectors)
                known |= {key: vector for (key, _), vector in zip(chunk, vectors, strict=True)}
                bar.update(sum(len(text) for _, text in chunk))
        rows = [known[key] for key in keys]
        return np.stack(rows) if rows else np.zeros((0, embedder.dim), dtype=np.float32), len(todo)

    def _read(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        found = {}
        for key in keys:
            row = self._db.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone()
            if row:
                found[key] = np.frombuffer(row[0], dtype=np.float32)
        return found

    def _write(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        self._db.execute("BEGIN")
        self._db.executemany(
            "INSERT OR REPLACE INTO vectors VALUES (?, ?)",
            [(key, vector.tobytes()) for key, vector in zip(keys, vectors, strict=True)],
        )
        self._db.execute("COMMIT")


class CachedEmbedder:
    """An embedder whose passages come from a cache: for evaluations, which read the same sentences again and again."""

    def __init__(self, embedder: Embedder, cache: EmbeddingCache) -> None:
        self._embedder = embedder
        self._cache = cache

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def dim(self) -> int:
        return self._embedder.dim

    def count_tokens(self, text: str) -> int:
        return self._embedder.count_tokens(text)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self._cache.embed(self._embedder, texts)[0]

    def embed_question(self, text: str) -> Vectors:
        return self._embedder.embed_question(text)


def _key(name: str, text: str) -> bytes:
    return hashlib.sha256(f"{name}\0{text}".encode()).digest()
