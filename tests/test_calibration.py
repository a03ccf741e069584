"""The fitted numbers and what is computed with them."""

from dataclasses import replace

import pytest

from rag.calibration import calibration


@pytest.mark.parametrize("reader", ["untrained", "trained"])
def test_the_regression(reader: str) -> None:
    model = replace(calibration(reader), intercept=-1.0, coefficients={"a": 2.0})
    assert model.probability({"a": 0.5}) == pytest.approx(0.5)
    assert model.probability({"a": 5.0, "unused": 9.0}) > 0.99
    assert 0 < calibration(reader).threshold < 1


def test_a_sentence_scores_by_its_features() -> None:
    model = replace(calibration("untrained"), sentence={"a": 2.0, "b": -1.0})
    assert model.score({"a": 1.5, "b": 1.0, "unused": 9.0}) == pytest.approx(2.0)
