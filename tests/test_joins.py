"""Causes, rates and subjects that a claim may not join otherwise than its quote does."""

import pytest

from rag.joins import causes_agree, closest_sentence, contrasts_agree, rates_agree, stitched


@pytest.mark.parametrize(
    ("claim", "quote", "agrees"),
    [
        ("L'unité a été arrêtée parce qu'elle n'était plus rentable.",
         "Sa voisine a été arrêtée parce qu'elle n'était plus rentable.", True),
        ("L'unité a été arrêtée parce qu'elle n'était plus sûre.",
         "Sa voisine a été arrêtée parce qu'elle n'était plus rentable.", False),
        ("Le titre a chuté en raison des pertes.", "Les pertes expliquent que le titre ait chuté.", True),
        ("L'accès a été fermé à cause des pirates.",
         "L'accès a été fermé. Des pirates en ont tiré parti.", False),
        ("Le titre a chuté.", "Le titre a chuté.", True),
        ("Le groupe est poursuivi en raison de la mort d'un élève.",
         "Un élève est mort après une surdose. Le groupe est poursuivi.", False),
        ("Le groupe a levé des fonds afin d'indemniser les auteurs.",
         "L'annonce suit l'accord avec les auteurs. Le groupe a levé des fonds.", False),
    ],
)  # fmt: skip
def test_a_cause_is_told_in_one_sentence(claim: str, quote: str, agrees: bool) -> None:
    assert causes_agree(claim, quote) is agrees


@pytest.mark.parametrize(
    ("claim", "quote", "agrees"),
    [
        ("Les mots-clés changent chaque semaine.",
         "Le questionnaire change tous les mois et les mots-clés chaque semaine.", True),
        ("Les mots-clés changent tous les mois.",
         "Le questionnaire change tous les mois et les mots-clés chaque semaine.", False),
        ("Gemini a 450 millions d'utilisateurs mensuels.", "450 millions d'utilisateurs par mois pour Gemini.", True),
        ("La facture avoisine 27 milliards par an.", "La facture avoisine 27 milliards en cinq ans.", False),
        ("La facture avoisine 27 milliards.", "La facture avoisine 27 milliards en cinq ans.", True),
    ],
)  # fmt: skip
def test_a_rate_is_that_of_the_clause(claim: str, quote: str, agrees: bool) -> None:
    assert rates_agree(claim, quote) is agrees


@pytest.mark.parametrize(
    ("claim", "quote", "is_stitched"),
    [
        ("La colle remontait à un article satirique.",
         "La recette de la colle venait d'un forum. Celle des cailloux remontait à un article satirique.", True),
        ("La recette de la colle a été lue par des internautes.",
         "La recette de la colle venait d'un forum. Elle a été lue par des internautes.", False),
        ("L'article satirique parlait de cailloux.",
         "La recette de la colle venait d'un forum. Celle des cailloux remontait à un article satirique.", False),
        ("La recette de la colle venait d'un forum.", "La recette de la colle venait d'un forum.", False),
        ("Selon la Commission, le portefeuille ferait économiser 5 milliards en frais administratifs.",
         "Selon la Commission, les sociétés économiseraient 5 milliards en frais administratifs. Un portefeuille en "
         "ferait gagner 150.", True),
    ],
)  # fmt: skip
def test_a_subject_keeps_what_is_told_of_it(claim: str, quote: str, is_stitched: bool) -> None:
    assert stitched(claim, quote, "") is is_stitched


def test_the_closest_sentence_has_most_of_the_words() -> None:
    quote = "Le procès a commencé lundi. Le juge a condamné le groupe à payer."
    assert closest_sentence("Le juge a condamné le groupe.", quote) == "Le juge a condamné le groupe à payer."


@pytest.mark.parametrize(
    "text",
    [
        "La latence descend grâce à un réseau unique. Il s'appuie sur un modèle conçu sur place.",
        "ChatGPT aurait réuni 100 millions d'utilisateurs mensuels. Environ 13 millions s'y connectent chaque jour.",
        "La recette de la colle venait d'un forum. Celle des cailloux remontait à un article satirique.",
    ],
)
def test_what_is_copied_whole_is_joined_as_it_stands(text: str) -> None:
    assert causes_agree(text, text) and rates_agree(text, text) and not stitched(text, text, "")


@pytest.mark.parametrize(
    ("claim", "agrees"),
    [
        ("L'entraînement s'appuie sur des instructions plutôt que sur des notes.", True),
        ("L'entraînement s'appuie sur des notes au lieu d'instructions.", False),
        ("L'entraînement s'appuie sur des instructions.", True),
    ],
)
def test_what_is_set_aside_stays_aside(claim: str, agrees: bool) -> None:
    quote = "Au lieu de s'en remettre à des notes, l'entraînement s'appuie sur des instructions."
    assert contrasts_agree(claim, quote) is agrees
