"""Our own claims (tools/written/claims): what each says of an article, and whether the article proves it."""

import json
from pathlib import Path

from api.evaluation import documents_of
from api.wiring import bundled_corpus
from corpus.loaders import load_root
from tools.reader_data import NEWS, ONLY_TRAIN, WRITTEN, article_of, split_of

ROWS = [json.loads(line) for line in (WRITTEN / "claims" / "claims.jsonl").read_text(encoding="utf-8").splitlines()]


def one_line(text: str) -> str:
    return text.replace("\n", " ")


def texts(folder: Path) -> dict[str, str]:
    return {article.id: one_line(article.text) for article in load_root(folder).articles}


def test_every_claim_has_its_words_in_its_document() -> None:
    documents = texts(bundled_corpus())
    for folder in (NEWS, *ONLY_TRAIN):
        documents |= texts(documents_of(folder))
    lost = [row for row in ROWS if one_line(row["quote"]) not in documents[row["document"]]]
    assert not lost and len(ROWS) >= 27_000


def test_half_of_them_stand_in_every_document() -> None:
    assert 0.49 < sum(row["stands"] for row in ROWS) / len(ROWS) < 0.51
    assert len({(row["document"], row["claim"]) for row in ROWS}) == len(ROWS)
    found = {(row["document"], row["stands"]) for row in ROWS}
    assert len(found) == 2 * len({row["document"] for row in ROWS})


def test_bundled_articles_are_those_of_the_training_split() -> None:
    bundled = {row["document"] for row in ROWS if row["document"].endswith(".md")}
    assert len(bundled) > 100 and {split_of(article_of(document)) for document in bundled} == {"train"}
