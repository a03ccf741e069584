"""What requests may hold (pydantic). Answers are written by api.views."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.filters import make_filters
from index.passage import Filters
from rag.pipeline import DEFAULT_K, Ask


class FiltersBody(BaseModel):
    """Dates are YYYY, YYYY-MM or YYYY-MM-DD; sources are names as articles give them."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    since: Annotated[str | None, Field(alias="from", examples=["2023-10"])] = None
    until: Annotated[str | None, Field(alias="to", examples=["2024"])] = None
    sources: list[str] = []

    def to_filters(self) -> Filters:
        return make_filters(self.since, self.until, self.sources)


class AskBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    question: Annotated[str, Field(examples=["Combien Mistral AI a-t-elle levé en juin 2023 ?"])]
    k: Annotated[int, Field(ge=1, le=20)] = DEFAULT_K
    mode: Literal["full", "extract"] = "full"
    filters: FiltersBody | None = None
    conversation_id: str | None = None

    def to_ask(self) -> Ask:
        filters = self.filters or FiltersBody()
        return Ask(self.question, self.k, self.mode, filters.to_filters(), self.conversation_id)
