"""Fixtures: the real app, where only the models are stand-ins, and Debian's Chromium."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from api.http import create_app
from api.indexing import run_index
from tests.conftest import settings_for
from tests.page.stage import ARTICLES, CHROMIUM, FLAGS, PageWiring

expect.set_options(timeout=20_000)  # ms: a busy machine is slow, not wrong


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[str]:
    """Serve the three articles from a home in `folder`; the value is the address."""
    corpus = folder / "articles.jsonl"
    corpus.write_text("\n".join(json.dumps(article) for article in ARTICLES))
    values = settings_for(folder / "home", **settings)
    run_index(PageWiring(values), [corpus])
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(create_app(PageWiring(values)), log_level="warning", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server for the tests that change no article."""
    with serving(tmp_path_factory.mktemp("page")) as address:
        yield address


@pytest.fixture
def own_address(tmp_path: Path) -> Iterator[str]:
    """A server of the test's own."""
    with serving(tmp_path) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def window(browser: Browser) -> Iterator[BrowserContext]:
    """A wide window without memory of other tests."""
    window = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR", reduced_motion="reduce")
    yield window
    window.close()


@pytest.fixture
def blank(window: BrowserContext) -> Iterator[Page]:
    """An empty page. What a script or the policy complains of, and a request to elsewhere, fail the test."""
    page = window.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: None if "127.0.0.1" in request.url else complaints.append(request.url))
    yield page
    page.close()
    assert [text for text in complaints if "Failed to load resource" not in text] == []


@pytest.fixture
def page(blank: Page, address: str) -> Page:
    blank.goto(address)
    expect(blank.locator("#extent")).to_contain_text("3 articles")
    return blank
