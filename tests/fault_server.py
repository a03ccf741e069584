"""A real HTTP server that speaks OpenAI's chat protocol, rightly or wrongly on demand."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PIECES = ["Azure a ", "progressé de ", "29 %."]


@dataclass
class Fault:
    """What the server does, and what it was asked."""

    mode: str = "ok"
    key: str | None = None
    requests: list[dict[str, Any]] = field(default_factory=list)
    broken: threading.Event = field(default_factory=threading.Event)
    url: str = ""


@contextmanager
def serve() -> Iterator[Fault]:
    """Run a server on a free port; `url` is its base."""
    fault = Fault()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(fault))
    server.daemon_threads = True
    fault.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fault
    finally:
        server.shutdown()
        server.server_close()


def _handler(fault: Fault) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fault.requests.append({"path": self.path, "key": self.headers.get("Authorization"), "body": body})
            if fault.key and self.headers.get("Authorization") != f"Bearer {fault.key}":
                self.send_error(401)
            elif fault.mode.isdecimal():
                self.send_error(int(fault.mode))
            elif fault.mode == "drop at once":
                self.connection.close()
            else:
                self._stream()

        def _stream(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            try:
                for line in _lines(fault.mode):
                    self.wfile.write(line.encode() + b"\n\n")
                    self.wfile.flush()
            except OSError:
                fault.broken.set()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    return Handler


def _lines(mode: str) -> Iterator[str]:
    space = "" if mode == "no space" else " "
    yield f"data:{space}" + json.dumps({"choices": [{"index": 0, "delta": {"role": "assistant", "content": None}}]})
    for n, piece in enumerate(PIECES):
        if n == 1:
            yield from _misbehaviour(mode)
        if n == 1 and mode in ("cut off", "endless"):
            return
        yield f"data:{space}" + json.dumps({"choices": [{"index": 0, "delta": {"content": piece}}]})
    yield f"data:{space}" + json.dumps({"choices": [], "usage": {"total_tokens": 5}})
    yield f"data:{space}[DONE]"


def _misbehaviour(mode: str) -> Iterator[str]:
    if mode == "silence":
        time.sleep(2)
    if mode == "garbage":
        yield "data: {not json"
    if mode == "odd shape":
        yield 'data: {"choices": "?"}'
    if mode == "comments":
        yield ": still there"
    if mode == "error event":
        yield 'data: {"error": {"message": "out of memory"}}'
    while mode == "endless":
        time.sleep(0.01)
        yield "data: " + json.dumps({"choices": [{"index": 0, "delta": {"content": "mot "}}]})
