"""The source panel: the article beside the answer, at the quote."""

import json
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.page.stage import ANSWERED, ARTICLES, BROWSER, QUOTE, ask, marked

pytestmark = BROWSER


def test_marker_opens_the_quote_in_its_article(page: Page) -> None:
    turn = ask(page, ANSWERED)
    turn.locator(".marker").click()
    panel = page.get_by_role("dialog")
    assert marked(page) == QUOTE  # an emoji stands before it: offsets count code points
    expect(panel.locator("mark")).to_be_in_viewport()
    expect(panel.get_by_role("heading", level=2)).to_be_focused()
    expect(panel.locator(".head .origin")).to_contain_text("Le Fil, 25\u00a0octobre\u00a02023")
    expect(panel.locator(".proof")).to_contain_text("mot pour mot")
    expect(panel.locator(".facts")).to_contain_text("Aurora, communiqué")
    expect(panel.get_by_role("link", name="Lire l’article d’origine")).to_have_attribute("href", ARTICLES[0]["url"])


def test_pointing_at_a_sentence_lights_its_quotes(page: Page) -> None:
    turn = ask(page, ANSWERED)
    turn.locator(".marker").click()
    assert marked(page) == QUOTE
    page.mouse.move(0, 0)
    turn.locator(".claim").hover()
    expect(page.locator("#panel mark.lit")).to_have_count(1)
    expect(turn.locator("li.lit")).to_contain_text("Aurora")
    page.mouse.move(0, 0)
    expect(page.locator(".lit")).to_have_count(0)


def test_focus_on_a_sentence_lights_its_quotes(page: Page) -> None:
    turn = ask(page, ANSWERED)
    turn.locator(".marker").click()
    assert marked(page) == QUOTE
    turn.locator(".marker").focus()
    expect(page.locator("#panel mark.lit")).to_have_count(1)
    expect(turn.locator("li.lit")).to_contain_text("Aurora")


def test_source_that_is_not_cited_shows_the_passage_found(page: Page) -> None:
    turn = ask(page, ANSWERED)
    turn.locator(".unused .article").first.click()
    expect(page.locator("#panel .passage").first).to_be_visible()
    expect(page.locator("#panel .proof")).to_contain_text("que la réponse ne cite pas")


def test_changed_article_is_told(page: Page) -> None:
    def change(route: Route) -> None:
        article: dict[str, Any] = route.fetch().json()
        route.fulfill(body=json.dumps(article | {"text": "Bref. " + article["text"]}), content_type="application/json")

    page.route("**/api/articles/aurora", change)
    ask(page, ANSWERED).locator(".marker").click()
    expect(page.locator("#panel .proof.wrong")).to_contain_text("L’article a changé")


def test_removed_article_is_told(page: Page) -> None:
    problem = {"code": "introuvable", "status": 404}
    page.route("**/api/articles/aurora", lambda route: route.fulfill(status=404, json=problem))
    ask(page, ANSWERED).locator(".marker").click()
    expect(page.locator("#panel .notice")).to_contain_text("n’est plus dans l’index")
