"""Routes of conversations and feedback, and the turns that questions add to a conversation."""

import json
import logging
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Path, Query, Response
from fastapi.responses import JSONResponse

from api import examples, responses
from api.conversations import Conversation
from api.description import errors, json_body, text_example
from api.markdown import conversation_markdown
from api.problems import Fault
from api.schemas import FeedbackBody, NewConversationBody, TitleBody
from api.views import Json
from api.wiring import Wiring
from corpus.errors import VigieError

log = logging.getLogger("vigie.history")

ConversationId = Annotated[str, Path(examples=[examples.CONVERSATION["id"]])]
_FAILING = errors("occupe", "conversations")
_MISSING = errors("introuvable", "occupe", "conversations")
_UNREADABLE = errors("saisie", "introuvable", "taille", "occupe", "conversations")
HISTORY = 5  # questions that a follow-up may look back to
_UNSAVED = {"kind": "non_enregistre", "message": "Cette réponse n’a pas pu être ajoutée à la conversation.",
            "article_ids": []}  # fmt: skip


def require(wiring: Wiring, conversation_id: str | None) -> None:
    """Raises Fault if a conversation is given and there is none of that id."""
    if conversation_id is not None:
        _find(wiring, conversation_id)


def questions(wiring: Wiring, conversation_id: str | None) -> tuple[str, ...]:
    """Return the last questions of a conversation, oldest first, each as it was understood.

    Raises Fault if a conversation is given and there is none of that id.
    """
    if conversation_id is None:
        return ()
    require(wiring, conversation_id)
    turns = wiring.conversations.turns(conversation_id)[-HISTORY:]
    return tuple(turn.answer.get("rewritten_question") or turn.question for turn in turns)


def keep(wiring: Wiring, answer: Json) -> Json:
    """Add an answer to the conversation that it names, if it does; return it.

    An answer that cannot be kept is not lost to its reader: it comes back with a warning.
    """
    if answer["conversation_id"] is None:
        return answer
    try:
        wiring.conversations.append(answer["conversation_id"], answer["question"], answer)
    except VigieError as error:
        log.error("an answer was not kept: %s", error)
        return answer | {"warnings": [*answer["warnings"], _UNSAVED]}
    return answer


def add_routes(app: FastAPI, wiring: Wiring) -> None:
    _add_conversations(app, wiring)
    _add_one_conversation(app, wiring)
    _add_export(app, wiring)
    _add_feedback(app, wiring)


def _add_conversations(app: FastAPI, wiring: Wiring) -> None:
    @app.get("/api/conversations", response_model=responses.Conversations, responses=_FAILING)
    def conversations() -> Any:
        """The conversations without their turns, the last used first."""
        return JSONResponse({"conversations": [asdict(found) for found in wiring.conversations.recent()]})

    @app.post(
        "/api/conversations", status_code=201, response_model=responses.ConversationTurns,
        responses=errors("saisie", "taille", "occupe", "conversations"),
    )  # fmt: skip
    def create(body: NewConversationBody | None = None) -> Any:
        """Start a conversation; without a title, its first question becomes its title."""
        made = wiring.conversations.create((body and body.title) or "")
        return JSONResponse(_conversation_json(wiring, made), status_code=201)


def _add_one_conversation(app: FastAPI, wiring: Wiring) -> None:
    path = "/api/conversations/{conversation_id}"

    @app.get(path, response_model=responses.ConversationTurns, responses=_MISSING)
    def conversation(conversation_id: ConversationId) -> Any:
        """A conversation with its turns, oldest first."""
        return JSONResponse(_conversation_json(wiring, _find(wiring, conversation_id)))

    @app.patch(path, response_model=responses.ConversationTurns, responses=_UNREADABLE)
    def rename(conversation_id: ConversationId, body: TitleBody) -> Any:
        """Give a conversation another title."""
        _find(wiring, conversation_id)
        wiring.conversations.rename(conversation_id, body.title)
        return JSONResponse(_conversation_json(wiring, _find(wiring, conversation_id)))

    @app.delete(path, status_code=204, responses=_MISSING)
    def remove(conversation_id: ConversationId) -> None:
        """Remove a conversation and its turns."""
        _find(wiring, conversation_id)
        wiring.conversations.remove(conversation_id)


def _add_export(app: FastAPI, wiring: Wiring) -> None:
    sample = f"# Azure\n\n## {examples.QUESTION}\n\n{examples.ANSWER['text']}\n"
    described = text_example(sample, "text/markdown")
    described[200]["content"]["application/json"] = json_body("ConversationTurns", examples.TURNS)

    @app.get(
        "/api/conversations/{conversation_id}/export", response_class=Response,
        responses=described | errors("saisie", "introuvable", "occupe", "conversations"),
    )  # fmt: skip
    def export(
        conversation_id: ConversationId, format: Annotated[Literal["md", "json"], Query(examples=["md"])] = "md"
    ) -> Response:
        """A conversation as a file: Markdown to read, or the JSON of the route above."""
        found = _find(wiring, conversation_id)
        headers = {"Content-Disposition": f'attachment; filename="vigie-{found.id[:8]}.{format}"'}
        if format == "json":
            return JSONResponse(_conversation_json(wiring, found), headers=headers)
        text = conversation_markdown(found, wiring.conversations.turns(found.id))
        return Response(text, media_type="text/markdown; charset=utf-8", headers=headers)


def _add_feedback(app: FastAPI, wiring: Wiring) -> None:
    @app.post("/api/feedback", status_code=201, response_model=responses.Feedback, responses=_UNREADABLE)
    def give(body: FeedbackBody) -> Any:
        """Say whether an answer was good."""
        require(wiring, body.conversation_id)
        given = wiring.conversations.add_feedback(
            body.thumb, body.question, body.answer, body.comment or "", body.conversation_id
        )
        return JSONResponse(asdict(given), status_code=201)

    sample = json.dumps(examples.FEEDBACK, ensure_ascii=False) + "\n"

    @app.get(
        "/api/feedback", response_class=Response,
        responses=text_example(sample, "application/jsonl") | _FAILING,
    )  # fmt: skip
    def feedback() -> Response:
        """All feedback as JSON lines, oldest first."""
        lines = [json.dumps(asdict(given), ensure_ascii=False) + "\n" for given in wiring.conversations.feedback()]
        return Response("".join(lines), media_type="application/jsonl; charset=utf-8")


def _find(wiring: Wiring, conversation_id: str) -> Conversation:
    found = wiring.conversations.find(conversation_id)
    if found is None:
        raise Fault("introuvable", f"no conversation has the id {conversation_id!r}")
    return found


def _conversation_json(wiring: Wiring, conversation: Conversation) -> Json:
    return asdict(conversation) | {"turns": [asdict(turn) for turn in wiring.conversations.turns(conversation.id)]}
