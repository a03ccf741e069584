"""`vigie eval`: measures Vigie on a folder of documents and questions, with a throwaway index."""

import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from api.wiring import Wiring, bundled_corpus
from corpus.errors import InputError
from corpus.loaders import load_root
from corpus.store import ArticleStore
from index.build import build
from index.hybrid import DEPTH, HybridIndex
from index.passage import Filters, Vectors
from index.snapshot import SnapshotShelf
from rag.library import Library
from rag.measures import Estimate, estimate, ranking_measures
from rag.retrieve import Retriever

Ranked = list[set[str]]
RRF_K = 60  # of reciprocal rank fusion, as in Cormack, Clarke and Büttcher (2009)


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    question: str
    answers: tuple[str, ...]
    relevant_ids: frozenset[str]
    answerable: bool
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Measures by search, with what they were measured on."""

    folder: str
    questions: int
    articles: int
    passages: int
    search_ms_p50: float
    measures: dict[str, dict[str, Estimate]]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def as_table(self) -> str:
        names = list(next(iter(self.measures.values())))
        lines = [
            f"{self.folder}: {self.questions} questions, {self.articles} articles, {self.passages} passages, "
            f"p50 {self.search_ms_p50:.0f} ms a search",
            "",
            f"| search | {' | '.join(names)} |",
            f"|---|{'---|' * len(names)}",
        ]
        lines += [
            f"| {search} | {' | '.join(str(row[name]) for name in names)} |" for search, row in self.measures.items()
        ]
        return "\n".join(lines)


def read_questions(
    folder: Path, sample: int | None, seed: int, where: str | None, *, balanced: bool = False
) -> list[Question]:
    """Read questions.jsonl; keep those whose field `where` is true, and a random sample of them.

    A balanced sample has as many answerable as unanswerable questions, as far as there are. Raises InputError for a
    missing or malformed file.
    """
    path = folder / "questions.jsonl"
    try:
        records = [json.loads(line) for line in path.read_text().splitlines() if line.strip()]
        questions = [_question(record) for record in records if where is None or record.get(where)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path} is not a readable question file ({error}): see the README for its form") from error
    if not questions:
        raise InputError(f"{path} has no question with {where!r}" if where else f"{path} has no question")
    if sample is None or sample >= len(questions):
        return questions
    rng = random.Random(seed)
    return _balanced(questions, sample, rng) if balanced else rng.sample(questions, sample)


def _question(record: dict[str, Any]) -> Question:
    kinds = record.get("kind", ())
    return Question(
        record["id"], record["question"], tuple(record.get("answers", ())), frozenset(record.get("relevant_ids", ())),
        record["answerable"], (kinds,) if isinstance(kinds, str) else tuple(kinds),
    )  # fmt: skip


def _balanced(questions: Sequence[Question], sample: int, rng: random.Random) -> list[Question]:
    shuffled = rng.sample(questions, len(questions))
    groups = [[q for q in shuffled if q.answerable is answerable] for answerable in (True, False)]
    fewer = min(sample // 2, *map(len, groups))
    return [q for group in groups for q in group[: fewer if len(group) == min(map(len, groups)) else sample - fewer]]


def documents_of(folder: Path) -> Path:
    """Return where the texts are that a folder's questions are about: its documents.jsonl, or the bundled corpus."""
    documents = folder / "documents.jsonl"
    return documents if documents.exists() else bundled_corpus()


@contextmanager
def throwaway_library(wiring: Wiring, folder: Path) -> Iterator[Library]:
    """Yield a library of the documents that a folder's questions are about; it goes away afterwards.

    Embeddings come from the home's cache, so that a second evaluation embeds nothing.
    """
    with tempfile.TemporaryDirectory(prefix="vigie-eval-") as scratch:
        store = ArticleStore(Path(scratch) / "articles.db")
        store.sync("eval", load_root(documents_of(folder)))
        shelf = SnapshotShelf(Path(scratch) / "index")
        build(store, shelf, wiring.embedder, wiring.cache)
        yield Library(shelf, wiring.embedder)
        store.close()


def evaluate_search(
    wiring: Wiring, folder: Path, sample: int | None = None, seed: int = 0, where: str | None = None
) -> Report:
    """Measure lexical, dense and fused search, and what reading makes of it, counting articles.

    Only the questions that have relevant articles are asked.
    """
    questions = [q for q in read_questions(folder, sample, seed, where) if q.relevant_ids]
    with throwaway_library(wiring, folder) as library:
        index = library.index()
        retriever = Retriever(library, wiring.embedder)
        reader = wiring.over(library).reader
        rows: dict[str, list[dict[str, float]]] = {}
        seconds: list[float] = []
        for question in tqdm(questions, desc="searching", unit="question", file=sys.stderr):
            vector = wiring.embedder.embed_question(question.question)
            for name, ranked in _single_rankings(index, question.question, vector).items():
                rows.setdefault(name, []).append(ranking_measures(ranked, question.relevant_ids))
            start = time.perf_counter()
            hits = retriever.search(question.question, DEPTH, Filters()).hits
            seconds.append(time.perf_counter() - start)
            read = reader.read(question.question, vector, hits).order(hits)
            for name, order in (("fused", hits), ("fused, first five read", read)):
                ranked = _by_article([{hit.article.id, *hit.copies} for hit in order])
                rows.setdefault(name, []).append(ranking_measures(ranked, question.relevant_ids))
        manifest = index.snapshot.manifest
        return Report(
            folder.name, len(questions), manifest.articles, manifest.passages, float(np.median(seconds)) * 1000,
            {name: _estimates(values) for name, values in rows.items()},
        )  # fmt: skip


def _single_rankings(index: HybridIndex, question: str, vector: Vectors) -> dict[str, Ranked]:
    """Rank articles by each score alone and by reciprocal rank fusion of both."""
    candidates = index.candidates(question, vector, DEPTH, Filters())
    articles = index.snapshot.catalog.article_ids(list(candidates))
    dense = sorted(candidates, key=lambda row: -candidates[row]["dense"])
    lexical = sorted((r for r in candidates if "lexical" in candidates[r]), key=lambda row: -candidates[row]["lexical"])
    fused: dict[int, float] = {}
    for ranking in (dense[:DEPTH], lexical):
        for rank, row in enumerate(ranking, 1):
            fused[row] = fused.get(row, 0.0) + 1 / (RRF_K + rank)
    rankings = {
        "lexical (BM25)": lexical,
        "dense": dense,
        "reciprocal rank": sorted(fused, key=lambda row: -fused[row]),
    }
    return {name: _by_article([{articles[row]} for row in rows]) for name, rows in rankings.items()}


def _by_article(places: Sequence[set[str]]) -> Ranked:
    """Keep the first place of each article."""
    seen: set[str] = set()
    kept = []
    for place in places:
        if not place & seen:
            kept.append(place)
        seen |= place
    return kept


def _estimates(values: Sequence[dict[str, float]]) -> dict[str, Estimate]:
    return {name: estimate([value[name] for value in values]) for name in values[0]}
