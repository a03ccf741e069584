"""The independent check of citations, against claims that are right and wrong in known ways."""

import ast
from decimal import Decimal
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.dates import PartialDate
from corpus.text import Span, canonical, sentences
from corpus.typography import typeset
from rag import audit as module
from rag.audit import audit
from rag.audit_numbers import read_numbers
from rag.records import Citation, Claim
from tests.conftest import ROOT
from tests.test_verify_table import ROWS, load

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
    "Azure a progressé de 29 pour cent.", "Azure a progressé de vingt-neuf pour cent.", "Azure grew by 29 percent.",
    "Azure vaut 1,3 Md€.", "Azure vaut 1,3 milliard.", "Azure is worth €1.3 billion.",
    "Azure vaut 1 300 millions d’euros.", "Azure vaut 1 300 M€.", "Azure compte 12,000 salariés.",
    "Azure compte douze mille salariés.",
    "Les 12 000 salariés d’Azure progressent.", "Jusqu’ici, Azure a progressé.", "Dirigé par Nadella, Azure progresse.",
    "AZURE a progressé.", "SATYA NADELLA dirige Azure.", "Récemment, Azure a progressé.",
    "Portée par Azure, la société progresse.",
    "Le 2023-10-05, Azure progresse.", "Début octobre, Azure a progressé.", "Un pays a progressé.",
    "Vingt-neuf pays progressent.", "October 5, 2023: Azure grew.",
]  # fmt: skip
WRONG = [
    ("Azure a progressé de 35 %.", ("35 %",)), ("Azure pèse 1,4 milliard d’euros.", ("1,4 milliard d'euros",)),
    ("En 2024, Azure a progressé de 29 %.", ("2024",)), ("Azure devance Amazon.", ("Amazon",)),
    ("Azure emploie 12\u202f500 salariés de Google.", ("12 500", "Google")), ("Azure compte 12 salariés.", ("12",)),
    ("Azure a progressé de 5 %.", ("5 %",)), ("Azure a progressé de 10 %.", ("10 %",)),
    ("Azure a progressé de 0 %.", ("0 %",)), ("Azure a progressé de cinq pour cent.", ("cinq %",)),
    ("Azure a gagné 29 millions.", ("29 millions",)), ("Azure a gagné 29 millions d’euros.", ("29 millions d'euros",)),
    ("Azure a progressé de trente pour cent.", ("trente %",)), ("Azure compte trente pays.", ("trente",)),
    ("Nvidia a progressé de 29 %.", ("Nvidia",)), ("Satya Nadella et Nvidia progressent de 29 %.", ("Nvidia",)),
    ("Selon Microsoft : Nvidia a progressé.", ("Nvidia",)), ("Azure (Nvidia) a progressé.", ("Nvidia",)),
    ("Azure vaut 1,3 million d’euros.", ("1,3 million d'euros",)), ("Azure vaut 1.3 trillion.", ("1.3 trillion",)),
    ("Azure vaut 1,3 milliard de dollars.", ("1,3 milliard de dollars",)), ("Azure coûte 29 euros.", ("29 euros",)),
    ("Azure vaut de 1 à 1,3 milliard d’euros.", ("1",)), ("Azure compte 2023 % de plus.", ("2023 %",)),
    ("En novembre 2023, Azure a progressé.", ("novembre",)), ("Le 6 octobre 2023, Azure a progressé.", ("6",)),
    ("Azure-2 a progressé.", ("Azure-2",)), ("Azure est au troisième rang.", ("troisieme",)),
    ("Azure compte 10 pays.", ("10",)), ("Azure compte 12 000 % de salariés.", ("12 000 %",)),
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
    assert found.right_citations == 0 and found.supported == 0 and found.unsupported == ("29 %", "Azure")


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
    assert (found.claims, found.supported, found.citations, found.unsupported) == (2, 1, 3, ("7 %",))
    assert audit([], {}.get) == module.Audit(0, 0, 0, 0, ())


@pytest.mark.parametrize(
    ("words", "number"),
    [("seize", 16), ("vingt-neuf", 29), ("soixante-dix", 70), ("quatre-vingts", 80), ("deux cents", 200), ("sept", 7),
     ("cent vingt", 120), ("trois mille", 3000), ("vingt et un", 21), ("quatre-vingt-dix", 90), ("7,800", 7800),
     ("quatre-vingt-dix-sept", 97), ("soixante et onze", 71), ("mille deux cents milliards", 12 * 10**11),
     ("deux millions et demi", 2_500_000), ("cinq ans et demi", Decimal("5.5")),
     ("trois cent mille", 300_000), ("one hundred and twenty", 120),
     ("vingt-troisième", 23), ("3e", 3), ("T3", 3), ("1.3bn", 1_300_000_000), ("deux mille vingt-trois", 2023)],
)  # fmt: skip
def test_values(words: str, number: Decimal) -> None:
    (found,) = read_numbers(f"Il y a {words} ici.")
    assert found.values == {number}


@pytest.mark.parametrize("text", ["GPT-4 et R1", "des millions d’usagers", "pas de chiffre", "Mixtral-8"])
def test_no_numbers(text: str) -> None:
    assert read_numbers(text) == []


def test_linked_numbers_share_their_unit() -> None:
    low, high = read_numbers("de 20 à 30 millions d’euros")
    assert low.unit == high.unit == "€" and 20_000_000 in low.values
    assert [number.unit for number in read_numbers("de 26 à 29 %, contre 12 pays")] == ["%", "%", "thing"]
    assert [number.unit for number in read_numbers("6,6 milliards de dollars, valeur 157 milliards")] == ["$", "$"]


@pytest.mark.parametrize("path", sorted((ROOT / "corpus" / "articles").glob("*.md")), ids=lambda path: path.stem)
def test_every_sentence_supports_itself(path: Path) -> None:
    article = load(path.name)
    for span in sentences(article.text):
        said = Citation(1, article.id, "", None, None, None, span.of(article.text), span.start, span.end)
        found = audit([Claim(typeset(said.quote), (said,))], {article.id: article}.get)
        assert found.supported == 1 and found.unsupported == (), said.quote


def test_the_table_of_claims() -> None:
    """Beside the sentence that is meant, few right claims lack a number or name, and many of the wrong ones do.

    Without the reworded rows, whose claims often take a name or date from elsewhere in the article.
    """
    rows = [row for row in ROWS if len(row["articles"]) == 1 and row["part"] != "reworded"]
    right, wrong = ([unsupported_in_table(row) for row in rows if row["stands"] is stands] for stands in (True, False))
    print(f"unsupported: {sum(map(bool, right))} of {len(right)} right, {sum(map(bool, wrong))} of {len(wrong)} wrong")
    assert sum(map(bool, right)) <= 0.1 * len(right), [found for found in right if found]
    assert sum(map(bool, wrong)) >= 0.4 * len(wrong)


def unsupported_in_table(row: dict[str, str]) -> tuple[str, ...]:
    article = load(row["articles"][0])
    place = article.text.find(canonical(row["quote"]))
    quoted = next((s for s in sentences(article.text) if s.start <= place < s.end), Span(0, 0))
    said = Citation(1, article.id, article.title, None, None, str(article.published), quoted.of(article.text),
                    quoted.start, quoted.end)  # fmt: skip
    return audit([Claim(canonical(row["claim"]), (said,))], {article.id: article}.get).unsupported


def test_it_shares_nothing_with_what_it_judges() -> None:
    files = [Path(str(module.__file__)).with_name(f"{name}.py") for name in ("audit", "audit_numbers")]
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    imported = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    assert imported == {
        "collections.abc",
        "dataclasses",
        "decimal",
        "corpus.article",
        "rag.audit_numbers",
        "rag.records",
    }
    assert plain == {"re", "unicodedata"}
