"""Who may call: names of the service, pages elsewhere, and the right to change articles."""

from pathlib import Path
from typing import Any

import pytest

from api.access import is_loopback
from tests.conftest import settings_for
from tests.fakes import FakeWiring
from tests.samples import AZURE
from tests.test_http import check_problem, client_of

TEXT = {"text": "Le robot Zephyr épluche des carottes à Lyon.", "title": "Zephyr"}
HERE = "127.0.0.1:8000"


def service(home: Path, **settings: str) -> FakeWiring:
    return FakeWiring(settings_for(home, **settings))


@pytest.mark.parametrize("host", [HERE, "localhost", "LOCALHOST:8000", "[::1]:8000", "127.0.0.1", "127.1.2.3:80"])
def test_this_machine_by_its_names(home: Path, host: str) -> None:
    assert client_of(service(home)).get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["elsewhere.example", "localhost.elsewhere.example", "192.0.2.7:8000", "", "a@localhost", "localhost/x", "::1"],
)
@pytest.mark.parametrize("path", ["/healthz", "/", "/api/articles"])
def test_another_name_is_refused(home: Path, host: str, path: str) -> None:
    response = client_of(service(home)).get(path, headers={"host": host})
    assert "VIGIE_ALLOWED_HOSTS" in check_problem(response, 421, "hote")


def test_more_names_by_a_setting(home: Path) -> None:
    client = client_of(service(home, allowed_hosts="vigie.example, Autre.example"))
    for host in ("vigie.example", "autre.example:443", HERE):
        assert client.get("/healthz", headers={"host": host}).status_code == 200
    assert client.get("/healthz", headers={"host": "x.example"}).status_code == 421
    # A proxy passes its own address on as Host; the page's origin is the name allowed.
    body, origin = {"question": ""}, {"origin": "https://vigie.example"}
    assert client.post("/api/ask", json=body, headers=origin).status_code == 422


def test_the_address_that_it_is_bound_to(home: Path) -> None:
    client = client_of(service(home, host="192.0.2.7"))
    assert client.get("/healthz", headers={"host": "192.0.2.7:8000"}).status_code == 200
    assert client.get("/healthz", headers={"host": "192.0.2.8:8000"}).status_code == 421


def test_the_addresses_of_the_machine_when_bound_to_all(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "Atelier")
    client = client_of(service(home, host="0.0.0.0"), base="http://192.0.2.7:8000")
    for host in ("192.0.2.7:8000", "atelier:8000", "localhost:8000"):
        assert client.get("/healthz", headers={"host": host}).status_code == 200
    assert client.get("/healthz", headers={"host": "192.0.2.8:8000"}).status_code == 421


OTHER_PAGES: list[dict[str, str]] = [
    {"origin": "https://elsewhere.example"}, {"origin": "http://localhost:8001"}, {"origin": "http://localhost"},
    {"origin": "null"}, {"origin": "http://[x"}, {"origin": "file://127.0.0.1:8000"},
    {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"},
    {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"},
]  # fmt: skip


@pytest.mark.parametrize("headers", OTHER_PAGES)
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/ask"), ("POST", "/api/articles"), ("DELETE", "/api/articles/x"), ("GET", "/api/search?q=x"),
     ("POST", "/mcp"), ("OPTIONS", "/api/ask")],
)  # fmt: skip
def test_a_page_elsewhere_is_refused(home: Path, headers: dict[str, str], method: str, path: str) -> None:
    response = client_of(service(home)).request(method, path, headers=headers)
    check_problem(response, 403, "origine")
    assert not [name for name in response.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    "headers",
    [{}, {"origin": f"http://{HERE}"}, {"origin": f"http://{HERE}", "sec-fetch-site": "same-origin"},
     {"sec-fetch-site": "none"}],
)  # fmt: skip
def test_the_own_page_and_programs_may_call(home: Path, headers: dict[str, str]) -> None:
    response = client_of(service(home)).post("/api/ask", json={"question": ""}, headers=headers)
    check_problem(response, 422, "saisie")


def test_a_link_from_elsewhere_opens_the_page(home: Path) -> None:
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    client = client_of(service(home))
    assert client.get("/", headers=headers).status_code == 200
    check_problem(client.post("/api/articles", headers=headers), 403, "origine")


def test_errors_of_openai_routes_keep_their_form(home: Path) -> None:
    response = client_of(service(home)).get("/v1/models", headers={"origin": "null"})
    assert response.status_code == 403 and response.json()["error"]["code"] == "origine"


def changes(client: Any, **headers: str) -> list[Any]:
    return [client.post("/api/articles", json=TEXT, headers=headers), client.delete("/api/articles/x", headers=headers)]


def test_another_machine_changes_nothing_without_a_key(wiring: FakeWiring) -> None:
    everywhere = FakeWiring(settings_for(wiring.settings.home, host="0.0.0.0"))
    with client_of(everywhere, "192.0.2.9", "http://192.0.2.7:8000") as client:
        for response in changes(client, Authorization="Bearer x"):
            assert "VIGIE_ADMIN_KEY" in check_problem(response, 403, "interdit")
        assert client.post("/api/ask", json={"question": AZURE}).status_code == 200


def test_another_machine_needs_the_right_key(wiring: FakeWiring) -> None:
    everywhere = FakeWiring(settings_for(wiring.settings.home, host="0.0.0.0", admin_key="secrèt"))
    with client_of(everywhere, "192.0.2.9", "http://192.0.2.7:8000") as client:
        for given in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic x"}, {"Authorization": "Bearer"}):
            for response in changes(client, **given):
                check_problem(response, 401, "cle")
                assert response.headers["www-authenticate"] == "Bearer"


def test_the_right_key_opens(wiring: FakeWiring) -> None:
    everywhere = FakeWiring(settings_for(wiring.settings.home, host="0.0.0.0", admin_key="clef"))
    with client_of(everywhere, "192.0.2.9", "http://192.0.2.7:8000") as client:
        added, removed = changes(client, Authorization="Bearer clef")
        assert added.status_code == 201
        check_problem(removed, 404, "introuvable")


@pytest.mark.parametrize(
    "headers", [{"x-forwarded-for": "127.0.0.1"}, {"forwarded": "for=127.0.0.1"}, {"host": "vigie.example"}]
)
def test_what_a_proxy_here_passes_on_is_not_this_machine(home: Path, headers: dict[str, str]) -> None:
    client = client_of(service(home, allowed_hosts="vigie.example"))
    check_problem(client.post("/api/articles", json=TEXT, headers=headers), 403, "interdit")


def test_loopback() -> None:
    assert all(is_loopback(name) for name in ("localhost", "127.0.0.1", "127.9.9.9", "::1"))
    assert not any(
        is_loopback(name) for name in ("", "localhost.example", "0.0.0.0", "192.168.0.1", "::", "testclient")
    )
