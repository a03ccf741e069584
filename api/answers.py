"""Routes of questions: the answer, the same as it is made, the search, and questions to start with."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

from fastapi import FastAPI, Query
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool

from api import examples, history, problems, views
from api.description import errors, text_example
from api.filters import make_filters
from api.health import Metrics
from api.responses import Answer, Hits, Suggestions
from api.schemas import AskBody, Since, Sources, Until
from api.suggestions import Suggestions as Suggested
from api.wiring import Wiring
from index.hybrid import MAX_K
from rag import records
from rag.pipeline import DEFAULT_K, Event
from rag.question import check_question

STREAM_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
_ERRORS = errors("saisie", "introuvable", "taille", "conversations", "generation", "index", "poids")


def add_routes(app: FastAPI, wiring: Wiring, metrics: Metrics) -> None:
    _add_ask(app, wiring, metrics)
    _add_stream(app, wiring, metrics)
    _add_search(app, wiring)


def _add_ask(app: FastAPI, wiring: Wiring, metrics: Metrics) -> None:
    @app.post("/api/ask", response_model=Answer, responses=_ERRORS)
    def ask(body: AskBody) -> Any:
        """Answer a question; see /api/ask/stream for the same piece by piece."""
        answer = wiring.pipeline.ask(body.to_ask(history.questions(wiring, body.conversation_id)))
        metrics.count(answer)
        return JSONResponse(history.keep(wiring, views.answer_json(answer)))


def _add_stream(app: FastAPI, wiring: Wiring, metrics: Metrics) -> None:
    sample = "".join([
        sse_text("sources", {"hits": [examples.HIT]}), sse_text("extract", examples.ANSWER["extract"]),
        sse_text("token", {"text": "Le chiffre "}), sse_text("answer", examples.ANSWER),
    ])  # fmt: skip

    @app.post(
        "/api/ask/stream",
        response_class=StreamingResponse,
        responses=text_example(sample, "text/event-stream") | _ERRORS,
    )
    async def ask_stream(body: AskBody) -> StreamingResponse:
        """Server-sent events: sources, extract, token…, answer (authoritative, last), or error."""
        earlier = await run_in_threadpool(history.questions, wiring, body.conversation_id)
        events = wiring.pipeline.events(body.to_ask(earlier))
        first = await run_in_threadpool(next, events)  # a bad question is an ordinary error response
        return StreamingResponse(_sse(first, events, wiring, metrics), media_type="text/event-stream",
                                 headers=STREAM_HEADERS)  # fmt: skip


def _add_search(app: FastAPI, wiring: Wiring) -> None:
    @app.get("/api/search", response_model=Hits, responses=errors("saisie", "index", "poids"))
    def search(
        q: Annotated[str, Query(examples=[examples.QUESTION])],
        k: Annotated[int, Query(ge=1, le=MAX_K, examples=[DEFAULT_K])] = DEFAULT_K,
        since: Since = None,
        until: Until = None,
        source: Sources = None,
    ) -> Any:
        """The passages nearest to a question."""
        question = check_question(q)
        hits = wiring.retriever.search(question, k, make_filters(since, until, source or [])).hits
        return JSONResponse({"hits": [views.hit_json(hit) for hit in hits]})

    suggested = Suggested(wiring)

    @app.get("/api/suggestions", response_model=Suggestions, responses=errors("index", "poids"))
    def suggestions() -> Any:
        """Questions that the indexed articles answer."""
        return JSONResponse({"suggestions": suggested.get()})


async def _sse(first: Event, events: Iterator[Event], wiring: Wiring, metrics: Metrics) -> AsyncIterator[str]:
    """Write events as they come; when the reader goes away, the generation is stopped."""
    event: Event | None = first
    try:
        while event is not None:
            name, data = views.event_json(event)
            if isinstance(event, records.Answer):
                metrics.count(event)
                data = await run_in_threadpool(history.keep, wiring, data)
            yield sse_text(name, data)
            event = await run_in_threadpool(next, events, None)
    except Exception as error:
        yield sse_text("error", {"problem": problems.problem_of(error)})
    finally:
        events.close()  # type: ignore[attr-defined]


def sse_text(name: str, data: dict[str, Any]) -> str:
    """Return one server-sent event."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
