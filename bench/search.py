"""Vigie's search beside txtai (hybrid) and a plain langchain FAISS retriever: same embedder folder, same documents.

    python -m bench.search FOLDER EMBEDDER_FOLDER --peers PYTHON [--sample N] [--where has_entity]

FOLDER holds documents.jsonl and questions.jsonl; without the first, the bundled corpus is searched. Each system runs in
a process of its own, one after the other: the peers with their defaults and e5's prefixes. Recall counts documents.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.questions import read_documents, read_questions
from bench.report import write
from rag.measures import estimate, ranking_measures

SYSTEMS = ("vigie", "txtai", "langchain")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("embedder", type=Path)
    parser.add_argument("--peers", type=Path, required=True, metavar="PYTHON", help="of their virtual environment")
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--where")
    args = parser.parse_args()
    questions = read_questions(args.folder, args.sample, args.where)
    write(f"search-{args.folder.name}", [_row(name, args, questions) for name in SYSTEMS])


def _row(name: str, args: argparse.Namespace, questions: list[dict[str, Any]]) -> dict[str, Any]:
    """Run one system; return its figures."""
    with tempfile.TemporaryDirectory() as scratch:
        asked, documents = Path(scratch) / "questions.json", Path(scratch) / "documents.jsonl"
        asked.write_text(json.dumps([q["question"] for q in questions]))
        documents.write_text("\n".join(json.dumps(document) for document in read_documents(args.folder)))
        python = Path(sys.executable) if name == "vigie" else args.peers
        command = [str(python), str(Path(__file__).with_name(f"run_{name}.py")), str(documents),
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
