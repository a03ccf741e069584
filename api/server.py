"""Serving the app with uvicorn."""

import socket
import sys

import uvicorn

from api.http import create_app
from api.wiring import Wiring
from corpus.errors import BusyError, SettingsError


def serve(wiring: Wiring) -> None:
    """Listen until stopped. Raises BusyError if the port is taken, SettingsError if the address is not ours."""
    host, port = wiring.settings.host, wiring.settings.port
    wiring.shelf.require_current()
    _ = wiring.pipeline  # missing weights or an unusable setting stop here, with one line
    listener = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    print(f"Vigie: http://{shown}:{listener.getsockname()[1]}", file=sys.stderr)
    config = uvicorn.Config(create_app(wiring), log_level="warning", timeout_graceful_shutdown=3)
    uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, proto)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
        return listener
    except socket.gaierror as error:
        raise SettingsError(f"VIGIE_HOST is {host!r}, which is no address ({error.strerror})") from error
    except OSError as error:
        raise BusyError(
            f"cannot listen on {host}:{port} ({error.strerror}): stop what does, or set VIGIE_PORT"
        ) from error
