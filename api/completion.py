"""An answer in the shape of an OpenAI chat completion, whole or as the chunks of a stream."""

import json
import re
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from api import views
from api.markdown import answer_markdown, web_address
from api.views import Json
from index.passage import Embedder
from rag.records import Answer

MODEL = "vigie"
DONE = "data: [DONE]\n\n"
_PIECE = re.compile(r"\s*\S+|\s+$")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What all chunks of one completion have in common."""

    id: str
    created: int

    @classmethod
    def new(cls) -> "Envelope":
        return cls(f"chatcmpl-{uuid.uuid4().hex}", int(time.time()))

    def whole(self, message: "Message") -> Json:
        """Return the completion as one object."""
        said = {"role": "assistant", "content": message.content, "refusal": None, "annotations": message.annotations}
        choice = {"index": 0, "message": said, "logprobs": None, "finish_reason": "stop"}
        return self._of("chat.completion") | {"choices": [choice], "usage": message.usage}

    def chunk(self, delta: Json, finish: str | None = None) -> Json:
        """Return one chunk of a stream."""
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return self._of("chat.completion.chunk") | {"choices": [choice]}

    def opening(self) -> Json:
        return self.chunk({"role": "assistant", "content": ""})

    def chunks(self, message: "Message", usage: bool) -> Iterator[Json]:
        """Yield what follows the opening: the text word by word, its annotations, the end, the usage if asked for."""
        for piece in _PIECE.findall(message.content):
            yield self.chunk({"content": piece})
        if message.annotations:
            yield self.chunk({"annotations": message.annotations})
        yield self.chunk({}, "stop")
        if usage:
            yield self._of("chat.completion.chunk") | {"choices": [], "usage": message.usage}

    def _of(self, kind: str) -> Json:
        return {"id": self.id, "object": kind, "created": self.created, "model": MODEL}


@dataclass(frozen=True, slots=True)
class Message:
    """An answer as a chat message. The range of an annotation is that of its marker, "[1]", in `content`."""

    content: str
    annotations: list[Json]
    usage: Json

    @classmethod
    def of(cls, answer: Answer, embedder: Embedder) -> "Message":
        """Tokens are counted as the embedder counts them."""
        content = answer_markdown(views.answer_json(answer), quotes=False)
        asked, written = embedder.count_tokens(answer.question), embedder.count_tokens(content)
        usage = {"prompt_tokens": asked, "completion_tokens": written, "total_tokens": asked + written}
        return cls(content, annotations_of(answer), usage)


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


def event(data: Json) -> str:
    """Return one server-sent event."""
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"
