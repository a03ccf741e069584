"""What every request goes through: ids, security headers, size limits, unexpected errors, log lines."""

import json
import logging
import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api.trace import RequestFilter, choose_id, request_id
from api.traffic import MAX_BODY, MAX_UPLOAD
from tests.fakes import FakeWiring, ScriptedGenerator
from tests.samples import AZURE
from tests.test_http import check_problem, client_of, events_of, with_generator


@pytest.fixture
def client(wiring: FakeWiring) -> Iterator[TestClient]:
    with client_of(wiring) as made:
        yield made


def test_a_request_has_an_id(client: TestClient) -> None:
    ids = {client.get("/healthz").headers["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3 and all(re.fullmatch(r"[0-9a-f]{32}", one) for one in ids)


def test_a_sane_id_is_kept(client: TestClient) -> None:
    response = client.get("/api/articles/none", headers={"X-Request-ID": "Essai-1.a_B"})
    assert response.headers["X-Request-ID"] == response.json()["request_id"] == "Essai-1.a_B"


@pytest.mark.parametrize("given", [None, "", "x" * 65, "a b", "a\nb", "é", "<script>", "a;b"])
def test_another_id_is_replaced(given: str | None) -> None:
    assert re.fullmatch(r"[0-9a-f]{32}", choose_id(given))


def test_an_error_in_a_stream_has_the_id_too(wiring: FakeWiring) -> None:
    with client_of(with_generator(wiring, ScriptedGenerator("x", RuntimeError("secret")))) as client:
        text = client.post("/api/ask/stream", json={"question": AZURE}, headers={"X-Request-ID": "abc"}).text
    assert events_of(text)[-1][1]["problem"]["request_id"] == "abc"


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/articles", "/api/articles/none", "/docs", "/style.css"])
def test_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';") and "unsafe" not in policy and "*" not in policy
    assert "frame-ancestors 'none'" in policy and "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Resource-Policy"] == headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_an_unexpected_error_has_the_headers_and_is_logged(
    wiring: FakeWiring, caplog: pytest.LogCaptureFixture
) -> None:
    with client_of(with_generator(wiring, ScriptedGenerator("x", RuntimeError("secret")))) as client:
        response = client.post("/api/ask", json={"question": AZURE})
    check_problem(response, 500, "interne")
    assert "Content-Security-Policy" in response.headers and "secret" in caplog.text


def test_requests_are_logged_without_their_content(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "vigie.http"):
        client.get("/api/search", params={"q": AZURE})
    assert "GET /api/search 200 in" in caplog.text and "chiffre" not in caplog.text


def test_log_lines_name_the_request() -> None:
    record = logging.LogRecord("vigie", logging.INFO, "", 0, "bonjour", (), None)
    token = request_id.set("abc")
    assert RequestFilter().filter(record) and record.__dict__["request"] == " [abc]"
    request_id.reset(token)
    assert RequestFilter().filter(record) and record.__dict__["request"] == ""


@pytest.mark.parametrize(("path", "limit"), [("/api/ask", MAX_BODY), ("/api/articles", MAX_UPLOAD)])
def test_a_request_that_is_too_large(client: TestClient, path: str, limit: int) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"question": "'
        for _ in range(limit // 1_000_000 + 1):
            yield b"x" * 1_000_000

    json_type = {"content-type": "application/json"}
    declared = client.post(path, content=b"", headers=json_type | {"content-length": str(limit + 1)})
    assert str(limit) in check_problem(declared, 413, "taille")
    check_problem(client.post(path, content=pieces(), headers=json_type), 413, "taille")


def test_the_pages_of_the_description_use_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/docs").text
    assert "<script" not in page and "style=" not in page and not re.findall(r'(?:src|href)="(?!/)', page)
    description = client.get("/openapi.json").json()
    assert all(f"{method.upper()} {path}" in page for path, ops in description["paths"].items() for method in ops)
    assert "<details>" in page and json.dumps("De combien", ensure_ascii=False)[1:-1] in page
