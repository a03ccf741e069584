"""Errors as application/problem+json (RFC 9457) with a stable `code`; for OpenAI's clients in their own form."""

import logging
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.trace import request_id
from corpus import errors

log = logging.getLogger("vigie.http")
MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a code stands for: its status, its meaning in French, and the detail of one such problem."""

    status: int
    meaning: str
    example: str


KINDS = {
    "saisie": Kind(422, "question, filtre, paramètre ou corps inutilisable", "the question is empty: write one"),
    "article": Kind(
        422, "rien de lisible dans le texte ou les fichiers envoyés", "no text in it: add some, or remove the file"
    ),
    "corpus": Kind(
        422,
        "corpus sans article, ou magasin d’articles illisible",
        "no article to index: give a folder of articles with `vigie index --corpus PATH`",
    ),
    "cle": Kind(401, "clé d’administration absente ou fausse", "give the key: Authorization: Bearer <VIGIE_ADMIN_KEY>"),
    "interdit": Kind(
        403,
        "modification demandée d’une autre machine, alors qu’aucune clé n’est réglée",
        "articles are changed from this machine only: set VIGIE_ADMIN_KEY to allow it from others",
    ),
    "origine": Kind(
        403,
        "appel venu d’une page d’un autre site",
        "the page at 'https://elsewhere.example' may not call this service",
    ),
    "introuvable": Kind(
        404, "pas d’article, de conversation ou de route à cette adresse", "no article has the id 'absent.md'"
    ),
    "model_not_found": Kind(404, "modèle inconnu (routes d’OpenAI)", "there is no model 'gpt-4o': ask for 'vigie'"),
    "methode": Kind(405, "méthode que la route n’a pas", "Method Not Allowed"),
    "occupe": Kind(
        409, "un autre processus écrit en ce moment", "another process is indexing into var: wait for it to end"
    ),
    "permanent": Kind(
        409,
        "article qui ne se supprime pas d’ici",
        "'azure.md' comes from a file: remove azure.md from /articles and run `vigie index`",
    ),
    "taille": Kind(413, "requête trop grosse", "the request has more than 1000000 bytes"),
    "hote": Kind(
        421,
        "nom d’hôte auquel le service ne répond pas",
        "'elsewhere.example' is not a name of this service: add it to VIGIE_ALLOWED_HOSTS",
    ),
    "interne": Kind(
        500, "erreur imprévue, décrite dans le journal", "an unexpected error, which the server's log describes"
    ),
    "erreur": Kind(500, "autre erreur", "an error without a code of its own"),
    "reglage": Kind(500, "réglage inutilisable", "VIGIE_PORT is 'x': set a whole number from 0 to 65535"),
    "conversations": Kind(
        500,
        "fichier des conversations inutilisable",
        "var/conversations.db cannot be used (disk I/O error): check its disk, or move it away",
    ),
    "generation": Kind(
        502,
        "le modèle de rédaction a échoué",
        "the generator wrote nothing for 60 s: try again, or set another VIGIE_GENERATOR",
    ),
    "index": Kind(
        503, "index absent, endommagé ou d’une autre version", "there is no search index yet: run `vigie index`"
    ),
    "poids": Kind(
        503,
        "poids d’un modèle absents ou incomplets",
        "the weights of multilingual-e5-small are not in var/models: run `vigie models pull multilingual-e5-small`",
    ),
    "chargement": Kind(503, "index et modèles en cours de chargement", "index and models are being loaded"),
}
_CODES = {400: "saisie", 401: "cle", 403: "interdit", 404: "introuvable", 405: "methode", 413: "taille"}


class Fault(HTTPException):
    """A problem that the HTTP interface finds by itself."""

    def __init__(self, code: str, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(KINDS[code].status, detail, headers)
        self.code = code


def problem(code: str, detail: str) -> dict[str, Any]:
    """Return the problem as a JSON object; `detail` is one English line with the remedy."""
    body = {"type": "about:blank", "title": code, "status": KINDS[code].status, "code": code, "detail": detail}
    return body | {"request_id": request_id.get() or None}


def problem_of(error: Exception) -> dict[str, Any]:
    """Return the problem for any exception; what is not expected is logged and told as "interne"."""
    if isinstance(error, errors.VigieError):
        return problem(error.code, str(error))
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "path"))
        return problem("saisie", f"{place or 'the body'}: {first['msg']}")
    if isinstance(error, Fault):
        return problem(error.code, str(error.detail))
    if isinstance(error, HTTPException):
        return problem(_CODES.get(error.status_code, "erreur"), str(error.detail))
    log.error("unexpected error", exc_info=error)
    return problem("interne", KINDS["interne"].example)


def openai_error(fault: dict[str, Any]) -> dict[str, Any]:
    """Return a problem in the form that OpenAI's clients read."""
    kind = "server_error" if fault["status"] >= 500 else "invalid_request_error"
    return {"error": {"message": fault["detail"], "type": kind, "param": None, "code": fault["code"]}}


def response_of(error: Exception, path: str) -> JSONResponse:
    """Return the response to a request for `path` that ended in an error."""
    fault = problem_of(error)
    headers = dict(getattr(error, "headers", None) or {})
    if path.startswith("/v1/"):
        return JSONResponse(openai_error(fault), openai_status(fault["status"]), headers)
    return JSONResponse(fault, fault["status"], headers, media_type=MEDIA_TYPE)


def openai_status(status: int) -> int:
    """Return the status with which OpenAI answers what it cannot use."""
    return 400 if status == 422 else status


def install(app: FastAPI) -> None:
    """Make every expected error of the app a problem; api.traffic does so for the others."""
    for kind in (errors.VigieError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _respond)


async def _respond(request: Request, error: Exception) -> JSONResponse:
    return response_of(error, request.url.path)
