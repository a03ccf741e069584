"""/mcp: the tools over HTTP (MCP's streamable transport), started by the first request for it."""

from typing import TYPE_CHECKING

import anyio
import anyio.to_thread
from starlette.types import Receive, Scope, Send

from api.wiring import Wiring

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager


class McpEndpoint:
    """An ASGI application; `run` is its background task. No session is kept; Host and Origin are the Gate's affair."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._wanted, self._started = anyio.Event(), anyio.Event()
        self._manager: StreamableHTTPSessionManager | None = None

    async def run(self) -> None:
        """Wait for the first request, then serve until cancelled."""
        await self._wanted.wait()
        self._manager = await anyio.to_thread.run_sync(_make_manager, self._wiring)
        async with self._manager.run():
            self._started.set()
            await anyio.sleep_forever()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._wanted.set()
        await self._started.wait()
        assert self._manager is not None, "set before it starts"
        await self._manager.handle_request(scope, receive, send)


def _make_manager(wiring: Wiring) -> "StreamableHTTPSessionManager":
    from mcp.server.transport_security import TransportSecuritySettings

    from api.mcp_tools import make_server

    server = make_server(wiring)
    server.streamable_http_app(
        stateless_http=True, transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False)
    )  # only for its session manager; the app's Gate has checked Host and Origin
    return server.session_manager
