"""The page for everyone: keyboard, phone, dark, screen readers, slow lines."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.page.stage import ANSWERED, BROWSER, ENDLESS, QUOTE, REFUSED, SLOW, ask, marked, overflow, serious_findings

pytestmark = BROWSER


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


def test_focus_goes_through_the_page_in_reading_order(page: Page) -> None:
    names = []
    for _ in range(9):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.id || document.activeElement.innerText.trim()"))
    assert names[:4] == ["Aller au contenu", "menu", "Vigie", "to-chat"]
    assert names.index("to-corpus") < names.index("Nouvelle question") < names.index("scheme")


@pytest.mark.parametrize("width", [360, 640])
def test_narrow_page_never_scrolls_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    assert overflow(page) == 0
    turn = ask(page, ANSWERED)
    assert overflow(page) == 0
    turn.locator(".marker").click()
    assert marked(page) == QUOTE
    assert overflow(page) == 0
    expect(page.locator("#panel mark")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(turn.locator(".marker")).to_be_focused()


def test_phone_reaches_conversations_in_a_drawer(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    ask(page, ANSWERED)
    expect(page.locator("#side")).not_to_be_visible()
    page.get_by_role("button", name="Conversations").click()
    expect(page.locator("#side")).to_be_visible()
    assert serious_findings(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#side")).not_to_be_visible()
    expect(page.get_by_role("button", name="Conversations")).to_have_attribute("aria-expanded", "false")
    page.get_by_role("button", name="Conversations").click()
    page.get_by_role("link", name="Nouvelle question").click()
    expect(page.locator("#side")).not_to_be_visible()
    expect(page.locator("#welcome")).to_be_visible()


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
    assert page.evaluate("window.shift") == 0


def test_first_load_is_light_and_local(browser: Browser, address: str) -> None:
    page, sizes = browser.new_page(), dict[str, int]()
    page.on("response", lambda response: sizes.update({response.url: len(response.body())}))
    page.goto(address)
    expect(page.locator(".suggestion").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.close()
    assert all(url.startswith(address) for url in sizes)
    assert len(sizes) > 20
    assert sum(sizes.values()) < 95_000  # of 100 kB: a real corpus has longer suggestions and more sources


def test_policy_lets_nothing_in_from_elsewhere(page: Page) -> None:
    response = page.reload()
    assert response
    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy or "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.evaluate("document.querySelectorAll('[style], style, script:not([src])').length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_accessibility_finding(page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    page.locator("#filters summary").click()
    assert serious_findings(page) == []
    ask(page, REFUSED)
    turn = ask(page, ANSWERED)
    turn.get_by_role("button", name="Pas utile").click()
    assert serious_findings(page) == []
    turn.locator(".marker").click()
    assert marked(page) == QUOTE
    assert serious_findings(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert serious_findings(page) == []


def brightness(page: Page) -> int:
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(map(int, re.findall(r"\d+", background)[:3]))


def test_dark_scheme_is_dark(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    assert brightness(page) < 150


def test_reader_chooses_the_scheme_and_a_reload_keeps_it(page: Page) -> None:
    scheme = page.get_by_role("button", name="Thème")
    scheme.click()
    expect(scheme).to_have_text("Thème\u00a0: clair")
    scheme.click()
    assert brightness(page) < 150
    page.reload()
    expect(scheme).to_have_text("Thème\u00a0: sombre")
    assert brightness(page) < 150


def test_calm_is_respected(page: Page) -> None:
    page.get_by_label("Votre question").fill(ENDLESS)
    page.keyboard.press("Enter")
    expect(page.locator(".draft")).to_contain_text("encore")
    assert page.evaluate("document.getAnimations().length") == 0


def test_streaming_is_told_in_few_words(page: Page) -> None:
    page.evaluate(
        """() => {
            window.told = [];
            const status = document.getElementById("status");
            new MutationObserver(() => window.told.push(status.textContent)).observe(status, { childList: true });
        }"""
    )
    ask(page, ANSWERED)
    expect(page.locator("#status")).to_contain_text("Réponse vérifiée")
    told = page.evaluate("window.told")
    assert [text[:18] for text in told][1:3] == ["Extrait vérifié af", "Rédaction d’un bro"]
    assert len(told) == 4
