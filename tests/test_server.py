"""Serving: a free port, a port in use, an address that is not ours; then a real request."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn

from api import cli
from api.http import create_app
from api.server import _listen, serve
from corpus.errors import BusyError, SettingsError, SnapshotError
from rag.generators import Limits
from rag.prompt import Prompt
from tests.conftest import ROOT, settings_for
from tests.fakes import FakeWiring, ScriptedGenerator
from tests.samples import AZURE


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_in_use(wiring: FakeWiring, home: Path, taken: int) -> None:
    busy = FakeWiring(settings_for(home, port=str(taken)))
    with pytest.raises(BusyError, match=f"cannot listen on 127.0.0.1:{taken} .*VIGIE_PORT"):
        serve(busy)


def test_an_address_that_is_none() -> None:
    with pytest.raises(SettingsError, match="VIGIE_HOST"):
        _listen("no.such.host.invalid", 0)


def test_an_address_of_another_machine() -> None:
    with pytest.raises(BusyError, match=r"192\.0\.2\.1"):
        _listen("192.0.2.1", 0)


def test_no_index_yet(home: Path) -> None:
    with pytest.raises(SnapshotError, match="vigie index"):
        serve(FakeWiring(settings_for(home)))


def test_a_port_in_use_on_the_command_line(
    environment: Path,
    wiring: FakeWiring,
    taken: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(cli, "Wiring", FakeWiring)
    monkeypatch.setenv("VIGIE_PORT", str(taken))
    assert cli.main(["serve"]) == 1
    out, err = capsys.readouterr()
    assert out == "" and err.splitlines()[-1].startswith(f"vigie: cannot listen on 127.0.0.1:{taken}")


@contextmanager
def serving(wiring: FakeWiring, generator: ScriptedGenerator) -> Iterator[str]:
    """Serve the app on a real socket; yield its address."""
    wiring.__dict__["generator"] = generator
    listener = _listen("127.0.0.1", 0)
    running = uvicorn.Server(uvicorn.Config(create_app(wiring), log_level="warning"))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    wait_for(f"{url}/healthz")
    yield url
    running.should_exit = True
    thread.join(10)


def wait_for(url: str) -> httpx.Response:
    deadline = time.monotonic() + 20
    while True:
        try:
            return httpx.get(url, timeout=5)
        except httpx.TransportError:
            assert time.monotonic() < deadline, "the server did not come up"
            time.sleep(0.05)


def test_events_arrive_over_a_real_connection(wiring: FakeWiring) -> None:
    with (
        serving(wiring, ScriptedGenerator("mot " * 49 + "fin")) as url,
        httpx.stream("POST", f"{url}/api/ask/stream", json={"question": AZURE}, timeout=20) as response,
    ):
        names = [line[7:] for line in response.iter_lines() if line.startswith("event: ")]
    assert names == ["sources", "extract", *["token"] * 50, "answer"]


class Slow(ScriptedGenerator):
    """Takes its time between two pieces."""

    def stream(self, prompt: Prompt, limits: Limits) -> Iterator[str]:
        for piece in super().stream(prompt, limits):
            time.sleep(0.02)
            yield piece


def test_hanging_up_stops_the_generator(wiring: FakeWiring) -> None:
    slow = Slow("mot " * 2_000)
    with serving(wiring, slow) as url:
        with httpx.stream("POST", f"{url}/api/ask/stream", json={"question": AZURE}, timeout=20) as response:
            assert "event: token" in response.iter_lines()
        deadline = time.monotonic() + 10
        while not slow.closed and time.monotonic() < deadline:
            time.sleep(0.05)
        assert slow.closed and 0 < len(slow.written) < 300


def test_stopping_is_quick(wiring: FakeWiring, home: Path) -> None:
    """An interrupted `vigie serve` ends by itself, with models that were never loaded."""
    code = (
        "import sys; from api.server import serve; from tests.fakes import FakeWiring; "
        "from tests.conftest import settings_for; from pathlib import Path; "
        f"serve(FakeWiring(settings_for(Path({str(home)!r}), port='0')))"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    line = process.stderr.readline()
    assert line.startswith("Vigie: http://127.0.0.1:"), line
    wait_for(line.split()[1] + "/healthz")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=15)


def test_a_search_is_answered_while_fifty_streams_are_open(wiring: FakeWiring) -> None:
    release = threading.Event()

    class Waiting(ScriptedGenerator):
        def stream(self, prompt: Prompt, limits: Limits) -> Iterator[str]:
            yield "début "
            release.wait(60)

    with serving(wiring, Waiting()) as url, ExitStack() as stack:
        limits = httpx.Limits(max_connections=60)
        client = stack.enter_context(httpx.Client(base_url=url, timeout=60, limits=limits))
        for _ in range(50):
            stream = stack.enter_context(client.stream("POST", "/api/ask/stream", json={"question": AZURE}))
            assert "event: token" in stream.iter_lines()
        assert client.get("/api/search", params={"q": AZURE}).json()["hits"]
        assert not release.is_set(), "the streams were open"
        release.set()
