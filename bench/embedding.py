"""Embedding speed, float32 beside every faster way, in one run on one machine.

    python -m bench.embedding FOLDER EMBEDDER_FOLDER [--where has_entity] [--sample N] [--rounds N]

FOLDER holds documents.jsonl and questions.jsonl; without the first, the bundled corpus is read. The ways take turns, so
that whatever else the machine does meets all of them: figures are medians over the rounds, and "times float32" is the
median of the ratios within a round. Cosines are to float32's vectors of the same documents; recall counts documents,
searched by cosine alone.
"""

import argparse
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from bench.questions import read_documents, read_questions
from bench.report import timed, write
from bench.runtimes import OnnxRuntime, OpenVino, export, quantise_onnx
from index.embedder import SentenceTransformerEmbedder
from index.passage import Vectors

THREADS = 2
TOKENS = 190  # of a passage whose speed is measured
BATCHES = 64  # passages a round
FLOAT32 = "torch float32"


class Way(Protocol):
    """The part of an embedder that is measured."""

    def embed_passages(self, texts: list[str], /) -> Vectors: ...

    def embed_question(self, text: str, /) -> Vectors: ...


@dataclass(frozen=True, slots=True)
class Sample:
    """Documents, questions with the positions of the documents that answer them, and passages of TOKENS tokens."""

    documents: list[str]
    questions: list[str]
    relevant: list[set[int]]
    passages: list[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("embedder", type=Path)
    parser.add_argument("--where")
    parser.add_argument("--sample", type=int, default=300, help="questions")
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        ways = _ways(args.embedder, Path(scratch))
        sample = _sample(args.folder, args.sample, args.where, args.embedder)
        speeds = _speeds(ways, sample, args.rounds)
        vectors = {name: way.embed_passages(sample.documents) for name, way in ways.items()}
        write("embedding", [_row(name, ways[name], sample, speeds, vectors) for name in ways])


def _ways(folder: Path, scratch: Path) -> dict[str, Way]:
    def torch_way(precision: Any) -> Way:
        return SentenceTransformerEmbedder("bench", folder, THREADS, precision)

    whole, small = export(folder, scratch / "model.onnx"), scratch / "int8.onnx"
    quantise_onnx(whole, small)
    return {
        FLOAT32: torch_way("float32"),
        "torch bfloat16": torch_way("bfloat16"),
        "torch int8": torch_way("int8"),
        "ONNX Runtime float32": OnnxRuntime(whole, folder, THREADS),
        "ONNX Runtime int8": OnnxRuntime(small, folder, THREADS),
        "OpenVINO, its default": OpenVino(whole, folder, THREADS),
    }


def _sample(folder: Path, count: int, where: str | None, embedder: Path) -> Sample:
    documents, asked = read_documents(folder), read_questions(folder, count, where)
    places = {document["id"]: place for place, document in enumerate(documents)}
    texts = [f"{document['title']}. {document['text']}" for document in documents]
    return Sample(
        texts,
        [q["question"] for q in asked],
        [{places[i] for i in q["relevant_ids"]} for q in asked],
        _passages(texts, embedder),
    )


def _passages(texts: list[str], embedder: Path) -> list[str]:
    """Return texts cut after TOKENS tokens, as many as a round needs; short ones are joined."""
    from transformers import AutoTokenizer

    tokenizer: Any = AutoTokenizer.from_pretrained(embedder)
    ids = tokenizer(" ".join(texts), add_special_tokens=False, verbose=False)["input_ids"]
    starts = range(0, min(len(ids) - TOKENS, TOKENS * BATCHES), TOKENS)
    return [str(tokenizer.decode(ids[start : start + TOKENS])) for start in starts]


def _speeds(ways: dict[str, Way], sample: Sample, rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Return {way: a round's (passages a second, milliseconds a question)}."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for way in ways.values():
        way.embed_passages(sample.passages[:4])  # loads what is loaded late
        way.embed_question(sample.questions[0])
    for _ in range(rounds):
        for name, way in ways.items():
            seconds = timed(lambda way=way: way.embed_passages(sample.passages))
            asked = [timed(lambda q=q, way=way: way.embed_question(q)) for q in sample.questions[:20]]
            found[name].append((len(sample.passages) / seconds, statistics.median(asked) * 1000))
    return found


def _row(
    name: str, way: Way, sample: Sample, speeds: dict[str, list[tuple[float, float]]], vectors: dict[str, Vectors]
) -> dict[str, Any]:
    cosines = np.sum(vectors[name] * vectors[FLOAT32], axis=1)
    ratios = [mine / base for (mine, _), (base, _) in zip(speeds[name], speeds[FLOAT32], strict=True)]
    ranks = [
        _rank(vectors[name] @ way.embed_question(question), relevant)
        for question, relevant in zip(sample.questions, sample.relevant, strict=True)
    ]
    return {
        "way": name,
        "passages_s": round(_median(speeds[name], lambda pair: pair[0]), 1),
        "times float32": round(statistics.median(ratios), 2),
        "question_ms": round(_median(speeds[name], lambda pair: pair[1]), 1),
        "cosine min": round(float(cosines.min()), 4),
        "cosine mean": round(float(cosines.mean()), 4),
        "recall@1": round(sum(rank < 1 for rank in ranks) / len(ranks), 3),
        "recall@5": round(sum(rank < 5 for rank in ranks) / len(ranks), 3),
    }


def _median(pairs: list[tuple[float, float]], part: Callable[[tuple[float, float]], float]) -> float:
    return statistics.median(part(pair) for pair in pairs)


def _rank(scores: Vectors, relevant: set[int]) -> int:
    """Return how many documents stand before the best relevant one."""
    return int(np.sum(scores > max(scores[place] for place in relevant)))


if __name__ == "__main__":
    main()
