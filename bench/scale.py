"""The whole hybrid query on a large corpus: build, size, memory, latency, recall against exact search, one update.

    python -m bench.scale [SIZE ...] [--profile]

Latencies are of one question after the other, each embedded first. "dense" and "lexical" are their share of it.
"""

import argparse
import cProfile
import datetime
import pstats
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from api.settings import Settings
from api.wiring import Wiring
from bench.report import folder_mb, peak_mb, percentiles, timed, write
from bench.synthetic import passages, real_questions, real_sentences, terms_by_sentence, vectors
from corpus.article import Article
from corpus.loaders import Loaded, make_article
from corpus.store import ArticleStore
from index.build import build
from index.cache import EmbeddingCache
from index.catalog import Catalog
from index.hybrid import DEPTH, HybridIndex
from index.lexical import LexicalIndex
from index.passage import Embedder, Filters, Vectors
from index.snapshot import Recipe, SnapshotShelf
from index.vectors import VectorIndex

QUESTIONS = 100
# One source in ten; the last of four years; both, a passage in twenty.
_FILTERS = (
    Filters(sources=("source 3",)),
    Filters(since=datetime.date(2025, 1, 1)),
    Filters(since=datetime.date(2025, 1, 1), sources=("source 3",)),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=[1_000, 100_000])
    parser.add_argument("--profile", action="store_true", help="print where the time of the queries and updates goes")
    args = parser.parse_args()
    wiring = Wiring(Settings.read())
    write("scale", [measure(wiring, size, profile=args.profile) for size in args.sizes])


def measure(wiring: Wiring, size: int, *, profile: bool) -> dict[str, Any]:
    """Publish a snapshot of `size` passages and ask it real questions."""
    pool = real_sentences()
    embedder = wiring.embedder
    made = vectors(wiring.cache.embed(embedder, pool)[0], size)
    with tempfile.TemporaryDirectory() as scratch:
        shelf = SnapshotShelf(Path(scratch) / "index")
        start = time.perf_counter()
        _publish(shelf, Recipe.of(embedder), pool, made)
        seconds = time.perf_counter() - start
        index = HybridIndex(shelf.open_current(embedder))
        with _profiled(profile):
            figures = _latencies(index, embedder)
        recall = _recall(index, [embedder.embed_question(q) for q in real_questions(QUESTIONS)], made)
        with _profiled(profile):
            added = _add_one(wiring, shelf, Path(scratch))
        return {
            "passages": size, "build_s": round(seconds), "index_mb": folder_mb(shelf.path(shelf.require_current())),
            **figures, "recall@10": recall, "add_one_s": round(added, 2), "peak_mb": peak_mb(),
        }  # fmt: skip


def _latencies(index: HybridIndex, embedder: Embedder) -> dict[str, float]:
    """Return the figures of the whole query, with and without filters, and of its parts."""
    questions = real_questions(QUESTIONS)
    index.search(questions[0], embedder.embed_question(questions[0]), 10, _FILTERS[0])  # loads what is loaded late
    asked = [timed(lambda q=q: index.search(q, embedder.embed_question(q), 10)) for q in questions]
    filtered = [
        timed(lambda q=q, f=f: index.search(q, embedder.embed_question(q), 10, f))
        for q in questions[::4]
        for f in _FILTERS
    ]
    embedded = {q: embedder.embed_question(q) for q in questions}
    dense = [timed(lambda v=v: index.snapshot.vectors.search(v, 100)) for v in embedded.values()]
    lexical = [timed(lambda q=q: index.snapshot.lexical.search(q, 100, Filters())) for q in questions]
    return {
        **percentiles(asked), "filtered_p50_ms": percentiles(filtered)["p50_ms"],
        "dense_p50_ms": percentiles(dense)["p50_ms"], "lexical_p50_ms": percentiles(lexical)["p50_ms"],
    }  # fmt: skip


@contextmanager
def _profiled(wanted: bool) -> Iterator[None]:
    """Print the 25 functions that took longest, if wanted."""
    if not wanted:
        yield
        return
    with cProfile.Profile() as profile:
        yield
    pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(25)


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


def _recall(index: HybridIndex, questions: Sequence[Vectors], made: Vectors) -> float:
    """Share of the ten nearest by exact search that the dense index finds; rows are numbered from 1."""
    shares = []
    for vector in questions:
        exact = set((np.argpartition(-(made @ vector), 10)[:10] + 1).tolist())
        rows, _ = index.snapshot.vectors.search(vector, DEPTH)
        shares.append(len(exact & set(rows[:10].tolist())) / 10)
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
