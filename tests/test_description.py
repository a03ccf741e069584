"""The OpenAPI description: examples everywhere, and models that say what is really sent."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel
from starlette.testclient import TestClient

from api import responses, schemas
from api.docs import first_example
from api.http import create_app
from api.problems import KINDS
from tests.conftest import settings_for
from tests.fakes import FakeWiring, ScriptedGenerator
from tests.samples import AZURE, UNKNOWN
from tests.test_http import DRAFT, client_of, wait_ready, with_generator


@pytest.fixture(scope="module")
def description(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return create_app(FakeWiring(settings_for(tmp_path_factory.mktemp("home")))).openapi()


@pytest.fixture
def client(wiring: FakeWiring) -> Iterator[TestClient]:
    with client_of(with_generator(wiring, ScriptedGenerator(DRAFT))) as made:
        yield made


def operations(description: Any) -> Iterator[tuple[str, Any]]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_the_routes_are_described(description: Any) -> None:
    names = {name for name, _ in operations(description)}
    assert {"POST /api/ask", "POST /api/articles", "DELETE /api/articles/{article_id}", "GET /metrics",
            "POST /v1/chat/completions", "GET /api/feedback"} <= names  # fmt: skip
    assert all(operation["description"] for _, operation in operations(description))


def test_every_parameter_and_body_has_an_example(description: Any) -> None:
    for name, operation in operations(description):
        for parameter in operation.get("parameters", []):
            assert parameter["schema"].get("examples"), (name, parameter["name"])
        for content in operation.get("requestBody", {}).get("content", {}).values():
            assert first_example(content, description) is not None, name
        assert (name.split()[0] in ("POST", "PATCH")) == ("requestBody" in operation), name


def test_every_response_has_an_example(description: Any) -> None:
    for name, operation in operations(description):
        for status, response in operation["responses"].items():
            assert response["description"], (name, status)
            assert response.get("content") or status == "204", (name, status)
            for content in response.get("content", {}).values():
                assert first_example(content, description) is not None, (name, status)


def test_every_error_is_described_by_its_code(description: Any) -> None:
    described = set()
    for name, operation in operations(description):
        codes = {
            code: example["value"]
            for status, response in operation["responses"].items()
            if status >= "4"
            for content in response["content"].values()
            for code, example in content["examples"].items()
        }
        described |= set(codes)
        assert {"hote", "origine", "interne"} <= set(codes), name
        assert ("taille" in codes) == ("requestBody" in operation), name
        for code, value in codes.items():
            assert (value.get("code") or value["error"]["code"]) == code, name
    assert set(KINDS) - described <= {"methode", "erreur", "reglage"}, "those that no route gives by itself"


def test_references_lead_somewhere(description: Any) -> None:
    names = set(description["components"]["schemas"])
    text = str(description)
    used = {part.split("'")[0] for part in text.split("#/components/schemas/")[1:]}
    assert used <= names and "HTTPValidationError" not in names and "$defs" not in text


def models() -> list[type[BaseModel]]:
    found = [*vars(responses).values(), *vars(schemas).values()]
    return [
        m for m in found if isinstance(m, type) and issubclass(m, BaseModel) and m.model_config.get("json_schema_extra")
    ]


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_examples_are_of_their_model(model: type[BaseModel]) -> None:
    for sample in model.model_json_schema()["examples"]:
        same(model, sample, whole=model.__module__ == responses.__name__)


def same(model: type[BaseModel], body: Any, *, whole: bool = True) -> None:
    """Check that a body is what its model says, with no field more and (whole) none less."""
    read = model.model_validate(body)
    assert read.model_dump(mode="json", by_alias=True, exclude_unset=not whole) == body


def test_bodies_are_what_the_models_say(client: TestClient) -> None:
    wait_ready(client)
    for question in (AZURE, UNKNOWN, "Bonjour"):
        answer = client.post("/api/ask", json={"question": question}).json()
        same(responses.Answer, answer)
        same(responses.Verified, client.post("/api/verify", json=answer).json())
    same(responses.Hits, client.get("/api/search", params={"q": AZURE}).json())
    same(responses.Articles, client.get("/api/articles").json())
    same(responses.Articles, client.get("/api/articles", params={"q": AZURE}).json())
    same(responses.Article, client.get("/api/articles/azure.md").json())
    same(responses.Added, client.post("/api/articles", json={"text": "Un robot chante."}).json())
    same(responses.Suggestions, client.get("/api/suggestions").json())
    same(responses.Ready, client.get("/readyz").json())
    same(responses.Problem, client.get("/api/articles/none").json())


def test_bodies_of_conversations_and_openai_are_what_the_models_say(client: TestClient) -> None:
    made = client.post("/api/conversations", json={}).json()
    same(responses.ConversationTurns, made)
    answer = client.post("/api/ask", json={"question": AZURE, "conversation_id": made["id"]}).json()
    same(responses.ConversationTurns, client.get(f"/api/conversations/{made['id']}").json())
    same(responses.Conversations, client.get("/api/conversations").json())
    feedback = {"thumb": "down", "question": AZURE, "answer": answer}
    same(responses.Feedback, client.post("/api/feedback", json=feedback).json())
    same(responses.OpenAIModels, client.get("/v1/models").json())
    asked = {"model": "vigie", "messages": [{"role": "user", "content": AZURE}]}
    same(responses.ChatCompletion, client.post("/v1/chat/completions", json=asked).json())
    same(responses.OpenAIError, client.get("/v1/models/x").json())
