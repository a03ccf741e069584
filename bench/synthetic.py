"""Large corpora out of real text: sentences shuffled into passages, vectors perturbed from real embeddings."""

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np

from api.wiring import bundled_corpus
from corpus.article import Article
from corpus.dates import PartialDate
from corpus.loaders import load_root
from corpus.text import sentences
from index import analysis, lexical
from index.passage import Passage, Vectors

QUESTIONS = Path(__file__).resolve().parent.parent / "tests" / "data" / "questions.jsonl"
SENTENCES = 4  # a passage
NOISE = 0.35  # length of the perturbation beside a unit vector: cosine to the original about 0.94


def real_sentences() -> list[str]:
    """Return every sentence of the bundled corpus."""
    articles = load_root(bundled_corpus()).articles
    return [span.of(article.text) for article in articles for span in sentences(article.text)]


def real_questions(count: int) -> list[str]:
    """Return that many questions that people ask the bundled corpus."""
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    return [str(json.loads(line)["question"]) for line in lines[:count]]


def passages(pool: Sequence[str], count: int, seed: int = 0) -> Iterator[tuple[Article, Passage]]:
    """Yield articles of one passage each, made of random sentences, with dates over four years and ten sources."""
    rng = random.Random(seed)
    for number in range(count):
        text = "\n".join(rng.sample(pool, SENTENCES))
        date = PartialDate(2022 + number % 4, 1 + number % 12)
        article = Article(f"a{number}", f"Article {number}", text, source=f"source {number % 10}", published=date)
        yield article, Passage(f"a{number}:0-{len(text)}", article.id, 0, len(text), text)


@contextmanager
def terms_by_sentence() -> Iterator[None]:
    """Analyze each distinct sentence once while indexing: a million passages repeat a few thousand of them."""
    once = cache(analysis.terms)
    lexical.terms = lambda text: [term for line in text.split("\n") for term in once(line)]
    try:
        yield
    finally:
        lexical.terms = analysis.terms


def vectors(real: Vectors, count: int, seed: int = 0) -> Vectors:
    """Return float32 (count, dim) unit rows: real embeddings, each copied and perturbed."""
    rng = np.random.default_rng(seed)
    made = np.empty((count, real.shape[1]), dtype=np.float32)
    for start in range(0, count, 50_000):
        block = real[rng.integers(0, len(real), size=min(50_000, count - start))]
        noise = rng.standard_normal(block.shape, dtype=np.float32)
        block = block + NOISE * noise / np.linalg.norm(noise, axis=1, keepdims=True)
        made[start : start + len(block)] = block / np.linalg.norm(block, axis=1, keepdims=True)
    return made
