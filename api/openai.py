"""Routes that OpenAI's clients expect: Vigie as the one model "vigie". Only verified text leaves here."""

import json
import re
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel

from api import views
from api.markdown import answer_markdown, web_address
from api.problems import openai_error, problem
from api.views import Json
from api.wiring import Wiring
from corpus.errors import InputError
from index.passage import Embedder
from rag.pipeline import Ask
from rag.records import Answer

MODEL = "vigie"
_PIECE = re.compile(r"\s*\S+|\s+$")
_STREAM_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


class Part(BaseModel):
    type: str
    text: str = ""


class Message(BaseModel):
    role: str
    content: str | list[Part] | None = None


class StreamOptions(BaseModel):
    include_usage: bool = False


class ChatBody(BaseModel):
    """What is read of a request; what steers other models (temperature, max_tokens…) changes nothing here."""

    model: str
    messages: list[Message]
    stream: bool | None = None
    stream_options: StreamOptions | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """An answer as a chat message. The range of an annotation is that of its marker, "[1]", in `content`."""

    id: str
    created: int
    content: str
    annotations: list[Json]
    usage: Json


def add_routes(app: FastAPI, wiring: Wiring, count: Callable[[Answer], None]) -> None:
    """Add the routes; `count` is told every answer."""
    started = int(time.time())

    @app.get("/v1/models")
    def models() -> JSONResponse:
        """The one model."""
        model = {"id": MODEL, "object": "model", "created": started, "owned_by": MODEL}
        return JSONResponse({"object": "list", "data": [model]})

    @app.post("/v1/chat/completions")
    def chat(body: ChatBody) -> Response:
        """Answer the last message of the user; a stream begins when the answer is verified."""
        if body.model != MODEL:
            return _unknown_model(body.model)
        answer = wiring.pipeline.ask(Ask(question_of(body.messages)))
        count(answer)
        completion = make_completion(answer, wiring.embedder)
        if body.stream:
            usage = body.stream_options is not None and body.stream_options.include_usage
            return StreamingResponse(_events(completion, usage), media_type="text/event-stream",
                                     headers=_STREAM_HEADERS)  # fmt: skip
        return JSONResponse(completion_json(completion))


def question_of(messages: Sequence[Message]) -> str:
    """Return the text of the user's last message. Raises InputError if there is none, or if it is not all text."""
    asked = next((message for message in reversed(messages) if message.role == "user"), None)
    if asked is None:
        raise InputError("messages: none has the role user: the last one that has it is the question")
    parts = [Part(type="text", text=asked.content)] if isinstance(asked.content, str) else asked.content or []
    if any(part.type != "text" for part in parts):
        raise InputError("messages: the question has a part that is not text: only text is read")
    return "\n".join(part.text for part in parts)


def make_completion(answer: Answer, embedder: Embedder) -> Completion:
    """Return an answer as a chat message; tokens are counted as the embedder counts them."""
    content = answer_markdown(views.answer_json(answer), quotes=False)
    asked, written = embedder.count_tokens(answer.question), embedder.count_tokens(content)
    usage = {"prompt_tokens": asked, "completion_tokens": written, "total_tokens": asked + written}
    return Completion(f"chatcmpl-{uuid.uuid4().hex}", int(time.time()), content, annotations_of(answer), usage)


def annotations_of(answer: Answer) -> list[Json]:
    """Return one annotation a marker of the answer's text, in order."""
    found: list[Json] = []
    at = 0
    for claim in answer.claims:
        at = answer.text.index(claim.text, at) + len(claim.text)
        for citation in claim.citations:
            start = answer.text.index(f"[{citation.marker}]", at)
            at = start + len(f"[{citation.marker}]")
            url = web_address(citation.url) or f"/api/articles/{quote(citation.article_id)}"
            place = {"title": citation.title, "url": url, "start_index": start, "end_index": at}
            found.append({"type": "url_citation", "url_citation": place})
    return found


def completion_json(completion: Completion) -> Json:
    message = {"role": "assistant", "content": completion.content, "refusal": None,
               "annotations": completion.annotations}  # fmt: skip
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return _envelope(completion, "chat.completion") | {"choices": [choice], "usage": completion.usage}


def chunks_json(completion: Completion, usage: bool) -> Iterator[Json]:
    """Yield the chunks of a stream: the text word by word, its annotations, the end, the usage if asked for."""
    envelope = _envelope(completion, "chat.completion.chunk")
    deltas: list[Json] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": piece} for piece in _PIECE.findall(completion.content)]
    deltas += [{"annotations": completion.annotations}] if completion.annotations else []
    for delta in deltas:
        yield envelope | {"choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}]}
    yield envelope | {"choices": [{"index": 0, "delta": {}, "logprobs": None, "finish_reason": "stop"}]}
    if usage:
        yield envelope | {"choices": [], "usage": completion.usage}


def _events(completion: Completion, usage: bool) -> Iterator[str]:
    for chunk in chunks_json(completion, usage):
        yield f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"
    yield "data: [DONE]\n\n"


def _envelope(completion: Completion, kind: str) -> Json:
    return {"id": completion.id, "object": kind, "created": completion.created, "model": MODEL}


def _unknown_model(name: str) -> JSONResponse:
    fault = problem(404, "model_not_found", f"there is no model {name!r}: ask for {MODEL!r}")
    return JSONResponse(openai_error(fault), status_code=404)
