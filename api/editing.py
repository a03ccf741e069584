"""Routes that change the corpus: articles pasted or dropped on the page, and taken out again."""

from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api import examples
from api.access import check_editor
from api.additions import Additions, Incoming, read_file, read_text
from api.articles import ArticleId, listed_json
from api.description import errors, json_body
from api.problems import Fault
from api.responses import Added
from api.schemas import NewArticleBody
from api.views import Json
from api.wiring import Wiring

_MAX_FILES = 100
_CHANGING = ("interdit", "cle", "occupe", "corpus", "index", "poids")
_FORM = {
    "schema": {
        "type": "object", "required": ["file"],
        "properties": {"file": {"type": "array", "minItems": 1, "maxItems": _MAX_FILES,
                                "items": {"type": "string", "format": "binary"}}},
    },
    "examples": {"un fichier": {"value": {"file": ["note.md"]}}},
}  # fmt: skip
_BODY = {"required": True, "content": {"application/json": json_body("NewArticleBody", examples.NEW_ARTICLE),
                                       "multipart/form-data": _FORM}}  # fmt: skip


def add_routes(app: FastAPI, wiring: Wiring) -> None:
    additions = Additions(wiring)

    @app.post(
        "/api/articles", status_code=201, response_model=Added, openapi_extra={"requestBody": _BODY},
        responses=errors("saisie", "article", "taille", *_CHANGING),
    )  # fmt: skip
    async def add(request: Request) -> Any:
        """Add a text (JSON) or files (a form); answered when they can be searched. At most 50 MB at a time."""
        check_editor(request.scope, wiring.settings.admin_key)
        incoming = await _read(request)
        return JSONResponse(await run_in_threadpool(_added, additions, wiring, incoming), status_code=201)

    @app.delete("/api/articles/{article_id:path}", status_code=204,
                responses=errors("introuvable", "permanent", *_CHANGING))  # fmt: skip
    def remove(article_id: ArticleId, request: Request) -> Response:
        """Remove an article that was added here."""
        check_editor(request.scope, wiring.settings.admin_key)
        additions.remove(article_id)
        return Response(status_code=204)


def _added(additions: Additions, wiring: Wiring, incoming: list[Incoming]) -> Json:
    kept = additions.add(incoming)
    return {
        "articles": [listed_json(article, wiring.store) for article in kept.articles],
        "problems": kept.problems, "snapshot": wiring.library.index().snapshot.manifest.id,
    }  # fmt: skip


async def _read(request: Request) -> list[Incoming]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _read_form(request)
    if kind == "application/json":
        return [await run_in_threadpool(read_text, _fields(await request.body()))]
    raise Fault("saisie", f"the body is {kind or 'nothing'}: send application/json or multipart/form-data")


async def _read_form(request: Request) -> list[Incoming]:
    async with request.form(max_files=_MAX_FILES) as form:
        files = [part for part in form.getlist("file") if isinstance(part, UploadFile)]
        named = [(file.filename or "file", await file.read()) for file in files]
    return [await run_in_threadpool(read_file, name, content) for name, content in named]


def _fields(body: bytes) -> dict[str, str | None]:
    try:
        return NewArticleBody.model_validate_json(body).model_dump()
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_url=False)) from error
