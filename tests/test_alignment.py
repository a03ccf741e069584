"""A claim laid beside the sentence that it nearly copies."""

import pytest

from corpus.text import sentences
from rag.alignment import displaced
from rag.zones import read


@pytest.mark.parametrize(
    ("claim", "quote", "is_displaced"),
    [
        ("Un dirigeant a pris le visage d'un escroc pour réclamer un virement.",
         "Un escroc a pris le visage d'un dirigeant pour réclamer un virement.", True),
        ("Les comptes sans abonnement passent par Opus.",
         "Les comptes sans abonnement passent par Sonnet. La formule Pro garde Opus.", True),
        ("En Californie lundi, un juge a confirmé l'obligation.",
         "À New York lundi, un juge a confirmé l'obligation ; en Californie, un procès s'ouvre.", True),
        ("L'action d'Oracle a pris près de 4 % dans la foulée.",
         "L'action du fabricant a pris près de 4 % dans la foulée. Oracle a dévoilé des sites.", True),
        ("L'action de Nvidia a pris près de 4 % dans la foulée.",
         "L'action du fabricant a pris près de 4 % dans la foulée. Oracle a dévoilé des sites.", False),
        ("Oracle s'est effondré de 14 %.", "Broadcom s'est effondré de 17 % et Oracle de 14 %.", False),
        ("Les comptes sans abonnement passent par Sonnet.",
         "Les comptes sans abonnement passent par Sonnet. La formule Pro garde Opus.", False),
        ("Un escroc a emprunté le visage d'un dirigeant.",
         "Un escroc a pris le visage d'un dirigeant pour réclamer un virement.", False),
    ],
)  # fmt: skip
def test_nothing_stands_in_the_place_of_another(claim: str, quote: str, is_displaced: bool) -> None:
    context = f"Nvidia en Bourse. {quote}"
    first = sentences(quote)[0].of(quote)
    before = f"Nvidia en Bourse. {first}"
    assert displaced(read(claim, context), read(first, context), read(quote, context), before) is is_displaced
