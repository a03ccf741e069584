"""Fits a reader's few weights and its threshold on articles that its training never saw, and writes rag/reader.json.

    python tools/calibrate.py EVAL_FOLDER [untrained | trained]

EVAL_FOLDER holds piaf, piaf_openset and afriqa_fr (documents.jsonl, questions.jsonl). Two small models are fitted on
the calibration articles and measured on the test articles (tools/reader_data.py splits them):
- which sentence answers: pairwise logistic regression, a sentence with an accepted answer against one without;
- whether any does: logistic regression on questions whose article is there and on those for which it is not: absent (in
  piaf_openset it is; in afriqa_fr it is taken out of the hits), near misses (in piaf the right passages are taken
  out, the other paragraphs of the article stay) and exchanged names and numbers. Each kind weighs the same.
The threshold refuses a stated share of the answerable questions of the calibration articles.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler
from tqdm import tqdm

from api.evaluation import Question, read_questions, throwaway_library
from api.settings import Settings
from api.wiring import Wiring
from corpus.text import canonical
from index.cache import CachedEmbedder
from index.passage import Filters, Hit
from rag.calibration import calibration
from rag.names import names_in
from rag.overlap import Overlap
from rag.pipeline import DEFAULT_K
from rag.readers import READ_PASSAGES, CalibratedReader, TrainedReader, UntrainedReader
from rag.retrieve import Retrieval, Retriever
from tools.held_out import articles_by_question
from tools.reader_data import split_of, swapped
from tools.reader_plots import calibration_error, plot_chances

WRONG_REFUSALS = 0.07
ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "rag" / "reader.json"
PLOT = ROOT / "docs" / "reader-chances.png"
Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a set, what was found for it, and the split of its article."""

    question: Question
    found: Retrieval
    split: str


@dataclass(frozen=True, slots=True)
class Example:
    """The features of a question, whether it is answered there, what kind it is, and its article's split."""

    features: Features
    answerable: bool
    kind: str
    split: str


Run = tuple[Asked, CalibratedReader, Any]


class Bench:
    """A reader over a throwaway index of one set; gives the questions of articles that training did not see."""

    def __init__(self, wiring: Wiring, folder: Path, articles: dict[str, str], where: str | None, count: int) -> None:
        questions = [q for q in read_questions(folder, None, 0, where) if articles.get(q.id)]
        random.Random(0).shuffle(questions)
        splits = {q.id: split_of(articles[q.id]) for q in questions}
        self._asked = [(q, splits[q.id]) for q in questions if splits[q.id] != "train"][:count]
        self._wiring, self._folder = wiring, folder

    @property
    def questions(self) -> list[Question]:
        return [question for question, _ in self._asked]

    def run(self, name: str) -> Iterator[Run]:
        embedder = CachedEmbedder(self._wiring.embedder, self._wiring.cache)
        with throwaway_library(self._wiring, self._folder) as library:
            retriever = Retriever(library, embedder)
            lexical = library.index().snapshot.lexical
            reader = _reader(name, self._wiring, embedder, lexical)
            for question, split in tqdm(self._asked, desc=self._folder.name, file=sys.stderr):
                found = retriever.search(question.question, 2 * DEFAULT_K, Filters())
                yield Asked(question, found, split), reader, lexical


def _reader(name: str, wiring: Wiring, embedder: CachedEmbedder, lexical: Any) -> CalibratedReader:
    if name == "trained":
        return TrainedReader(wiring.network_reader, embedder, lambda: lexical)
    return UntrainedReader(embedder, lambda: lexical)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("reader", choices=["untrained", "trained"])
    parser.add_argument("--questions", type=int, default=700, help="of each set, at most")
    args = parser.parse_args()
    wiring = Wiring(Settings.read())
    articles = articles_by_question(args.folder, ("piaf", "afriqa_fr"))
    openset = Bench(wiring, args.folder / "piaf_openset", articles, None, args.questions)
    _write(args.reader, fit_sentences(openset.run(args.reader)))
    calibration.cache_clear()  # the regression reads the sentences that these weights choose
    piaf = Bench(wiring, args.folder / "piaf", articles, "has_entity", args.questions)
    afriqa = Bench(wiring, args.folder / "afriqa_fr", articles, None, args.questions)
    report = fit_answerability([
        *absent_examples(openset.run(args.reader)),
        *taken_out_examples(piaf, args.reader, "near miss"),
        *taken_out_examples(afriqa, args.reader, "absent, translated"),
    ])  # fmt: skip
    _write(args.reader, report)
    print(json.dumps(json.loads(TARGET.read_text())[args.reader]["measured"], indent=1))
    return 0


def fit_sentences(runs: Iterator[Run]) -> dict[str, Any]:
    """Return the weights of the sentence features and what they reach on test articles."""
    pairs: list[np.ndarray] = []
    held: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    searched: list[bool] = []
    names: list[str] = []
    for asked, reader, lexical in runs:
        if not asked.question.answerable:
            continue
        hits = asked.found.hits[:READ_PASSAGES]
        sentences = reader.sentences(asked.found.vector, Overlap(asked.question.question, lexical), hits)
        names = list(sentences[0].features)
        rows = np.array([[s.features[name] for name in names] for s in sentences])
        right = np.array([_answers(asked.question, s.hit, s.text) for s in sentences])
        own = np.array([s.hit.article.id in asked.question.relevant_ids for s in sentences])
        if asked.split == "test":
            held.append((rows, right, own))
            searched.append(hits[0].article.id in asked.question.relevant_ids)
        elif right.any() and not right.all():
            pairs += [good - bad for good in rows[right][:2] for bad in rows[~right]]
    weights = _pairwise(np.array(pairs))
    found = [bool(right[np.argmax(rows @ weights)]) for rows, right, _ in held]
    first = [bool(own[np.argmax(rows @ weights)]) for rows, _, own in held]
    given = [bool(right[own][np.argmax(rows[own] @ weights)]) for rows, right, own in held if right.any()]
    return {
        "sentence": {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)},
        "measured": {
            "best sentence answers, through retrieval": round(float(np.mean(found)), 3),
            "best sentence answers, given the right passage": round(float(np.mean(given)), 3),
            "first article right, as searched": round(float(np.mean(searched)), 3),
            "first article right, as read": round(float(np.mean(first)), 3),
            "sentence questions": len(held),
        },
    }


def _pairwise(pairs: np.ndarray) -> np.ndarray:
    scale = pairs.std(axis=0)
    model = LogisticRegression(fit_intercept=False, max_iter=2000)
    model.fit(np.concatenate([pairs, -pairs]) / scale, np.repeat([1, 0], len(pairs)))
    return np.asarray(model.coef_[0] / scale)


def fit_answerability(examples: Sequence[Example]) -> dict[str, Any]:
    """Return the regression, its threshold and what it reaches on test articles."""
    names = list(examples[0].features)
    fitted = [e for e in examples if e.split == "calibrate"]
    held = [e for e in examples if e.split == "test"]
    scaler = StandardScaler().fit(_matrix(fitted, names))
    model = LogisticRegression(max_iter=1000)
    sizes = Counter(e.kind for e in fitted)
    weight = [len(fitted) / len(sizes) / sizes[e.kind] for e in fitted]
    model.fit(scaler.transform(_matrix(fitted, names)), [e.answerable for e in fitted], sample_weight=weight)
    weights = model.coef_[0] / scaler.scale_

    def chances(of: Sequence[Example]) -> np.ndarray:
        return np.asarray(model.predict_proba(scaler.transform(_matrix(of, names)))[:, 1])

    threshold = float(np.quantile(chances(fitted)[[e.answerable for e in fitted]], WRONG_REFUSALS))
    plot_chances(_by_kind(held, chances(held)), threshold, PLOT)
    return {
        "intercept": round(float(model.intercept_[0] - weights @ scaler.mean_), 4),
        "coefficients": {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)},
        "threshold": round(threshold, 4),
        "measured": _measured(held, chances(held), threshold),
    }


def _measured(held: Sequence[Example], chances: np.ndarray, threshold: float) -> dict[str, Any]:
    return {
        "wrong refusals aimed at": WRONG_REFUSALS,
        **{
            kind: {
                "AUC": round(float(roc_auc_score(true, given)), 3),
                "refused": round(float(np.mean(given[~true] < threshold)), 3),
                "wrongly refused": round(float(np.mean(given[true] < threshold)), 3),
                "calibration error": round(calibration_error(given, true), 3),
                "questions": [int(true.sum()), int((~true).sum())],
            }
            for kind, (given, true) in _by_kind(held, chances).items()
        },
    }


def _by_kind(held: Sequence[Example], chances: np.ndarray) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return, for each kind of unanswerable question, its chances and those of the answerable, and which is which."""
    kinds = {}
    for kind in sorted({e.kind for e in held if not e.answerable}):
        present = f"present, {kind.removeprefix('exchanged, ')}"
        chosen = np.array([e.kind in (kind, present) for e in held])
        kinds[kind] = chances[chosen], np.array([e.answerable for e in held])[chosen]
    return kinds


def absent_examples(runs: Iterator[Run]) -> list[Example]:
    """Questions of a set whose articles are partly absent."""
    return [_example(run, "present, absent" if run[0].question.answerable else "absent") for run in runs]


def taken_out_examples(bench: Bench, reader: str, kind: str) -> list[Example]:
    """Each question as it is, without the documents that answer it, and with a name or number exchanged."""
    rng = random.Random(0)
    vocabulary = sorted({name for question in bench.questions for name in names_in(question.question)})
    examples = []
    for run in bench.run(reader):
        asked = run[0]
        without = [hit for hit in asked.found.hits if hit.article.id not in asked.question.relevant_ids]
        other = swapped(asked.question.question, vocabulary, rng)
        examples.append(_example(run, f"present, {kind}"))
        if without:
            examples.append(_example(run, kind, hits=without))
        if other and kind == "near miss":
            examples.append(_example(run, f"exchanged, {kind}", question=other))
    return examples


def _example(run: Run, kind: str, question: str | None = None, hits: Sequence[Hit] | None = None) -> Example:
    """Examine a run as it is, or with another question or other hits."""
    asked, reader, lexical = run
    overlap = Overlap(question or asked.question.question, lexical)
    _, features = reader.examine(asked.found.vector, overlap, (hits or asked.found.hits)[:DEFAULT_K])
    return Example(features, kind.startswith("present"), kind, asked.split)


def _answers(question: Question, hit: Hit, sentence: str) -> bool:
    accepted = [canonical(answer).lower() for answer in question.answers]
    return hit.article.id in question.relevant_ids and any(answer in sentence.lower() for answer in accepted)


def _matrix(examples: Sequence[Example], names: Sequence[str]) -> np.ndarray:
    return np.array([[e.features[name] for name in names] for e in examples])


def _write(reader: str, part: dict[str, Any]) -> None:
    """Join a part into what the file says of a reader."""
    content = json.loads(TARGET.read_text())
    old = content.get(reader, {})
    content[reader] = {**old, **part, "measured": {**old.get("measured", {}), **part["measured"]}}
    TARGET.write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
