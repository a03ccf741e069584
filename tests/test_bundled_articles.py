"""The bundled corpus: front matter, dates, titles, typography and originality of every article."""

import datetime
import json
import re
import unicodedata
from collections import defaultdict
from functools import cache
from pathlib import Path

import frontmatter
import pytest

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = sorted((ROOT / "corpus" / "articles").glob("*.md"))
SHARED = ROOT.parent / "shared"

SOURCES = {"Vigie démo · Dépêches", "Vigie démo · Marchés", "Vigie démo · Droit", "Vigie démo · Labo"}
FIRST, LAST = datetime.date(2022, 9, 1), datetime.date(2026, 3, 31)
SHARED_RUN = 8  # words: a sentence this long may stand in one article only
KEYS = {"title", "date", "source", "topics", "facts_from", "copy_of", "long"}


@cache
def load(path: Path) -> frontmatter.Post:
    return frontmatter.load(str(path))


def words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFC", text.lower()).replace("’", "'")
    return re.findall(r"\w+(?:'\w+)*", folded)


def sentences(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.!?…])\s+|\n+", text) if s.strip()]


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_front_matter_is_complete(path: Path) -> None:
    meta = load(path).metadata
    assert set(meta) <= KEYS, f"unknown keys {set(meta) - KEYS}"
    assert isinstance(meta["title"], str) and 20 <= len(meta["title"]) <= 120
    assert meta["source"] in SOURCES
    assert isinstance(meta["topics"], list) and 1 <= len(meta["topics"]) <= 5
    assert meta["facts_from"], "where the facts come from is missing"
    for fact in meta["facts_from"]:
        assert set(fact) in ({"outlet", "url"}, {"announcement"}), fact
        if "url" in fact:
            assert re.match(r"https?://\S+$", fact["url"]), fact
    if "copy_of" in meta:
        assert (path.parent / f"{meta['copy_of']}.md").exists(), "copy_of names no article"


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_date_agrees_with_file_name_and_text(path: Path) -> None:
    post = load(path)
    date = str(post["date"])
    assert re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", date), date
    assert path.stem.startswith(date + "-"), "the file name starts with the date"
    day = datetime.date.fromisoformat(date if len(date) == 10 else f"{date}-01")
    assert FIRST <= day <= LAST
    # A past event may be recalled and a plan announced, but not told as past before it happened.
    for year in map(int, re.findall(r"\b(?:fin|début|mi-|depuis|dès) ?(20\d\d)\b", post.content)):
        assert year <= day.year + 8
    years = {int(y) for y in re.findall(r"\b(20\d\d)\b", post.content)}
    assert not any(year > 2050 for year in years)


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_length_is_that_of_a_short_article(path: Path) -> None:
    post = load(path)
    count = len(words(post.content))
    top = 1000 if post.metadata.get("long") else 400
    assert 120 <= count <= top, f"{count} words"


TYPOGRAPHY = {
    "a straight apostrophe or quote": r"['\"]",
    "no no-break space before ; ! ?": r"[^\u202f\u00a0\s!?…][;!?]|[ \n][;!?]",
    "no no-break space before %": r"\d%|\d %",
    "no no-break space before a colon": r"[^\u00a0\d/s]:(?!//)|(?<!http)s:(?!//)| :",
    "no no-break space inside guillemets": r"«(?!\u00a0)|(?<!\u00a0)»",
    "an English decimal point": r"\d\.\d+\s?(?:%|milliard|million|€|\$)",
    "a currency sign before its amount": r"[$€£]\s?\d",
    "a space before a comma or full stop": r"\s[,.](?!\d)",
    "two spaces": r"  ",
    "three dots for an ellipsis": r"\.\.\.",
    "a capital A that lost its accent": r"(?:^|\. )A (?:la|l’|partir|noter|ce|cette|son|sa|leur|plus|peine|fin)\b",
}


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_french_typography(path: Path) -> None:
    post = load(path)
    text = f"{post['title']}\n{post.content}"
    assert text == unicodedata.normalize("NFC", text)
    for fault, pattern in TYPOGRAPHY.items():
        found = re.search(pattern, text, re.MULTILINE)
        assert not found, f"{fault}: …{text[max(0, found.start() - 25) : found.end() + 15]!r}"


def test_no_two_titles_are_the_same() -> None:
    titles = [" ".join(words(load(p)["title"])) for p in ARTICLES if "copy_of" not in load(p).metadata]
    assert len(titles) == len(set(titles)), {t for t in titles if titles.count(t) > 1}


def test_no_sentence_is_told_twice() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for path in ARTICLES:
        post = load(path)
        story = str(post.metadata.get("copy_of", path.stem))
        for sentence in sentences(post.content):
            if len(words(sentence)) >= SHARED_RUN:
                owners[" ".join(words(sentence))].add(story)
    assert not {s: o for s, o in owners.items() if len(o) > 1}


def shared_texts() -> list[str]:
    texts = [p.read_text() for p in sorted((SHARED / "seeds").glob("*.txt"))]
    documents = (SHARED / "eval" / "actu_ia_fr" / "documents.jsonl").read_text().splitlines()
    return texts + [json.loads(line)["text"] for line in documents]


@pytest.mark.skipif(not SHARED.exists(), reason="the development sets are not beside this checkout")
def test_no_sentence_is_copied_from_the_sources() -> None:
    runs = set()
    for text in shared_texts():
        tokens = words(text)
        runs.update(tuple(tokens[i : i + SHARED_RUN]) for i in range(len(tokens) - SHARED_RUN + 1))
    for path in ARTICLES:
        tokens = words(load(path).content)
        for i in range(len(tokens) - SHARED_RUN + 1):
            run = tuple(tokens[i : i + SHARED_RUN])
            assert run not in runs, f"{path.name}: {' '.join(run)}"
