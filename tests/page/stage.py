"""What the page's tests play with: three articles, a generator that can be watched, and what a reader does."""

import re
import time
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from corpus.errors import GenerationError
from rag.generators import Generator, Limits
from rag.prompt import Prompt
from tests.fakes import FakeWiring

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--disable-quic"]  # fmt: skip
BROWSER = [
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
OTHER = "Combien de chercheurs dans le laboratoire de Borealis à Nantes ?"
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


def ask(page: Page, question: str) -> Locator:
    """Ask, wait for the end and return the turn."""
    turn = page.locator(".turn").nth(page.locator(".turn").count())
    page.get_by_label("Votre question").fill(question)
    page.keyboard.press("Enter")
    expect(turn.locator(".tail :first-child, .message").first).to_be_attached()
    expect(turn).not_to_have_attribute("aria-busy", "true")
    return turn


def plain(text: str | None) -> str:
    """Undo the page's typography, which replaces one character by one."""
    return (text or "").translate(str.maketrans("\u202f\u00a0’", "  '"))


def marked(page: Page) -> str:
    """The highlighted words of the article on display."""
    expect(page.locator("#panel .verbatim")).to_be_visible()
    return plain("".join(page.locator("#panel mark").all_text_contents()))


def overflow(page: Page) -> int:
    """How far the page can be scrolled sideways, in pixels."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def serious_findings(page: Page) -> list[tuple[str, list[str]]]:
    """The serious and critical findings of axe-core: each rule and the elements that break it."""
    return [
        (finding["id"], [node["html"] for node in finding["nodes"]])
        for finding in Axe().run(page).response["violations"]
        if finding["impact"] in ("serious", "critical")
    ]
