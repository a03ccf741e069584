"""Routes that OpenAI's clients expect: Vigie as the one model "vigie". Only verified text leaves here."""

import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Annotated, Any

from fastapi import FastAPI, Path
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict
from starlette.concurrency import run_in_threadpool

from api import examples, responses
from api.answers import STREAM_HEADERS
from api.completion import DONE, MODEL, Envelope, Message, event
from api.description import openai_errors, text_example
from api.history import HISTORY
from api.problems import Fault, openai_error, problem_of
from api.wiring import Wiring
from corpus.errors import InputError
from rag.pipeline import Ask, Event
from rag.records import Answer

_ASKED: dict[str, Any] = {"model": MODEL, "messages": [{"role": "user", "content": examples.QUESTION}]}
_STREAMED = "".join([
    *(event(chunk) for chunk in (
        Envelope("chatcmpl-1", 1795552200).opening(), Envelope("chatcmpl-1", 1795552200).chunk({"content": "Le"}),
        Envelope("chatcmpl-1", 1795552200).chunk({}, "stop"),
    )), DONE,
])  # fmt: skip


class Part(BaseModel):
    type: str
    text: str = ""


class Said(BaseModel):
    role: str
    content: str | list[Part] | None = None


class StreamOptions(BaseModel):
    include_usage: bool = False


class ChatBody(BaseModel):
    """What is read of a request; what steers other models (temperature, max_tokens…) changes nothing here."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ASKED, _ASKED | {"stream": True}]})

    model: str
    messages: list[Said]
    stream: bool | None = None
    stream_options: StreamOptions | None = None

    def to_ask(self) -> Ask:
        """Raises InputError if no question is in it, Fault for another model."""
        _check_model(self.model)
        return Ask(question_of(self.messages), history=earlier_questions(self.messages))

    @property
    def usage(self) -> bool:
        return self.stream_options is not None and self.stream_options.include_usage


def add_routes(app: FastAPI, wiring: Wiring, count: Callable[[Answer], None]) -> None:
    """Add the routes; `count` is told every answer."""
    _add_models(app)
    streamed = text_example(_STREAMED, "text/event-stream")

    @app.post(
        "/v1/chat/completions", response_model=responses.ChatCompletion,
        responses=streamed | openai_errors("saisie", "model_not_found", "taille", "generation", "index", "poids"),
    )  # fmt: skip
    async def chat(body: ChatBody) -> Any:
        """Answer the last message of the user; the words of a stream come when the answer is verified."""
        events = wiring.pipeline.events(body.to_ask())
        if body.stream:
            first = await run_in_threadpool(next, events)  # a bad question is an ordinary error response
            return StreamingResponse(_stream(first, events, wiring, count, body.usage),
                                     media_type="text/event-stream", headers=STREAM_HEADERS)  # fmt: skip
        answer = await run_in_threadpool(_last, events)
        count(answer)
        return JSONResponse(Envelope.new().whole(await run_in_threadpool(Message.of, answer, wiring.embedder)))


def _add_models(app: FastAPI) -> None:
    model = {"id": MODEL, "object": "model", "created": int(time.time()), "owned_by": MODEL}

    @app.get("/v1/models", response_model=responses.OpenAIModels, responses=openai_errors())
    def models() -> Any:
        """The one model."""
        return JSONResponse({"object": "list", "data": [model]})

    @app.get("/v1/models/{name}", response_model=responses.OpenAIModel, responses=openai_errors("model_not_found"))
    def one(name: Annotated[str, Path(examples=[MODEL])]) -> Any:
        """The one model by its name."""
        _check_model(name)
        return JSONResponse(model)


def question_of(messages: Sequence[Said]) -> str:
    """Return the text of the user's last message. Raises InputError if there is none, or if it is not all text."""
    asked = [message for message in messages if message.role == "user"]
    if not asked:
        raise InputError("messages: none has the role user: the last one that has it is the question")
    return _text_of(asked[-1])


def earlier_questions(messages: Sequence[Said]) -> tuple[str, ...]:
    """Return what the user asked last before that, oldest first; what is not all text is left out."""
    asked = [message for message in messages if message.role == "user"][:-1]
    return tuple(text for message in asked if _is_text(message) and (text := _text_of(message).strip()))[-HISTORY:]


def _text_of(message: Said) -> str:
    if not _is_text(message):
        raise InputError("messages: the question has a part that is not text: only text is read")
    if isinstance(message.content, str):
        return message.content
    return "\n".join(part.text for part in message.content or [])


def _is_text(message: Said) -> bool:
    return not isinstance(message.content, list) or all(part.type == "text" for part in message.content)


def _check_model(name: str) -> None:
    if name != MODEL:
        raise Fault("model_not_found", f"there is no model {name!r}: ask for {MODEL!r}")


def _last(events: Iterator[Event]) -> Answer:
    *_, answer = events
    assert isinstance(answer, Answer)
    return answer


async def _stream(
    first: Event, events: Iterator[Event], wiring: Wiring, count: Callable[[Answer], None], usage: bool
) -> AsyncIterator[str]:
    """Open at once, then send what is verified; when the client goes away, the generation is stopped."""
    envelope, item = Envelope.new(), first
    try:
        yield event(envelope.opening())
        while not isinstance(item, Answer):
            item = await run_in_threadpool(next, events)
        count(item)
        for chunk in envelope.chunks(await run_in_threadpool(Message.of, item, wiring.embedder), usage):
            yield event(chunk)
        yield DONE
    except Exception as error:
        yield event(openai_error(problem_of(error)))
    finally:
        events.close()  # type: ignore[attr-defined]
