"""Ways to write faster, beside the generator as it is, in turns, in one run: n-gram speculation, reuse of the cache.

    python -m bench.generation FOLDER [--sample N]

Puts the prompts of FOLDER's questions (questions.jsonl), with the evidence that the index of VIGIE_HOME gives them, to
one model in memory for each way. Speculation guesses the next words where the last ones stood before in the prompt or
the draft; but for rounding in larger batches, all ways write the same text.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from xllamacpp import common_speculative_type as kinds

from api.settings import Settings
from api.wiring import Wiring
from bench.questions import read_questions
from bench.report import write
from index.manifest import default_model
from index.passage import Filters
from rag.generators import Generator, Limits
from rag.generators.llama import LlamaGenerator
from rag.pipeline import DEFAULT_K
from rag.prompt import Prompt, make_prompt
from rag.research import Researcher

Change = Callable[[Any], None]


class Changed(LlamaGenerator):
    """The generator with some of llama.cpp's parameters changed."""

    def __init__(self, path: Path, threads: int, change: Change) -> None:
        super().__init__("bench", path, threads)
        self._change = change

    def _params(self) -> Any:
        params = super()._params()
        self._change(params)
        return params


def unchanged(_: Any) -> None:
    pass


def simple(words: int, guessed: int) -> Change:
    """Guess `guessed` tokens after `words` that match."""

    def change(params: Any) -> None:
        speculative = params.speculative
        speculative.types = [kinds.COMMON_SPECULATIVE_TYPE_NGRAM_SIMPLE]
        speculative.ngram_simple.size_n, speculative.ngram_simple.size_m = words, guessed

    return change


def reuse(tokens: int) -> Change:
    def change(params: Any) -> None:
        params.n_cache_reuse = tokens

    return change


WAYS: dict[str, Change] = {
    "as it is": unchanged,
    "n-grams: 2 tokens, 4 guessed": simple(2, 4),
    "n-grams: 3 tokens, 8 guessed": simple(3, 8),
    "n-grams: 4 tokens, 16 guessed": simple(4, 16),
    "n_cache_reuse 16": reuse(16),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int, default=12, help="questions")
    args = parser.parse_args()
    wiring = Wiring(Settings.read())
    prompts = [_prompt(wiring, q["question"]) for q in read_questions(args.folder, args.sample, None)]
    path = wiring.weights.ready(default_model("generation"))
    ways = {name: Changed(path, wiring.settings.threads, change) for name, change in WAYS.items()}
    for way in ways.values():
        way.warm_up()
    rounds = [{name: _measure(way, prompt) for name, way in ways.items()} for prompt in prompts]
    write("generation", [_row(name, rounds) for name in ways])


def _prompt(wiring: Wiring, question: str) -> Prompt:
    researcher = Researcher(wiring.retriever, wiring.reader)
    findings = researcher.read(researcher.search(question, DEFAULT_K, Filters()))
    return make_prompt(question, findings.reading.evidence, len(findings.leads))


def _measure(generator: Generator, prompt: Prompt) -> tuple[float, float, str]:
    """Return the seconds to the first piece and to the last, and the text."""
    start, first, text = time.perf_counter(), 0.0, ""
    for piece in generator.stream(prompt, Limits()):
        first = first or time.perf_counter() - start
        text += piece
    return first, time.perf_counter() - start, text


def _row(name: str, rounds: list[dict[str, tuple[float, float, str]]]) -> dict[str, Any]:
    mine, base = [one[name] for one in rounds], [one["as it is"] for one in rounds]
    ratios = [b[1] / a[1] for a, b in zip(mine, base, strict=True)]
    return {
        "way": name, "first words, p50 s": round(float(np.median([a[0] for a in mine])), 2),
        "answer, p50 s": round(float(np.median([a[1] for a in mine])), 2),
        "times as fast": round(float(np.median(ratios)), 2),
        "same text": sum(a[2] == b[2] for a, b in zip(mine, base, strict=True)),
        "questions": len(rounds),
    }  # fmt: skip


if __name__ == "__main__":
    main()
