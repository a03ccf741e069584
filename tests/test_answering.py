"""`vigie eval --answers`: what is counted, on a folder with known answers; and the floors of the packaged models."""

import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import pytest

from api.answering import AnswerReport, evaluate_answers
from api.cli import main
from api.wiring import Wiring
from corpus.errors import InputError
from corpus.text import canonical
from index.passage import Filters
from rag.generators import Generator, Limits
from rag.pipeline import Ask
from rag.prompt import Prompt
from tests.conftest import ROOT, settings_for
from tests.fakes import FakeWiring, ScriptedGenerator
from tests.samples import AZURE, CHEN
from tests.test_evaluation import QUESTIONS, folder, lines

__all__ = ["folder"]  # the fixture


class HalfRight(ScriptedGenerator):
    """Answers on Azure rightly and wrongly, on everything else with nothing."""

    def stream(self, prompt: Prompt, limits: Limits) -> Iterator[str]:
        self.draft = "Azure a progressé de 29 %. Azure a progressé de 35 %." if AZURE in prompt.user else ""
        return super().stream(prompt, limits)


class HalfRightWiring(FakeWiring):
    @cached_property
    def generator(self) -> Generator:
        return HalfRight()


def report(home: Path, folder: Path, sample: int | None = None, mode: str = "extract") -> AnswerReport:
    return evaluate_answers(HalfRightWiring(settings_for(home)), folder, sample, mode=mode)  # type: ignore[arg-type]


def means(made: AnswerReport) -> dict[str, float]:
    return {name: value.mean for name, (value, _) in made.measures.items()}


def written(made: AnswerReport) -> list[str]:
    """The claims shown that the generator wrote: an extract says its whole quote."""
    claims = [claim for judged in made.judged for claim in judged.answer.claims]
    return [c.text for c in claims if canonical(c.text) not in {q.quote.replace("\n", " ") for q in c.citations}]


def test_what_is_counted_in_mode_extract(home: Path, folder: Path) -> None:
    made = report(home, folder)
    measures = means(made)
    assert measures["correct, of answerable"] == pytest.approx(2 / 3) and measures["refused, of unanswerable"] == 1.0
    assert measures["wrongly refused, of answerable"] == pytest.approx(1 / 3), "the fake reader misses the third"
    assert measures["sentences dropped an answer"] == 0.0
    assert measures["citation recall (claims supported)"] == measures["citation precision"] == 1.0
    assert 0 < measures["token F1, of answerable"] < 1 and measures["claims an answer"] == 1.0
    assert [n for _, n in made.measures.values()][:2] == [3, 3] and made.unsupported == ()
    assert set(made.latency_ms) == {"first source", "extract", "final answer"} and made.articles == 3
    assert not (home / "articles.db").exists(), "nothing of the home changes"
    assert written(made) == []


def test_mode_full_writes(home: Path, folder: Path) -> None:
    made = report(home, folder, mode="full")
    assert means(made)["sentences dropped an answer"] == 0.5
    assert "first token" in made.latency_ms and made.generator == "scripted"
    assert [canonical(text) for text in written(made)] == ["Azure a progressé de 29 %."]


def test_a_wrong_answer_and_a_wrong_refusal_count(home: Path, folder: Path) -> None:
    changed = [{**q, "answers": ["31 %"]} if q["id"] == "q1" else q for q in QUESTIONS]
    changed += [{"id": "q5", "question": "Qui dirige Boeing ?", "answers": ["X"], "answerable": True}]
    (folder / "questions.jsonl").write_text(lines(changed))
    measures = means(report(home, folder))
    assert measures["correct, of answerable"] == 0.25 and measures["wrongly refused, of answerable"] == 0.5


def test_kinds_and_questions_without_answers(home: Path, folder: Path) -> None:
    asked = [
        {"id": "a", "question": AZURE, "answerable": True, "kind": ["simple"]},
        {"id": "b", "question": CHEN, "answers": ["800", "Chen"], "answerable": True, "kind": ["deux_articles"]},
        {"id": "c", "question": "Quel âge a Ada ?", "answerable": False, "kind": "culture"},
    ]
    (folder / "questions.jsonl").write_text(lines(asked))
    made = report(home, folder)
    assert made.measures["correct, of answerable"][1] == 1 and made.measures["citation precision"][1] == 2
    assert means(made)["both answers, of two articles"] == 1.0
    assert set(made.kinds) == {"simple", "deux_articles", "culture"} and "correct" not in made.kinds["simple"]
    table = made.as_table()
    assert "| culture |  | 1.000 [1.000, 1.000] | 1 |" in table
    assert "| numbers or names without support | 0 | |" in table


def test_a_sample_is_half_unanswerable(home: Path, folder: Path) -> None:
    made = report(home, folder, sample=2)
    assert sorted(one.question.answerable for one in made.judged) == [False, True]
    assert len(report(home, folder, sample=3).judged) == 3


def test_json(home: Path, folder: Path) -> None:
    made = json.loads(json.dumps(report(home, folder).as_json()))
    assert made["questions"] == 4 and made["measures"]["citation precision"]["n"] == 2
    assert made["answers"][3]["refusal"] == "hors_corpus" and made["answers"][0]["found"] == 1
    assert set(made["latency_ms"]["extract"]["p95"]) == {"mean", "low", "high"}


def test_a_folder_without_questions(home: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"questions\.jsonl"):
        report(home, tmp_path)


def test_the_command_line(environment: Path, folder: Path, capsys: pytest.CaptureFixture[str],
                          monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr("api.cli.Wiring", HalfRightWiring)
    assert main(["eval", str(folder), "--answers", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["mode"] == "extract"
    assert main(["eval", str(folder), "--answers", "--mode", "full", "--sample", "2"]) == 0
    assert "| final answer |" in capsys.readouterr().out


def test_vigie_over_another_library(wiring: FakeWiring, home: Path) -> None:
    other = wiring.over(wiring.library)
    assert (other.embedder, other.generator, other.library) == (wiring.embedder, wiring.generator, wiring.library)
    assert other.pipeline.ask(Ask(AZURE, mode="extract")).status == "answered"
    assert other.retriever is not wiring.retriever
    assert other.retriever.search(AZURE, 1, Filters()).hits


# What 40 bundled questions, half of them unanswerable, must reach in mode extract: somewhat below what was measured.
SAMPLE, SEED = 40, 1
CORRECT, REFUSED, WRONGLY_REFUSED = 0.6, 0.5, 0.15


@pytest.mark.model
def test_floors(weights: Path, home: Path) -> None:
    home.mkdir()
    (home / "models").symlink_to(weights, target_is_directory=True)
    made = evaluate_answers(Wiring(settings_for(home)), ROOT / "tests" / "data", SAMPLE, SEED, mode="extract")
    measures = means(made)
    assert measures["correct, of answerable"] >= CORRECT, made.as_table()
    assert measures["refused, of unanswerable"] >= REFUSED, made.as_table()
    assert measures["wrongly refused, of answerable"] <= WRONGLY_REFUSED, made.as_table()
    assert made.unsupported == () and measures["citation recall (claims supported)"] == 1.0


@pytest.mark.model
def test_what_the_model_writes_has_support(small_model: Path, home: Path, tmp_path: Path) -> None:
    """Twelve plain questions about the bundled articles, in mode full: the model's sentences, judged by the audit."""
    rows = [json.loads(line) for line in (ROOT / "tests" / "data" / "questions.jsonl").read_text().splitlines()]
    asked = tmp_path / "asked"
    asked.mkdir()
    (asked / "questions.jsonl").write_text(lines([row for row in rows if row["kind"] == ["simple"]][:12]))
    home.mkdir()
    (home / "models").symlink_to(small_model.parent, target_is_directory=True)
    made = evaluate_answers(Wiring(settings_for(home, generator=small_model.stem)), asked, mode="full")
    assert len(made.judged) == 12 and made.generator == small_model.stem
    assert "first token" in made.latency_ms, "the model has written"
    assert made.unsupported == () and means(made)["citation recall (claims supported)"] == 1.0, made.as_json()[
        "answers"
    ]
    assert written(made), [(judged.answer.text, judged.answer.dropped) for judged in made.judged]
