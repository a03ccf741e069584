"""A GGUF model behind llama.cpp's own OpenAI-compatible HTTP server (xllamacpp), on loopback."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import xllamacpp


@contextmanager
def serve_model(path: Path, key: str, context: int = 4_096) -> Iterator[str]:
    """Serve the model from this process; yield the base that OpenAI's clients take (".../v1")."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.port, params.hostnames, params.api_keys = port, ["127.0.0.1"], [key]
    params.n_ctx, params.n_parallel, params.verbosity = context, 1, -1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = len(os.sched_getaffinity(0))
    server = xllamacpp.Server(params)
    yield f"{server.listening_address}/v1"
    del server
