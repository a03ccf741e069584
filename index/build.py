"""Building a snapshot from the article store: only what changed is split, embedded and indexed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.article import Article
from corpus.errors import CorpusError, SnapshotError
from corpus.store import ArticleStore
from index.cache import EmbeddingCache
from index.catalog import Catalog
from index.digests import FolderDigests
from index.lexical import LexicalIndex
from index.passage import Embedder, Passage
from index.snapshot import Manifest, Recipe, SnapshotShelf
from index.split import embedder_text, split
from index.vectors import VectorIndex


@dataclass(frozen=True, slots=True)
class Plan:
    """What turns the snapshot `base` (None: nothing) into the store's content, as article ids."""

    base: str | None
    remove: tuple[str, ...]
    add: tuple[str, ...]

    @property
    def empty(self) -> bool:
        return self.base is not None and not self.remove and not self.add


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `manifest` is that of the published snapshot, new or unchanged."""

    manifest: Manifest
    changed: bool
    passages_added: int
    passages_embedded: int


def build(
    store: ArticleStore, shelf: SnapshotShelf, embedder: Embedder, cache: EmbeddingCache, *, rebuild: bool = False
) -> BuildReport:
    """Publish a snapshot of the store's articles, unless the current one already is that.

    Raises CorpusError if the store is empty; the current snapshot then stays.
    """
    if len(store) == 0:
        raise CorpusError("no article to index: give a folder of articles with `vigie index --corpus PATH`")
    recipe = Recipe.of(embedder)
    plan = make_plan(store, shelf, recipe, rebuild=rebuild)
    if plan.empty and plan.base:
        return BuildReport(Manifest.read(shelf.path(plan.base)), False, 0, 0)
    with shelf.draft(plan.base) as draft:
        added = [article for i in plan.add if (article := store.get(i)) is not None]
        articles, passages, embedded, count = _write(draft, plan, added, embedder, cache)
        return BuildReport(shelf.publish(draft, recipe, articles, passages), True, count, embedded)


def make_plan(store: ArticleStore, shelf: SnapshotShelf, recipe: Recipe, *, rebuild: bool = False) -> Plan:
    """Compare the store with the current snapshot; start anew if that one has another recipe or has been outgrown."""
    wanted = store.digests()
    base = None if rebuild else _usable_base(shelf, recipe, len(wanted))
    if base is None:
        return Plan(None, (), tuple(wanted))
    catalog = Catalog(shelf.path(base) / "catalog.db")
    have = catalog.digests()
    catalog.close()
    # The pair of id and digest decides: another article with the same text does not make this one known.
    return Plan(
        base,
        remove=tuple(i for i, digest in have.items() if wanted.get(i) != digest),
        add=tuple(i for i, digest in wanted.items() if have.get(i) != digest),
    )


def _usable_base(shelf: SnapshotShelf, recipe: Recipe, articles: int) -> str | None:
    current = shelf.current_id()
    if current is None:
        return None
    try:
        manifest = Manifest.read(shelf.path(current))
        vectors = VectorIndex.read(shelf.path(current) / "vectors.faiss")
    except SnapshotError:
        return None
    if FolderDigests(manifest.files).first_wrong(shelf.path(current)) is not None:
        return None  # what is damaged is not carried on
    per_article = manifest.passages / max(1, manifest.articles)
    outgrown = vectors.outgrown(round(per_article * articles))
    return current if manifest.recipe == recipe and not outgrown else None


def _write(
    draft: Path, plan: Plan, added: Sequence[Article], embedder: Embedder, cache: EmbeddingCache
) -> tuple[int, int, int, int]:
    """Carry out a plan in a draft folder; return its articles and passages, the texts embedded, the passages added."""
    parts = {article.id: split(article, embedder.count_tokens) for article in added}
    texts = [embedder_text(article, passage) for article in added for passage in parts[article.id]]
    vectors, embedded = cache.embed(embedder, texts)
    catalog = Catalog(draft / "catalog.db", writable=True)
    removed = catalog.remove(plan.remove)
    rows = _index_text(catalog, draft, plan, [(article, parts[article.id]) for article in added])
    articles, passages = catalog.count_articles(), catalog.count_passages()
    catalog.close()
    path = draft / "vectors.faiss"
    if plan.base is None:
        dense = VectorIndex.build(rows, vectors)
    else:
        dense = VectorIndex.read_for_update(path)
        dense.remove(removed)
        dense.add(rows, vectors)
    dense.write(path)
    return articles, passages, embedded, len(texts)


def _index_text(
    catalog: Catalog, draft: Path, plan: Plan, added: Sequence[tuple[Article, list[Passage]]]
) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    lexical = LexicalIndex(draft / "lexical")
    lexical.remove(plan.remove)
    rows: list[int] = []
    for article, passages in added:
        new = catalog.add(article, passages)
        lexical.add(article, zip(new, passages, strict=True))
        rows.extend(new)
    lexical.commit()
    return np.array(rows, dtype=np.int64)
