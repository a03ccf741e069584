"""Vigie's search beside txtai (hybrid) and a plain langchain FAISS retriever: same embedder folder, same documents.

    python -m bench.search FOLDER EMBEDDER_FOLDER PEERS_PYTHON [--sample N] [--where has_entity]

FOLDER holds documents.jsonl and questions.jsonl. Each system runs in a process of its own, one after the other.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.report import write
from rag.measures import estimate, ranking_measures

SYSTEMS = ("vigie", "txtai", "langchain")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("embedder", type=Path)
    parser.add_argument("peers", type=Path, help="python of the peers' virtual environment")
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--where")
    args = parser.parse_args()
    lines = (args.folder / "questions.jsonl").read_text().splitlines()
    questions = [q for line in lines if (q := json.loads(line))["relevant_ids"] and (not args.where or q[args.where])]
    questions = random.Random(0).sample(questions, min(args.sample, len(questions)))
    write(f"search-{args.folder.name}", [_row(name, args, questions) for name in SYSTEMS])


def _row(name: str, args: argparse.Namespace, questions: list[dict[str, Any]]) -> dict[str, Any]:
    """Run one system; return its figures."""
    with tempfile.TemporaryDirectory() as scratch:
        asked = Path(scratch) / "questions.json"
        asked.write_text(json.dumps([q["question"] for q in questions]))
        python = Path(sys.executable) if name == "vigie" else args.peers
        command = [str(python), str(Path(__file__).with_name(f"run_{name}.py")), str(args.folder / "documents.jsonl"),
                   str(asked), str(args.embedder.resolve())]  # fmt: skip
        result = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1])
        found = json.loads(result.stdout.splitlines()[-1])
    measures = [
        ranking_measures([{i} for i in ranked], q["relevant_ids"])
        for ranked, q in zip(found.pop("rankings"), questions, strict=True)
    ]
    quality = {m: str(estimate([row[m] for row in measures])) for m in ("recall@1", "recall@5", "MRR")}
    return {"system": name, **quality, **found}


if __name__ == "__main__":
    main()
