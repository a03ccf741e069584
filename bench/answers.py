"""Vigie's answers beside the textbook chain's: the same questions, embedder and GGUF, in one run, one after the other.

    python -m bench.answers PEERS_PYTHON [FOLDER] [--sample N]

The chain (bench/run_chain.py) puts the five nearest passages of 1,000 characters before the model, behind llama.cpp's
own server. FOLDER holds questions.jsonl and documents.jsonl; without it, the bundled questions and corpus are used.
"""

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from api.evaluation import Question, documents_of, read_questions, throwaway_library
from api.settings import Settings
from api.wiring import Wiring
from bench.model_server import serve_model
from bench.report import write
from corpus.loaders import load_root
from rag.measures import holds_answer
from rag.pipeline import Ask, Token
from rag.records import Answer, Extract

BUNDLED = Path(__file__).resolve().parent.parent / "tests" / "data"
KEY = "bench"
Asked = dict[str, Any]  # text, and the seconds to the extract (Vigie), the first words and the last


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peers", type=Path, help="python of the peers' virtual environment")
    parser.add_argument("folder", type=Path, nargs="?", default=BUNDLED)
    parser.add_argument("--sample", type=int, default=15)
    args = parser.parse_args()
    wiring = Wiring(Settings.read())
    questions = [q for q in read_questions(args.folder, None, 0, None) if q.answerable and q.answers]
    chosen = [questions[i] for i in np.random.default_rng(0).permutation(len(questions))[: args.sample]]
    vigie, chain = _vigie(wiring, args.folder, chosen), _chain(wiring, args.folder, chosen, args.peers)
    write(f"answers-{args.folder.name}", [_row("vigie", vigie, chosen), _row("textbook chain", chain, chosen)])
    ratio = np.median([c["answer_s"] / v["answer_s"] for c, v in zip(chain, vigie, strict=True)])
    print(f"\nThe chain takes {ratio:.1f} times as long to the final answer (median over questions).")


def _vigie(wiring: Wiring, folder: Path, questions: Sequence[Question]) -> list[Asked]:
    with throwaway_library(wiring, folder) as library:
        pipeline = wiring.over(library).pipeline
        pipeline.warm_up()
        pipeline.ask(Ask(questions[0].question, mode="extract"))
        asked = []
        for question in questions:
            start = time.perf_counter()
            at: dict[type, float] = {}
            for event in pipeline.events(Ask(question.question)):
                at.setdefault(type(event), round(time.perf_counter() - start, 2))
            assert isinstance(event, Answer)
            first = at.get(Token, at[Answer])
            asked.append({"text": event.text if event.claims else "", "answer_s": at[Answer], "first_words_s": first,
                          "extract_s": at.get(Extract)})  # fmt: skip
        return asked


def _chain(wiring: Wiring, folder: Path, questions: Sequence[Question], peers: Path) -> list[Asked]:
    model = wiring.weights.ready(wiring.settings.generator)
    with tempfile.TemporaryDirectory() as scratch, serve_model(model, KEY) as url:
        documents, asked = Path(scratch) / "documents.json", Path(scratch) / "questions.json"
        documents.write_text(json.dumps(_documents(folder)))
        asked.write_text(json.dumps([q.question for q in questions]))
        command = [str(peers), str(Path(__file__).with_name("run_chain.py")), str(documents), str(asked),
                   str(wiring.weights.ready(wiring.settings.embedder)), url, KEY]  # fmt: skip
        result = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        made: list[Asked] = json.loads(result.stdout.splitlines()[-1])
        return made


def _documents(folder: Path) -> list[str]:
    articles = load_root(documents_of(folder)).articles
    return [f"{article.title}. {article.text}" for article in articles]


def _row(name: str, asked: Sequence[Asked], questions: Sequence[Question]) -> Mapping[str, Any]:
    right = [holds_answer(a["text"], q.answers) > 0 for a, q in zip(asked, questions, strict=True)]
    extracts = [a["extract_s"] for a in asked if a.get("extract_s") is not None]
    return {
        "system": name, "right": sum(right), "questions": len(right),
        "extract_p50_s": round(float(np.median(extracts)), 2) if extracts else "",
        "first_words_p50_s": round(float(np.median([a["first_words_s"] for a in asked])), 1),
        "answer_p50_s": round(float(np.median([a["answer_s"] for a in asked])), 1),
    }  # fmt: skip


if __name__ == "__main__":
    main()
