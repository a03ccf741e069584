"""The whole hybrid query on a large corpus: build, size, memory, latency, recall against exact search, one update."""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from api.settings import Settings
from api.wiring import Wiring
from bench.report import folder_mb, peak_mb, percentiles, timed, write
from bench.synthetic import passages, real_sentences, terms_by_sentence, vectors
from corpus.article import Article
from corpus.loaders import Loaded, make_article
from corpus.store import ArticleStore
from index.build import build
from index.cache import EmbeddingCache
from index.catalog import Catalog
from index.hybrid import HybridIndex
from index.lexical import LexicalIndex
from index.passage import Filters, Vectors
from index.snapshot import Recipe, SnapshotShelf
from index.vectors import VectorIndex

QUESTIONS = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[1_000, 100_000])
    wiring = Wiring(Settings.read())
    write("scale", [measure(wiring, size) for size in parser.parse_args().sizes])


def measure(wiring: Wiring, size: int) -> dict[str, Any]:
    """Publish a snapshot of `size` passages and ask it real sentences as questions."""
    pool = real_sentences()
    embedder = wiring.embedder
    made = vectors(embedder, pool, size)
    with tempfile.TemporaryDirectory() as scratch:
        shelf = SnapshotShelf(Path(scratch) / "index")
        start = time.perf_counter()
        _publish(shelf, Recipe.of(embedder), pool, made)
        seconds = time.perf_counter() - start
        index = HybridIndex(shelf.open_current(embedder))
        questions = pool[:: max(1, len(pool) // QUESTIONS)][:QUESTIONS]
        asked = [timed(lambda q=q: index.search(q, embedder.embed_question(q), 10)) for q in questions]
        filters = Filters(sources=("source 3",))
        filtered = [timed(lambda q=q: index.search(q, embedder.embed_question(q), 10, filters)) for q in questions[:30]]
        return {
            "passages": size, "build_s": round(seconds), "index_mb": folder_mb(shelf.path(shelf.require_current())),
            **percentiles(asked), "filtered_p50_ms": percentiles(filtered)["p50_ms"],
            "recall@10": _recall(index, embedder.embed_passages(questions), made),
            "add_one_s": round(_add_one(wiring, shelf, Path(scratch)), 2), "peak_mb": peak_mb(),
        }  # fmt: skip


def _publish(shelf: SnapshotShelf, recipe: Recipe, pool: list[str], made: Vectors) -> None:
    with shelf.draft(None) as draft, terms_by_sentence():
        catalog = Catalog(draft / "catalog.db", writable=True)
        lexical = LexicalIndex(draft / "lexical")
        rows: list[int] = []
        for article, passage in tqdm(passages(pool, len(made)), total=len(made), desc="indexing", file=sys.stderr):
            new = catalog.add(article, [passage])
            lexical.add(article, [(new[0], passage)])
            rows += new
        lexical.commit()
        catalog.close()
        VectorIndex.build(np.array(rows, dtype=np.int64), made).write(draft / "vectors.faiss")
        shelf.publish(draft, recipe, len(made), len(made))


def _recall(index: HybridIndex, questions: Vectors, made: Vectors) -> float:
    """Share of the ten nearest by exact search that the dense index finds; rows are numbered from 1."""
    shares = []
    for vector in questions:
        exact = set((np.argpartition(-(made @ vector), 10)[:10] + 1).tolist())
        rows, _ = index.snapshot.vectors.search(vector, 10)
        shares.append(len(exact & set(rows.tolist())) / 10)
    return round(float(np.mean(shares)), 3)


class _GrownStore(ArticleStore):
    """A store that knows the snapshot's articles by digest, and one article more."""

    def __init__(self, path: Path, known: dict[str, str], extra: Article) -> None:
        super().__init__(path)
        self.sync("extra", Loaded({extra.id: [extra]}))
        self._known = known

    def digests(self) -> dict[str, str]:
        return self._known | super().digests()


def _add_one(wiring: Wiring, shelf: SnapshotShelf, scratch: Path) -> float:
    """Seconds from having one more article in the store to finding it with an opened snapshot."""
    catalog = Catalog(shelf.path(shelf.require_current()) / "catalog.db")
    extra = make_article("nouveau", {"title": "Un article de plus"}, "La société Zébulonix a levé 12 millions d'euros.")
    store = _GrownStore(scratch / "articles.db", catalog.digests(), extra)
    start = time.perf_counter()
    build(store, shelf, wiring.embedder, EmbeddingCache(scratch / "cache.db"))
    index = HybridIndex(shelf.open_current(wiring.embedder))
    hits = index.search("Zébulonix", wiring.embedder.embed_question("Zébulonix"), 1)
    seconds = time.perf_counter() - start
    if hits[0].article.id != "nouveau":
        raise AssertionError("the added article is not found")
    return seconds


if __name__ == "__main__":
    main()
