"""The corpus view: counted over time, searched, added to and taken from."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.page.conftest import serving
from tests.page.stage import BROWSER, QUOTE, ask, overflow, plain, serious_findings

pytestmark = BROWSER

NEWS = "Le robot Cirrus trie 12 000 colis par heure dans son entrepôt de Rennes."


@pytest.fixture
def corpus(page: Page) -> Page:
    """The view over the articles that all tests share."""
    page.get_by_role("link", name="Corpus").click()
    expect(page.locator(".item")).to_have_count(3)
    return page


@pytest.fixture
def own(blank: Page, own_address: str) -> Page:
    """The view over articles of the test's own."""
    blank.goto(f"{own_address}/#/corpus")
    expect(blank.locator(".item")).to_have_count(3)
    return blank


@pytest.fixture
def far(blank: Page, tmp_path: Path) -> Iterator[Page]:
    """The same, reached from another machine as far as the server can tell."""
    with serving(tmp_path, admin_key="sesame") as address:
        blank.set_extra_http_headers({"X-Forwarded-For": "192.0.2.7"})
        blank.goto(f"{address}/#/corpus")
        expect(blank.locator(".item")).to_have_count(3)
        yield blank


def item(page: Page, title: str) -> Locator:
    return page.locator(".item", has_text=title)


def paste(page: Page, text: str, **fields: str) -> None:
    page.get_by_role("button", name="Ajouter des articles").click()
    page.get_by_label("collez un texte").fill(text)
    for label, value in fields.items():
        page.get_by_role("dialog").get_by_label(label).fill(value)
    page.get_by_role("button", name="Ajouter ce texte").click()


def test_articles_come_by_month_with_counts_and_the_last_index(corpus: Page) -> None:
    headings = corpus.locator(".catalogue h3").all_text_contents()
    assert [plain(text) for text in headings] == ["2024", "octobre 2023"]
    extent = plain(corpus.locator("#corpus .small").first.text_content())
    assert extent.startswith("3 articles · 2 sources · le plus récent de 2024Dernier index le ")
    expect(corpus.get_by_role("link", name="Corpus")).to_have_attribute("aria-current", "page")
    expect(corpus).to_have_title("Corpus · Vigie")


def test_histogram_counts_by_month_and_says_so(corpus: Page) -> None:
    chart = corpus.locator(".chart")
    expect(chart.get_by_role("img")).to_have_accessible_name(
        re.compile("Articles par mois, d’octobre.2023 à octobre.2023.; le plus.*2.articles")
    )
    assert chart.locator(".bar title").all_text_contents() == ["octobre\u00a02023\u00a0: 2\u00a0articles"]
    chart.locator("summary").click()
    expect(chart.locator("tbody tr")).to_have_count(1)
    chart.locator(".bar").click()
    expect(corpus.locator(".item")).to_have_count(2)
    corpus.get_by_role("button", name="Tout afficher").click()
    expect(corpus.locator(".item")).to_have_count(3)


def test_search_highlights_its_words_and_opens_the_passage(corpus: Page) -> None:
    corpus.get_by_role("searchbox").fill("société Aurora levé")
    first = item(corpus, "Aurora lève")
    expect(first.locator(".snippet").first).to_contain_text("La société Aurora a levé")
    assert {"société", "Aurora", "levé"} <= set(first.locator("mark").all_text_contents())
    expect(corpus.locator(".found")).to_contain_text("les plus proches d’abord")
    first.locator(".article").click()
    expect(corpus.locator("#panel .passage").first).to_be_in_viewport()
    assert QUOTE in plain("".join(corpus.locator("#panel .passage").all_text_contents()))


def test_dates_and_sources_filter_the_list(corpus: Page) -> None:
    corpus.get_by_role("checkbox", name="La Revue").check()
    expect(corpus.locator(".item")).to_have_count(1)
    corpus.get_by_role("checkbox", name="La Revue").uncheck()
    corpus.locator("#corpus").get_by_label("Depuis le").fill("2024-01-01")
    expect(corpus.locator(".item")).to_have_count(1)
    expect(item(corpus, "Borealis")).to_be_visible()
    corpus.locator("#corpus").get_by_label("Depuis le").fill("2030-01-01")
    expect(corpus.locator(".found")).to_contain_text("Aucun article ne correspond")


def test_markup_in_titles_and_hits_is_text(corpus: Page) -> None:
    corpus.get_by_role("searchbox").fill("balises")
    expect(item(corpus, "Un titre avec <b>du gras</b>").locator(".snippet").first).to_contain_text("<script>alert(1)")
    assert corpus.locator("#corpus b, #corpus script").count() == 0


def test_pasted_text_is_added_found_and_removed(own: Page) -> None:
    paste(own, NEWS, Titre="Cirrus trie à Rennes", Source="Ouest", Date="2025-03-04")
    dialog = own.get_by_role("dialog")
    expect(dialog.locator(".result")).to_contain_text("1 article ajouté")
    own.keyboard.press("Escape")
    expect(own.locator(".item")).to_have_count(4)
    expect(own.locator(".item").first).to_contain_text("Cirrus trie à Rennes")
    own.get_by_role("link", name="Questions").click()
    expect(own.locator("#extent")).to_contain_text("4\u00a0articles")
    turn = ask(own, "Combien de colis le robot Cirrus trie-t-il par heure ?")
    expect(turn.locator(".extract")).to_contain_text("12\u202f000 colis")
    own.get_by_role("link", name="Corpus").click()
    expect(item(own, "Borealis").get_by_role("button", name="Retirer")).to_have_count(0)
    item(own, "Cirrus").get_by_role("button", name="Retirer").click()
    own.get_by_role("dialog").get_by_role("button", name="Annuler").click()
    expect(own.locator(".item")).to_have_count(4)
    item(own, "Cirrus").get_by_role("button", name="Retirer").click()
    own.get_by_role("dialog").get_by_role("button", name="Retirer").click()
    expect(own.locator(".item")).to_have_count(3)


def test_chosen_files_are_added_and_what_is_wrong_is_told(own: Page) -> None:
    own.get_by_role("button", name="Ajouter des articles").click()
    own.locator("input[type=file]").set_input_files([
        {"name": "cirrus.md", "mimeType": "text/markdown", "buffer": f"---\ntitle: Cirrus\n---\n{NEWS}".encode()},
        {"name": "image.png", "mimeType": "image/png", "buffer": b"png"},
    ])  # fmt: skip
    result = own.locator(".result")
    expect(result).to_contain_text("1 article ajouté")
    expect(result.locator(".warnings")).to_contain_text("image.png")
    expect(own.locator(".item")).to_have_count(4)


def test_dropped_file_is_added(own: Page) -> None:
    own.evaluate(
        """text => {
            const data = new DataTransfer();
            data.items.add(new File([text], "cirrus.txt", { type: "text/plain" }));
            const drop = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
            document.getElementById("corpus").dispatchEvent(drop);
        }""",
        NEWS,
    )
    expect(own.locator(".result")).to_contain_text("1 article ajouté")
    expect(own.locator(".item")).to_have_count(4)


def test_text_that_cannot_be_read_is_told(own: Page) -> None:
    own.get_by_role("button", name="Ajouter des articles").click()
    own.locator("input[type=file]").set_input_files([{"name": "vide.txt", "mimeType": "text/plain", "buffer": b"  \n"}])
    expect(own.locator(".result .notice")).to_be_visible()
    expect(own.locator(".item")).to_have_count(3)


def test_key_is_asked_for_until_it_is_right_and_not_kept_beyond_the_tab(far: Page) -> None:
    paste(far, NEWS)
    key = far.get_by_label("Clé", exact=True)
    key.fill("faux")
    far.keyboard.press("Enter")
    expect(far.get_by_role("dialog").last).to_contain_text("n’a pas été acceptée")
    key.fill("sesame")
    far.keyboard.press("Enter")
    expect(far.locator(".result")).to_contain_text("1 article ajouté")
    assert "sesame" not in json.dumps(far.evaluate("({ ...localStorage })"), ensure_ascii=False)


def test_view_has_no_serious_accessibility_finding(own: Page) -> None:
    own.locator(".chart summary").click()
    own.get_by_role("searchbox").fill("société")
    expect(own.locator(".snippet").first).to_be_visible()
    assert serious_findings(own) == []
    own.emulate_media(color_scheme="dark")
    assert serious_findings(own) == []
    own.set_viewport_size({"width": 360, "height": 740})
    assert overflow(own) == 0
    own.get_by_role("button", name="Ajouter des articles").click()
    assert serious_findings(own) == []
    assert overflow(own) == 0
