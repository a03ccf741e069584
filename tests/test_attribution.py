"""Whose words a claim reports."""

import pytest

from rag.attribution import attributed_to_another


@pytest.mark.parametrize(
    ("claim", "sentence", "another"),
    [
        (
            "Pour OpenAI, un avertissement ne suffit pas.",
            "Pour des spécialistes, un avertissement ne suffit pas.",
            True,
        ),
        ("Selon Reuters, l'accord est signé.", "L'accord est signé, d'après l'AFP.", True),
        ("Selon Reuters, l'accord est signé.", "L'accord est signé, selon Reuters.", False),
        ("Selon OpenAI, l'accord est signé.", "Selon l'entreprise, l'accord est signé.", False),
        ("Selon OpenAI, l'accord est signé.", "L'accord est signé.", False),
        ("Pour entraîner son modèle, Meta a tout lu.", "Selon Reuters, Meta a tout lu.", False),
    ],
)
def test_words_keep_their_source(claim: str, sentence: str, another: bool) -> None:
    assert attributed_to_another(claim, sentence) is another
