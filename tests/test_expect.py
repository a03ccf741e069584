"""What kind of answer a question asks for, and where a sentence holds one."""

import pytest

from rag.expect import Kind, expected_kind, find_answers

SENTENCE = "Le 13 juin 2023, Mistral AI a levé 105 millions d'euros auprès de Lightspeed."


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Combien a levé Mistral AI ?", "money"),
        ("À quel prix Google a-t-il acheté DeepMind ?", "money"),
        ("Quel est le montant de l'amende ?", "money"),
        ("How much is OpenAI worth?", "money"),
        ("nvidia a perdu combien en bourse", "money"),
        ("De combien Azure a-t-il progressé ?", "percent"),
        ("Quelle part du marché détient Nvidia ?", "percent"),
        ("Quelle était la croissance d’Azure ?", "percent"),
        ("paraît que gpt-4o se trompe, c quoi son taux ?", "percent"),
        ("C’est quoi le prix de GPT-5 ?", "money"),
        ("How many users does ChatGPT have?", "count"),
        ("Combien d'utilisateurs paient pour ChatGPT ?", "count"),
        ("Combien de temps a duré la panne ?", "duration"),
        ("Combien de jours Altman est-il resté absent ?", "duration"),
        ("Quel âge a Sam Altman ?", "duration"),
        ("De combien le prix du jeton a-t-il baissé ?", "number"),
        ("Quelle est la puissance du site ?", "number"),
        ("Quand Gemini est-il sorti ?", "date"),
        ("En quelle année DeepMind a-t-elle été fondée ?", "date"),
        ("Quelle est la date de sortie ?", "date"),
        ("Depuis quand ?", "date"),
        ("Qui est le PDG de Forms Syntron ?", "name"),
        ("Quelle entreprise a racheté Manus ?", "name"),
        ("Dans quel pays ?", "name"),
        ("Where is the office?", "name"),
        ("Comment s'appelait la start-up ?", "name"),
        ("Quel logiciel a vidé le disque ?", "which"),
        ("Laquelle est la plus rapide ?", "which"),
        ("Pourquoi Altman est-il parti ?", None),
        ("Comment marche un LLM ?", None),
    ],
)
def test_expected_kind(question: str, kind: Kind | None) -> None:
    assert expected_kind(question) == kind


@pytest.mark.parametrize(
    ("kind", "question", "answers"),
    [
        ("money", "Combien a levé Mistral AI le 13 juin 2023 ?", ["105 millions d'euros"]),
        ("date", "Quand Mistral AI a-t-elle levé 105 millions ?", ["13 juin 2023"]),
        ("name", "Auprès de qui Mistral AI a-t-elle levé des fonds ?", ["Lightspeed"]),
        ("name", "Qui finance Lightspeed ?", ["Mistral AI"]),
    ],
)
def test_find_answers(kind: Kind, question: str, answers: list[str]) -> None:
    assert [span.of(SENTENCE) for span in find_answers(kind, SENTENCE, question)] == answers


FIGURES = "En 2024, 29 % des 3 900 firmes, soit la moitié du secteur, ont payé 5 millions d'euros sur deux ans."


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        ("percent", ["29 %", "la moitié"]),
        ("money", ["5 millions d'euros"]),
        ("duration", ["deux ans"]),
        ("count", ["3 900"]),
        ("number", ["29 %", "3 900", "5 millions d'euros", "deux ans"]),
        ("date", ["2024"]),
        ("which", []),
    ],
)
def test_kinds_of_numbers(kind: Kind, answers: list[str]) -> None:
    assert [span.of(FIGURES) for span in find_answers(kind, FIGURES, "")] == answers
