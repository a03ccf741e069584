"""What HTTP adds to the pipeline: the same questions in process and over HTTP, in turns, in one run.

Mode "extract" over the index of VIGIE_HOME: what the generator takes would hide the difference. The service runs in
this process, so client and server share its time: the figure is an upper bound.
"""

import argparse
import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import uvicorn

from api.http import create_app
from api.settings import Settings
from api.suggestions import Suggestions
from api.wiring import Wiring
from bench.report import percentiles, timed, write
from rag.pipeline import Ask


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50, help="times that each question is asked")
    rounds = parser.parse_args().rounds
    wiring = Wiring(Settings.read())
    questions = Suggestions(wiring).get()
    with _served(wiring) as connection:
        pairs = [_pair(wiring, connection, question) for _ in range(rounds + 2) for question in questions]
    inside, outside = zip(*pairs[2 * len(questions) :], strict=True)  # the first two rounds warm up
    differences = np.subtract(outside, inside) * 1000
    write("api", [
        {"where": "pipeline in process", **percentiles(inside)}, {"where": "over HTTP", **percentiles(outside)},
        {"where": "added, by question", "p50_ms": round(float(np.median(differences)), 2),
         "p95_ms": round(float(np.percentile(differences, 95)), 2)},
    ])  # fmt: skip


def _pair(wiring: Wiring, connection: http.client.HTTPConnection, question: str) -> tuple[float, float]:
    ask = Ask(question, mode="extract")
    return timed(lambda: wiring.pipeline.ask(ask)), timed(lambda: _post(connection, question))


def _post(connection: http.client.HTTPConnection, question: str) -> None:
    body = json.dumps({"question": question, "mode": "extract"})
    connection.request("POST", "/api/ask", body, {"content-type": "application/json"})
    response = connection.getresponse()
    content = response.read()
    assert response.status == 200, content


@contextmanager
def _served(wiring: Wiring) -> Iterator[http.client.HTTPConnection]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(wiring), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield http.client.HTTPConnection(*listener.getsockname())
    server.should_exit = True
    thread.join(10)


if __name__ == "__main__":
    main()
