"""Opposites: what a claim may not say where its quote only says the contrary."""

import pytest

from rag.opposites import opposed, tops, widened


@pytest.mark.parametrize(
    ("claim", "quote", "contrary"),
    [
        ("Le texte a été adopté.", "Le texte a été rejeté.", True),
        ("Le texte a été adopté.", "Une proposition de loi déposée au Sénat.", True),
        ("La limite augmente par temps de pluie.", "Par temps de pluie, la limite redescend.", True),
        ("Les données ont été publiées.", "Les données restent secrètes.", True),
        ("Le modèle peut être téléchargé.", "Le modèle est encore en formation.", True),
        ("Le projet a quitté la phase d'essai.", "Le projet demeure en phase d'essai.", True),
        ("OpenAI vend de la puissance à Amazon.", "OpenAI loue de la puissance à Amazon.", True),
        ("La moitié haute de la fourchette.", "La moitié basse de la fourchette.", True),
        ("Le modèle fait moins bien que les autres.", "Le modèle fait mieux que les autres.", True),
        ("Un résumé apparaît plus souvent.", "Un résumé apparaît moins souvent.", True),
        ("Tous les clients paieront.", "Certains clients paieront.", True),
        ("Elle est sortie au lendemain du salon.", "Elle est sortie à la veille du salon.", True),
        ("L'outil sera bientôt banni.", "L'outil est déjà banni.", True),
        ("L'enquête est achevée.", "L'enquête reste ouverte.", True),
        ("Les accords sont antérieurs au modèle.", "Les accords sont postérieurs au modèle.", True),
        ("L'offre comprend Sora.", "En est absent Sora.", True),
        ("La perte annuelle.", "La perte trimestrielle.", True),
        ("Le texte a été adopté.", "Le texte, d'abord rejeté, a été adopté.", False),
        ("La hausse est forte.", "Le titre bondit.", False),
        ("Le modèle fait mieux que les autres.", "Le modèle fait mieux que les autres.", False),
    ],
)
def test_one_side_is_not_proved_by_the_other(claim: str, quote: str, contrary: bool) -> None:
    assert opposed(claim, quote) is contrary


def test_one_of_the_most_is_not_the_most() -> None:
    assert tops("C'est le plus gros tour d'Europe.", "C'est l'un des plus gros tours d'Europe.")
    assert tops("C'est la plus grande base.", "C'est l'une des grandes bases.")
    assert not tops("C'est l'un des plus gros tours.", "C'est l'un des plus gros tours.")
    assert not tops("C'est le plus gros tour.", "L'un des plus gros tours, et même le plus gros.")


@pytest.mark.parametrize(
    ("claim", "quote", "wider"),
    [
        ("Tous les appareils sont bloqués.", "Les appareils fournis sont bloqués.", True),
        ("La totalité des traitements se fait ici.", "Les traitements se font ici.", True),
        ("Tous les appareils sont bloqués.", "Chaque appareil est bloqué.", False),
        ("Tous les ans, le rapport paraît.", "Le rapport paraît une fois l'an.", False),
        ("Les appareils sont bloqués.", "Les appareils fournis sont bloqués.", False),
    ],
)
def test_all_is_not_proved_by_some(claim: str, quote: str, wider: bool) -> None:
    assert widened(claim, quote) is wider
