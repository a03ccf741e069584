"""The routes for OpenAI's clients, driven with the official client against a real server."""

import json
import shutil
import socket
import threading
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
import uvicorn

from api.completion import annotations_of
from api.http import create_app
from api.openai import Said, earlier_questions, question_of
from corpus.errors import GenerationError, InputError
from rag.generators import Generator, Limits
from rag.pipeline import Ask
from rag.prompt import Prompt
from rag.records import Answer
from tests.conftest import settings_for
from tests.fakes import FakeWiring, ScriptedGenerator
from tests.samples import AZURE, CHEN, HONG_KONG, UNKNOWN
from tests.test_http import client_of, with_generator

PROVED = "Le chiffre d'affaires d'Azure a progressé de 29 %."
WRONG = "Il a baissé de 35 %."
SOURCE = "1. Azure accélère, Google ralentit (Nuages, octobre 2023)"


class QuestionGenerator(ScriptedGenerator):
    """Writes a right and a wrong sentence on Azure and nothing on anything else, or fails if the question says so."""

    def stream(self, prompt: Prompt, limits: Limits) -> Iterator[str]:
        if "panne" in prompt.user:
            raise GenerationError("the model failed: try again")
        return super().stream(prompt, limits) if AZURE in prompt.user else iter(())


class ServedWiring(FakeWiring):
    @cached_property
    def generator(self) -> Generator:
        return QuestionGenerator(f"{PROVED} {WRONG}")


@pytest.fixture(scope="module")
def address(indexed_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server over the tiny library."""
    home = tmp_path_factory.mktemp("openai") / "home"
    shutil.copytree(indexed_home, home)
    listener = socket.create_server(("127.0.0.1", 0))
    app = create_app(ServedWiring(settings_for(home)))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def client(address: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as made:
        yield made


def user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def ask(client: openai.OpenAI, *messages: Any, **options: Any) -> Any:
    return client.chat.completions.create(model="vigie", messages=list(messages), **options)


def test_the_one_model(client: openai.OpenAI) -> None:
    (model,) = client.models.list()
    assert (model.id, model.object, model.owned_by) == ("vigie", "model", "vigie") and model.created > 0
    assert client.models.retrieve("vigie") == model
    with pytest.raises(openai.NotFoundError, match="there is no model 'gpt-4o'"):
        client.models.retrieve("gpt-4o")


def test_an_answer_with_its_sources(client: openai.OpenAI) -> None:
    completion = ask(client, user(AZURE), temperature=0.2, max_tokens=5)
    assert completion.id.startswith("chatcmpl-") and (completion.object, completion.model) == (
        "chat.completion",
        "vigie",
    )
    (choice,) = completion.choices
    assert (choice.index, choice.finish_reason, choice.message.role) == (0, "stop", "assistant")
    text, sources = choice.message.content.split("\n\nSources\u00a0:\n")
    assert text.endswith("29\u202f%. [1]") and sources == SOURCE and "35" not in choice.message.content
    (annotation,) = choice.message.annotations
    cited = annotation.url_citation
    assert annotation.type == "url_citation" and cited.title == "Azure accélère, Google ralentit"
    assert cited.url == "https://nuages.example/azure"
    assert choice.message.content[cited.start_index : cited.end_index] == "[1]"
    usage = completion.usage
    assert usage.prompt_tokens > 0 and usage.total_tokens == usage.prompt_tokens + usage.completion_tokens


def test_an_article_without_an_address_is_cited_by_its_path(client: openai.OpenAI, address: str) -> None:
    (annotation,) = ask(client, user(CHEN)).choices[0].message.annotations
    assert annotation.url_citation.url == "/api/articles/hong-kong.md"
    assert httpx.get(address + annotation.url_citation.url).json()["title"] == annotation.url_citation.title


def test_a_refusal_is_an_answer_with_the_nearest_articles(client: openai.OpenAI) -> None:
    message = ask(client, user(UNKNOWN)).choices[0].message
    first, rest = message.content.split("\n\n", 1)
    assert first.endswith(".") and rest.startswith("Articles les plus proches\u00a0:\n- ")
    assert message.annotations == [] and message.refusal is None and "Sources" not in message.content
    assert "\n" not in ask(client, user("Bonjour")).choices[0].message.content


def test_the_last_message_of_the_user_is_the_question(client: openai.OpenAI) -> None:
    system, old = {"role": "system", "content": UNKNOWN}, {"role": "assistant", "content": "Rien."}
    parts = {"role": "user", "content": [{"type": "text", "text": AZURE}]}
    image = {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:,"}}]}
    assert SOURCE in ask(client, system, image, user(UNKNOWN), old, parts).choices[0].message.content


def test_a_stream_holds_verified_text_only(client: openai.OpenAI) -> None:
    whole = ask(client, user(AZURE)).choices[0].message
    chunks = list(ask(client, user(AZURE), stream=True))
    assert len({chunk.id for chunk in chunks}) == 1 and {chunk.object for chunk in chunks} == {"chat.completion.chunk"}
    pieces = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices[0].delta.content]
    assert "".join(pieces) == whole.content and len(pieces) > 5
    assert [chunk.choices[0].finish_reason for chunk in chunks] == [None] * (len(chunks) - 1) + ["stop"]
    assert chunks[0].choices[0].delta.role == "assistant" and all(chunk.usage is None for chunk in chunks)
    annotations = [a for chunk in chunks for a in (chunk.choices[0].delta.model_extra or {}).get("annotations", [])]
    assert annotations == [annotation.model_dump() for annotation in whole.annotations]


def test_a_stream_ends_with_its_usage_if_asked(client: openai.OpenAI) -> None:
    *chunks, last = ask(client, user(AZURE), stream=True, stream_options={"include_usage": True})
    assert last.choices == [] and last.usage.total_tokens > 0 and chunks[-1].choices[0].finish_reason == "stop"


def test_the_clients_own_stream_helper(client: openai.OpenAI) -> None:
    with client.chat.completions.stream(model="vigie", messages=[user(UNKNOWN)]) as stream:  # type: ignore[list-item]
        stream.until_done()
        content = stream.get_final_completion().choices[0].message.content
    assert content is not None and "Articles les plus proches" in content


def test_the_stream_as_it_is_sent(address: str) -> None:
    body = {"model": "vigie", "messages": [user(AZURE)], "stream": True}
    response = httpx.post(f"{address}/v1/chat/completions", json=body)
    assert response.headers["content-type"].startswith("text/event-stream")
    *events, done, rest = response.text.split("\n\n")
    assert (done, rest) == ("data: [DONE]", "")
    assert all(json.loads(event.removeprefix("data: "))["choices"] for event in events)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty"), (None, "empty"), ("x" * 3_000, "at most 2000"),
        ([{"type": "text", "text": AZURE}, {"type": "image_url", "image_url": {"url": "data:,"}}], "only text is read"),
    ],
)  # fmt: skip
def test_bad_questions(client: openai.OpenAI, content: Any, message: str, stream: bool) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        ask(client, {"role": "user", "content": content}, stream=stream)
    assert (caught.value.code, caught.value.type) == ("saisie", "invalid_request_error")
    assert message in caught.value.message


def test_a_generator_that_fails(client: openai.OpenAI) -> None:
    with pytest.raises(openai.InternalServerError, match="the model failed") as caught:
        ask(client, user(f"{AZURE} (panne)"))
    assert (caught.value.code, caught.value.type) == ("generation", "server_error")


def test_a_generator_that_fails_in_mid_stream(client: openai.OpenAI) -> None:
    with pytest.raises(openai.APIError, match="the model failed") as caught:
        list(ask(client, user(f"{AZURE} (panne)"), stream=True))
    assert (caught.value.code, caught.value.type) == ("generation", "server_error")


def test_a_conversation_without_a_question(client: openai.OpenAI) -> None:
    for messages in ([], [{"role": "system", "content": AZURE}]):
        with pytest.raises(openai.BadRequestError, match="role user"):
            ask(client, *messages)


def test_another_model(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match="there is no model 'gpt-4o'") as caught:
        client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": AZURE}])
    assert caught.value.code == "model_not_found"


@pytest.mark.parametrize(
    ("method", "path", "content", "status"),
    [
        ("POST", "/v1/chat/completions", b"{", 400), ("POST", "/v1/chat/completions", b"[]", 400),
        ("POST", "/v1/chat/completions", b'{"model": "vigie"}', 400), ("GET", "/v1/chat/completions", b"", 404),
        ("GET", "/v1/embeddings", b"", 404), ("DELETE", "/v1/models", b"", 405),
    ],
)  # fmt: skip
def test_every_error_has_the_form_that_clients_read(
    address: str, method: str, path: str, content: bytes, status: int
) -> None:
    response = httpx.request(method, address + path, content=content, headers={"content-type": "application/json"})
    assert response.status_code == status and response.headers["content-type"] == "application/json"
    assert set(response.json()["error"]) == {"message", "type", "param", "code"}


def test_without_an_index(home: Path) -> None:
    with client_of(FakeWiring(settings_for(home))) as client:
        response = client.post("/v1/chat/completions", json={"model": "vigie", "messages": [user(AZURE)]})
        assert response.status_code == 503 and response.json()["error"]["code"] == "index"
        assert client.get("/v1/models").status_code == 200


def test_answers_are_counted(wiring: FakeWiring) -> None:
    with client_of(with_generator(wiring, ScriptedGenerator(PROVED))) as client:
        client.post("/v1/chat/completions", json={"model": "vigie", "messages": [user(AZURE)]})
        assert 'vigie_answers_total{reason="",status="answered"} 1.0' in client.get("/metrics").text


def answer(wiring: FakeWiring, draft: str, question: str = AZURE) -> Answer:
    return with_generator(wiring, ScriptedGenerator(draft)).pipeline.ask(Ask(question))


def test_annotations_mark_every_marker_in_order(wiring: FakeWiring) -> None:
    made = answer(wiring, f"{PROVED} Plus de 800 entreprises utiliseraient les solutions d'IA de Microsoft.")
    made_too = answer(wiring, PROVED, HONG_KONG)
    for one in (made, made_too):
        places = [a["url_citation"] for a in annotations_of(one)]
        markers = [f"[{c.marker}]" for claim in one.claims for c in claim.citations]
        assert [one.text[p["start_index"] : p["end_index"]] for p in places] == markers
        assert [p["start_index"] for p in places] == sorted({p["start_index"] for p in places})


def test_question_of() -> None:
    parts = [{"type": "text", "text": "Un"}, {"type": "text", "text": "deux ?"}]
    assert question_of([Said.model_validate({"role": "user", "content": parts})]) == "Un\ndeux ?"
    assert question_of([Said(role="user", content=None)]) == ""
    with pytest.raises(InputError, match="role user"):
        question_of([Said(role="assistant", content="Un ?")])


def test_earlier_questions() -> None:
    image = {"role": "user", "content": [{"type": "image_url"}]}
    said = [user("Un ?"), {"role": "assistant", "content": "Oui."}, image, user(" "), user("Deux ?"), user("Trois ?")]
    assert earlier_questions([Said.model_validate(message) for message in said]) == ("Un ?", "Deux ?")
    assert earlier_questions([Said(role="user", content="Un ?")]) == ()
