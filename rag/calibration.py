"""The few fitted numbers of each evidence reader, from rag/reader.json, made by tools/calibrate.py."""

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Dating = Literal["dated", "undated"]


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear function of named features."""

    intercept: float
    weights: dict[str, float]

    def __call__(self, features: dict[str, float]) -> float:
        return self.intercept + sum(weight * features[name] for name, weight in self.weights.items())


@dataclass(frozen=True, slots=True)
class Chances:
    """Of a question's answer: that it is there, that only something near is, that the subject is absent. Sum: 1."""

    there: float
    near: float
    absent: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well a sentence answers, by its features; a question's chances, by its own; the chance below which to refuse.

    `near` and `absent` are log-odds against "there" (multinomial logistic regression). Dated articles, that is news,
    have a threshold of their own: their near misses look more like answers than those of an encyclopedia.
    """

    sentence: Linear
    near: Linear
    absent: Linear
    thresholds: dict[Dating, float]

    def chances(self, features: dict[str, float]) -> Chances:
        near, absent = math.exp(min(self.near(features), 50.0)), math.exp(min(self.absent(features), 50.0))
        total = 1.0 + near + absent
        return Chances(1.0 / total, near / total, absent / total)


@cache
def calibration(reader: str) -> Calibration:
    """Return the numbers of the reader of that name: "untrained" or "trained"."""
    content = json.loads(files("rag").joinpath("reader.json").read_text())[reader]
    sentence, near, absent = (Linear(**content[part]) for part in ("sentence", "near", "absent"))
    return Calibration(sentence, near, absent, content["thresholds"])
