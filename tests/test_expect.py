"""What kind of answer a question asks for, and where a sentence holds one."""

import pytest

from rag.expect import Kind, expected_kind, find_answers

SENTENCE = "Le 13 juin 2023, Mistral AI a levé 105 millions d'euros auprès de Lightspeed."


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Combien a levé Mistral AI ?", "number"),
        ("De combien Azure a-t-il progressé ?", "number"),
        ("Quel est le montant de l'amende ?", "number"),
        ("Quelle part du marché détient Nvidia ?", "number"),
        ("How many users does ChatGPT have?", "number"),
        ("Quand Gemini est-il sorti ?", "date"),
        ("En quelle année DeepMind a-t-elle été fondée ?", "date"),
        ("Quelle est la date de sortie ?", "date"),
        ("Depuis quand ?", "date"),
        ("Qui est le PDG de Forms Syntron ?", "name"),
        ("Quelle entreprise a racheté Manus ?", "name"),
        ("Dans quel pays ?", "name"),
        ("Where is the office?", "name"),
        ("Pourquoi Altman est-il parti ?", None),
        ("Comment marche un LLM ?", None),
    ],
)
def test_expected_kind(question: str, kind: Kind | None) -> None:
    assert expected_kind(question) == kind


@pytest.mark.parametrize(
    ("kind", "question", "answers"),
    [
        ("number", "Combien a levé Mistral AI le 13 juin 2023 ?", ["105 millions d'euros"]),
        ("date", "Quand Mistral AI a-t-elle levé 105 millions ?", ["13 juin 2023"]),
        ("name", "Auprès de qui Mistral AI a-t-elle levé des fonds ?", ["Lightspeed"]),
        ("name", "Qui finance Lightspeed ?", ["Mistral AI"]),
    ],
)
def test_find_answers(kind: Kind, question: str, answers: list[str]) -> None:
    assert [span.of(SENTENCE) for span in find_answers(kind, SENTENCE, question)] == answers
