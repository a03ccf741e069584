"""The generator behind an HTTP server, against a real server that fails in every way."""

import socket
import time
from collections.abc import Iterator

import pytest

from corpus.errors import BusyError, GenerationError
from rag.generators import Limits
from rag.generators.remote import RemoteGenerator
from rag.prompt import Prompt
from tests.fault_server import PIECES, Fault, serve

PROMPT = Prompt("Réponds.", "De combien ?")
QUICK = Limits(tokens=7, seconds=0.5)


@pytest.fixture
def fault() -> Iterator[Fault]:
    with serve() as made:
        yield made


def stream(fault: Fault, key: str | None = None, limits: Limits = QUICK) -> list[str]:
    return list(RemoteGenerator(fault.url + "/", "petit", key).stream(PROMPT, limits))


@pytest.mark.parametrize("mode", ["ok", "comments", "no space"])
def test_it_streams_pieces(fault: Fault, mode: str) -> None:
    fault.mode = mode
    assert stream(fault) == PIECES


def test_what_it_asks(fault: Fault) -> None:
    fault.key = "secret"
    assert stream(fault, "secret") == PIECES
    (request,) = fault.requests
    assert request["path"] == "/v1/chat/completions" and request["key"] == "Bearer secret"
    body = request["body"]
    assert (body["model"], body["stream"], body["max_tokens"], body["temperature"]) == ("petit", True, 7, 0)
    assert [m["content"] for m in body["messages"]] == [PROMPT.system, PROMPT.user]


@pytest.mark.parametrize("key", [None, "wrong"])
def test_without_the_right_key(fault: Fault, key: str | None) -> None:
    fault.key = "secret"
    with pytest.raises(GenerationError, match=r"answered 401: check VIGIE_GENERATOR"):
        stream(fault, key)


@pytest.mark.parametrize("status", ["404", "500", "502"])
def test_an_error_status(fault: Fault, status: str) -> None:
    fault.mode = status
    with pytest.raises(GenerationError, match=f"answered {status}"):
        stream(fault)


@pytest.mark.parametrize("status", ["429", "503"])
def test_a_server_that_is_busy(fault: Fault, status: str) -> None:
    fault.mode = status
    with pytest.raises(BusyError, match=f"answered {status}"):
        stream(fault)


@pytest.mark.parametrize("mode", ["drop at once", "cut off", "garbage", "odd shape", "error event"])
def test_a_stream_that_goes_wrong(fault: Fault, mode: str) -> None:
    fault.mode = mode
    with pytest.raises(GenerationError) as caught:
        stream(fault)
    assert "\n" not in str(caught.value)


def test_silence_ends_in_time(fault: Fault) -> None:
    fault.mode = "silence"
    start = time.perf_counter()
    with pytest.raises(GenerationError):
        stream(fault, limits=Limits(seconds=0.3))
    assert time.perf_counter() - start < 1.5


def test_pieces_before_a_failure_are_given(fault: Fault) -> None:
    fault.mode = "cut off"
    pieces = RemoteGenerator(fault.url, "petit", None).stream(PROMPT, QUICK)
    assert next(pieces) == PIECES[0]
    with pytest.raises(GenerationError, match="closed the connection"):
        next(pieces)


def test_closing_hangs_up(fault: Fault) -> None:
    fault.mode = "endless"
    pieces = RemoteGenerator(fault.url, "petit", None).stream(PROMPT, QUICK)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert fault.broken.wait(5), "the server notices that nobody listens"


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with pytest.raises(GenerationError, match="is the server running"):
        list(RemoteGenerator(url, None, None).stream(PROMPT, QUICK))


@pytest.mark.parametrize("url", ["http://", "http://[", "http://127.0.0.1:99999/v1", "https://no.such.host.invalid/v1"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(GenerationError):
        list(RemoteGenerator(url, None, None).stream(PROMPT, QUICK))


def test_its_name_says_model_and_address() -> None:
    assert RemoteGenerator("http://h/v1/", "petit", "secret").name == "petit (http://h/v1)"
