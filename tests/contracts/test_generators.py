"""What every generator does: stream pieces of text, keep to its limits, stop when closed."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.model_server import serve_model
from corpus.errors import BusyError
from rag.generators import Generator, Limits
from rag.generators.extractive import ExtractiveGenerator
from rag.generators.hub import TransformersGenerator
from rag.generators.llama import LlamaGenerator
from rag.generators.remote import RemoteGenerator
from rag.prompt import Prompt
from tests.fakes import ScriptedGenerator
from tests.fault_server import serve
from tests.tiny_models import causal_model

PROMPT = Prompt("réponds en une phrase.", "de combien azure a progressé ?")
LIMITS = Limits(tokens=12, seconds=60)


def scripted(_: pytest.FixtureRequest) -> Iterator[Generator]:
    yield ScriptedGenerator("Azure a progressé de 29 %.")


def extractive(_: pytest.FixtureRequest) -> Iterator[Generator]:
    yield ExtractiveGenerator()


def transformers(request: pytest.FixtureRequest) -> Iterator[Generator]:
    factory: pytest.TempPathFactory = request.getfixturevalue("tmp_path_factory")
    yield TransformersGenerator(str(causal_model(factory.mktemp("hub") / "tiny")), 2)


def remote(_: pytest.FixtureRequest) -> Iterator[Generator]:
    with serve() as fault:
        yield RemoteGenerator(fault.url, "petit", None)


def llama(request: pytest.FixtureRequest) -> Iterator[Generator]:
    path: Path = request.getfixturevalue("small_model")
    yield LlamaGenerator(path.stem, path, 2)


def served(request: pytest.FixtureRequest) -> Iterator[Generator]:
    """The same model behind llama.cpp's own HTTP server, which wants a key."""
    path: Path = request.getfixturevalue("small_model")
    with serve_model(path, "clef") as url:
        yield RemoteGenerator(url, path.stem, "clef")


HEAVY = [pytest.param(maker, marks=pytest.mark.model) for maker in (llama, served)]
MAKERS = [scripted, extractive, transformers, remote, *HEAVY]


@pytest.fixture(scope="module", params=MAKERS)
def generator(request: pytest.FixtureRequest) -> Iterator[Generator]:
    make: Callable[[pytest.FixtureRequest], Iterator[Generator]] = request.param
    yield from make(request)


def test_it_has_a_name(generator: Generator) -> None:
    assert isinstance(generator.name, str) and generator.name


def test_warming_up_can_be_repeated(generator: Generator) -> None:
    generator.warm_up()
    generator.warm_up()


def test_pieces_are_texts_that_are_not_empty(generator: Generator) -> None:
    pieces = list(generator.stream(PROMPT, LIMITS))
    assert all(isinstance(piece, str) and piece for piece in pieces)
    assert bool(pieces) is (generator.name != "extractive")


def test_the_same_prompt_gives_the_same_draft(generator: Generator) -> None:
    first, second = ("".join(generator.stream(PROMPT, LIMITS)) for _ in range(2))
    assert first == second


def test_the_limit_of_tokens(generator: Generator) -> None:
    assert len("".join(generator.stream(PROMPT, Limits(tokens=3, seconds=60)))) <= 60


def test_closing_before_the_end(generator: Generator) -> None:
    pieces = generator.stream(PROMPT, Limits(tokens=400, seconds=60))
    next(pieces, None)
    start = time.perf_counter()
    pieces.close()  # type: ignore[attr-defined]
    list(generator.stream(PROMPT, Limits(tokens=1, seconds=60)))
    assert time.perf_counter() - start < 10, "the next draft does not wait for the end of one that nobody reads"


def test_two_at_a_time(generator: Generator) -> None:
    """Both write what each would alone, or one of them says that it is busy."""
    alone = "".join(generator.stream(PROMPT, LIMITS))
    drafts: list[str] = []

    def write() -> None:
        try:
            drafts.append("".join(generator.stream(PROMPT, LIMITS)))
        except BusyError:
            drafts.append("busy")

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(drafts) == 2 and alone in drafts and set(drafts) <= {alone, "busy"}
