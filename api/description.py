"""What the OpenAPI description says beyond routes and models: the problems of each route, with examples."""

from collections.abc import Callable, Iterable
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from api.problems import KINDS, MEDIA_TYPE, openai_error, openai_status
from api.responses import OpenAIError, Problem
from api.schemas import NewArticleBody

Responses = dict[int | str, dict[str, Any]]
_EVERYWHERE = ("origine", "hote", "interne")
_REF = "#/components/schemas/{model}"


def errors(*codes: str) -> Responses:
    """Describe the problems of these codes, and those that every route may give."""
    return _grouped((*codes, *_EVERYWHERE), MEDIA_TYPE, "Problem", int, example_of)


def openai_errors(*codes: str) -> Responses:
    """The same in the form that OpenAI's clients read."""
    return _grouped((*codes, *_EVERYWHERE), "application/json", "OpenAIError", openai_status,
                    lambda code: openai_error(example_of(code)))  # fmt: skip


def text_example(sample: str, media_type: str) -> Responses:
    """Describe a successful response that is text, or events."""
    schema = {} if media_type == "text/event-stream" else {"schema": {"type": "string"}}
    return {200: {"content": {media_type: {**schema, "example": sample}}}}


def json_body(model: str, *samples: Any) -> dict[str, Any]:
    """Describe one media type of a request or a response, by the name of its model."""
    examples = {f"exemple {number}": {"value": sample} for number, sample in enumerate(samples, 1)}
    return {"schema": {"$ref": _REF.format(model=model)}, "examples": examples}


def example_of(code: str) -> dict[str, Any]:
    """Return a problem of this code."""
    kind = KINDS[code]
    return {"type": "about:blank", "title": code, "status": kind.status, "code": code, "detail": kind.example,
            "request_id": "5f0c1e9a7b3d4f60a1b2c3d4e5f60718"}  # fmt: skip


def install(app: FastAPI) -> None:
    """Describe the app with the models that only problems and hand-read bodies use."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _describe(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def _describe(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    schemas = made["components"]["schemas"]
    _, more = models_json_schema([(model, "serialization") for model in (Problem, OpenAIError, NewArticleBody)],
                                   ref_template=_REF)  # fmt: skip
    schemas |= more["$defs"]
    for replaced in ("HTTPValidationError", "ValidationError"):
        schemas.pop(replaced, None)
    for operation in (operation for path in made["paths"].values() for operation in path.values()):
        content = operation["responses"].get("422", {}).get("content", {})
        if "HTTPValidationError" in str(content):  # FastAPI adds it to routes whose parameters cannot be wrong
            del operation["responses"]["422"]
    return made


def _grouped(
    codes: Iterable[str],
    media_type: str,
    model: str,
    status_of: Callable[[int], int],
    example: Callable[[str], dict[str, Any]],
) -> Responses:
    """Return one response a status, with an example a code."""
    found: Responses = {}
    for code in codes:
        kind = KINDS[code]
        content = {media_type: {"schema": {"$ref": _REF.format(model=model)}, "examples": {}}}
        one = found.setdefault(status_of(kind.status), {"description": "", "content": content})
        one["content"][media_type]["examples"][code] = {"summary": kind.meaning, "value": example(code)}
        one["description"] = "\u00a0; ".join(filter(None, (one["description"], kind.meaning)))
    return found
