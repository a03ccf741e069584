"""The fitted numbers and what is computed with them."""

from dataclasses import replace

import pytest

from rag.calibration import Linear, calibration


@pytest.mark.parametrize("reader", ["untrained", "trained"])
def test_chances(reader: str) -> None:
    model = replace(calibration(reader), near=Linear(1.0, {"a": -2.0}), absent=Linear(0.0, {"b": 2.0}))
    even = model.chances({"a": 0.5, "b": 0.0, "unused": 9.0})
    assert (even.there, even.near, even.absent) == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert model.chances({"a": 9.0, "b": -9.0}).there > 0.99
    far = model.chances({"a": 9.0, "b": 1e6})
    assert far.absent == pytest.approx(1.0) and far.there + far.near + far.absent == pytest.approx(1.0)
    thresholds = calibration(reader).thresholds
    assert thresholds.keys() == {"dated", "undated"} and all(0 < threshold < 1 for threshold in thresholds.values())


def test_a_sentence_scores_by_its_features() -> None:
    assert Linear(0.0, {"a": 2.0, "b": -1.0})({"a": 1.5, "b": 1.0, "unused": 9.0}) == pytest.approx(2.0)
