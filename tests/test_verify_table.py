"""Right and wrong claims about the bundled articles, from tests/data/verification.jsonl: who stands, who falls.

Each row names the articles whose passages are at hand, words of the passage that is meant, and the claim. The rows
of the part "unseen" were written with the others and looked at only after the checks were made; those of the part
"reworded" are far from the text if right, and a word or two away from it if wrong (docs/results.md).
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import frontmatter
import pytest

from corpus.article import Article
from corpus.dates import PartialDate
from corpus.text import Span, canonical
from rag.faults import fault_of
from rag.quotes import candidate_quotes
from rag.verify import verify
from tests.conftest import ROOT

TABLE = Path(__file__).parent / "data" / "verification.jsonl"
ROWS = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]
FLOORS = {"known": (0.97, 0.9), "unseen": (0.9, 0.75), "reworded": (0.8, 0.35)}  # precision, recall


@dataclass
class Score:
    """How many right and wrong claims stood and fell."""

    right: int
    right_kept: int
    wrong_kept: int

    @property
    def precision(self) -> float:
        return self.right_kept / (self.right_kept + self.wrong_kept)

    @property
    def recall(self) -> float:
        return self.right_kept / self.right


@cache
def load(article_id: str) -> Article:
    post = frontmatter.load(str(ROOT / "corpus" / "articles" / article_id))
    published = PartialDate.parse(str(post["date"]))
    return Article(article_id, canonical(str(post["title"])), canonical(post.content), published=published)


@cache
def stood() -> dict[str, bool]:
    """Return for each row whether the claim was proved; every quote of a proof is verbatim."""
    proved = {}
    for row in ROWS:
        quotes = verify(
            row["claim"], candidate_quotes([(a, Span(0, len(a.text))) for a in map(load, row["articles"])])
        ).quotes
        assert all(quote.text in quote.article.text for quote in quotes)
        proved[row["id"]] = bool(quotes)
    return proved


def score(part: str) -> Score:
    rows = [row for row in ROWS if row["part"] == part]
    kept = [row for row in rows if stood()[row["id"]]]
    right = sum(row["stands"] for row in kept)
    return Score(sum(row["stands"] for row in rows), right, len(kept) - right)


def test_the_table_is_large_balanced_and_about_the_corpus() -> None:
    assert len(ROWS) == len({row["id"] for row in ROWS}) >= 1_000
    assert 0.4 <= sum(row["stands"] for row in ROWS) / len(ROWS) <= 0.6
    assert all(any(canonical(row["quote"]) in load(i).text + load(i).title for i in row["articles"]) for row in ROWS)


@pytest.mark.parametrize("part", FLOORS)
def test_precision_and_recall(part: str) -> None:
    found = score(part)
    print(f"{part}: {found}, precision {found.precision:.3f}, recall {found.recall:.3f}")
    precision, recall = FLOORS[part]
    assert found.precision >= precision and found.recall >= recall


@pytest.mark.parametrize(
    "row", [row for row in ROWS if not row["stands"] and row["part"] != "reworded"], ids=lambda row: row["id"]
)
def test_no_wrong_number_or_name_stands(row: dict[str, str]) -> None:
    assert not stood()[row["id"]], row["claim"]


@pytest.mark.parametrize("article", sorted({row["articles"][0] for row in ROWS})[::8])
def test_what_is_copied_whole_contradicts_nothing(article: str) -> None:
    """A sentence, or two neighbours, as the claim on themselves: at worst they say too little, as "- Intel" does.

    Of single sentences, the checks agree without the shortcut for copies too.
    """
    quotes = candidate_quotes([(load(article), Span(0, len(load(article).text)))])
    whole = {fault_of(quote.text, quote) for quote in quotes}
    unstopped = {fault_of(quote.text[:-1], quote) for quote in quotes if re.fullmatch(r"[^.!?;\n]+\.", quote.text)}
    assert whole | unstopped <= {"", "trop peu de ses mots sont dans les sources"}
