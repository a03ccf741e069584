"""Which quotes prove a sentence: right and wrong claims about one article."""

import pytest

from corpus.article import Article
from corpus.dates import PartialDate
from corpus.text import Span
from rag.claims import split_claims
from rag.faults import coverage
from rag.quotes import Quote, candidate_quotes
from rag.verify import verify

TEXT = """Entre juillet et septembre, le cloud Azure de Microsoft a enregistré une accélération de sa croissance, et \
son chiffre d'affaires a progressé de 29 % par rapport à l'année précédente. La division cloud de Google a accusé un \
repli de sa croissance, tombée à 22 % sur le trimestre. Amazon n'a pas commenté ces chiffres.
Plus de 800 entreprises locales sur 3 900 utiliseraient les solutions d'IA de Microsoft. Forms Syntron a adopté cette \
technologie, déclare son PDG, Alex Chen. Le groupe a levé 1,3 milliard de dollars auprès de Lightspeed. Deux cents \
millions de personnes s'en servent chaque semaine."""
ARTICLE = Article("a", "Le nuage accélère, les rivaux ralentissent", TEXT, published=PartialDate(2023, 10))
RAISED = "La jeune pousse a levé 105 millions d'euros auprès du fonds Lightspeed. Elle recrute vingt chercheurs."
OTHER = Article("b", "Mistral AI lève 105 millions d'euros", RAISED, published=PartialDate(2023, 6, 13))
QUOTES = candidate_quotes([(a, Span(0, len(a.text))) for a in (ARTICLE, OTHER)])

RIGHT = [
    ("Le chiffre d'affaires d'Azure a progressé de 29 %.", "Entre juillet"),
    ("Entre juillet et septembre, Azure a progressé de 29% par rapport à l'année précédente.", "Entre juillet"),
    ("Le chiffre d'affaires d'Azure a progressé de vingt-neuf pour cent.", "Entre juillet"),
    ("La croissance de Google est tombée à 22 %.", "La division"),
    ("Amazon n'a pas commenté ces chiffres.", "Amazon"),
    ("Plus de 800 entreprises utiliseraient les solutions d'IA de Microsoft.", "Plus de 800"),
    ("800 entreprises sur 3900 utiliseraient les solutions de Microsoft.", "Plus de 800"),
    ("Huit cents entreprises utiliseraient les solutions de Microsoft.", "Plus de 800"),
    ("Alex Chen est le PDG de Forms Syntron.", "Forms Syntron"),
    ("Le PDG de Forms Syntron est Alex Chen.", "Forms Syntron"),
    ("Le groupe a levé 1,3 milliard de dollars auprès de Lightspeed.", "Le groupe"),
    ("Le groupe a levé 1 300 millions de dollars auprès de Lightspeed.", "Le groupe"),
    ("Le groupe a levé $1.3 billion auprès de Lightspeed.", "Le groupe"),
    ("Le groupe a levé 1,3 Md$ auprès de Lightspeed.", "Le groupe"),
    ("200 millions de personnes s'en servent.", "Deux cents"),
    ("En octobre 2023, Azure a progressé de 29 %.", "Entre juillet"),
    ("En 2023, plus de 800 entreprises locales utiliseraient les solutions de Microsoft.", "Plus de 800"),
    ("Le 13 juin 2023, Mistral AI a levé 105 millions d'euros.", "La jeune pousse"),
    ("Mistral AI a levé 105 M€ auprès de Lightspeed.", "La jeune pousse"),
    ("Mistral AI recrute 20 chercheurs.", "Elle recrute"),
    ("Une division de Google a accusé un repli de croissance.", "La division"),
]
WRONG = [
    ("Le chiffre d'affaires d'Azure a progressé de 30 %.", "nombre"),
    ("Le chiffre d'affaires d'Azure a progressé de 2,9 %.", "nombre"),
    ("Plus de 900 entreprises utiliseraient les solutions d'IA de Microsoft.", "nombre"),
    ("Plus de 80 entreprises utiliseraient les solutions d'IA de Microsoft.", "nombre"),
    ("Plus de 800 000 entreprises utiliseraient les solutions d'IA de Microsoft.", "nombre"),
    ("Le groupe a levé 1,3 million de dollars auprès de Lightspeed.", "nombre"),
    ("Le groupe a levé 1,3 milliard d'euros auprès de Lightspeed.", "nombre"),
    ("Le chiffre d'affaires d'Azure a progressé de 29 points.", "nombre"),
    ("Le chiffre d'affaires d'Azure a progressé de 29 dollars.", "nombre"),
    ("Deux millions de personnes s'en servent chaque semaine.", "nombre"),
    ("2 personnes s'en servent chaque semaine.", "nombre"),
    ("Plus de 29 entreprises ont progressé par rapport à l'année précédente.", "nombre"),
    ("Plus de 10 entreprises locales utiliseraient les solutions d'IA de Microsoft.", "nombre"),
    ("Le 10 octobre 2023, le cloud Azure de Microsoft a enregistré une accélération.", "date"),
    ("En octobre 2024, le cloud Azure a progressé de 29 %.", "date"),
    ("Forms Syntron a levé 105 millions d'euros.", "n"),
    ("Mistral AI a levé 1,3 milliard de dollars.", "n"),
    ("Le PDG de Forms Syntron est Sam Altman.", "nom"),
    ("Le PDG de Forms Syntron est Bob Chen.", "nom"),
    ("Le cloud Bleu de Microsoft a progressé de 29 %.", "nom"),
    ("Plus de 800 entreprises utiliseraient les solutions d'IA d'OpenAI.", "n"),
    ("Anthropic a adopté cette technologie.", "nom"),
    ("Tencent a accusé un repli de sa croissance, tombée à 22 % sur le trimestre.", "nom"),
    ("Le chiffre d'affaires d'Azure n'a pas progressé de 29 %.", "négation"),
    ("Selon Amazon, ces chiffres ont été commentés.", "n"),
    ("Alex Chen n'est pas le PDG de Forms Syntron.", "négation"),
    ("Forms Syntron never adopted cette technologie.", "négation"),
    ("Le marché mondial des serveurs reste très incertain.", "mots"),
]


@pytest.mark.parametrize(("claim", "start"), RIGHT)
def test_right_claims(claim: str, start: str) -> None:
    verdict = verify(claim, QUOTES)
    assert len(verdict.quotes) == 1, verdict.why
    assert verdict.quotes[0].text.startswith(start)
    assert verdict.quotes[0].text in verdict.quotes[0].article.text


@pytest.mark.parametrize(("claim", "why"), WRONG)
def test_wrong_claims(claim: str, why: str) -> None:
    verdict = verify(claim, QUOTES)
    assert not verdict.quotes, verdict.quotes[0].text
    assert why in verdict.why


@pytest.mark.parametrize("claim", ["", "…", "Oui."])
def test_nothing_claimed_is_not_proved(claim: str) -> None:
    assert not verify(claim, QUOTES).quotes


def test_no_quote_at_all() -> None:
    verdict = verify("Azure a progressé.", [])
    assert not verdict.quotes and verdict.why


def test_the_shortest_of_equal_quotes_is_cited() -> None:
    verdict = verify("Amazon n'a pas commenté ces chiffres.", QUOTES)
    assert [quote.text for quote in verdict.quotes] == ["Amazon n'a pas commenté ces chiffres."]


def test_candidate_quotes_are_one_or_two_sentences_of_the_part() -> None:
    part = Span(TEXT.index("Amazon"), len(TEXT))
    quotes = candidate_quotes([(ARTICLE, part)])
    assert [q.text[:6] for q in quotes] == [
        "Amazon",
        "Plus d",
        "Forms ",
        "Le gro",
        "Deux c",
        "Amazon",
        "Plus d",
        "Forms ",
        "Le gro",
    ]
    assert all(part.start <= q.span.start < q.span.end <= part.end for q in quotes)


def test_coverage() -> None:
    quote = Quote(ARTICLE, Span(0, TEXT.index(" La division")))
    assert coverage("Azure a progressé", quote) == 1
    assert coverage("tarte aux pommes", quote) == coverage("", quote) == 0
    assert coverage("le nuage des rivaux", quote) == 1, "the title counts"


@pytest.mark.parametrize(
    ("draft", "claims"),
    [
        ("Un point [1]. Deux [1][2], suite.", ["Un point.", "Deux, suite."]),
        ("Un point [1, 2]. Deux [1-3], suite [4", ["Un point.", "Deux, suite"]),
        ("Voici :\n- Un.\n- Deux.\nTrois.", ["Voici : Un.", "Voici : Deux.", "Trois."]),
        ("- Un.\n* Deux.\n• Trois\n1. Quatre.\n2) Cinq.", ["Un.", "Deux.", "Trois", "Quatre.", "Cinq."]),
        ("**Azure** a progressé [12], [3].", ["Azure a progressé."]),
        ("[1]\n\n…\n", []),
        ("1,3 milliard. 2023 aussi.", ["1,3 milliard.", "2023 aussi."]),
        ("", []),
    ],
)
def test_split_claims(draft: str, claims: list[str]) -> None:
    assert split_claims(draft) == claims
