"""The article store: what a refresh changes, and that nothing stored is lost."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.errors import BusyError, CorpusError
from corpus.loaders import load_root
from corpus.store import ArticleStore, SyncReport


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ArticleStore]:
    opened = ArticleStore(tmp_path / "home" / "articles.db")
    yield opened
    opened.close()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "root"


def sync(store: ArticleStore, root: Path, files: dict[str, str | bytes | None]) -> SyncReport:
    """Write (None: delete) files of a root, then refresh it."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
    return store.sync(str(root), load_root(root))


def lines(*records: tuple[str | None, str]) -> str:
    """JSON lines of (id, text)."""
    return "\n".join(json.dumps({"text": text} | ({"id": i} if i else {})) for i, text in records)


def test_added_changed_unchanged_removed(store: ArticleStore, root: Path) -> None:
    first = sync(store, root, {"a.md": "Un texte.", "b.md": "Deux textes.", "c.md": "Trois textes."})
    assert first == SyncReport(added=["a.md", "b.md", "c.md"])
    before = store.digests()
    second = sync(store, root, {"b.md": "Deux autres textes.", "c.md": None, "d.md": "Quatre."})
    assert second == SyncReport(added=["d.md"], changed=["b.md"], unchanged=["a.md"], removed=["c.md"])
    assert store.digests()["a.md"] == before["a.md"]
    changed = store.get("b.md")
    assert changed is not None and changed.text == "Deux autres textes."
    assert store.get("c.md") is None
    assert [article.id for article in store] == ["a.md", "b.md", "d.md"]


def test_the_same_again_is_no_change(store: ArticleStore, root: Path) -> None:
    sync(store, root, {"a.md": "---\ndate: 2024-03\n---\nUn texte.", "b.jsonl": lines(("x", "Un."), (None, "Deux."))})
    before = store.digests()
    report = sync(store, root, {})
    assert not (report.added or report.changed or report.removed or report.problems)
    assert store.digests() == before
    assert len(store) == 3


def test_a_changed_date_alone_is_a_change(store: ArticleStore, root: Path) -> None:
    sync(store, root, {"a.md": "---\ndate: 2024\n---\nUn texte."})
    assert sync(store, root, {"a.md": "---\ndate: 2024-03\n---\nUn texte."}).changed == ["a.md"]


@pytest.mark.parametrize("damage", [b"\x00" * 64, b"", b"---\ntitle: [\n---\nx"])
def test_an_unreadable_file_keeps_its_stored_article(store: ArticleStore, root: Path, damage: bytes) -> None:
    sync(store, root, {"a.md": "Un texte.", "b.md": "Deux textes."})
    report = sync(store, root, {"a.md": damage})
    assert report.removed == [] and report.unchanged == ["b.md"]
    assert [problem.split(":")[0] for problem in report.problems] == ["a.md"]
    kept = store.get("a.md")
    assert kept is not None and kept.text == "Un texte."


def test_roots_are_apart(store: ArticleStore, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    sync(store, one, {"a.md": "Un texte.", "b.md": "Deux."})
    sync(store, two, {"c.md": "Trois."})
    assert sync(store, one, {"a.md": None}).removed == ["a.md"]
    assert sorted(store.digests()) == ["b.md", "c.md"]
    assert store.roots() == sorted(map(str, (one, two)))
    assert store.forget(str(two)) == ["c.md"]
    assert store.roots() == [str(one)] and sorted(store.digests()) == ["b.md"]


def test_ids_made_from_paths_never_collide(store: ArticleStore, tmp_path: Path) -> None:
    roots = [tmp_path / parent / "news" for parent in ("x", "y", "z")]
    files: dict[str, str | bytes | None] = {"a.md": "Un texte.", "b.jsonl": lines((None, "Le même texte."))}
    for root in roots:
        assert len(sync(store, root, files).added) == 2
    assert len(store) == 6
    for root in roots:
        assert len(sync(store, root, {}).unchanged) == 2
    store.forget(str(roots[0]))
    for root in roots[1:]:
        assert len(sync(store, root, {}).unchanged) == 2, "an id stays when the one it gave way to is gone"


def test_a_given_id_that_another_root_owns_is_reported_and_skipped(store: ArticleStore, tmp_path: Path) -> None:
    sync(store, tmp_path / "one", {"a.jsonl": lines(("x", "Le premier."))})
    report = sync(store, tmp_path / "two", {"b.jsonl": lines(("x", "Le second."), ("y", "Un autre."))})
    assert report.added == ["y"]
    assert len(report.problems) == 1 and report.problems[0].startswith("b.jsonl: the id 'x' belongs to a.jsonl")
    kept = store.get("x")
    assert kept is not None and kept.text == "Le premier."


def test_two_files_of_a_root_with_one_id(store: ArticleStore, root: Path) -> None:
    report = sync(store, root, {"a.jsonl": lines(("x", "Le premier.")), "b.jsonl": lines(("x", "Le second."))})
    assert report.added == ["x"] and len(report.problems) == 1
    assert sync(store, root, {}).unchanged == ["x"]


def test_a_renamed_file_keeps_its_articles(store: ArticleStore, root: Path) -> None:
    sync(store, root, {"b.jsonl": lines(("x", "Un."), ("y", "Deux."))})
    (root / "b.jsonl").rename(root / "c.jsonl")
    assert sync(store, root, {}) == SyncReport(unchanged=["x", "y"])
    report = sync(store, root, {"a.jsonl": lines(("x", "Un !")), "c.jsonl": lines(("y", "Deux."))})
    assert report == SyncReport(changed=["x"], unchanged=["y"])


def test_an_article_of_an_unreadable_file_is_not_taken_over(store: ArticleStore, root: Path) -> None:
    sync(store, root, {"b.jsonl": lines(("x", "Un."))})
    report = sync(store, root, {"b.jsonl": b"\x00" * 64, "c.jsonl": lines(("x", "Un imposteur."))})
    assert len(report.problems) == 2 and report.removed == []
    kept = store.get("x")
    assert kept is not None and kept.text == "Un."


def test_two_articles_with_the_same_text_are_both_kept(store: ArticleStore, root: Path) -> None:
    sync(store, root, {"a.md": "Le même texte.", "b.md": "Le même texte."})
    digests = store.digests()
    assert digests["a.md"] == digests["b.md"]


def test_a_failed_refresh_changes_nothing(store: ArticleStore, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync(store, root, {"a.md": "Un texte.", "b.md": "Deux textes."})
    before = store.digests()

    def fail(self: ArticleStore, article: Article, *rest: str) -> None:
        if article.id == "b.md":
            raise KeyboardInterrupt
        real(self, article, *rest)

    real = ArticleStore._write
    monkeypatch.setattr(ArticleStore, "_write", fail)
    with pytest.raises(KeyboardInterrupt):
        sync(store, root, {"a.md": "Un texte changé."})
    assert store.digests() == before
    monkeypatch.undo()
    assert sync(store, root, {}).changed == ["a.md"]


def test_it_stays_after_closing(tmp_path: Path, articles: dict[str, Article]) -> None:
    path = tmp_path / "articles.db"
    store = ArticleStore(path)
    store.sync("r", load_root(_write_one(tmp_path)))
    store.close()
    again = ArticleStore(path)
    article = again.get("a.md")
    assert article is not None and replace(article, id="b") != article
    again.close()


def _write_one(tmp_path: Path) -> Path:
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "a.md").write_text("Un texte.", encoding="utf-8")
    return tmp_path / "r"


def test_a_file_that_is_no_store(tmp_path: Path) -> None:
    path = tmp_path / "articles.db"
    path.write_bytes(b"not a database, but long enough to look like one. " * 50)
    with pytest.raises(CorpusError, match="move it away"):
        ArticleStore(path)
    assert path.read_bytes().startswith(b"not a database"), "it is not overwritten"


def test_a_store_damaged_in_the_middle(tmp_path: Path) -> None:
    path = tmp_path / "articles.db"
    store = ArticleStore(path)
    (tmp_path / "r").mkdir()
    for i in range(200):
        (tmp_path / "r" / f"{i}.txt").write_text(f"Texte {i}. " * 50, encoding="utf-8")
    store.sync("r", load_root(tmp_path / "r"))
    store.close()
    data = bytearray(path.read_bytes())
    data[8192:-8192] = b"\xff" * (len(data) - 16384)
    path.write_bytes(data)
    with pytest.raises(CorpusError, match="move it away"):
        list(ArticleStore(path))


def test_a_store_of_another_version(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "articles.db")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(CorpusError, match="another version"):
        ArticleStore(tmp_path / "articles.db")


def test_reading_while_another_process_writes(store: ArticleStore, root: Path, tmp_path: Path) -> None:
    sync(store, root, {"a.md": "Un texte."})
    other = sqlite3.connect(tmp_path / "home" / "articles.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    reader = ArticleStore(tmp_path / "home" / "articles.db")
    assert len(reader) == 1
    reader._db.execute("PRAGMA busy_timeout = 50")
    with pytest.raises(BusyError, match="another process"):
        sync(reader, root, {"b.md": "Deux."})
    other.close()
