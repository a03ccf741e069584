"""Questions before any search: usable or not, small talk or not."""

import pytest

from corpus.errors import InputError
from rag.question import MAX_CHARACTERS, check_question, is_small_talk

SMALL_TALK = [
    "Bonjour", "bonjour !", "Salut Vigie, comment vas-tu ?", "Merci beaucoup !", "Ça va ?", "Qui es-tu ?", "Hello!",
    "Tu es une IA ?", "Aide-moi", "test", "OK", "super, merci", "Bonne journée", "Au revoir", "Raconte-moi une blague",
    "coucou 🙂", "Quel est ton nom ?", "Comment t'appelles-tu ?", "Who are you?", "What can you do?",
    "Can you help me?",
    "Are you a robot?", "How old are you?", "What is your name?", "Hello, are you there?", "Who made you?",
]  # fmt: skip
REAL = [
    "bonjour, qui est le pdg d'openai ?", "Merci, et combien a levé Mistral ?", "Bonjour Microsoft", "Azure",
    "How can you train a model?", "How do you train a model?", "What do you need to run a model at home?",
    "Can you lose your job to a robot?", "Is your data safe with chatbots?", "Why should you regulate models?",
    "Can you see images with it?", "What can you do with a model?", "Are you allowed to train models on novels?",
    "Comment le modèle a t'il été entraîné ?", "Comment appelle-ton un réseau de neurones ?",
    "Qui est Sam Altman ?", "GPT-4", "Comment va Intel ?", "Que sait-on de l'IA ?", "Hello Kitty utilise-t-elle l'IA ?",
]  # fmt: skip


@pytest.mark.parametrize("question", SMALL_TALK)
def test_small_talk(question: str) -> None:
    assert is_small_talk(question)


@pytest.mark.parametrize("question", REAL)
def test_no_small_talk(question: str) -> None:
    assert not is_small_talk(question)


@pytest.mark.parametrize(
    ("raw", "question"),
    [
        ("  Qui  dirige\u00a0OpenAI ?\n", "Qui dirige OpenAI ?"),
        ("Qu’est-ce\nque l’IA ?", "Qu'est-ce que l'IA ?"),
        ("Qui est\ud800 le PDG ?", "Qui est\ufffd le PDG ?"),
        ("e\u0301tat", "état"),
        ("x" * MAX_CHARACTERS, "x" * MAX_CHARACTERS),
    ],
)
def test_usable(raw: str, question: str) -> None:
    assert check_question(raw) == question


@pytest.mark.parametrize("raw", ["", "   ", "\n\t", "?!…", "🙂", "\u200b\ufeff"])
def test_empty(raw: str) -> None:
    with pytest.raises(InputError, match="empty"):
        check_question(raw)


@pytest.mark.parametrize("length", [MAX_CHARACTERS + 1, 100_000])
def test_too_long(length: int) -> None:
    with pytest.raises(InputError, match=f"{length} characters: at most {MAX_CHARACTERS}"):
        check_question("x" * length)


def test_small_talk_is_decided_at_once() -> None:
    assert not is_small_talk("bonjour " * 200 + "x")
