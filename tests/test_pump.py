"""A call that pushes pieces, seen as an iterator that can be stopped."""

import threading
import time
from collections.abc import Callable

import pytest

from corpus.errors import GenerationError, WeightsError
from rag.generators.pump import pull

Push = Callable[[str], bool]


def test_pieces_come_in_order() -> None:
    def produce(push: Push) -> None:
        for piece in ("a", "", "b"):
            assert push(piece) is False

    assert list(pull(produce, 5)) == ["a", "", "b"]


def test_an_error_comes_after_the_pieces_before_it() -> None:
    def produce(push: Push) -> None:
        push("a")
        raise RuntimeError("no memory")

    pieces = pull(produce, 5)
    assert next(pieces) == "a"
    with pytest.raises(GenerationError, match=r"RuntimeError: no memory.*VIGIE_GENERATOR"):
        next(pieces)


def test_missing_weights_stay_missing_weights() -> None:
    def produce(_: Push) -> None:
        raise WeightsError("run `vigie models pull`")

    with pytest.raises(WeightsError, match=r"^run `vigie models pull`$"):
        list(pull(produce, 5))


def test_silence_is_an_error_in_time() -> None:
    release = threading.Event()

    def produce(push: Push) -> None:
        push("a")
        release.wait(10)

    pieces, start = pull(produce, 0.1), time.perf_counter()
    assert next(pieces) == "a"
    with pytest.raises(GenerationError, match="wrote nothing"):
        next(pieces)
    assert time.perf_counter() - start < 5
    release.set()


def test_closing_tells_the_producer() -> None:
    stopped, first = threading.Event(), threading.Event()

    def produce(push: Push) -> None:
        for _ in range(10_000):
            if push("a"):
                stopped.set()
                return
            first.wait(5)

    pieces = pull(produce, 5)
    assert next(pieces) == "a"
    pieces.close()  # type: ignore[attr-defined]
    first.set()
    assert stopped.wait(5)


def test_nothing_starts_before_it_is_asked_for() -> None:
    started = threading.Event()
    pull(lambda push: started.set(), 5)
    assert not started.wait(0.1)
