"""What responses hold (pydantic), for the OpenAPI description. api.views writes them; a test compares both."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from api import examples


def _example(*samples: examples.Example) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": list(samples)})


class Problem(BaseModel):
    """RFC 9457; `code` is stable, `detail` one English line with the remedy."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str | None


class OpenAIFault(BaseModel):
    message: str
    type: str
    param: str | None
    code: str


class OpenAIError(BaseModel):
    error: OpenAIFault


class Reference(BaseModel):
    """An article by its id, and where it comes from; `published` is YYYY, YYYY-MM or YYYY-MM-DD."""

    article_id: str
    title: str
    source: str | None
    url: str | None
    published: str | None


class Hit(Reference):
    """A passage: article.text[start:end] is its text."""

    passage_id: str
    start: int
    end: int
    text: str
    score: float
    copies: list[str]


class Hits(BaseModel):
    model_config = _example({"hits": [examples.HIT]})

    hits: list[Hit]


class Citation(Reference):
    """A verbatim quote: article.text[start:end] is `quote`."""

    marker: int
    quote: str
    start: int
    end: int


class Claim(BaseModel):
    text: str
    citations: list[Citation]


class Place(BaseModel):
    start: int
    end: int


class Extract(Place):
    """The proving sentences, verbatim; `span` is the likeliest answer in the article."""

    text: str
    article_id: str
    span: Place
    score: float


class Notice(BaseModel):
    kind: str
    message: str
    article_ids: list[str]


class Refusal(BaseModel):
    reason: Literal["hors_corpus", "non_etaye", "trop_recent", "bavardage"]
    message: str
    nearest: list[Reference]


class Dropped(BaseModel):
    text: str
    why: str


class Timings(BaseModel):
    retrieve_ms: float | None
    extract_ms: float | None
    first_token_ms: float | None
    total_ms: float | None


class Models(BaseModel):
    embedder: str
    generator: str


class Index(BaseModel):
    snapshot: str
    articles: int
    built_at: str


class Answer(BaseModel):
    """An answer, or a refusal with its reason."""

    model_config = _example(examples.ANSWER, examples.REFUSED)

    question: str
    rewritten_question: str | None
    mode: Literal["full", "extract"]
    status: Literal["answered", "refused"]
    text: str
    claims: list[Claim]
    extract: Extract | None
    warnings: list[Notice]
    refusal: Refusal | None
    dropped: list[Dropped]
    sources: list[Hit]
    conversation_id: str | None
    timings: Timings
    models: Models
    index: Index


class Verified(BaseModel):
    """The answer that came in, each claim and citation with its state today."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [examples.VERIFIED]})

    claims: list[dict[str, Any]]
    holds: bool


class Suggestions(BaseModel):
    model_config = _example({"suggestions": ["Qu’a annoncé Nvidia ?"]})

    suggestions: list[str]


class Details(Reference):
    topics: list[str]
    facts_from: list[str]
    language: str
    digest: str


class Article(Details):
    model_config = _example(examples.ARTICLE)

    text: str


class Snippet(Place):
    """Words of an article around what was searched for; `highlights` are offsets in `text`."""

    text: str
    highlights: list[tuple[int, int]]


class ListedArticle(Details):
    """An article of a list; it is removable if a reader added it. There are snippets where there is a search."""

    removable: bool
    snippets: list[Snippet]


class SourceCount(BaseModel):
    source: str | None
    articles: int


class MonthCount(BaseModel):
    month: str
    articles: int


class Articles(BaseModel):
    """One page of articles. The histogram counts all of them, but those whose month is unknown."""

    model_config = _example(examples.ARTICLES)

    articles: list[ListedArticle]
    total: int
    page: int
    page_size: int
    sources: list[SourceCount]
    histogram: list[MonthCount]
    built_at: str
    newest: str | None


class Added(BaseModel):
    """The articles that were added, what could not be read, and the snapshot that holds them."""

    model_config = _example(examples.ADDED)

    articles: list[ListedArticle]
    problems: list[str]
    snapshot: str


class Ready(BaseModel):
    model_config = _example({"ready": True})

    ready: Literal[True]


class Conversation(BaseModel):
    id: str
    title: str
    created: str
    updated: str


class Conversations(BaseModel):
    model_config = _example({"conversations": [examples.CONVERSATION]})

    conversations: list[Conversation]


class Turn(BaseModel):
    question: str
    answer: dict[str, Any]
    created: str


class ConversationTurns(Conversation):
    model_config = _example(examples.TURNS)

    turns: list[Turn]


class Feedback(BaseModel):
    model_config = _example(examples.FEEDBACK)

    thumb: Literal["up", "down"]
    question: str
    answer: dict[str, Any]
    comment: str
    conversation_id: str | None
    created: str


class OpenAIModel(BaseModel):
    model_config = _example(examples.MODEL)

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class OpenAIModels(BaseModel):
    model_config = _example({"object": "list", "data": [examples.MODEL]})

    object: Literal["list"]
    data: list[OpenAIModel]


class ChatCompletion(BaseModel):
    """As OpenAI describes it."""

    model_config = _example(examples.COMPLETION)

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[dict[str, Any]]
    usage: dict[str, int]
