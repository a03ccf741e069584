"""Articles that readers add: each a file of its own in VIGIE_HOME/added, a root like any other to `vigie index`.

A file holds the article as it was read when it came in, as one JSON object.
"""

import hashlib
import json
import re
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from api.indexing import publish, sync_added, writing
from api.problems import Fault
from api.wiring import ADDED_ROOT, Wiring
from corpus.article import Article
from corpus.errors import ArticleError
from corpus.loaders import load_root, make_article
from index.analysis import fold

KINDS = (".md", ".txt", ".html", ".htm", ".pdf", ".jsonl")
_SLUG_LENGTH = 48


@dataclass(slots=True)
class Incoming:
    """Articles that were read, and one line "name: reason" for each thing that could not be."""

    articles: list[Article] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_text(fields: Mapping[str, str | None]) -> Incoming:
    """Read a pasted text with what is known of it: text, title, source, url, published."""
    try:
        return Incoming([_named(make_article("", fields, fields["text"]))])
    except ArticleError as error:
        return Incoming(problems=[f"text: {error}"])


def read_file(name: str, content: bytes) -> Incoming:
    """Read a file as `vigie index` does."""
    suffix = Path(name).suffix.lower()
    if suffix not in KINDS:
        return Incoming(problems=[f"{name}: not a file of a known kind: give one of {' '.join(KINDS)}"])
    with tempfile.TemporaryDirectory(prefix="vigie-") as scratch:
        path = Path(scratch) / f"{Path(scratch).name}{suffix}"  # an id that the file gives is none that begins so
        path.write_bytes(content)
        loaded = load_root(path)
    problems = [f"{name}: {line}" for lines in loaded.problems.values() for line in lines]
    return Incoming([_named(a) if a.id.startswith(path.name) else a for a in loaded.articles], problems)


class Additions:
    """Adds and removes articles, one change at a time; each method returns when the change can be searched."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._lock = threading.Lock()

    def add(self, incoming: Sequence[Incoming]) -> Incoming:
        """Keep and publish what was read; return that, without the articles whose id another root owns.

        Raises ArticleError if nothing is left, BusyError and what indexing may raise; nothing is kept then.
        """
        with self._changing():
            taken = [article for one in incoming for article in one.articles]
            kept = {article.id: article for article in taken if not self._is_foreign(article.id)}
            problems = [line for one in incoming for line in one.problems]
            problems += [f"{a.title}: the id {a.id!r} belongs to another article: give another id"
                         for a in taken if a.id not in kept]  # fmt: skip
            if not kept:
                raise ArticleError("; ".join(problems) or "no text and no file: send one")
            self._publish({self._path(article.id): _record(article) for article in kept.values()})
        return Incoming(list(kept.values()), problems)

    def remove(self, article_id: str) -> None:
        """Remove an added article. Raises Fault for any other, BusyError and what indexing may raise."""
        with self._changing():
            self._check_removable(article_id)
            self._publish({self._path(article_id): None})

    def _check_removable(self, article_id: str) -> None:
        origin = self._wiring.store.origin(article_id)
        if origin is None and self._wiring.library.article(article_id) is None:
            raise Fault("introuvable", f"no article has the id {article_id!r}")
        root, path = origin or ("another VIGIE_HOME", article_id)
        if root != ADDED_ROOT:
            raise Fault(
                "permanent", f"{article_id!r} comes from a file: remove {path} from {root} and run `vigie index`"
            )
        if len(self._wiring.store) == 1:
            raise Fault("permanent", f"{article_id!r} is the last article, and an index needs one: add another first")

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with self._lock, writing(self._wiring.settings.home):
            yield

    def _publish(self, changes: Mapping[Path, str | None]) -> None:
        """Write or (None) remove files, then publish; if that fails, put them back as they were."""
        before = {path: path.read_text() if path.exists() else None for path in changes}
        self._wiring.added.mkdir(exist_ok=True)
        try:
            _write(changes)
            sync_added(self._wiring)
            publish(self._wiring)
        except BaseException:
            _write(before)
            sync_added(self._wiring)
            raise
        self._wiring.library.index()

    def _is_foreign(self, article_id: str) -> bool:
        origin = self._wiring.store.origin(article_id)
        return origin is not None and origin[0] != ADDED_ROOT

    def _path(self, article_id: str) -> Path:
        return self._wiring.added / f"{hashlib.sha256(article_id.encode()).hexdigest()[:32]}.jsonl"


def _named(article: Article) -> Article:
    """Give an article an id that says what it is; the same article gets the same one."""
    words = re.findall(r"[a-z0-9]+", fold(article.title))
    slug = "-".join(words)[:_SLUG_LENGTH].strip("-") or "article"
    return replace(article, id=f"{slug}-{article.digest[:8]}")


def _record(article: Article) -> str:
    return json.dumps({"id": article.id, **json.loads(article.to_json())}, ensure_ascii=False)


def _write(contents: Mapping[Path, str | None]) -> None:
    for path, content in contents.items():
        if content is None:
            path.unlink(missing_ok=True)
        else:
            partial = path.with_suffix(".new")
            partial.write_text(content)
            partial.replace(path)
