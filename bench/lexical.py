"""tantivy (as Vigie uses it) beside bm25s: build, query, adding one article; at the sizes given.

Both get the same terms, each distinct sentence analyzed once, so that the build's time is the engine's.
"""

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import bm25s

from bench.report import percentiles, timed, write
from bench.synthetic import passages, real_questions, real_sentences, terms_by_sentence
from index import lexical
from index.lexical import LexicalIndex
from index.passage import Filters

QUESTIONS = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[1_000, 100_000])
    pool, questions = real_sentences(), real_questions(QUESTIONS)
    write(
        "lexical",
        [
            row
            for size in parser.parse_args().sizes
            for row in (_tantivy(pool, questions, size), _bm25s(pool, questions, size))
        ],
    )


def _tantivy(pool: list[str], questions: list[str], size: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as scratch, terms_by_sentence():
        index = LexicalIndex(Path(scratch) / "lexical")
        start = time.perf_counter()
        for row, (article, passage) in enumerate(passages(pool, size)):
            index.add(article, [(row, passage)])
        index.commit()
        build = time.perf_counter() - start
        asked = [timed(lambda q=q: index.search(q, 100, Filters())) for q in questions]
        article, passage = next(passages(pool, 1, seed=1))
        update = timed(lambda: (index.add(article, [(size, passage)]), index.commit()))
    return _row("tantivy", size, build, asked, update)


def _bm25s(pool: list[str], questions: list[str], size: int) -> dict[str, Any]:
    with terms_by_sentence():
        start = time.perf_counter()
        index = bm25s.BM25()
        index.index([lexical.terms(passage.text) for _, passage in passages(pool, size)], show_progress=False)
        build = time.perf_counter() - start
    k = min(100, size)
    asked = [timed(lambda q=q: index.retrieve([lexical.terms(q)], k=k, show_progress=False)) for q in questions]
    # Nothing can be added: the scores of all passages change with their number, so the index is made anew.
    return _row("bm25s", size, build, asked, build)


def _row(engine: str, size: int, build: float, asked: list[float], update: float) -> dict[str, Any]:
    return {
        "engine": engine,
        "passages": size,
        "build_s": round(build, 1),
        **percentiles(asked),
        "add_one_s": round(update, 2),
    }


if __name__ == "__main__":
    main()
