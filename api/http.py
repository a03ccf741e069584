"""The HTTP interface: its routes joined to one app, and the chat page."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from importlib.resources import files

import anyio
import anyio.to_thread
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.routing import Route

from api import answers, articles, description, docs, editing, health, history, openai, problems, verification
from api.access import Gate
from api.health import Metrics, Readiness
from api.mcp_endpoint import McpEndpoint
from api.traffic import Traffic
from api.wiring import Wiring

THREADS = 200  # one a stream that waits for its next piece; searches need some too


def create_app(wiring: Wiring) -> FastAPI:
    """Return the app; nothing is loaded before it starts."""
    readiness, metrics, mcp = Readiness(wiring), Metrics(), McpEndpoint(wiring)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        threading.Thread(target=readiness.load, name="loading", daemon=True).start()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(mcp.run)
            yield
            tasks.cancel_scope.cancel()

    app = FastAPI(title="Vigie", version=version("vigie"), lifespan=lifespan, docs_url=None, redoc_url=None,
                  redirect_slashes=False,
                  description="Questions et réponses citées et vérifiées sur l’actualité de l’IA.")  # fmt: skip
    app.add_middleware(Gate, settings=wiring.settings)
    app.add_middleware(Traffic, observe=metrics.observe)  # added last, so outermost
    problems.install(app)
    description.install(app)
    docs.install(app)
    answers.add_routes(app, wiring, metrics)
    articles.add_routes(app, wiring)
    editing.add_routes(app, wiring)
    history.add_routes(app, wiring)
    verification.add_routes(app, wiring)
    health.add_routes(app, readiness, metrics)
    openai.add_routes(app, wiring, metrics.count)
    app.router.routes.append(Route("/mcp", mcp, include_in_schema=False))
    app.mount("/", StaticFiles(directory=str(files("api").joinpath("page")), html=True), name="page")
    return app
