"""The HTTP interface: routes of the contract, and the chat page."""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Annotated, Any

import anyio.to_thread
from fastapi import FastAPI, HTTPException, Query, Response
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse
from fastapi.staticfiles import StaticFiles
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import docs, history, openai, problems, verification, views
from api.filters import make_filters
from api.schemas import AskBody
from api.suggestions import Suggestions
from api.wiring import Wiring
from corpus.errors import VigieError
from index.passage import Filters
from rag.pipeline import DEFAULT_K, Event
from rag.question import check_question
from rag.records import Answer

THREADS = 200  # one a stream that waits for its next piece; searches need some too
_PAGE_SIZE = 20
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",  # the page's modules must be of one version
}


class Metrics:
    """Counters of one app, for Prometheus."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.answers = Counter(
            "vigie_answers", "Answers by status and reason", ["status", "reason"], registry=self.registry
        )
        self.seconds = Histogram(
            "vigie_http_seconds", "Time to the response's start", ["route"], registry=self.registry
        )

    def count(self, answer: Answer) -> None:
        self.answers.labels(answer.status, answer.refusal.reason if answer.refusal else "").inc()


class Readiness:
    """Whether index and models are loaded; loading happens in the background so that the page comes up at once."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self.state: VigieError | bool | None = False

    def load(self) -> None:
        try:
            self._wiring.library.index()
            self._wiring.pipeline.warm_up()
            self.state = True
        except VigieError as error:
            self.state = error


def create_app(wiring: Wiring) -> FastAPI:
    """Return the app; nothing is loaded before it starts."""
    readiness, metrics = Readiness(wiring), Metrics()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        threading.Thread(target=readiness.load, name="loading", daemon=True).start()
        yield

    app = FastAPI(title="Vigie", version="0.1.0", lifespan=lifespan, docs_url=None, redoc_url=None,
                  description="Questions et réponses citées et vérifiées sur l’actualité de l’IA.")  # fmt: skip
    problems.install(app)
    docs.install(app)
    app.add_middleware(Timing, metrics=metrics)
    _add_answers(app, wiring, metrics)
    _add_articles(app, wiring)
    _add_health(app, readiness, metrics)
    verification.add_routes(app, wiring)
    openai.add_routes(app, wiring, metrics.count)
    history.add_routes(app, wiring)
    app.mount("/", StaticFiles(directory=str(files("api").joinpath("page")), html=True), name="page")
    return app


class Timing:
    """Measures the time to each response's start and adds the common headers.

    Plain ASGI: Starlette's @app.middleware("http") keeps a stream from seeing that its reader has gone away.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        start = time.perf_counter()

        async def measured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                route = getattr(scope.get("route"), "path", "other")
                self._metrics.seconds.labels(route).observe(time.perf_counter() - start)
            await send(message)

        return await self._app(scope, receive, measured)


def _add_answers(app: FastAPI, wiring: Wiring, metrics: Metrics) -> None:
    @app.post("/api/ask")
    def ask(body: AskBody) -> JSONResponse:
        """Answer a question; see /api/ask/stream for the same piece by piece."""
        answer = wiring.pipeline.ask(body.to_ask(history.questions(wiring, body.conversation_id)))
        metrics.count(answer)
        return JSONResponse(history.keep(wiring, views.answer_json(answer)))

    @app.post("/api/ask/stream")
    async def ask_stream(body: AskBody) -> StreamingResponse:
        """Server-sent events: sources, extract, token…, answer (authoritative, last), or error."""
        earlier = await run_in_threadpool(history.questions, wiring, body.conversation_id)
        events = wiring.pipeline.events(body.to_ask(earlier))
        first = await run_in_threadpool(next, events)  # a bad question is an ordinary error response
        return StreamingResponse(_sse(first, events, wiring, metrics), media_type="text/event-stream",
                                 headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"})  # fmt: skip

    @app.get("/api/search")
    def search(
        q: str,
        k: int = DEFAULT_K,
        since: Annotated[str | None, Query(alias="from")] = None,
        until: Annotated[str | None, Query(alias="to")] = None,
        source: Annotated[list[str] | None, Query()] = None,
    ) -> JSONResponse:
        """The passages nearest to a question."""
        question = check_question(q)
        hits = wiring.retriever.search(question, k, make_filters(since, until, source or [])).hits
        return JSONResponse({"hits": [views.hit_json(hit) for hit in hits]})

    suggested = Suggestions(wiring)

    @app.get("/api/suggestions")
    def suggestions() -> JSONResponse:
        """Questions that the indexed articles answer."""
        return JSONResponse({"suggestions": suggested.get()})


async def _sse(first: Event, events: Iterator[Event], wiring: Wiring, metrics: Metrics) -> AsyncIterator[str]:
    """Write events as they come; when the reader goes away, the generation is stopped."""
    event: Event | None = first
    try:
        while event is not None:
            name, data = views.event_json(event)
            if isinstance(event, Answer):
                metrics.count(event)
                data = await run_in_threadpool(history.keep, wiring, data)
            yield _sse_text(name, data)
            event = await run_in_threadpool(next, events, None)
    except asyncio.CancelledError:
        raise
    except Exception as error:
        yield _sse_text("error", {"problem": problems.problem_of(error)})
    finally:
        events.close()  # type: ignore[attr-defined]


def _sse_text(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _add_articles(app: FastAPI, wiring: Wiring) -> None:
    @app.get("/api/articles")
    def articles(
        q: str | None = None,
        since: Annotated[str | None, Query(alias="from")] = None,
        until: Annotated[str | None, Query(alias="to")] = None,
        source: Annotated[list[str] | None, Query()] = None,
        page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    ) -> JSONResponse:
        """The articles, newest first, or those nearest to `q`."""
        filters = make_filters(since, until, source or [])
        total, found = _find_articles(wiring, q, filters, page)
        catalog = wiring.library.index().snapshot.catalog
        return JSONResponse({
            "articles": views.articles_json(found), "total": total, "page": page, "page_size": _PAGE_SIZE,
            "sources": [{"source": s.source, "articles": s.articles} for s in catalog.sources()],
        })  # fmt: skip

    @app.get("/api/articles/{article_id:path}")
    def article(article_id: str) -> JSONResponse:
        """One article with its canonical text, to which all offsets refer."""
        found = wiring.library.article(article_id)
        if found is None:
            raise HTTPException(404, f"no article has the id {article_id!r}")
        return JSONResponse(views.article_json(found))


def _find_articles(wiring: Wiring, q: str | None, filters: Filters, page: int) -> tuple[int, list[Any]]:
    index, first = wiring.library.index(), (page - 1) * _PAGE_SIZE
    if not q:
        return index.snapshot.catalog.articles(filters, _PAGE_SIZE, first)
    hits = wiring.retriever.search(check_question(q), 100, filters).hits
    found = list({hit.article.id: hit.article for hit in hits}.values())
    return len(found), found[first : first + _PAGE_SIZE]


def _add_health(app: FastAPI, readiness: Readiness, metrics: Metrics) -> None:
    @app.get("/healthz", response_class=PlainTextResponse)
    def alive() -> str:
        """The process answers."""
        return "ok"

    @app.get("/readyz")
    def ready() -> JSONResponse:
        """Index and models are loaded; 503 while they are not, with the reason."""
        if readiness.state is True:
            return JSONResponse({"ready": True})
        if isinstance(readiness.state, VigieError):
            readiness.load()  # what was missing may be there by now
        if isinstance(readiness.state, VigieError):
            raise readiness.state
        return JSONResponse(problems.problem(503, "chargement", "index and models are being loaded"), status_code=503,
                            media_type="application/problem+json")  # fmt: skip

    @app.get("/metrics", include_in_schema=False)
    def measured() -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)
