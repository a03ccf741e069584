"""Vigie: its own index and retriever, without a cache of embeddings."""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from peer import run

from corpus.loaders import load_root
from corpus.store import ArticleStore
from index.build import build as build_snapshot
from index.cache import EmbeddingCache
from index.embedder import SentenceTransformerEmbedder
from index.passage import Filters
from index.snapshot import SnapshotShelf
from rag.library import Library
from rag.retrieve import Retriever


def build(_, folder):
    scratch = Path(tempfile.mkdtemp())
    embedder = SentenceTransformerEmbedder("bench", folder, threads=2)
    store = ArticleStore(scratch / "articles.db")
    store.sync("bench", load_root(Path(sys.argv[1])))
    shelf = SnapshotShelf(scratch / "index")
    build_snapshot(store, shelf, embedder, EmbeddingCache(scratch / "cache.db"))
    retriever = Retriever(Library(shelf, embedder), embedder)
    return lambda question: [hit.article.id for hit in retriever.search(question, 20, Filters()).hits]


if __name__ == "__main__":
    run(build)
