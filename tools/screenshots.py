"""Take the README's screenshots of the page: `python tools/screenshots.py http://127.0.0.1:8000`.

The server must be running, with the bundled corpus indexed. One answer is written, so this takes about half a minute.
"""

import os
import re
import sys
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--disable-quic", "--lang=fr"]  # fmt: skip
FOLDER = Path(__file__).parent.parent / "docs" / "screenshots"
WINDOW: ViewportSize = {"width": 1280, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 844}
ANSWERED = "Combien Mistral AI a-t-elle levé en juin 2023 ?"
REFUSED = "Qui a remporté la dernière Coupe du monde de rugby ?"
SEARCHED = "puces Nvidia"
PATIENCE = 300_000  # ms


def main(address: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, env={**os.environ, "LANGUAGE": "fr"})
        page = browser.new_page(viewport=WINDOW, locale="fr-FR", reduced_motion="reduce", color_scheme="light")
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        page.locator(".suggestion").first.wait_for()
        take_answer(page)
        take_refusal(page)
        take_corpus(page)
        browser.close()


def take_answer(page: Page) -> None:
    save(page, "welcome")
    ask(page, ANSWERED)
    page.locator(".draft:not(:has(.wait))").filter(has_text=re.compile(".{25}")).wait_for()
    save(page, "draft")
    page.locator(".thumb").first.wait_for()
    save(page, "light")
    save(page, "dark", dark=True)
    save(page, "phone", phone=True)
    page.locator(".marker").first.click()
    page.locator("#panel mark").first.wait_for()
    save(page, "panel")
    save(page, "panel-phone", phone=True)
    page.keyboard.press("Escape")


def take_refusal(page: Page) -> None:
    ask(page, REFUSED)
    page.locator(".refusal").wait_for()
    save(page, "refusal")


def take_corpus(page: Page) -> None:
    page.get_by_role("link", name="Corpus").click()
    page.locator(".item").first.wait_for()
    save(page, "corpus")
    save(page, "corpus-phone", dark=True, phone=True)
    page.get_by_role("searchbox").fill(SEARCHED)
    page.locator(".snippet").first.wait_for()
    save(page, "search")


def ask(page: Page, question: str) -> None:
    page.get_by_label("Votre question").fill(question)
    page.keyboard.press("Enter")


def save(page: Page, name: str, *, dark: bool = False, phone: bool = False) -> None:
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.set_viewport_size(PHONE if phone else WINDOW)
    page.mouse.move(0, 0)
    page.wait_for_timeout(300)
    page.screenshot(path=FOLDER / f"{name}.png")
    print(FOLDER / f"{name}.png")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1].rstrip("/"))
