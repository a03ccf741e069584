"""Fits the untrained reader's few weights and its threshold, and writes rag/reader.json.

    python tools/calibrate.py EVAL_FOLDER

EVAL_FOLDER holds piaf, piaf_openset and afriqa_fr (documents.jsonl, questions.jsonl). Two small
models are fitted on one half of the articles and measured on the other:
- which sentence answers: pairwise logistic regression, a sentence with an accepted answer against one without;
- whether any does: logistic regression on questions whose article is there, questions whose article is absent
  (in piaf_openset it is; in afriqa_fr it is taken out of the hits), and near misses (in piaf the question's
  own paragraph is taken out and the other paragraphs of its article are left in). Each set weighs the same.
The threshold refuses a stated share of the answerable questions of the second half.
"""

import argparse
import json
import random
import sys
import zlib
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
from rag.evidence import READ_PASSAGES, Overlap, UntrainedReader, calibration
from rag.pipeline import DEFAULT_K
from rag.retrieve import Retrieval, Retriever

WRONG_REFUSALS = 0.05
TARGET = Path(__file__).resolve().parent.parent / "rag" / "reader.json"
Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Example:
    """The features of a question, whether it can be answered, what kind it is; `held_out` goes by article."""

    features: Features
    answerable: bool
    kind: str
    held_out: bool


class Bench:
    """A reader over a throwaway index of one set, with its questions in random order."""

    def __init__(self, wiring: Wiring, folder: Path, where: str | None, count: int, seed: int) -> None:
        self.questions = read_questions(folder, None, seed, where)
        random.Random(seed).shuffle(self.questions)
        self.questions = self.questions[:count]
        self._wiring, self._folder = wiring, folder

    def examined(self) -> Iterator[tuple[Question, Retrieval, UntrainedReader, Any]]:
        embedder = CachedEmbedder(self._wiring.embedder, self._wiring.cache)
        with throwaway_library(self._wiring, self._folder) as library:
            retriever = Retriever(library, embedder)
            lexical = library.index().snapshot.lexical
            reader = UntrainedReader(embedder, lambda: lexical)
            for question in tqdm(self.questions, desc=self._folder.name, file=sys.stderr):
                yield question, retriever.search(question.question, 2 * DEFAULT_K, Filters()), reader, lexical


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--questions", type=int, default=600, help="of each set")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    wiring = Wiring(Settings.read())
    openset = Bench(wiring, args.folder / "piaf_openset", None, args.questions, args.seed)
    sentence = fit_sentences(openset)
    _write({**json.loads(TARGET.read_text()), "sentence": sentence.pop("weights")})
    calibration.cache_clear()  # the regression reads the sentences that these weights choose
    others = [
        (Bench(wiring, args.folder / name, where, args.questions // share, args.seed), kind)
        for name, where, share, kind in (
            ("piaf", "has_entity", 1, "near miss"),
            ("afriqa_fr", None, 2, "absent, translated"),
        )
    ]
    report = fit_answerability(
        [
            *_examples(openset, "absent", take_out=False),
            *(example for bench, kind in others for example in _examples(bench, kind, take_out=True)),
        ]
    )
    report["measured"]["sentence"] = sentence
    _write({**json.loads(TARGET.read_text()), **report})
    print(json.dumps(report["measured"], indent=1))
    return 0


def fit_sentences(bench: Bench) -> dict[str, Any]:
    """Return the weights of the sentence features and the share of held-out questions whose best sentence answers."""
    train: list[np.ndarray] = []
    held: list[tuple[np.ndarray, np.ndarray]] = []
    names: list[str] = []
    for question, found, reader, lexical in bench.examined():
        sentences = reader.sentence_features(
            found.vector, Overlap(question.question, lexical), found.hits[:READ_PASSAGES]
        )
        names = list(sentences[0][2])
        rows = np.array([[features[name] for name in names] for _, _, features in sentences])
        right = np.array([_answers(question, hit, span.of(hit.article.text)) for hit, span, _ in sentences])
        if question.answerable and _is_held_out(question):
            held.append((rows, right))
        elif right.any() and not right.all():
            train += [good - bad for good in rows[right][:2] for bad in rows[~right]]
    pairs = np.array(train)
    scale = pairs.std(axis=0)
    model = LogisticRegression(fit_intercept=False, max_iter=2000)
    model.fit(np.concatenate([pairs, -pairs]) / scale, np.repeat([1, 0], len(pairs)))
    weights = model.coef_[0] / scale
    best = [bool(right[np.argmax(rows @ weights)]) for rows, right in held]
    return {
        "weights": {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)},
        "best sentence answers": round(float(np.mean(best)), 3),
        "questions": len(best),
    }


def fit_answerability(examples: Sequence[Example]) -> dict[str, Any]:
    """Return the regression, its threshold and what it reaches on the held-out half."""
    names = list(examples[0].features)
    train = [e for e in examples if not e.held_out]
    held = [e for e in examples if e.held_out]
    scaler = StandardScaler().fit(_matrix(train, names))
    model = LogisticRegression(max_iter=1000)
    sizes = Counter(e.kind for e in train)
    model.fit(
        scaler.transform(_matrix(train, names)), [e.answerable for e in train],
        sample_weight=[len(train) / len(sizes) / sizes[e.kind] for e in train],
    )  # fmt: skip
    weights = model.coef_[0] / scaler.scale_
    chances = model.predict_proba(scaler.transform(_matrix(held, names)))[:, 1]
    threshold = float(np.quantile(chances[[e.answerable for e in held]], WRONG_REFUSALS))
    return {
        "intercept": round(float(model.intercept_[0] - weights @ scaler.mean_), 4),
        "coefficients": {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)},
        "threshold": round(threshold, 4),
        "measured": _measured(held, chances, threshold),
    }


def _measured(held: Sequence[Example], chances: np.ndarray, threshold: float) -> dict[str, Any]:
    result: dict[str, Any] = {"wrong refusals": WRONG_REFUSALS, "answerable questions": sum(e.answerable for e in held)}
    for kind in sorted({e.kind for e in held if not e.answerable}):
        negative = np.array([e.kind == kind for e in held])
        positive = np.array([e.kind == f"present, {kind}" for e in held])
        result[kind] = {
            "AUC": round(float(roc_auc_score(positive[positive | negative], chances[positive | negative])), 3),
            "refused": round(float(np.mean(chances[negative] < threshold)), 3),
            "wrongly refused": round(float(np.mean(chances[positive] < threshold)), 3),
            "questions": int(negative.sum()),
        }
    return result


def _examples(bench: Bench, kind: str, *, take_out: bool) -> list[Example]:
    """Read questions; with `take_out`, each a second time without the documents that answer it."""
    examples = []
    for question, found, reader, _ in bench.examined():
        for taken_out in (False, True) if take_out else (False,):
            hits = [h for h in found.hits if not (taken_out and h.article.id in question.relevant_ids)][:DEFAULT_K]
            if not hits:
                continue
            answerable = question.answerable and not taken_out
            _, features = reader.examine(question.question, found.vector, hits)
            examples.append(
                Example(features, answerable, f"present, {kind}" if answerable else kind, _is_held_out(question))
            )
    return examples


def _answers(question: Question, hit: Hit, sentence: str) -> bool:
    accepted = [canonical(answer).lower() for answer in question.answers]
    return hit.article.id in question.relevant_ids and any(answer in sentence.lower() for answer in accepted)


def _is_held_out(question: Question) -> bool:
    """Split by article: the first part of a relevant id names it; questions of absent articles are split one by one."""
    article = next(iter(sorted(question.relevant_ids)), question.id).rsplit("-p", 1)[0]
    return zlib.crc32(article.encode()) % 2 == 0


def _matrix(examples: Sequence[Example], names: Sequence[str]) -> np.ndarray:
    return np.array([[e.features[name] for name in names] for e in examples])


def _write(content: dict[str, Any]) -> None:
    TARGET.write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
