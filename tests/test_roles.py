"""Who does what to whom, who speaks: names may not change places between a claim and its quote."""

import pytest

from rag.roles import exchanged, told_of_another
from rag.zones import read


@pytest.mark.parametrize(
    ("claim", "quote", "changed"),
    [
        ("La licence prévoit que les réponses servent à améliorer Llama.",
         "Les réponses de Llama servent à améliorer d'autres modèles.", True),
        ("Google reproche à Disney une violation.", "À Google, Disney reproche une violation.", True),
        ("Ted Sarandos pour Disney et Bob Iger pour Netflix étaient présents.",
         "Bob Iger pour Disney et Ted Sarandos pour Netflix étaient présents.", True),
        ("La part d'OpenAI dans Microsoft inquiète.", "La part de Microsoft dans OpenAI inquiète.", True),
        ("La part de Microsoft dans OpenAI inquiète.", "La part de Microsoft dans OpenAI inquiète.", False),
        ("OpenAI loue de la puissance à Amazon.", "OpenAI va louer à Amazon de la puissance de calcul.", False),
        ("Les plaintes déposées par OpenAI sont instruites.", "Les plaintes contre OpenAI sont instruites.", True),
        ("Charles Kantor, qui a participé à AlphaGo, dirige H.",
         "Charles Kantor dirige H. Laurent Sifre, qui a participé à AlphaGo, occupe la direction technique.", True),
        ("Laurent Sifre, qui a participé à AlphaGo, est le directeur technique.",
         "Charles Kantor dirige H. Laurent Sifre, qui a participé à AlphaGo, occupe la direction technique.", False),
        ("GPT-4 devance Gemini.", "Gemini est devancé par GPT-4.", False),
    ],
)  # fmt: skip
def test_names_keep_their_places(claim: str, quote: str, changed: bool) -> None:
    context = f"{claim} {quote}"
    assert exchanged(read(claim, context), [read(quote, context)]) is changed


@pytest.mark.parametrize(
    ("claim", "sentence", "another"),
    [
        ("Renaud Lefebvre parle de vol.", "Maïa Bensimon, déléguée générale, parle de vol.", True),
        ("Pour Nvidia, R1 est impressionnant.", "Pour Sam Altman, R1 est impressionnant.", True),
        ("Pour Sam Altman, R1 est impressionnant.", "Pour Sam Altman, R1 est impressionnant.", False),
        ("Maïa Bensimon parle de vol.", "Maïa Bensimon, déléguée générale, parle de vol.", False),
    ],
)
def test_a_sentence_about_another_proves_nothing(claim: str, sentence: str, another: bool) -> None:
    context = f"{claim} {sentence}"
    assert told_of_another(read(claim, context), read(sentence, context)) is another
