"""Fits a reader's few weights and its thresholds on articles that its training never saw, and writes rag/reader.json.

    python -m tools.calibrate EVAL_FOLDER [untrained | trained] [--questions N]

EVAL_FOLDER holds piaf, piaf_openset and afriqa_fr (documents.jsonl, questions.jsonl). Two small models are fitted on
the calibration articles and measured on the test articles (tools/reader_data.py splits them):
- which sentence answers: pairwise logistic regression, a sentence with an accepted answer against one without;
- whether any does: multinomial logistic regression, the answer is there, or near (the right article but not its
  paragraph, or a name or number exchanged), or absent (the article is). Answered questions weigh as much as the
  others, and within each truth every kind of question the same.
Our own questions about invented news (tools/written) are split like the others; of those about the bundled corpus half
calibrate and half measure; those of tests/data, about the bundled corpus too, only measure.
The thresholds, for articles with a date and without, refuse a stated share of the answerable questions of the
calibration articles, kinds weighing the same.
Every question is asked in each precision that readers are served in: thresholds made with one let more near misses
pass with the other. A processor without bfloat16 instructions computes it slowly.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

from api.settings import Settings
from api.wiring import Wiring
from index.embedder import Precision
from index.passage import Hit
from rag.calibration import Calibration, Dating, Linear, calibration
from rag.measures import holds_answer, token_f1
from rag.readers import CalibratedReader, Features, Sentence, dating
from tools.reader_plots import calibration_error, plot_chances
from tools.reader_runs import EXCHANGED, OFF_TOPIC, OWN, ROOT, SECOND, TRANSLATED, Run, Runner, Truth

SERVED: tuple[Precision, ...] = ("bfloat16", "int8")  # on processors with instructions for it, and without
WRONG_REFUSALS: dict[Dating, float] = {"dated": 0.1, "undated": 0.04}
SENTENCE_KINDS = ("absent", TRANSLATED, OWN, SECOND)  # of answered questions; the sentence weights are fitted on these
TRUTH_SHARES: dict[Truth, float] = {"there": 0.5, "near": 0.15, "absent": 0.35}
TARGET = ROOT / "rag" / "reader.json"
PLOT = ROOT / "docs" / "reader-chances.png"
NOTHING = Linear(0.0, {})

Kinds = dict[str, tuple[np.ndarray, np.ndarray]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("reader", choices=["untrained", "trained"])
    parser.add_argument("--questions", type=int, default=700, help="of each set, at most")
    args = parser.parse_args()
    wirings = [Wiring(replace(Settings.read(), precision=precision)) for precision in SERVED]
    runners = [Runner(wiring, args.folder, args.reader, args.questions) for wiring in wirings]
    runs = [run for runner in runners for run in runner.runs()]
    _write(args.reader, fit_sentences(runs))
    calibration.cache_clear()  # the regression reads the sentences that these weights choose
    _write(args.reader, fit_answerability(runs, runners[0].reader))
    print(json.dumps(json.loads(TARGET.read_text())[args.reader]["measured"], indent=1))
    return 0


def fit_sentences(runs: Sequence[Run]) -> dict[str, Any]:
    """Return the weights of the sentence features and what they reach on test articles."""
    answered = [run for run in runs if run.truth == "there" and run.kind in SENTENCE_KINDS]
    names = list(answered[0].sentences[0].features)
    made = _linear(0.0, names, _pairwise([run for run in answered if run.split == "calibrate"], names))
    held = [run for run in answered if run.split == "test" and run.kind == SENTENCE_KINDS[0]]
    return {"sentence": asdict(made), "measured": _sentences_measured(held, made)}


def _pairwise(runs: Sequence[Run], names: Sequence[str]) -> np.ndarray:
    """Fit differences of a right and a wrong sentence of the same question; every kind of question weighs the same."""
    pairs: list[np.ndarray] = []
    kinds: list[str] = []
    for run in runs:
        rows = np.array([[s.features[name] for name in names] for s in run.sentences])
        right = np.array([_answers(run, s) for s in run.sentences])
        pairs += [good - bad for good in rows[right][:2] for bad in rows[~right]]
        kinds += [run.kind] * (len(pairs) - len(kinds))
    scale = np.std(pairs, axis=0)
    differences = np.array(pairs) / scale
    model = LogisticRegression(fit_intercept=False, max_iter=2000)
    model.fit(np.concatenate([differences, -differences]), np.repeat([1, 0], len(pairs)), _equal(kinds) * 2)
    return np.asarray(model.coef_[0] / scale)


def _equal(kinds: Sequence[str]) -> list[float]:
    """Return a weight for each, so that every kind weighs the same."""
    sizes = Counter(kinds)
    return [len(kinds) / sizes[kind] / len(sizes) for kind in kinds]


def _linear(intercept: float, names: Sequence[str], weights: np.ndarray) -> Linear:
    return Linear(round(intercept, 4), {n: round(float(w), 4) for n, w in zip(names, weights, strict=True)})


def _sentences_measured(held: Sequence[Run], score: Linear) -> dict[str, Any]:
    best = [(run, max(run.sentences, key=lambda s: score(s.features))) for run in held]
    given = [(run, max(own, key=lambda s: score(s.features))) for run in held if (own := _own(run))]
    spans = [token_f1(s.answer.of(s.hit.article.text) if s.answer else "", run.question.answers) for run, s in given]
    return {
        "best sentence answers, through retrieval": _mean([_answers(*one) for one in best]),
        "best sentence answers, given the right passage": _mean([_answers(*one) for one in given]),
        "answer span, given the right passage: exact match": _mean([f1 == 1 for f1 in spans]),
        "answer span, given the right passage: F1": _mean(spans),
        "first article right, as searched": _mean([_is_own(run, run.hits[0]) for run in held]),
        "first article right, as read": _mean([_is_own(run, s.hit) for run, s in best]),
        "sentence questions": len(held),
    }


def _own(run: Run) -> list[Sentence]:
    """Return the sentences read of the right article, none if none of them answers."""
    own = [s for s in run.sentences if _is_own(run, s.hit)]
    return own if any(_answers(run, s) for s in own) else []


def _is_own(run: Run, hit: Hit) -> bool:
    return hit.article.id in run.question.relevant_ids


def _answers(run: Run, sentence: Sentence) -> bool:
    return _is_own(run, sentence.hit) and holds_answer(sentence.text, run.question.answers) > 0


def _mean(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 3)


def fit_answerability(runs: Sequence[Run], reader: CalibratedReader) -> dict[str, Any]:
    """Return the regression, its thresholds and what it reaches on test articles."""
    features = [run.features(reader) for run in runs]
    fitted = [i for i, run in enumerate(runs) if run.split == "calibrate"]
    near, absent = _multinomial([features[i] for i in fitted], [runs[i] for i in fitted])
    made = Calibration(near, near, absent, {})
    chances = np.array([made.chances(one).there for one in features])
    answered = [i for i in fitted if runs[i].truth == "there"]
    thresholds: dict[Dating, float] = {}
    for name, share in WRONG_REFUSALS.items():
        chosen = [i for i in answered if dating(runs[i].hits) == name]
        thresholds[name] = _quantile(chances[chosen], _equal([runs[i].kind for i in chosen]), share)
    held = [i for i, run in enumerate(runs) if run.split == "test"]
    kinds = _by_kind([runs[i] for i in held], chances[held])
    cuts = {run.kind: thresholds[dating(run.hits)] for run in runs}
    plot_chances(kinds, cuts, PLOT)
    return {
        "near": asdict(near),
        "absent": asdict(absent),
        "thresholds": {name: round(threshold, 4) for name, threshold in thresholds.items()},
        "measured": _measured(kinds, cuts),
    }


def _quantile(chances: np.ndarray, weights: Sequence[float], share: float) -> float:
    """Return the chance below which that share of the weights lies, at most: midway to the next that is answered."""
    order = np.argsort(chances)
    below = np.cumsum(np.asarray(weights)[order]) / np.sum(weights)
    answered = int(np.searchsorted(below, share))
    return float(chances[order][max(0, answered - 1) : answered + 1].mean())


def _multinomial(features: Sequence[Features], runs: Sequence[Run]) -> tuple[Linear, Linear]:
    """Return the log-odds of "near" and of "absent" against "there"."""
    names = list(features[0])
    matrix = np.array([[one[name] for name in names] for one in features])
    scaler = StandardScaler().fit(matrix)
    model = LogisticRegression(max_iter=3000)
    model.fit(scaler.transform(matrix), [run.truth for run in runs], sample_weight=_weights(runs))
    rows = {truth: (model.coef_[i] / scaler.scale_, model.intercept_[i]) for i, truth in enumerate(model.classes_)}
    there, base = rows["there"]

    def against_there(truth: str) -> Linear:
        weights = rows[truth][0] - there
        return _linear(float(rows[truth][1] - base - weights @ scaler.mean_), names, weights)

    return against_there("near"), against_there("absent")


def _weights(runs: Sequence[Run]) -> list[float]:
    """Return a weight for each run: the truths have their shares, and within a truth every kind weighs the same."""
    sizes = Counter((run.truth, run.kind) for run in runs)
    kinds = Counter(truth for truth, _ in sizes)
    return [len(runs) * TRUTH_SHARES[run.truth] / kinds[run.truth] / sizes[run.truth, run.kind] for run in runs]


def _measured(kinds: Kinds, thresholds: dict[str, float]) -> dict[str, Any]:
    return {
        "wrong refusals aimed at": WRONG_REFUSALS,
        **{
            kind: {
                "AUC": round(float(roc_auc_score(there, chances)), 3),
                "refused": _mean(chances[~there] < thresholds[kind]),
                "wrongly refused": _mean(chances[there] < thresholds[kind]),
                "calibration error": round(calibration_error(chances, there), 3),
                "questions": [int(there.sum()), int((~there).sum())],
            }
            for kind, (chances, there) in kinds.items()
        },
    }


def _by_kind(runs: Sequence[Run], chances: np.ndarray) -> Kinds:
    """Return for each kind of unanswerable question its chances and those of the answerable, and which is which."""
    kinds = {}
    for kind in sorted({run.kind for run in runs if run.truth != "there"}):
        answered = kind.removesuffix(EXCHANGED).removesuffix(OFF_TOPIC)
        chosen = [i for i, run in enumerate(runs) if run.kind == (answered if run.truth == "there" else kind)]
        kinds[kind] = chances[chosen], np.array([runs[i].truth == "there" for i in chosen])
    return kinds


def _write(reader: str, part: dict[str, Any]) -> None:
    """Join a part into what the file says of a reader."""
    content = json.loads(TARGET.read_text())
    old = content.get(reader, {"near": asdict(NOTHING), "absent": asdict(NOTHING), "thresholds": {}})
    content[reader] = {**old, **part, "measured": {**old.get("measured", {}), **part["measured"]}}
    TARGET.write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
