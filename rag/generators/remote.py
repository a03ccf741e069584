"""A generator behind an OpenAI-compatible HTTP server."""

import json
from collections.abc import Iterator

import httpx

from corpus.errors import BusyError, GenerationError
from rag.generators import Limits
from rag.prompt import Prompt

_CONNECT_SECONDS = 5.0
_BUSY = (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE)


class RemoteGenerator:
    """Streams from `POST {url}/chat/completions`; `url` is the base that OpenAI's clients take (".../v1")."""

    def __init__(self, url: str, model: str | None, key: str | None) -> None:
        self._url = url.rstrip("/")
        self._model = model or "default"
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self.name = f"{self._model} ({self._url})"

    def stream(self, prompt: Prompt, limits: Limits) -> Iterator[str]:
        body = {
            "model": self._model, "stream": True, "temperature": 0, "max_tokens": limits.tokens,
            "messages": [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}],
        }  # fmt: skip
        timeout = httpx.Timeout(limits.seconds, connect=_CONNECT_SECONDS)
        try:
            with httpx.stream("POST", f"{self._url}/chat/completions", json=body, headers=self._headers,
                              timeout=timeout) as response:  # fmt: skip
                _check(response.status_code, self._url)
                yield from _pieces(response.iter_lines())
        except httpx.HTTPError as error:
            raise GenerationError(
                f"{self._url} failed ({type(error).__name__}: {error}): is the server running?"
            ) from error

    def warm_up(self) -> None:
        """Do nothing: the server has loaded its model."""


def _check(status: int, url: str) -> None:
    if status in _BUSY:
        raise BusyError(f"{url} answered {status}: ask again in a moment")
    if status != httpx.codes.OK:
        raise GenerationError(f"{url} answered {status}: check VIGIE_GENERATOR, _MODEL and _KEY")


def _pieces(lines: Iterator[str]) -> Iterator[str]:
    """Read server-sent events; a stream that ends without "[DONE]" was cut off."""
    for line in lines:
        field, _, data = line.partition(":")
        if field != "data":
            continue
        if data.strip() == "[DONE]":
            return
        if piece := _piece(data):
            yield piece
    raise GenerationError("the generator's server closed the connection before the end: ask again")


def _piece(data: str) -> str:
    """Return the text of one event, "" if it carries none. Raises GenerationError for an error or a strange event."""
    try:
        event = json.loads(data)
        if "error" in event:
            raise GenerationError(f"the generator's server failed ({event['error']}): ask again")
        choices = event.get("choices") or [{}]
        return str((choices[0].get("delta") or {}).get("content") or "")
    except (ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
        raise GenerationError(
            f"the generator's server sent what is no completion ({data.strip()[:60]}): "
            "is VIGIE_GENERATOR an OpenAI-compatible server?"
        ) from error
