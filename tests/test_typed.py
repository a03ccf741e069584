"""Questions as people type them."""

import pytest

from index.analysis import terms
from rag.typed import spelled


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("proces openai date premiere audience", "procès openai date première audience"),
        ("quelle societe a rachete quoi en fevrier ?", "quelle société a racheté quoi en février ?"),
        ("cb de licencies chez meta l'annee derniere", "combien de licenciés chez meta l'année dernière"),
        ("c'est koi le benefice de nvidia", "c'est quoi le bénéfice de nvidia"),
        ("combien vaut le marche ou a la bourse", "combien vaut le marche ou a la bourse"),  # words as they are
        ("ca de mistral en 2025", "ca de mistral en 2025"),  # the turnover
        ("qui est Andre Ete ?", "qui est Andre Ete ?"),  # names
        ("Où en est le proces ?", "Où en est le proces ?"),  # typed with accents: the rest is meant
        ("What did the universite do?", "What did the universite do?"),
        ("", ""),
    ],
)
def test_accents_come_back_where_none_was_typed(typed: str, meant: str) -> None:
    assert spelled(typed) == meant


def test_words_typed_without_accents_are_those_of_the_article() -> None:
    assert terms("duree du proces intente") != terms("durée du procès intenté")
    assert terms(spelled("duree du proces intente")) == terms("durée du procès intenté")
