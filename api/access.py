"""Who may call: by which names the service is reached, from which pages, and who may change articles.

A page elsewhere can make a browser send requests to this machine, by a name that it points here (DNS rebinding) or
across sites. Both show in headers that a page cannot set.
"""

import hmac
import ipaddress
import re
import socket
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.problems import Fault, response_of
from api.settings import Settings

_AUTHORITY = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?")
_PORTS = {"http": 80, "https": 443}
_PROXIED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


class Gate:
    """Lets a request through if its Host is a name of this service and no page of another origin sent it."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._allowed = frozenset(name.lower() for name in settings.allowed_hosts)
        self._everywhere = settings.host in ("0.0.0.0", "::")
        own = {socket.gethostname().lower()} if self._everywhere else {settings.host.lower()}
        self._names = self._allowed | own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = self._fault(scope) if scope["type"] == "http" else None
        if fault is not None:
            await response_of(fault, scope["path"])(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _fault(self, scope: Scope) -> Fault | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._is_ours(_name(host), scope):
            return Fault(
                "hote", f"{host!r} is not a name of this service: add it to VIGIE_ALLOWED_HOSTS if it should be"
            )
        origin = headers.get("origin")
        if origin is not None and not self._is_own_page(origin, host):
            return Fault("origine", f"the page at {origin!r} may not call this service")
        if origin is None and _is_cross_site(headers, scope["method"]):
            return Fault("origine", "a page of another site may not call this service")
        return None

    def _is_ours(self, name: str | None, scope: Scope) -> bool:
        if name is None:
            return False
        reached = _name_of_address(scope.get("server")) if self._everywhere else None
        return is_loopback(name) or name in self._names or name == reached

    def _is_own_page(self, origin: str, host: str) -> bool:
        """Whether an origin is the address that is called, or one of the names allowed (a proxy may change Host)."""
        page, called = _end(origin), _end(f"{origin.partition('://')[0]}://{host.lower()}")
        return page is not None and (page == called or page[0] in self._allowed)


def check_editor(scope: Scope, admin_key: str | None) -> None:
    """Let this machine change articles, and others by the admin key. Raises Fault for anyone else.

    What a proxy on this machine passes on is not taken for this machine.
    """
    headers = Headers(scope=scope)
    if _is_local(scope, headers):
        return
    if admin_key is None:
        raise Fault("interdit", "articles are changed from this machine only: set VIGIE_ADMIN_KEY to allow others")
    scheme, _, key = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(key.strip().encode(), admin_key.encode()):
        raise Fault("cle", "give the key: Authorization: Bearer <VIGIE_ADMIN_KEY>", {"WWW-Authenticate": "Bearer"})


def is_loopback(name: str) -> bool:
    """Whether a host name or address, as a Host header has it, can only be this machine."""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _is_local(scope: Scope, headers: Headers) -> bool:
    client, host = _name_of_address(scope.get("client")), _name(headers.get("host", ""))
    proxied = any(name in headers for name in _PROXIED)
    return client is not None and is_loopback(client) and host is not None and is_loopback(host) and not proxied


def _is_cross_site(headers: Headers, method: str) -> bool:
    """Whether a browser says that another site's page sent this, other than by a link to follow."""
    if headers.get("sec-fetch-site", "none") in ("none", "same-origin"):
        return False
    return method not in ("GET", "HEAD") or headers.get("sec-fetch-mode") != "navigate"


def _end(origin: str) -> tuple[str | None, int] | None:
    """Return the host and port of an origin, None if it is none of the web."""
    try:
        parts = urlsplit(origin)
        standard = _PORTS[parts.scheme]
        return parts.hostname, parts.port or standard
    except (ValueError, KeyError):
        return None


def _name(authority: str) -> str | None:
    """Return the name in "name", "name:port" or "[address]:port", None if it is nothing of the kind."""
    match = _AUTHORITY.fullmatch(authority.lower())
    return match[1].strip("[]") if match else None


def _name_of_address(address: tuple[str, int | None] | None) -> str | None:
    """Return an end of the connection as a Host header would name it."""
    if address is None:
        return None
    text = address[0].partition("%")[0].lower()
    return text.removeprefix("::ffff:") if "." in text else text
