"""The independent check of citations, against claims that are right and wrong in known ways."""

import ast
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.dates import PartialDate
from rag import audit as module
from rag.audit import audit
from rag.records import Citation, Claim

TEXT = "Azure a progressé de 29 %, à 1,3 milliard d'euros. Satya Nadella dirige vingt-neuf pays et 12 000 salariés."
ARTICLE = Article("a", "Les comptes de Microsoft", TEXT, published=PartialDate(2023, 10, 5))


def cite(quote: str = TEXT, start: int = 0, article_id: str = "a") -> Citation:
    return Citation(1, article_id, ARTICLE.title, None, None, "2023-10-05", quote, start, start + len(quote))


def check(text: str, *citations: Citation) -> module.Audit:
    return audit([Claim(text, citations or (cite(),))], {"a": ARTICLE}.get)


RIGHT = [
    "Azure a progressé de 29 %.", "Le chiffre d’affaires d’Azure atteint 1,3 milliard d’euros.",
    "En octobre 2023, Azure a progressé de 29\u202f%.", "Selon Microsoft, Azure a progressé.",
    "Azure, dirigé par Satya Nadella, compte 12\u202f000 salariés.", "Nadella dirige 29 pays.",
    "Le 5 octobre 2023, Azure a progressé de 29 %.", "L’IA d’Azure a progressé.", "In October 2023, Azure grew 29 %.",
]  # fmt: skip
WRONG = [
    ("Azure a progressé de 35 %.", ("35",)), ("Azure pèse 1,4 milliard d’euros.", ("1.4",)),
    ("En 2024, Azure a progressé de 29 %.", ("2024",)), ("Azure devance Amazon.", ("Amazon",)),
    ("Azure emploie 12\u202f500 salariés de Google.", ("12500", "Google")), ("Azure compte 12 salariés.", ("12",)),
]  # fmt: skip


@pytest.mark.parametrize("text", RIGHT)
def test_supported(text: str) -> None:
    found = check(text)
    assert found.unsupported == () and found.supported == found.claims == 1


@pytest.mark.parametrize(("text", "missing"), WRONG)
def test_unsupported(text: str, missing: tuple[str, ...]) -> None:
    found = check(text)
    assert found.unsupported == missing and found.supported == 0 and found.citations == 1


@pytest.mark.parametrize(
    "citation", [cite(start=1), cite("Azure a reculé de 29 %."), cite(article_id="b"), cite("", 3), cite(TEXT + "?")]
)
def test_a_quote_that_does_not_stand_there(citation: Citation) -> None:
    found = check("Azure a progressé de 29 %.", citation)
    assert found.right_citations == 0 and found.supported == 0 and found.unsupported == ("29",)


def test_a_quote_about_something_else() -> None:
    quote = "Satya Nadella dirige"
    found = check("Les ventes progressent fortement partout.", cite(quote, TEXT.index(quote)))
    assert (found.citations, found.right_citations, found.unsupported) == (1, 0, ())


def test_several_claims_and_quotes() -> None:
    first, second = cite("Azure a progressé de 29 %", 0), cite("12 000 salariés", TEXT.index("12 000"))
    made = [
        Claim("Azure a progressé de 29 % et compte 12 000 salariés.", (first, second)),
        Claim("Azure : 7 %", (first,)),
    ]
    found = audit(made, {"a": ARTICLE}.get)
    assert (found.claims, found.supported, found.citations, found.unsupported) == (2, 1, 3, ("7",))
    assert audit([], {}.get) == module.Audit(0, 0, 0, 0, ())


@pytest.mark.parametrize(
    ("words", "number"),
    [("seize", "16"), ("vingt-neuf", "29"), ("soixante-dix", "70"), ("quatre-vingts", "80"), ("deux cents", "200"),
     ("cent vingt", "120"), ("trois mille", "3000"), ("vingt et un", "21"), ("quatre-vingt-dix", "90")],
)  # fmt: skip
def test_numbers_in_words(words: str, number: str) -> None:
    assert number in module._numbers(f"Il y en a {words} ici.")


def test_it_shares_nothing_with_what_it_judges() -> None:
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= {"collections.abc", "dataclasses", "corpus.article", "rag.records"}
