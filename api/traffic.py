"""What every request goes through first: its id, the security headers, a limit to its size, its time, its log line.

Plain ASGI: Starlette's @app.middleware("http") keeps a stream from seeing that its reader has gone away.
"""

import logging
import time
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Fault, response_of
from api.trace import HEADER, choose_id, request_id

log = logging.getLogger("vigie.http")
MAX_BODY = 1_000_000  # bytes
MAX_UPLOAD = 50_000_000  # bytes of a request that adds articles, as of a file that is indexed
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",  # the page's modules must be of one version
}
Observe = Callable[[str, float], None]


class Traffic:
    """Outermost: turns what is not expected into a problem too. `observe` is told each route and its seconds."""

    def __init__(self, app: ASGIApp, observe: Observe) -> None:
        self._app = app
        self._observe = observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        current = choose_id(Headers(scope=scope).get(HEADER))
        request_id.set(current)
        passage = _Passage(scope, send, current, self._observe)
        try:
            await self._app(scope, _limited(scope, receive), passage.send)
        except ClientDisconnect:
            log.info("%s %s: the client has gone away", scope["method"], scope["path"])
        except Exception as error:
            if passage.started:
                raise
            await response_of(error, scope["path"])(scope, receive, passage.send)


class _Passage:
    """One response on its way out."""

    def __init__(self, scope: Scope, send: Send, current: str, observe: Observe) -> None:
        self._scope, self._send, self._id, self._observe = scope, send, current, observe
        self._start = time.perf_counter()
        self.started = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            headers[HEADER] = self._id
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            self._note(message["status"])
        await self._send(message)

    def _note(self, status: int) -> None:
        seconds = time.perf_counter() - self._start
        self._observe(getattr(self._scope.get("route"), "path", "other"), seconds)
        log.info("%s %s %d in %.0f ms", self._scope["method"], self._scope["path"], status, seconds * 1000)


def _limited(scope: Scope, receive: Receive) -> Receive:
    """Return `receive`, which raises a Fault once the body is too large."""
    limit = MAX_UPLOAD if scope["path"] == "/api/articles" else MAX_BODY
    declared = Headers(scope=scope).get("content-length", "")
    total = 0

    async def counted() -> Message:
        nonlocal total
        if declared.isdecimal() and int(declared) > limit:
            raise Fault("taille", f"the request has {declared} bytes: at most {limit} are read")
        message = await receive()
        total += len(message.get("body", b""))
        if total > limit:
            raise Fault("taille", f"the request has more than {limit} bytes: send less at a time")
        return message

    return counted
