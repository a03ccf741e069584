"""The French analyzer: spellings that mean the same share terms, and those that do not, do not."""

import pytest

from index.analysis import fold, terms

SAME = [
    ("l'entreprise", "entreprises"),
    ("qu’OpenAI", "OpenAI"),
    ("d'aujourd'hui", "aujourd’hui"),
    ("jusqu'à Paris", "Paris"),
    ("régulé", "regule"),
    ("croît-elle", "croît"),
    ("a-t-elle levé", "leve"),
    ("Île-de-France", "l'ile-de-france"),
    ("cœur", "coeur"),
    ("puces", "puce"),
    ("GPT-4", "GPT 4"),
    ("29 %", "29%"),
    ("e\u0301conomie", "économie"),
]
SHARED = [
    ("GPT-4", "gpt4", "gpt4"),
    ("Llama 3.1", "llama3.1", "llama3.1"),
    ("GPT-4o", "gpt4o", "gpt4o"),
    ("29 %", "29 pour cent", "#29%"),
    ("1,3 milliard", "1,3 Md€", "#1300000000"),
    ("1,3 milliard", "1.3 billion", "#1300000000"),
    ("deux cents millions", "200 millions", "#200000000"),
    ("3 900 entreprises", "3\u202f900", "#3900"),
    ("quatre-vingts", "80", "#80"),
    ("Mixtral 8x7B", "mixtral", "mixtral"),
    ("Mixtral 8x7B", "le 8x7b", "8x7b"),
]
ALIASES = [
    ("IA", "AI"),
    ("l'IA", "intelligence artificielle"),
    ("artificial intelligence", "IA"),
    ("PDG", "directeur général"),
    ("CEO", "PDG"),
    ("chiffre d'affaires", "CA"),
    ("l'UE", "Union européenne"),
    ("US", "États-Unis"),
    ("AI Act", "règlement européen sur l'intelligence artificielle"),
    ("Open AI", "OpenAI"),
    ("Chat GPT", "ChatGPT"),
    ("xAI", "x.AI"),
    ("salariés", "employés"),
    ("datacenters", "centres de données"),
]
APART = [
    ("OpenAI", "open source"),
    ("GPT-4", "GPT-3"),
    ("29 %", "22 %"),
    ("Mistral", "Mixtral"),
    ("mai 2024", "mai 2023"),
]
EMPTY = ["", "qui est le", "Est-ce que c'est", "Qu'est-ce que c'est que ça ?", "🙂🙂", "… — « » !", "l' d' qu'"]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_terms(one: str, other: str) -> None:
    assert terms(one) == terms(other) != []


@pytest.mark.parametrize(("one", "other", "term"), SHARED)
def test_a_shared_term(one: str, other: str, term: str) -> None:
    assert term in terms(one) and term in terms(other)


@pytest.mark.parametrize(("one", "other"), ALIASES)
def test_aliases_work_both_ways(one: str, other: str) -> None:
    shared = set(terms(one)) & set(terms(other))
    assert any(term.startswith("=") for term in shared), (terms(one), terms(other))


@pytest.mark.parametrize(("one", "other"), APART)
def test_different_things_stay_apart(one: str, other: str) -> None:
    common = set(terms(one)) & set(terms(other))
    assert set(terms(one)) - common and set(terms(other)) - common


@pytest.mark.parametrize("text", EMPTY)
def test_nothing_to_find(text: str) -> None:
    assert terms(text) == []


def test_stop_words_typed_without_accents_are_still_stop_words() -> None:
    assert terms("combien a ete leve apres la meme annee") == terms("combien a été levé après la même année")


def test_terms_repeat_and_keep_their_order() -> None:
    assert terms("puce serveur puce") == ["puc", "serveur", "puc", "=puc", "=puc"]


def test_a_name_followed_by_a_number_that_is_no_version() -> None:
    assert "mai20" not in terms("le 5 mai 20 personnes") and "environ30" not in terms("environ 30")


def test_terms_fit_a_whitespace_tokenizer() -> None:
    text = "L’IA à 29 %, 1,3 Md€ : « GPT-4 », Mixtral 8x7B et l'AI Act de l’UE."
    assert all(term and not any(c.isspace() for c in term) for term in terms(text))


def test_fold() -> None:
    assert fold("ÉTÉ Œuvre Æon ça") == "ete oeuvre aeon ca"
