"""Fits the answerability regression of the untrained reader and writes rag/answerability.json.

    python tools/calibrate.py EVAL_FOLDER

EVAL_FOLDER holds piaf and piaf_openset (documents.jsonl, questions.jsonl). Examples are questions whose article is in
the index, questions whose article is absent, and near misses: questions whose paragraph is taken out while the other
paragraphs of its article stay. Articles are split in two: one half fits the regression, the other measures it and
sets the threshold for a stated rate of wrong refusals.
"""

import argparse
import json
import random
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler
from tqdm import tqdm

from api.evaluation import Question, read_questions, throwaway_library
from api.settings import Settings
from api.wiring import Wiring
from index.passage import Filters
from rag.evidence import UntrainedReader
from rag.pipeline import DEFAULT_K
from rag.retrieve import Retriever

WRONG_REFUSALS = 0.10  # of the answerable questions of the half that is held out
TARGET = Path(__file__).resolve().parent.parent / "rag" / "answerability.json"


@dataclass(frozen=True, slots=True)
class Example:
    """The features of a question, whether it can be answered, where it comes from; `held_out` goes by article."""

    features: dict[str, float]
    answerable: bool
    kind: str
    held_out: bool


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--questions", type=int, default=600, help="of each of the two sets")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    wiring = Wiring(Settings.read())
    examples = [
        *_examples(wiring, args.folder / "piaf_openset", args.questions, args.seed, near_misses=False),
        *_examples(wiring, args.folder / "piaf", args.questions, args.seed, near_misses=True),
    ]
    report = fit(examples)
    TARGET.write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report["measured"], indent=1))
    return 0


def fit(examples: Sequence[Example]) -> dict[str, object]:
    """Fit on one half of the articles; measure and choose the threshold on the other."""
    names = list(examples[0].features)
    train = [e for e in examples if not e.held_out]
    held = [e for e in examples if e.held_out]
    scaler = StandardScaler().fit(_matrix(train, names))
    model = LogisticRegression(max_iter=1000, class_weight="balanced")
    model.fit(scaler.transform(_matrix(train, names)), [e.answerable for e in train])
    chances = model.predict_proba(scaler.transform(_matrix(held, names)))[:, 1]
    weights = model.coef_[0] / scaler.scale_
    intercept = float(model.intercept_[0] - weights @ scaler.mean_)
    labels = np.array([e.answerable for e in held])
    threshold = float(np.quantile(chances[labels], WRONG_REFUSALS))
    return {
        "intercept": round(intercept, 4),
        "coefficients": {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)},
        "threshold": round(threshold, 4),
        "measured": _measured(held, chances, threshold),
    }


def _measured(held: Sequence[Example], chances: np.ndarray, threshold: float) -> dict[str, object]:
    result: dict[str, object] = {"wrong_refusals": WRONG_REFUSALS, "held_out": len(held)}
    positive = np.array([e.answerable for e in held])
    for kind in ("absent", "near miss"):
        negative = np.array([e.kind == kind and not e.answerable for e in held])
        chosen = positive | negative
        result[kind] = {
            "AUC": round(float(roc_auc_score(positive[chosen], chances[chosen])), 3),
            "refused": round(float(np.mean(chances[negative] < threshold)), 3),
            "questions": int(negative.sum()),
        }
    return result


def _examples(wiring: Wiring, folder: Path, count: int, seed: int, *, near_misses: bool) -> list[Example]:
    """Read questions; as near misses, each is read a second time with its own paragraph taken out of the hits."""
    questions = read_questions(folder, None, seed, "has_entity" if near_misses else None)
    random.Random(seed).shuffle(questions)
    with throwaway_library(wiring, folder) as library:
        retriever = Retriever(library, wiring.embedder)
        reader = UntrainedReader(wiring.embedder, lambda: library.index().snapshot.lexical)
        examples = []
        for question in tqdm(questions[:count], desc=folder.name, file=sys.stderr):
            found = retriever.search(question.question, 2 * DEFAULT_K, Filters())
            for missing in (False, True) if near_misses else (False,):
                kept = [h for h in found.hits if not (missing and h.article.id in question.relevant_ids)][:DEFAULT_K]
                if kept:
                    _, features = reader.examine(question.question, found.vector, kept)
                    kind = "near miss" if missing else "present" if question.answerable else "absent"
                    answerable = question.answerable and not missing
                    examples.append(Example(features, answerable, kind, _is_held_out(question)))
        return examples


def _is_held_out(question: Question) -> bool:
    """Split by article: the first part of a relevant id names it; absent articles are split by question."""
    article = next(iter(sorted(question.relevant_ids)), question.id).rsplit("-p", 1)[0]
    return zlib.crc32(article.encode()) % 2 == 0


def _matrix(examples: Sequence[Example], names: Sequence[str]) -> np.ndarray:
    return np.array([[e.features[name] for name in names] for e in examples])


if __name__ == "__main__":
    sys.exit(main())
