"""Rechecking a past answer, over HTTP and from a file: the same answer comes back, each claim with its state."""

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import Body, FastAPI
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from api import examples
from api.description import errors
from api.responses import Verified
from api.schemas import JsonObject
from api.views import Json
from api.wiring import Wiring
from corpus.errors import InputError, VigieError
from corpus.text import Span
from rag.library import Library
from rag.recheck import Check, Cited, Recheck, recheck

_OBJECT = TypeAdapter[Json](JsonObject)


class PastCitation(BaseModel):
    model_config = ConfigDict(strict=True)

    article_id: str
    quote: Annotated[str, Field(min_length=1)]
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]

    def to_cited(self) -> Cited:
        return Cited(self.article_id, self.quote, Span(self.start, self.end))


class PastClaim(BaseModel):
    model_config = ConfigDict(strict=True)

    text: str
    citations: list[PastCitation]


class PastAnswer(BaseModel):
    """What is read of an answer; its other fields come back as they are."""

    model_config = ConfigDict(strict=True)

    question: str
    status: Literal["answered", "refused"]
    claims: list[PastClaim]

    @field_validator("claims")
    @classmethod
    def _something_is_claimed(cls, claims: list[PastClaim], known: ValidationInfo) -> list[PastClaim]:
        if not claims and known.data.get("status") == "answered":
            raise PydanticCustomError("empty", "an answered question has at least one claim")
        return claims


def verified(answer: Json, library: Library) -> Json:
    """Return the answer with its claims rechecked in the current snapshot.

    Each claim gets `state` and `why`, each citation its `state` and the place where it stands now, the answer `holds`:
    whether every claim does. Raises InputError, which names the field, for what is no answer; SnapshotError.
    """
    past = _read(answer)
    articles = library.index().snapshot.catalog
    results = [recheck(c.text, [one.to_cited() for one in c.citations], articles.article) for c in past.claims]
    claims = [_claim(*pair) for pair in zip(answer["claims"], results, strict=True)]
    return answer | {"claims": claims, "holds": all(result.state != "perdu" for result in results)}


def verified_file(path: Path, library: Library) -> Json:
    """Recheck the answer that a file holds, as `vigie ask --json` wrote it. Raises VigieError if it holds none."""
    try:
        answer = _OBJECT.validate_python(json.loads(path.read_bytes()))
        return verified(answer, library)
    except OSError as error:
        raise VigieError(f"{path} cannot be read ({error.strerror}): give a file with the JSON of an answer") from error
    except InputError as error:
        raise VigieError(f"{path}: {error}") from error
    except (ValueError, RecursionError) as error:
        raise VigieError(f"{path} is no JSON object: give the output of `vigie ask --json`") from error


def add_routes(app: FastAPI, wiring: Wiring) -> None:
    @app.post("/api/verify", response_model=Verified, responses=errors("saisie", "taille", "index"))
    def verify(body: Annotated[JsonObject, Body(examples=[examples.ANSWER])]) -> Any:
        """Recheck a past answer against the articles of today."""
        return JSONResponse(verified(body, wiring.library))


def _read(answer: Json) -> PastAnswer:
    try:
        return PastAnswer.model_validate(answer)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise InputError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def _claim(claim: Json, result: Recheck) -> Json:
    citations = [_citation(*pair) for pair in zip(claim["citations"], result.checks, strict=True)]
    return claim | {"citations": citations, "state": result.state, "why": result.why}


def _citation(citation: Json, check: Check) -> Json:
    if check.place is None:
        return citation | {"state": "perdu"}
    place = {"start": check.place.start, "end": check.place.end}
    return citation | place | {"state": "tient" if place.items() <= citation.items() else "deplace"}
