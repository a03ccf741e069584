"""`vigie eval --answers`: the whole pipeline on a folder of questions, its answers judged by an independent check."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from api.evaluation import Question, read_questions, throwaway_library
from api.wiring import Wiring
from corpus.article import Article
from rag.audit import Audit, audit
from rag.measures import Estimate, estimate, holds_answer, percentiles, token_f1
from rag.pipeline import Ask, Pipeline
from rag.records import Answer, Mode

_STEPS = {
    "first source": "retrieve_ms",
    "extract": "extract_ms",
    "first token": "first_token_ms",
    "final answer": "total_ms",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, its answer, and what is right and wrong about it."""

    question: Question
    answer: Answer
    audit: Audit

    @property
    def refused(self) -> bool:
        return self.answer.refusal is not None

    @property
    def found(self) -> int:
        """How many of the accepted answers the answer holds."""
        return 0 if self.refused else holds_answer(self.answer.text, self.question.answers)


@dataclass(frozen=True, slots=True)
class AnswerReport:
    """What was measured, on what. Each measure has an interval and the number of questions behind it."""

    folder: str
    mode: Mode
    generator: str
    articles: int
    measures: dict[str, tuple[Estimate, int]]
    unsupported: tuple[str, ...]
    latency_ms: dict[str, dict[str, Estimate]]
    kinds: dict[str, dict[str, tuple[Estimate, int]]]
    judged: tuple[Judged, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "folder": self.folder, "mode": self.mode, "generator": self.generator, "articles": self.articles,
            "questions": len(self.judged), "measures": _rows_json(self.measures), "unsupported": self.unsupported,
            "latency_ms": {step: {p: asdict(ms) for p, ms in row.items()} for step, row in self.latency_ms.items()},
            "kinds": {kind: _rows_json(rows) for kind, rows in self.kinds.items()},
            "answers": [_judged_json(judged) for judged in self.judged],
        }  # fmt: skip

    def as_table(self) -> str:
        head = f"{self.folder}, mode {self.mode}: {len(self.judged)} questions, {self.articles} articles"
        lines = [f"{head}, generator {self.generator}", "", "| measure | value | n |", "|---|---|---|"]
        lines += [f"| {name} | {value} | {n} |" for name, (value, n) in self.measures.items()]
        lines += [f"| numbers or names without support | {len(self.unsupported)} | |", ""]
        lines += ["| milliseconds | p50 | p95 |", "|---|---|---|"]
        lines += [f"| {step} | {_ms(row['p50'])} | {_ms(row['p95'])} |" for step, row in self.latency_ms.items()]
        if self.kinds:
            lines += ["", "| kind | correct | refused | n |", "|---|---|---|---|"]
            lines += [
                f"| {kind} | {rows['correct'][0] if 'correct' in rows else ''} | {rows['refused'][0]} | "
                f"{rows['refused'][1]} |"
                for kind, rows in self.kinds.items()
            ]
        return "\n".join(lines)


def evaluate_answers(
    wiring: Wiring, folder: Path, sample: int | None = None, seed: int = 0, where: str | None = None, *, mode: Mode
) -> AnswerReport:
    """Put a folder's questions to an index of its documents. Raises InputError for a folder without questions."""
    questions = read_questions(folder, sample, seed, where, balanced=True)
    with throwaway_library(wiring, folder) as library:
        pipeline = wiring.over(library).pipeline
        _warm_up(pipeline, questions[0], mode)
        judged = tuple(
            _judge(question, pipeline.ask(Ask(question.question, mode=mode)), library.article)
            for question in tqdm(questions, desc="asking", unit="question", file=sys.stderr)
        )
        manifest = library.index().snapshot.manifest
    kinds = dict.fromkeys(kind for q in questions for kind in q.kinds)
    return AnswerReport(
        folder.name, mode, wiring.generator.name, manifest.articles, _measures(judged),
        tuple(item for one in judged for item in one.audit.unsupported), _latency(judged),
        {kind: _kind_measures([one for one in judged if kind in one.question.kinds]) for kind in kinds}, judged,
    )  # fmt: skip


def _warm_up(pipeline: Pipeline, first: Question, mode: Mode) -> None:
    """Load the models, and the index by a first question that is not measured."""
    if mode == "full":
        pipeline.warm_up()
    pipeline.ask(Ask(first.question, mode="extract"))


def _judge(question: Question, answer: Answer, article_of: Callable[[str], Article | None]) -> Judged:
    return Judged(question, answer, audit(answer.claims, article_of))


def _measures(judged: Sequence[Judged]) -> dict[str, tuple[Estimate, int]]:
    """Return the measures that the questions allow; a question without accepted answers counts for citations only."""
    answerable = [one for one in judged if one.question.answerable]
    spans = [one for one in answerable if one.question.answers]
    two = [one for one in spans if "deux_articles" in one.question.kinds]
    answered = [one for one in judged if not one.refused]
    values = {
        "correct, of answerable": [float(one.found > 0) for one in spans],
        "token F1, of answerable": [_f1(one) for one in spans],
        "both answers, of two articles": [float(one.found > 1) for one in two],
        "wrongly refused, of answerable": [float(one.refused) for one in answerable],
        "refused, of unanswerable": [float(one.refused) for one in judged if not one.question.answerable],
        "claims an answer": [float(one.audit.claims) for one in answered],
        "sentences dropped an answer": [float(len(one.answer.dropped)) for one in answered],
        "citation recall (claims supported)": [_share(one.audit.supported, one.audit.claims) for one in answered],
        "citation precision": [_share(one.audit.right_citations, one.audit.citations) for one in answered],
    }
    return {name: (estimate(column), len(column)) for name, column in values.items() if column}


def _kind_measures(judged: Sequence[Judged]) -> dict[str, tuple[Estimate, int]]:
    right = [float(one.found > 0) for one in judged if one.question.answers]
    refused = [float(one.refused) for one in judged]
    rows = {"refused": (estimate(refused), len(refused))}
    return rows | ({"correct": (estimate(right), len(right))} if right else {})


def _latency(judged: Sequence[Judged]) -> dict[str, dict[str, Estimate]]:
    """Return percentiles of each step over the questions that reached it."""
    columns = {
        step: [ms for one in judged if (ms := getattr(one.answer.timings, field)) is not None]
        for step, field in _STEPS.items()
    }
    return {step: percentiles(column) for step, column in columns.items() if column}


def _f1(one: Judged) -> float:
    return 0.0 if one.refused else token_f1(one.answer.text, one.question.answers)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _ms(value: Estimate) -> str:
    return f"{value.mean:.0f} [{value.low:.0f}, {value.high:.0f}]"


def _rows_json(rows: dict[str, tuple[Estimate, int]]) -> dict[str, Any]:
    return {name: asdict(value) | {"n": n} for name, (value, n) in rows.items()}


def _judged_json(one: Judged) -> dict[str, Any]:
    return {
        "id": one.question.id, "question": one.question.question, "answers": one.question.answers,
        "answerable": one.question.answerable, "kinds": one.question.kinds,
        "refusal": one.answer.refusal.reason if one.answer.refusal else None, "text": one.answer.text,
        "dropped": [dropped.text for dropped in one.answer.dropped], "found": one.found,
        "unsupported": one.audit.unsupported, "total_ms": one.answer.timings.total_ms,
    }  # fmt: skip
