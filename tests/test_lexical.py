"""BM25 search: filters inside the search, typos, updates and removals."""

from datetime import date
from pathlib import Path

import pytest

from corpus.article import Article
from index.lexical import LexicalIndex
from index.passage import Filters, Passage
from index.split import split

NONE = Filters()


def add(index: LexicalIndex, article: Article, row: int) -> None:
    index.add(article, [(row, Passage("p", article.id, 0, len(article.text), article.text))])


@pytest.fixture
def index(tmp_path: Path, articles: dict[str, Article]) -> LexicalIndex:
    made = LexicalIndex(tmp_path / "lexical")
    for row, article in enumerate(articles.values()):
        made.add(article, [(row, passage) for passage in split(article, lambda text: len(text.split()))])
    made.commit()
    return made


def found(index: LexicalIndex, articles: dict[str, Article], question: str, filters: Filters = NONE) -> list[str]:
    ids = list(articles)
    return [ids[match.row] for match in index.search(question, 10, filters)]


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("Qui est le PDG de Forms Syntron ?", "hong-kong.md"),
        ("croissance d'Azure", "azure.md"),
        ("CEO de Syntron", "hong-kong.md"),
        ("capitalisation de 5 000 Md$", "nvidia.md"),
        ("105 M€", "mistral.md"),
        ("capitalisatoin bousière", "nvidia.md"),
        ("le patron de Syntorn", "hong-kong.md"),
        ("ouvrir a paris", "anthropic.md"),
    ],
)
def test_best_match(index: LexicalIndex, articles: dict[str, Article], question: str, best: str) -> None:
    assert found(index, articles, question)[0] == best


@pytest.mark.parametrize("question", ["", "qui est le", "🙂", "zzzzzzz", "tarte aux pommes"])
def test_no_match(index: LexicalIndex, articles: dict[str, Article], question: str) -> None:
    assert found(index, articles, question) == []


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(since=date(2023, 10, 1)), {"azure.md", "hong-kong.md", "nvidia.md"}),
        (Filters(since=date(2023, 10, 25)), {"azure.md", "nvidia.md"}),
        (Filters(until=date(2023, 6, 13)), {"mistral.md"}),
        (Filters(until=date(2023, 6, 12)), set()),
        (Filters(date(2023, 10, 1), date(2023, 10, 31)), {"azure.md", "hong-kong.md"}),
        (Filters(sources=("Nuages",)), {"azure.md", "hong-kong.md"}),
        (Filters(sources=("Nuages", "Marchés")), {"azure.md", "hong-kong.md", "mistral.md", "nvidia.md"}),
        (Filters(since=date(2024, 1, 1), sources=("Nuages",)), set()),
        (Filters(sources=("nuages",)), set()),
    ],
)
def test_filters(index: LexicalIndex, articles: dict[str, Article], filters: Filters, expected: set[str]) -> None:
    question = "Azure Hong Kong Mistral Nvidia Anthropic"
    assert set(found(index, articles, question, filters)) == expected
    assert len(found(index, articles, question)) == 5


def test_filters_apply_before_the_best_are_chosen(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path / "lexical")
    for row in range(50):
        add(index, Article(f"a{row}", "Puces", "Puces puces puces.", source="A"), row)
    add(index, Article("b", "Divers", "Un long texte sur tout et rien, où le mot puces se lit.", source="B"), 50)
    index.commit()
    assert [match.row for match in index.search("puces", 1, Filters(sources=("B",)))] == [50]


def test_the_k_best_first(index: LexicalIndex) -> None:
    matches = index.search("Azure Hong Kong Microsoft chiffres entreprise", 2, NONE)
    assert len(matches) == 2 and matches[0].score >= matches[1].score > 0


def test_update_and_removal(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path / "lexical")
    add(index, Article("a b/c.md", "Puces", "Des puces."), 1)
    add(index, Article("a", "Serveurs", "Des serveurs."), 2)
    index.commit()
    index.remove(["a b/c.md", "absent"])
    add(index, Article("a b/c.md", "Câbles", "Des câbles."), 3)
    index.commit()
    assert len(index) == 2
    assert index.search("puces", 5, NONE) == []
    assert [m.row for m in index.search("câbles", 5, NONE)] == [3]
    assert [m.row for m in LexicalIndex(tmp_path / "lexical").search("serveurs", 5, NONE)] == [2]


def test_nothing_is_visible_before_commit(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path / "lexical")
    add(index, Article("a", "Puces", "Des puces."), 1)
    assert len(index) == 0 and LexicalIndex(tmp_path / "lexical").search("puces", 5, NONE) == []


def test_idf_is_larger_for_rarer_terms(index: LexicalIndex) -> None:
    assert index.idf("zzz") > index.idf("azur") > index.idf("dollar") - 1 >= -1
    assert index.idf("azur") > 0
