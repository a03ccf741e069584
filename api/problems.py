"""Errors as application/problem+json (RFC 9457) with a stable `code`."""

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from corpus import errors

log = logging.getLogger("vigie.http")

_STATUS: dict[type[errors.VigieError], int] = {
    errors.InputError: 422,
    errors.ArticleError: 422,
    errors.CorpusError: 422,
    errors.BusyError: 409,
    errors.SnapshotError: 503,
    errors.WeightsError: 503,
    errors.GenerationError: 502,
}
_CODES = {400: "saisie", 401: "interdit", 403: "interdit", 404: "introuvable", 405: "methode", 413: "saisie"}


def problem(status: int, code: str, detail: str) -> dict[str, object]:
    """Return the problem as a JSON object; `detail` is one English line with the remedy."""
    return {"type": "about:blank", "title": code, "status": status, "code": code, "detail": detail}


def problem_of(error: Exception) -> dict[str, object]:
    """Return the problem for any exception; what is not expected is logged and told as "interne"."""
    if isinstance(error, errors.VigieError):
        return problem(_STATUS.get(type(error), 500), error.code, str(error))
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"] if part not in ("body", "query"))
        return problem(422, "saisie", f"{place or 'the body'}: {first['msg']}")
    if isinstance(error, HTTPException):
        return problem(error.status_code, _CODES.get(error.status_code, "erreur"), str(error.detail))
    log.error("unexpected error", exc_info=error)
    return problem(500, "interne", "an unexpected error, which the server's log describes")


def install(app: FastAPI) -> None:
    """Make every error of the app a problem."""
    for kind in (errors.VigieError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, _respond)


def openai_error(fault: dict[str, object]) -> dict[str, object]:
    """Return a problem in the form that OpenAI's clients read."""
    kind = "server_error" if int(str(fault["status"])) >= 500 else "invalid_request_error"
    return {"error": {"message": fault["detail"], "type": kind, "param": None, "code": fault["code"]}}


async def _respond(request: Request, error: Exception) -> JSONResponse:
    body = problem_of(error)
    if request.url.path.startswith("/v1/"):
        status = 400 if body["status"] == 422 else int(str(body["status"]))  # as OpenAI answers what it cannot use
        return JSONResponse(openai_error(body), status_code=status)
    return JSONResponse(body, status_code=int(str(body["status"])), media_type="application/problem+json")
