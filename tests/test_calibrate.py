"""How the readers' weights are fitted: from what runs, and with what measures."""

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from api.evaluation import Question
from corpus.dates import PartialDate
from corpus.text import Span
from rag.overlap import Overlap
from rag.readers import Sentence, UntrainedReader
from tests.fakes import FakeEmbedder, Weights
from tests.samples import make_hit
from tools.calibrate import fit_answerability, fit_sentences
from tools.reader_runs import EXCHANGED, OWN, TRANSLATED, Run, Truth

TEXT = "Azure progresse de 29 %. Personne ne parle."
HIT = make_hit(TEXT)
DATED = replace(HIT, article=replace(HIT.article, published=PartialDate(2024, 5)))


def sentence(span: Span, right: float, rng: random.Random) -> Sentence:
    noise = {name: rng.random() for name in ("overlap", "title", "date", "passage", "answer", "number", "named")}
    return Sentence(HIT, span, {"cosine": 0.8 + 0.1 * right + 0.02 * rng.random(), **noise}, Span(19, 23))


def run(truth: Truth, kind: str, split: str, rng: random.Random) -> Run:
    found = float(truth == "there")
    question = Question("q", "De combien ?", ("29 %",), frozenset({HIT.article.id}), truth == "there", ())
    sentences = [sentence(Span(0, 24), found, rng), sentence(Span(25, len(TEXT)), 0, rng)]
    hit = DATED if kind == OWN else HIT
    return Run(question, Overlap(question.question, Weights()), [hit], sentences, truth, kind, split)


def runs(count: int = 12) -> list[Run]:
    rng = random.Random(0)
    made: Sequence[tuple[Truth, str]] = [
        ("there", "absent"), ("there", TRANSLATED), ("there", "near miss"), ("absent", "absent"),
        ("absent", TRANSLATED), ("near", "near miss"), ("near", "near miss" + EXCHANGED),
        ("there", OWN), ("near", OWN),
    ]  # fmt: skip
    return [run(*one, split, rng) for one in made for split in ("calibrate", "test") for _ in range(count)]


def test_the_sentence_weights_find_what_tells_right_from_wrong() -> None:
    fitted = fit_sentences(runs())
    weights = fitted["sentence"]["weights"]
    assert max(weights, key=lambda name: weights[name]) == "cosine"
    assert fitted["measured"]["best sentence answers, through retrieval"] == 1
    assert fitted["measured"]["answer span, given the right passage: exact match"] == 1
    assert fitted["measured"]["sentence questions"] == 12


def test_the_answerability_of_each_kind_is_measured_beside_its_answerable_questions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tools.calibrate.plot_chances", lambda *_: None)
    fitted = fit_answerability(runs(), UntrainedReader(FakeEmbedder(), Weights))
    kinds = {name: row for name, row in fitted["measured"].items() if isinstance(row, dict) and "AUC" in row}
    assert set(kinds) == {"absent", TRANSLATED, "near miss", "near miss" + EXCHANGED, OWN}
    assert all(row["AUC"] > 0.95 and row["questions"] == [12, 12] for row in kinds.values())
    assert fitted["near"]["weights"].keys() == fitted["absent"]["weights"].keys()
    assert fitted["thresholds"].keys() == {"dated", "undated"}
    assert all(0 < threshold < 1 for threshold in fitted["thresholds"].values())
