"""The id of a request: in its response, its problem and every line that is logged for it."""

import contextvars
import logging
import re
import uuid

HEADER = "X-Request-ID"
request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")
_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")
_FORMAT = "%(levelname)s %(name)s:%(request)s %(message)s"


def choose_id(given: str | None) -> str:
    """Return the id that a client gave, if it is 1 to 64 letters, digits or . _ -, else a new one."""
    return given if given and _SANE.fullmatch(given) else uuid.uuid4().hex


class RequestFilter(logging.Filter):
    """Gives each record the id of the request that it is written for."""

    def filter(self, record: logging.LogRecord) -> bool:
        current = request_id.get()
        record.__dict__["request"] = f" [{current}]" if current else ""
        return True


def log_to_stderr() -> None:
    """Write what is logged to stderr, one line a record, with the request's id where there is a request."""
    handler = logging.StreamHandler()
    handler.addFilter(RequestFilter())
    logging.basicConfig(level=logging.INFO, format=_FORMAT, handlers=[handler])
    for name in ("httpx", "mcp"):
        logging.getLogger(name).setLevel(logging.WARNING)
