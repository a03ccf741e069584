"""Asking on the page: sources, draft, verified answer, refusals, stop, failures."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.page.stage import (
    ANSWERED,
    BROKEN,
    BROWSER,
    DRAFT,
    ENDLESS,
    MARKUP,
    QUOTE,
    REFUSED,
    SLOW,
    TOO_RECENT,
    ask,
    marked,
    plain,
)

pytestmark = BROWSER


def test_answer_streams_and_ends_verified(page: Page) -> None:
    turn = ask(page, ANSWERED)
    expect(turn.locator(".state")).to_have_text("1 phrase prouvée par 1 source")
    assert plain(turn.locator(".claims").text_content()).strip() == "La société Aurora a levé 105 millions d'euros. [1]"
    assert plain(turn.locator(".extract blockquote").text_content()) == QUOTE
    expect(turn.locator(".draft")).to_have_count(0)
    expect(turn.locator(".sources .article", has_text="Aurora")).to_contain_text("[1]")
    expect(page.locator("#status")).to_contain_text("Réponse vérifiée")


def test_draft_grows_below_sources_and_extract_and_says_what_it_is(page: Page) -> None:
    page.get_by_label("Votre question").fill(SLOW)
    page.keyboard.press("Enter")
    turn = page.locator(".turn")
    expect(turn.locator(".draft")).to_contain_text("Aurora")
    expect(turn.locator(".unverified .pill")).to_have_text("brouillon non vérifié")
    expect(turn.locator(".sources li")).not_to_have_count(0)
    expect(turn.locator(".extract .pill")).to_have_text("Extrait vérifié")
    expect(turn.locator(".claims")).to_have_count(0)
    early = len(turn.locator(".draft").text_content() or "")
    page.wait_for_timeout(250)
    assert early < len(turn.locator(".draft").text_content() or "") <= len(DRAFT)
    expect(turn.locator(".claims")).to_be_visible()


def test_dropped_claim_is_struck_through_with_the_reason(page: Page) -> None:
    dropped = ask(page, ANSWERED).locator(".dropped")
    assert plain(dropped.locator("s").text_content()) == "Elle emploie 900 salariés."
    expect(dropped.locator("s")).to_be_visible()
    expect(dropped.locator(".why")).to_contain_text("nombre")


def test_refusal_says_why_and_offers_the_nearest_articles(page: Page) -> None:
    turn = ask(page, REFUSED)
    expect(turn.locator(".message")).to_contain_text("Je n’ai rien trouvé")
    expect(turn.locator(".advice")).to_contain_text("ajoutez des articles")
    turn.locator(".refusal .article").first.click()
    expect(page.locator("#panel .verbatim")).to_be_visible()
    expect(page.locator("#panel mark")).to_have_count(0)


def test_question_about_later_tells_the_newest_date(page: Page) -> None:
    expect(ask(page, TOO_RECENT).locator(".message, .newest").filter(has_text="2024")).to_be_visible()


def test_greeting_gets_a_friendly_line_alone(page: Page) -> None:
    turn = ask(page, "Bonjour !")
    expect(turn.locator(".message")).to_contain_text("Bonjour")
    expect(turn.get_by_role("button")).to_have_count(0)


def test_stop_removes_the_draft_and_keeps_the_extract(page: Page) -> None:
    page.get_by_label("Votre question").fill(ENDLESS)
    page.keyboard.press("Enter")
    expect(page.locator(".draft")).to_contain_text("encore")
    page.get_by_role("button", name="Arrêter").click()
    turn = page.locator(".turn")
    expect(turn.locator(".state")).to_have_text("Réponse arrêtée")
    expect(turn.locator(".draft")).to_have_count(0)
    expect(turn.locator(".extract")).to_be_visible()
    expect(turn.get_by_role("button", name="Réessayer")).to_be_visible()
    expect(page.get_by_role("button", name="Demander")).to_be_visible()


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


def test_suggested_question_is_asked_at_a_click(page: Page) -> None:
    suggestion = page.locator(".suggestion").first
    question = suggestion.text_content() or ""
    suggestion.click()
    expect(page.locator(".turn h2")).to_have_text(question)


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


def test_dates_in_the_wrong_order_are_told_and_nothing_is_asked(page: Page) -> None:
    page.locator("#filters summary").click()
    page.get_by_label("Publié depuis le").fill("2024-01-01")
    page.get_by_label("jusqu’au").fill("2023-01-01")
    page.get_by_label("Votre question").fill(ANSWERED)
    page.keyboard.press("Enter")
    expect(page.locator("#complaint")).to_contain_text("La date de début est après la date de fin")
    expect(page.locator(".turn")).to_have_count(0)


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


@pytest.mark.parametrize(
    ("kind", "beginning"),
    [("contradictoire", "Sources en désaccord"), ("depasse", "Chiffre dépassé"), ("charge", "Machine chargée"),
     ("inconnu", "Attention")],
)  # fmt: skip
def test_warnings_and_the_question_understood_are_told(page: Page, kind: str, beginning: str) -> None:
    body: dict[str, Any] = page.request.post(f"{page.url}api/ask", data={"question": ANSWERED}).json()
    body["warnings"] = [{"kind": kind, "message": "Voyez l’article.", "article_ids": ["aurora"]}]
    body["rewritten_question"] = "Combien Aurora a-t-elle levé ?"
    stream = f"event: answer\ndata: {page.evaluate('JSON.stringify', body)}\n\n"
    page.route("**/api/ask/stream", lambda route: route.fulfill(body=stream, content_type="text/event-stream"))
    turn = ask(page, "Combien ?")
    assert plain(turn.locator(".note").first.text_content()) == "Question comprise : Combien Aurora a-t-elle levé ?"
    assert plain(turn.locator(".warnings li").text_content()).startswith(f"{beginning} : Voyez l'article.")
    turn.locator(".warnings").get_by_role("button", name="Le Fil").click()
    expect(page.locator("#panel h2")).to_contain_text("Aurora lève")
