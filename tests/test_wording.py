"""Denials, directions, bounds, relations to dates, conditionals and ranks."""

import pytest

from rag.wording import (
    bound_agrees,
    bound_before,
    denial_agrees,
    directions,
    is_conditional,
    is_hedged,
    ordinals,
    relation_agrees,
    relation_before,
)

DENIALS = [
    ("Amazon a commenté ces chiffres.", "Amazon n'a pas commenté ces chiffres.", False),
    ("Amazon n'a pas commenté ces chiffres.", "Amazon n'a pas commenté ces chiffres.", True),
    ("Amazon n'a pas commenté ces chiffres.", "Amazon a commenté ces chiffres.", False),
    ("Google a crû de 22 %.", "Google n'a crû que de 22 %.", True),
    ("ChatGPT retient 68 %.", "Il n'en retient plus que 68 %.", True),
    ("Altman est le directeur.", "Altman n'est plus le directeur.", False),
    ("Altman n'a pas reçu d'action.", "Altman n'a reçu aucune action.", True),
    ("Huit euros avec engagement.", "Huit euros, sans engagement.", False),
    ("Huit euros par mois.", "Huit euros par mois, sans engagement.", True),
    ("Meta paie 200 millions.", "Meta paie 200 millions et n'a pas commenté.", True),
    ("The firm did not deny it.", "The firm denied it, deny as it may.", False),
]


@pytest.mark.parametrize(("claim", "quote", "agrees"), DENIALS)
def test_denial(claim: str, quote: str, agrees: bool) -> None:
    assert denial_agrees(claim, quote) is agrees


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Les ventes ont progressé.", {"up"}),
        ("L'action a reculé.", {"down"}),
        ("Un repli de sa croissance", {"up", "down"}),
        ("Le bénéfice se monte à 3", set()),
        ("39 milliards (+73 %)", {"up"}),
        ("Shares fell", {"down"}),
        ("Rien ne bouge.", set()),
    ],
)
def test_directions(text: str, expected: set[str]) -> None:
    assert directions(text) == expected


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("plus de 8", "more"),
        ("au moins 8", "more"),
        ("un peu moins de 8", "less"),
        ("près de 8", "near"),
        ("jusqu'à 8", "up to"),
        ("au plus 8", "up to"),
        ("environ 8", ""),
        ("more than 8", "more"),
        ("on en a 8", ""),
    ],
)
def test_bounds(text: str, bound: str) -> None:
    assert bound_before(text, text.index("8")) == bound


def test_what_a_claim_may_do_to_a_bound() -> None:
    assert bound_agrees("", "more") and bound_agrees("near", "") and bound_agrees("up to", "up to")
    assert not bound_agrees("more", "") and not bound_agrees("more", "less") and not bound_agrees("", "up to")


@pytest.mark.parametrize(
    ("text", "relation"),
    [("avant 2026", "before"), ("d'ici à 2026", "before"), ("depuis 2026", "after"), ("pour 2026", "for"),
     ("pour le début de l'année 2026", "for"), ("en 2026", "")],
)  # fmt: skip
def test_relations(text: str, relation: str) -> None:
    assert relation_before(text, text.index("2026")) == relation


def test_what_a_claim_may_do_to_a_relation() -> None:
    assert relation_agrees("", "for") and relation_agrees("after", "after")
    assert (
        not relation_agrees("for", "") and not relation_agrees("", "before") and not relation_agrees("after", "before")
    )


def test_conditionals_and_hedges() -> None:
    assert is_conditional("Il aurait coûté cher.") and is_conditional("They might sell.")
    assert not is_conditional("Il espérait, il montrait, un portrait.")
    assert is_hedged("Selon UBS, 100 millions.") and not is_hedged("Il coûtera 3.") and not is_hedged("Il coûte 3.")


def test_ordinals() -> None:
    assert ordinals("Le premier, la seconde et le 3e") == {1, 2, 3}
    assert ordinals("rien") == set()
