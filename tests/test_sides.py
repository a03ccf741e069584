"""Questions about several things, taken apart."""

import pytest

from rag.sides import sub_questions

SIDES = [
    ("Combien de salariés Nvidia et Intel ont-ils ?",
     ("Combien de salariés Nvidia ont-ils ?", "Combien de salariés Intel ont-ils ?")),
    ("Entre Microsoft et Google, qui croît le plus vite ?",
     ("Entre Microsoft, qui croît le plus vite ?", "Entre Google, qui croît le plus vite ?")),
    ("De Claude 2 ou de GPT-4, lequel coûte le moins ?",
     ("De Claude 2, lequel coûte le moins ?", "De GPT-4, lequel coûte le moins ?")),
    ("Combien ont levé Mistral AI, Poolside et la société H ?",
     ("Combien ont levé Mistral AI ?", "Combien ont levé Poolside ?", "Combien ont levé H ?")),
    ("Combien vaut Apple, et combien vaut Nvidia ?", ("Combien vaut Apple ?", "Combien vaut combien vaut Nvidia ?")),
    ("Combien valait OpenAI en 2023, et en 2025 ?",
     ("Combien valait OpenAI en 2023 ?", "Combien valait OpenAI en 2025 ?")),
    ("Quel était le prix de GPT-4, puis de GPT-4o ?",
     ("Quel était le prix de GPT-4 ?", "Quel était le prix de de GPT-4o ?")),
    ("Who founded Groq and Graphcore?", ("Who founded Groq?", "Who founded Graphcore?")),
]  # fmt: skip
SINGLE = [
    "Qui dirige Microsoft ?",
    "Combien Mistral AI a-t-elle levé en juin 2023 ?",
    "De combien Azure a-t-il progressé entre juillet et septembre ?",
    "Qui est le PDG de Forms Syntron et quel est son âge ?",
    "Combien Microsoft a-t-elle investi dans OpenAI ?",
    "Quels pays et quelles villes ont une loi ?",
    "Quand la Cnil, à Paris, a-t-elle rendu son avis ?",
    "",
]


@pytest.mark.parametrize(("question", "sides"), SIDES)
def test_each_side_is_a_question(question: str, sides: tuple[str, ...]) -> None:
    assert sub_questions(question) == sides


@pytest.mark.parametrize("question", SINGLE)
def test_one_thing_is_asked_once(question: str) -> None:
    assert sub_questions(question) == ()


def test_no_more_than_three_sides() -> None:
    assert len(sub_questions("Combien valent Apple, Nvidia, Intel, AMD et Meta ?")) == 3
