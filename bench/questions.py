"""The documents and questions that benchmarks of search and embedding read."""

import json
import random
from pathlib import Path
from typing import Any

from api.wiring import bundled_corpus
from corpus.loaders import load_root


def read_documents(folder: Path) -> list[dict[str, str]]:
    """Return {id, title, text} of documents.jsonl; without that file, the articles of the bundled corpus."""
    path = folder / "documents.jsonl"
    if path.exists():
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [{"id": a.id, "title": a.title, "text": a.text} for a in load_root(bundled_corpus()).articles]


def read_questions(folder: Path, sample: int, where: str | None) -> list[dict[str, Any]]:
    """Return at most `sample` random questions that a document answers, of those whose field `where` is true."""
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [q for line in lines if (q := json.loads(line))["relevant_ids"] and (not where or q[where])]
    return random.Random(0).sample(asked, min(sample, len(asked)))
