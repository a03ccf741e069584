"""Conversations and feedback: kept by the server, found again by the page."""

import json
import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.page.stage import ANSWERED, BROWSER, ENDLESS, OTHER, QUOTE, REFUSED, ask, marked, plain

pytestmark = BROWSER


def row(page: Page, title: str) -> Locator:
    return page.locator("#conversations li", has=page.locator("a", has_text=title)).first


def act(page: Page, title: str, action: str) -> None:
    """Choose an action of a conversation."""
    row(page, title).hover()
    row(page, title).get_by_role("button", name="Actions").click()
    row(page, title).get_by_role("button", name=action).click()


def rename(page: Page, old: str, new: str) -> None:
    act(page, old, "Renommer")
    page.get_by_label("Nouveau titre").fill(new)
    page.keyboard.press("Enter")
    expect(row(page, new)).to_be_visible()


def test_reload_keeps_the_conversation(page: Page) -> None:
    ask(page, ANSWERED)
    ask(page, REFUSED)
    page.reload()
    turns = page.locator(".turn")
    expect(turns).to_have_count(2)
    assert plain(turns.first.locator(".claims").text_content()).strip() == (
        "La société Aurora a levé 105 millions d'euros. [1]"
    )
    expect(turns.first.locator(".dropped s")).to_contain_text("900")
    expect(turns.last.locator(".message")).to_contain_text("Je n’ai rien trouvé")
    turns.first.locator(".marker").click()
    assert marked(page) == QUOTE


def test_conversation_is_listed_and_opened_again(page: Page) -> None:
    ask(page, OTHER)
    expect(row(page, "Combien de chercheurs").locator("a").first).to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="Nouvelle question").click()
    expect(page.locator("#welcome")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.get_by_label("Votre question")).to_be_focused()
    row(page, "Combien de chercheurs").locator("a").first.click()
    expect(page.locator(".turn h2")).to_contain_text("Combien de chercheurs")
    page.go_back()
    expect(page.locator("#welcome")).to_be_visible()


def test_follow_up_goes_into_the_same_conversation(page: Page) -> None:
    ask(page, ANSWERED)
    with page.expect_request("**/api/ask/stream") as request:
        ask(page, OTHER)
    sent: Any = request.value.post_data_json
    assert re.search(r"#/c/([0-9a-f]{32})$", page.url)
    assert page.url.endswith(sent["conversation_id"])


def test_conversation_is_renamed(page: Page) -> None:
    ask(page, ANSWERED)
    rename(page, "Combien la société", "Levée d’Aurora")
    page.reload()
    expect(row(page, "Levée d’Aurora")).to_be_visible()
    act(page, "Levée d’Aurora", "Renommer")
    page.get_by_label("Nouveau titre").fill("Autre")
    page.keyboard.press("Escape")
    expect(row(page, "Levée d’Aurora")).to_be_visible()


def test_conversation_is_deleted_once_confirmed(page: Page) -> None:
    ask(page, ANSWERED)
    rename(page, "Combien la société", "À jeter")
    act(page, "À jeter", "Supprimer")
    page.get_by_role("dialog").get_by_role("button", name="Annuler").click()
    expect(row(page, "À jeter")).to_be_visible()
    row(page, "À jeter").get_by_role("button", name="Supprimer").click()
    page.get_by_role("dialog").get_by_role("button", name="Supprimer").click()
    expect(row(page, "À jeter")).to_have_count(0)
    expect(page.locator("#welcome")).to_be_visible()


def test_conversation_is_exported(page: Page) -> None:
    ask(page, ANSWERED)
    rename(page, "Combien la société", "À garder")
    row(page, "À garder").hover()
    row(page, "À garder").get_by_role("button", name="Actions").click()
    files = {}
    for name in ("Markdown", "JSON"):
        with page.expect_download() as download:
            row(page, "À garder").get_by_role("link", name=name).click()
        files[name] = download.value.path().read_text(encoding="utf-8")
    assert "# À garder" in files["Markdown"]
    assert QUOTE in plain(files["Markdown"])
    assert json.loads(files["JSON"])["turns"][0]["question"] == ANSWERED


def test_question_that_got_no_answer_leaves_no_conversation(page: Page) -> None:
    expect(page.locator("#conversations li").first).to_be_attached()
    before = page.locator("#conversations li").count()
    page.get_by_label("Votre question").fill(ENDLESS)
    page.keyboard.press("Enter")
    expect(page.locator(".draft")).to_contain_text("encore")
    page.keyboard.press("Escape")
    expect(page.locator(".state")).to_have_text("Réponse arrêtée")
    expect(page.locator("#conversations li")).to_have_count(before)
    expect(page).to_have_url(re.compile(r"#/$"))


def test_leaving_stops_the_answer_under_way(page: Page) -> None:
    page.get_by_label("Votre question").fill(ENDLESS)
    page.keyboard.press("Enter")
    expect(page.locator(".draft")).to_contain_text("encore")
    page.get_by_role("link", name="Nouvelle question").click()
    expect(page.get_by_role("button", name="Demander")).to_be_visible()
    ask(page, ANSWERED)
    expect(page.locator(".turn")).to_have_count(1)


def test_conversation_that_is_gone_is_told(page: Page) -> None:
    page.goto(page.url + "#/c/" + "0" * 32)
    expect(page.locator("#thread .note")).to_contain_text("n’existe plus")
    ask(page, ANSWERED)
    expect(page.locator(".claims")).to_be_visible()


def test_question_is_answered_even_if_it_cannot_be_kept(page: Page) -> None:
    problem = {"code": "conversations", "status": 500}
    page.route("**/api/conversations", lambda route: route.fulfill(status=500, json=problem))
    expect(ask(page, ANSWERED).locator(".claims")).to_be_visible()
    expect(page.locator("#side-complaint")).to_contain_text("conversations")


def test_thumb_and_comment_are_kept(page: Page) -> None:
    turn = ask(page, ANSWERED)
    turn.get_by_role("button", name="Pas utile").click()
    turn.get_by_label("Qu’est-ce qui ne va pas").fill("Trop court.")
    turn.get_by_role("button", name="Envoyer l’avis").click()
    expect(turn.locator(".comment")).to_contain_text("Merci")
    lines = page.request.get(page.url.split("#")[0] + "api/feedback").text().splitlines()
    given = json.loads(lines[-1])
    assert (given["thumb"], given["comment"], given["question"]) == ("down", "Trop court.", ANSWERED)
    assert page.url.endswith(given["conversation_id"])


def test_thumb_can_be_taken_back_before_it_is_sent(page: Page) -> None:
    turn = ask(page, ANSWERED)
    up = turn.get_by_role("button", name="Utile", exact=True)
    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    turn.get_by_role("button", name="Annuler").click()
    expect(up).to_have_attribute("aria-pressed", "false")
    expect(up).to_be_focused()
