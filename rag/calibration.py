"""The few fitted numbers of each evidence reader, from rag/reader.json, made by tools/calibrate.py."""

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of a sentence's features; a logistic regression over a question's; the chance below which to refuse."""

    sentence: dict[str, float]
    intercept: float
    coefficients: dict[str, float]
    threshold: float

    def score(self, features: dict[str, float]) -> float:
        """Return how well a sentence of these features answers: higher is better."""
        return sum(weight * features[name] for name, weight in self.sentence.items())

    def probability(self, features: dict[str, float]) -> float:
        """Return the chance in [0, 1] that a question of these features is answered."""
        logit = self.intercept + sum(weight * features[name] for name, weight in self.coefficients.items())
        return 1.0 / (1.0 + math.exp(-logit))


@cache
def calibration(reader: str) -> Calibration:
    """Return the numbers of the reader of that name: "untrained" or "trained"."""
    content = json.loads(files("rag").joinpath("reader.json").read_text())[reader]
    return Calibration(content["sentence"], content["intercept"], content["coefficients"], content["threshold"])
