"""The default generator: a GGUF model run by llama.cpp's server inside this process (xllamacpp)."""

import threading
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from corpus.errors import WeightsError
from rag.generators import Limits
from rag.generators.pump import pull, turn
from rag.prompt import Prompt, make_prompt

_CONTEXT = 2_048  # tokens: the longest prompt is under 600


class LlamaGenerator:
    """One model, one sequence at a time; the fixed start of the prompt stays in the cache."""

    def __init__(self, name: str, path: Path, threads: int) -> None:
        self.name = name
        self._path = path
        self._threads = threads
        self._turn = threading.Lock()

    def stream(self, prompt: Prompt, limits: Limits) -> Iterator[str]:
        def produce(push: Callable[[str], bool]) -> None:
            with turn(self._turn):
                self._server.handle_chat_completions(_request(prompt, limits), lambda chunk: push(_piece(chunk)))

        yield from (piece for piece in pull(produce, limits.seconds) if piece)

    def warm_up(self) -> None:
        # It leaves the fixed start of the prompt in the cache.
        for _ in self.stream(make_prompt("", ()), Limits(tokens=1)):
            pass

    @cached_property
    def _server(self) -> Any:
        import xllamacpp

        if not self._path.is_file():
            raise WeightsError(f"{self._path} is missing: run `vigie models pull`, or set VIGIE_GENERATOR")
        try:
            return xllamacpp.Server(self._params())
        except RuntimeError as error:
            raise WeightsError(f"{self._path} is not a GGUF model that llama.cpp can load ({error})") from error

    def _params(self) -> Any:
        import xllamacpp

        params = xllamacpp.CommonParams()
        params.model.path = str(self._path)
        # Read, not mapped: weights are repacked for the processor, and a mapped file would stay in memory beside that.
        params.load_mode = xllamacpp.llama_load_mode.LLAMA_LOAD_MODE_NONE
        params.n_ctx = _CONTEXT
        params.n_parallel = 1
        params.verbosity = -1
        params.warmup = False
        params.cache_ram_mib = 0  # one slot keeps the fixed start of the prompt; older prompts are not worth memory
        params.cpuparams.n_threads = self._threads
        params.cpuparams_batch.n_threads = self._threads
        return params


def _request(prompt: Prompt, limits: Limits) -> dict[str, Any]:
    return {
        "messages": [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}],
        "max_tokens": limits.tokens, "temperature": 0, "stream": True, "cache_prompt": True,
    }  # fmt: skip


def _piece(chunk: dict[str, Any]) -> str:
    """Return the text of one chunk of a chat completion, "" if it carries none."""
    choices = chunk.get("choices") or [{}]
    return str((choices[0].get("delta") or {}).get("content") or "")
