"""Pictures of the reader: how training went, whether its chances can be believed, what a threshold costs."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
BINS = 10
MEASURES = {  # of a curve's lines, by set and name
    ("piaf", "sentence"): "piaf: best sentence answers",
    ("piaf", "start"): "piaf: best token starts the answer",
    ("news", "sentence"): "news: best sentence answers",
    ("news", "start"): "news: best token starts the answer",
    ("news", "auc"): "news: near misses told apart (AUC)",
}


def plot_curve(logs: Sequence[Path], target: Path) -> None:
    """Plot the training loss and the measures of calibration articles of one course's curve.jsonl after the other."""
    figure, (left, right) = _pair(3.4)
    offset = 0
    for n, log in enumerate(logs):
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        steps = [offset + line["step"] for line in lines]
        left.plot(steps, [line["loss"] for line in lines], marker="o", color="C0")
        for colour, ((name, measure), label) in enumerate(MEASURES.items()):
            right.plot(steps, [line[name][measure] for line in lines], marker=".", color=f"C{colour}",
                       label=None if n else label)  # fmt: skip
        offset = steps[-1]
        for plot in (left, right) if n + 1 < len(logs) else ():
            plot.axvline(offset, color="grey", linestyle=":")
    left.set(title="Training loss", xlabel="step", ylabel="loss")
    right.set(title="Calibration articles, one passage given", xlabel="step", ylim=(0, 1))
    _save(figure, right, target)


def calibration_error(chances: Array, true: npt.NDArray[np.bool_]) -> float:
    """Expected calibration error: mean |chance - share answered| over ten bins, weighted by size (Guo et al. 2017)."""
    return sum(len(c) * abs(float(c.mean()) - float(t.mean())) for c, t in _bins(chances, true)) / len(chances)


def plot_chances(
    kinds: dict[str, tuple[Array, npt.NDArray[np.bool_]]], thresholds: dict[str, float], target: Path
) -> None:
    """Plot, for each kind of unanswerable question (with its answerable ones), reliability and refusal trade-off."""
    figure, (left, right) = _pair(4)
    left.plot([0, 1], [0, 1], color="grey", linestyle=":")
    for kind, (chances, true) in kinds.items():
        bins = _bins(chances, true)
        left.plot([c.mean() for c, _ in bins], [t.mean() for _, t in bins], marker="o", label=kind)
        cuts = np.unique(chances)
        wrong = [float((chances[true] < cut).mean()) for cut in cuts]
        refused = [float((chances[~true] < cut).mean()) for cut in cuts]
        right.plot(wrong, refused, label=kind)
        cut = thresholds[kind]
        right.plot((chances[true] < cut).mean(), (chances[~true] < cut).mean(), marker="x", color="black")
    left.set(title="Reliability", xlabel="chance given", ylabel="share answered")
    right.set(title="Trade-off (x: the threshold)", xlabel="answerable refused", ylabel="unanswerable refused",
              xlim=(0, 0.5), ylim=(0, 1.01))  # fmt: skip
    _save(figure, right, target)


def _bins(chances: Array, true: npt.NDArray[np.bool_]) -> Sequence[tuple[Array, npt.NDArray[np.bool_]]]:
    place = np.minimum((chances * BINS).astype(int), BINS - 1)
    return [(chances[place == i], true[place == i]) for i in range(BINS) if (place == i).any()]


def _pair(height: float) -> Any:
    """Return a figure with two plots side by side, and these. Fitting alone does without matplotlib."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, height), layout="constrained")
    return figure, figure.subplots(1, 2)


def _save(figure: Any, plot: Any, target: Path) -> None:
    """Write the figure, with what the lines of a plot are beside it."""
    figure.legend(*plot.get_legend_handles_labels(), fontsize="small", loc="outside right upper")
    target.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(target, dpi=110)
