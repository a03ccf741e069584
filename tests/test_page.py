"""The chat page, driven in Debian's Chromium against the real app; only the models are stand-ins."""

import json
import re
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI, Request, Response
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from api.http import create_app
from api.indexing import run_index
from api.settings import Settings
from corpus.errors import GenerationError
from rag.generators import Generator, Limits
from rag.prompt import Prompt
from tests.fakes import FakeWiring

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--disable-quic"]  # fmt: skip
POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is missing: apt-get install chromium"),
]

ARTICLES: list[dict[str, Any]] = [
    {"id": "aurora", "title": "Aurora lève 105 millions d'euros", "source": "Le Fil", "published": "2023-10-25",
     "url": "https://example.org/aurora", "facts_from": ["Aurora, communiqué, https://example.org/communique"],
     "text": "😀 Une annonce attendue à Lyon.\nLa société Aurora a levé 105 millions d'euros en octobre 2023. "
             "Son patron parle d'un « bon départ » : est-ce vrai ?\n" + "Aurora se tait.\n" * 60},
    {"id": "balises", "title": "Un titre avec <b>du gras</b>", "source": "La Revue", "published": "2023-10",
     "url": "javascript:alert(1)",
     "text": "Les balises <script>alert(1)</script> et <b>gras</b> ont piégé le robot Zephyr de la société Nimbus."},
    {"id": "borealis", "title": "Borealis ouvre un laboratoire à Nantes", "source": "Le Fil", "published": "2024",
     "text": "Le laboratoire de Borealis ouvre à Nantes avec 40 chercheurs. Il étudiera la météo."},
]  # fmt: skip
QUOTE = "La société Aurora a levé 105 millions d'euros en octobre 2023."
ANSWERED = "Combien la société Aurora a-t-elle levé en octobre 2023 ?"
TOO_RECENT = "Combien la société Aurora a-t-elle levé en mars 2031 ?"
REFUSED = "Quelle recette de cuisine choisir ?"
ENDLESS = "Combien la société Aurora a-t-elle levé, lentement ?"
BROKEN = "Combien la société Aurora a-t-elle levé en panne ?"
SLOW = "Combien la société Aurora a-t-elle levé, posément ?"
DRAFT = "La société Aurora a levé 105 millions d'euros. Elle emploie 900 salariés."
MARKUP = "Quelles balises <script>alert(1)</script> <b>ont</b> piégé le robot Zephyr ?"


class PlayingGenerator:
    """Writes what the question calls for."""

    name = "playing"

    def stream(self, prompt: Prompt, limits: Limits) -> Iterator[str]:
        if "panne" in prompt.user:
            raise GenerationError("the model failed: try again")
        if "lentement" in prompt.user:
            yield from paced(["encore "] * 600, 0.05)
        elif "balises" in prompt.user:
            yield "Les balises <script>alert(1)</script> et <b>gras</b> ont piégé le robot Zephyr."
        else:
            yield from paced(re.findall(r"\S+\s*", DRAFT), 0.1 if "posément" in prompt.user else 0)

    def warm_up(self) -> None:
        """Do nothing."""


def paced(pieces: Sequence[str], seconds: float) -> Iterator[str]:
    for piece in pieces:
        yield piece
        time.sleep(seconds)


class PageWiring(FakeWiring):
    """The tests' fake models, with a generator that the page can be watched with."""

    @cached_property
    def generator(self) -> Generator:
        return PlayingGenerator()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    home = tmp_path_factory.mktemp("page")
    corpus = home / "articles.jsonl"
    corpus.write_text("\n".join(json.dumps(article) for article in ARTICLES))
    wiring = PageWiring(Settings.read({"VIGIE_HOME": str(home / "home")}))
    run_index(wiring, [corpus])
    app = create_app(wiring)

    @app.middleware("http")
    async def restrict(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return app


@pytest.fixture(scope="module")
def address(app: FastAPI) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def window(browser: Browser) -> BrowserContext:
    return browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR", reduced_motion="reduce")


@pytest.fixture
def blank(window: BrowserContext) -> Iterator[Page]:
    """A wide, empty page; what a script or the policy complains of on it fails the test."""
    page = window.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    page.close()
    assert [text for text in complaints if "Failed to load resource" not in text] == []


@pytest.fixture
def page(blank: Page, address: str) -> Page:
    blank.goto(address)
    expect(blank.locator("#corpus")).to_contain_text("3 articles")
    return blank


def ask(page: Page, question: str) -> Locator:
    """Ask, wait for the end and return the turn."""
    page.get_by_label("Votre question").fill(question)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").last
    expect(turn.get_by_role("heading", level=2)).to_be_visible()
    expect(turn).not_to_have_attribute("aria-busy", "true")
    return turn


def plain(text: str | None) -> str:
    """Undo the page's typography, which replaces one character by one."""
    return (text or "").translate(str.maketrans("\u202f\u00a0’", "  '"))


def marked(page: Page) -> str:
    expect(page.locator("#panel .verbatim")).to_be_visible()
    return plain("".join(page.locator("#panel mark").all_text_contents()))


def serious_findings(page: Page) -> list[tuple[str, list[str]]]:
    """The serious and critical findings of axe-core: each rule and the elements that break it."""
    return [
        (finding["id"], [node["html"] for node in finding["nodes"]])
        for finding in Axe().run(page).response["violations"]
        if finding["impact"] in ("serious", "critical")
    ]


def test_answer_streams_and_ends_verified(page: Page) -> None:
    turn = ask(page, ANSWERED)
    expect(turn.locator(".state")).to_have_text("1 phrase prouvée par 1 source")
    assert plain(turn.locator(".claims").text_content()).strip() == "La société Aurora a levé 105 millions d'euros. [1]"
    assert plain(turn.locator(".extract blockquote").text_content()) == QUOTE
    assert plain(turn.locator(".dropped s").text_content()) == "Elle emploie 900 salariés."
    expect(turn.locator(".dropped .why")).to_contain_text("nombre")
    expect(turn.locator(".draft")).to_have_count(0)
    expect(turn.locator(".sources .article", has_text="Aurora")).to_contain_text("[1]")
    expect(page.locator("#status")).to_contain_text("Réponse vérifiée")


def test_marker_opens_the_quote_in_its_article(page: Page) -> None:
    turn = ask(page, ANSWERED)
    turn.locator(".marker").click()
    panel = page.get_by_role("dialog")
    assert marked(page) == QUOTE
    expect(panel.locator("mark")).to_be_in_viewport()
    expect(panel.get_by_role("heading", level=2)).to_be_focused()
    expect(panel.locator(".head .origin")).to_contain_text("25\u00a0octobre\u00a02023")
    expect(panel.locator(".proof")).to_contain_text("mot pour mot")
    expect(panel.locator(".facts")).to_contain_text("Aurora, communiqué")
    expect(panel.get_by_role("link", name="Lire l’article d’origine")).to_have_attribute("href", ARTICLES[0]["url"])
    turn.locator(".claim").hover()
    expect(panel.locator("mark.lit")).to_have_count(1)
    expect(turn.locator("li.lit")).to_contain_text("Aurora")


def test_refusal_offers_the_nearest_articles(page: Page) -> None:
    turn = ask(page, REFUSED)
    expect(turn.locator(".message")).to_contain_text("Je n’ai rien trouvé")
    turn.locator(".refusal .article").first.click()
    expect(page.locator("#panel .verbatim")).to_be_visible()
    expect(page.locator("#panel mark")).to_have_count(0)


def test_question_about_later_tells_the_newest_date(page: Page) -> None:
    expect(ask(page, TOO_RECENT).locator(".refusal")).to_contain_text("est daté de 2024")


def test_greeting_gets_a_friendly_line_alone(page: Page) -> None:
    turn = ask(page, "Bonjour !")
    expect(turn.locator(".message")).to_contain_text("Bonjour")
    expect(turn.get_by_role("button")).to_have_count(0)


def test_stop_removes_the_draft_and_keeps_the_extract(page: Page) -> None:
    page.get_by_label("Votre question").fill(ENDLESS)
    page.keyboard.press("Enter")
    expect(page.locator(".draft")).to_contain_text("encore")
    expect(page.locator(".pill").last).to_have_text("brouillon non vérifié")
    page.get_by_role("button", name="Arrêter").click()
    turn = page.locator(".turn")
    expect(turn.locator(".state")).to_have_text("Réponse arrêtée")
    expect(turn.locator(".draft")).to_have_count(0)
    expect(turn.locator(".extract")).to_be_visible()
    expect(turn.get_by_role("button", name="Réessayer")).to_be_visible()


def test_failed_draft_is_told_and_can_be_tried_again(page: Page) -> None:
    turn = ask(page, BROKEN)
    expect(turn.locator(".notice")).to_contain_text("La rédaction a échoué")
    turn.get_by_role("button", name="Réessayer").click()
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".turn .notice")).to_be_visible()


def test_lost_network_is_told(page: Page) -> None:
    page.route("**/api/ask/stream", lambda route: route.abort())
    expect(ask(page, ANSWERED).locator(".notice")).to_contain_text("Vigie ne répond pas")


def test_loading_is_told_until_ready(blank: Page, address: str) -> None:
    page, states = blank, iter([503, 503, 200])
    page.route("**/readyz", lambda route: route.fulfill(status=next(states, 200), json={"code": "chargement"}))
    page.goto(address)
    expect(page.locator("#readiness")).to_have_text("Chargement des modèles…")
    expect(page.locator("#readiness")).to_have_text("")
    expect(page.locator(".suggestion").first).to_be_visible()


def test_keyboard_alone_is_enough(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the skip link
    page.keyboard.type(ANSWERED)
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Enter")
    marker = page.locator(".marker")
    expect(marker).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if marker.evaluate("it => it === document.activeElement"):
            break
    expect(marker).to_be_focused()
    expect(page.locator("li.lit")).to_have_count(1)
    page.keyboard.press("Enter")
    assert marked(page) == QUOTE
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(marker).to_be_focused()
    page.get_by_label("Votre question").fill(ENDLESS)
    page.keyboard.press("Enter")
    expect(page.locator(".draft")).to_contain_text("encore")
    page.keyboard.press("Escape")
    expect(page.locator(".state").last).to_have_text("Réponse arrêtée")


def test_filters_are_sent_and_shown(page: Page) -> None:
    page.locator("#filters summary").click()
    page.get_by_label("Publié depuis le").fill("2024-01-01")
    page.get_by_label("La Revue").check()
    with page.expect_request("**/api/ask/stream") as request:
        turn = ask(page, ANSWERED)
    sent: Any = request.value.post_data_json
    assert sent["filters"] == {"from": "2024-01-01", "sources": ["La Revue"]}
    expect(turn).to_contain_text("depuis le 1er\u00a0janvier\u00a02024 · La Revue")
    turn.get_by_role("button", name="Chercher sans les filtres").click()
    expect(page.locator(".claims")).to_be_visible()


def test_extract_alone_carries_the_marker(page: Page) -> None:
    page.locator("#filters summary").click()
    page.get_by_label("Extrait seul").check()
    turn = ask(page, ANSWERED)
    turn.locator(".extract .marker").click()
    assert marked(page) == QUOTE
    expect(turn.locator(".claims")).to_have_count(0)


def test_markup_is_shown_as_text(page: Page) -> None:
    turn = ask(page, MARKUP)
    expect(turn.get_by_role("heading", level=2)).to_contain_text("<script>alert(1)</script> <b>ont</b>")
    expect(turn.locator(".claims")).to_contain_text("<script>alert(1)</script> et <b>gras</b>")
    turn.locator(".marker").first.click()
    assert marked(page).startswith("Les balises <script>alert(1)</script>")
    expect(page.locator("#panel h2")).to_have_text("Un titre avec <b>du gras</b>")
    expect(page.locator("#panel a")).to_have_count(0)
    assert page.locator("main script, main b, #panel script, #panel b").count() == 0


def test_copy_holds_text_and_numbered_sources(page: Page, window: BrowserContext) -> None:
    window.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, ANSWERED).get_by_role("button", name="Copier avec les sources").click()
    expect(page.get_by_role("button", name="Copié")).to_be_visible()
    copied = plain(page.evaluate("navigator.clipboard.readText()"))
    assert "La société Aurora a levé 105 millions d'euros. [1]" in copied
    assert "[1] Aurora lève 105 millions d'euros, Le Fil, 25 octobre 2023, https://example.org/aurora" in copied
    assert f"« {QUOTE} »" in copied


@pytest.mark.parametrize("width", [360, 640])
def test_narrow_page_never_scrolls_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) == 0
    turn = ask(page, ANSWERED)
    assert page.evaluate(overflow) == 0
    turn.locator(".marker").click()
    assert marked(page) == QUOTE
    assert page.evaluate(overflow) == 0
    expect(page.locator("#panel mark")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(turn.locator(".marker")).to_be_focused()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_an_answer_streams(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.get_by_label("Votre question").fill(SLOW)
    page.keyboard.press("Enter")
    page.evaluate(
        """() => {
            window.shift = 0;
            const add = list => list.getEntries().forEach(entry => { window.shift += entry.value; });
            new PerformanceObserver(add).observe({ type: "layout-shift" });
        }"""
    )
    expect(page.locator(".draft")).to_contain_text("Aurora")
    expect(page.locator(".claims")).to_be_visible()
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") < 0.01


def test_first_load_is_light_and_local(browser: Browser, address: str) -> None:
    page, sizes = browser.new_page(), dict[str, int]()
    page.on("response", lambda response: sizes.update({response.url: len(response.body())}))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.close()
    assert all(url.startswith(address) for url in sizes)
    assert len(sizes) > 15
    assert sum(sizes.values()) < 100_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_accessibility_finding(page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    page.locator("#filters summary").click()
    assert serious_findings(page) == []
    ask(page, REFUSED)
    turn = ask(page, ANSWERED)
    assert serious_findings(page) == []
    turn.locator(".marker").click()
    assert marked(page) == QUOTE
    assert serious_findings(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert serious_findings(page) == []


def test_dark_scheme_is_dark(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert sum(map(int, re.findall(r"\d+", background)[:3])) < 150
