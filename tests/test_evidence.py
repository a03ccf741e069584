"""The reading's verdict: a chance, its threshold, and that nothing is answered without evidence."""

import pytest

from corpus.text import Span
from rag.evidence import Evidence, Reading
from tests.samples import make_hit


@pytest.mark.parametrize(("probability", "answers"), [(0.5, True), (0.49, False)])
def test_the_threshold(probability: float, answers: bool) -> None:
    span = Span(0, 5)
    evidence = (Evidence(make_hit("Texte."), span, 1.0, span),)
    assert Reading(evidence, probability, 0.5, near=True).answers is answers
    assert not Reading((), 1.0, 0.5, near=True).answers
