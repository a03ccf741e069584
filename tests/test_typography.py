"""French typography of what Vigie writes."""

import pytest

from corpus.text import canonical
from corpus.typography import typeset

N, W = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("plain", "french"),
    [
        ("Qu'est-ce ?", f"Qu’est-ce{N}?"),
        ("Non ! Vraiment ?!", f"Non{N}! Vraiment{N}?!"),
        ("29 % et 3%.", f"29{N}% et 3{N}%."),
        ("Il dit : « Oui ».", f"Il dit{W}: «{W}Oui{W}»."),
        ("«Oui !»", f"«{W}Oui{N}!{W}»"),
        ("3 900 entreprises", f"3{N}900 entreprises"),
        ("1 300 000", f"1{N}300{N}000"),
        ("1,3 milliard d'euros", f"1,3{W}milliard d’euros"),
        ("30 $ et 5 €", f"30{W}$ et 5{W}€"),
        ("en 2023 200 sociétés ont vendu", "en 2023 200 sociétés ont vendu"),
        ("à 12:30, https://a.example/?q=1", "à 12:30, https://a.example/?q=1"),
        ("", ""),
    ],
)
def test_typeset(plain: str, french: str) -> None:
    assert typeset(plain) == french
    assert typeset(french) == french
    assert canonical(french) == canonical(french.replace(N, " ").replace(W, " "))
