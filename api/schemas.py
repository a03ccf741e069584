"""What requests may hold (pydantic); for responses see api.responses."""

import json
from typing import Annotated, Any, Literal, TypeVar

from fastapi import Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from api import examples
from api.filters import make_filters
from corpus.dates import PartialDate
from index.passage import Filters
from rag.pipeline import DEFAULT_K, Ask
from rag.question import MAX_CHARACTERS

Storable = TypeVar("Storable", str, dict[str, Any])
_MAX_DEPTH = 20  # an Answer has five levels


def _storable(value: Storable) -> Storable:
    """Refuse what cannot be written as JSON again (half a surrogate pair, NaN) or is nested too deep to be read."""
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise PydanticCustomError("storable", "it has a character or a number that JSON cannot write") from None
    if _is_deeper(value, _MAX_DEPTH):
        raise PydanticCustomError("storable", f"it is nested more than {_MAX_DEPTH} levels deep")
    return value


def _is_deeper(value: object, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels < 0 or any(_is_deeper(part, levels - 1) for part in inner)


Text = Annotated[str, AfterValidator(_storable)]
JsonObject = Annotated[dict[str, Any], AfterValidator(_storable)]
_ONE_LINE = StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\n\r]*$")
Title = Annotated[str, _ONE_LINE, AfterValidator(_storable)]

Since = Annotated[str | None, Query(alias="from", description="published on or after", examples=["2023-10"])]
Until = Annotated[str | None, Query(alias="to", description="published on or before", examples=["2024"])]
Sources = Annotated[list[str] | None, Query(description="published by; may be repeated", examples=[["Nuages"]])]


def _strict(*samples: examples.Example) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": list(samples)})


class FiltersBody(BaseModel):
    """Dates are YYYY, YYYY-MM or YYYY-MM-DD; sources are names as articles give them."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    since: Annotated[str | None, Field(alias="from", examples=["2023-10"])] = None
    until: Annotated[str | None, Field(alias="to", examples=["2024"])] = None
    sources: list[str] = []

    def to_filters(self) -> Filters:
        return make_filters(self.since, self.until, self.sources)


class AskBody(BaseModel):
    model_config = _strict(
        {"question": examples.QUESTION},
        {
            "question": examples.QUESTION,
            "k": 3,
            "mode": "extract",
            "filters": {"from": "2023-10", "sources": ["Nuages"]},
        },
    )

    question: str
    k: Annotated[int, Field(ge=1, le=20)] = DEFAULT_K
    mode: Literal["full", "extract"] = "full"
    filters: FiltersBody | None = None
    conversation_id: Text | None = None

    def to_ask(self, history: tuple[str, ...]) -> Ask:
        filters = self.filters or FiltersBody()
        return Ask(self.question, self.k, self.mode, filters.to_filters(), self.conversation_id, history)


class NewArticleBody(BaseModel):
    model_config = _strict(examples.NEW_ARTICLE)

    text: Text
    title: Title | None = None
    source: Title | None = None
    url: Title | None = None
    published: Text | None = None

    @field_validator("published")
    @classmethod
    def _is_a_date(cls, published: str | None) -> str | None:
        if published and PartialDate.parse(published) is None:
            raise PydanticCustomError("date", "it is not a date: write 2023, 2023-10 or 2023-10-25")
        return published


class NewConversationBody(BaseModel):
    model_config = _strict({"title": "Azure"})

    title: Title | None = None


class TitleBody(BaseModel):
    model_config = _strict({"title": "Azure en 2023"})

    title: Title


class FeedbackBody(BaseModel):
    model_config = _strict(
        {"thumb": "up", "question": examples.QUESTION, "answer": examples.ANSWER, "comment": "Juste."}
    )

    thumb: Literal["up", "down"]
    question: Annotated[Text, Field(max_length=MAX_CHARACTERS)]
    answer: JsonObject
    comment: Annotated[Text, Field(max_length=MAX_CHARACTERS)] | None = None
    conversation_id: Text | None = None
