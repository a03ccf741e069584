"""What a question and a text share, and what surrounds a sentence."""

import pytest

from corpus.text import Span
from rag.names import names_in
from rag.overlap import Overlap, neighbourhood, neighbourhood_span, passage_sentences
from tests.fakes import Weights
from tests.samples import CHEN, make_hit


def test_what_a_pronoun_stands_for_is_the_sentence_before() -> None:
    text = "Hors passage. Forms Syntron vend. Son PDG est Alex Chen."
    hit = make_hit(text, 14, "Hong Kong")
    first, second = passage_sentences(hit)
    assert (first.of(text), second.of(text)) == ("Forms Syntron vend.", "Son PDG est Alex Chen.")
    assert neighbourhood_span(hit, second) == Span(14, len(text))
    assert neighbourhood_span(hit, first) == first, "what stands before the passage stays out"
    assert neighbourhood(hit, second) == "Hong Kong. Forms Syntron vend. Son PDG est Alex Chen."


def test_a_quote_is_widened_only_if_the_sentence_before_says_more() -> None:
    text = "Forms Syntron vend. Son PDG est Alex Chen."
    hit = make_hit(text)
    second = passage_sentences(hit)[1]
    assert Overlap(CHEN, Weights()).quote(hit, second) == Span(0, len(text))
    assert Overlap("Qui est Alex Chen ?", Weights()).quote(hit, second) == second
    named = make_hit(text, title="Forms Syntron")
    assert Overlap(CHEN, Weights()).quote(named, second) == second, "the title says it"


def test_overlap_is_weighted_by_rarity() -> None:
    overlap = Overlap("chiffre Syntron", Weights(syntron=9.0, chiffr=1.0))
    assert overlap.share("Syntron") == pytest.approx(0.9)
    assert overlap.share("un chiffre") == pytest.approx(0.1)
    assert overlap.share("rien", context="Syntron") == pytest.approx(0.45)
    assert overlap.share("chiffre de Syntron") == 1 and overlap.share("") == 0
    assert Overlap("qui est le", Weights()).share("qui est le") == 0


def test_what_french_articles_cannot_have_counts_for_nothing_in_an_english_question() -> None:
    weights = Weights(**{"azur": 3.0, "grew": 9.0, "\0": 9.0})
    english = Overlap("By how much has Azure grew?", weights)
    assert "grew" not in english.terms and english.share("Azure progresse.") == pytest.approx(0.8)
    assert "grew" in Overlap("De combien Azure a-t-il grew ?", weights).terms
    unknown = Overlap("What is the grew of the grew?", weights)
    assert unknown.share("Azure progresse.") == 0, "nothing known: nothing shared"


def test_words_capitalised_by_custom_are_no_names() -> None:
    overlap = Overlap("What did the CEO of Nvidia say in October?", Weights())
    assert overlap.names == {"nvidia"}


@pytest.mark.parametrize(
    ("question", "names"),
    [
        (CHEN, {"PDG", "Forms", "Syntron"}),
        ("Que fait OpenAI avec GPT-4 en 2023 ?", {"OpenAI", "GPT-4", "4", "2023"}),
        ("Combien de puces ?", set()),
    ],
)
def test_names_in(question: str, names: set[str]) -> None:
    assert names_in(question) == names


def test_names_share() -> None:
    overlap = Overlap("Que fait Forms Syntron ?", Weights())
    assert overlap.names_share("forms syntron") == 1 and overlap.names_share("Forms") == 0.5
    assert Overlap("que fait-il ?", Weights()).names_share("x") == 1


@pytest.mark.parametrize(
    ("question", "text", "fit"),
    [
        ("Quelle part du marché ?", "Soit 29 % du total.", (1, 0, 0)),
        ("Quelle part du marché ?", "Soit 29 millions de puces.", (0, 1, 0)),
        ("Quelle part du marché ?", "Soit peu de chose.", (0, 0, 0)),
        ("Quel logiciel a fui ?", "C'est la faute de Copilot.", (0, 0, 1)),
        ("Qui dirige ?", "C'est la faute de Copilot.", (1, 0, 0)),
        ("Pourquoi ?", "C'est la faute de Copilot.", (0, 0, 0)),
    ],
)
def test_fit(question: str, text: str, fit: tuple[float, float, float]) -> None:
    assert tuple(Overlap(question, Weights()).fit(text).values()) == fit
