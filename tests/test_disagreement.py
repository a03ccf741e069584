"""Figures on which sources disagree, and figures that a newer article replaces: sentences of the bundled articles."""

from dataclasses import replace

import pytest

from corpus.article import Article
from corpus.dates import PartialDate
from corpus.text import Span, sentences
from index.passage import Hit, Passage
from rag.disagreement import disagreements
from rag.evidence import Evidence
from tests.test_verify_table import load

Piece = tuple[str, str] | tuple[str, str, str, str]  # article, words of the sentence, and words to put for others
AWS = "2025-11-03-aws-openai-38-milliards.md"
AWS_COPY = "2025-11-04-aws-openai-sept-ans-copie.md"
RENT = "38 milliards de dollars de puissance"
AZURE_29, AZURE_27 = "2023-10-25-azure-google-cloud-croissance.md", "2023-10-27-cloud-azure-accelere-google-ralentit.md"
RIVALS_25 = "2025-10-31-cloud-azure-40-aws-20-budgets-2025.md"
ASML, ASML_COPY = "2025-09-09-mistral-ai-asml-1-7-milliard.md", "2025-09-09-asml-entre-chez-mistral-depeche.md"
GRAPHCORE = "2024-07-12-graphcore-rachetee-softbank.md"
MILLIONS_250 = "2024-10-03-openai-157-milliards.md"
MILLIONS_700 = "2025-08-05-chatgpt-sept-cents-millions.md"
META_SCALE = "2025-06-14-meta-scale-ai-14-3-milliards.md"
KLARNA = "2024-02-28-klarna-assistant-700-agents.md"


def evidence(piece: Piece, rank: int) -> Evidence:
    """Return the sentence of an article that has these words, as evidence; a changed article is another one."""
    article = load(piece[0])
    if len(piece) == 4:
        text = article.text.replace(piece[2], piece[3])
        assert text != article.text
        article = replace(article, id=f"{rank}-{article.id}", text=text, source="Autre source")
    words = piece[1] if len(piece) == 2 else piece[1].replace(piece[2], piece[3])
    span = next(s for s in sentences(article.text) if words in s.of(article.text))
    passage = Passage(f"{article.id}#0", article.id, 0, len(article.text), article.text)
    return Evidence(Hit(passage, article, 1.0 - rank / 10, "fused"), span, 1.0 - rank / 10, span)


HOW_MUCH = "Pour combien OpenAI va-t-elle louer de la puissance de calcul à Amazon ?"
CASES: list[tuple[str, list[Piece], list[str]]] = [
    # the same thing, at the same time, told differently
    (HOW_MUCH, [(AWS, RENT), (AWS_COPY, RENT, "38 milliards", "30 milliards")], ["contradictoire"]),
    (HOW_MUCH, [(AWS_COPY, RENT, "38 milliards", "50 milliards"), (AWS, RENT)], ["contradictoire"]),
    ("Combien ASML investit-elle dans Mistral AI ?",
     [(ASML, "injecte 1,3 milliard"), (ASML_COPY, "injecte 1,3 milliard", "1,3 milliard", "1,5 milliard")],
     ["contradictoire"]),
    ("De combien les revenus d'Azure ont-ils progressé ?",
     [(AZURE_29, "progression de 29 %"), (AZURE_29, "progression de 29 %", "29 %", "33 %")], ["contradictoire"]),
    ("Combien de conversations l'assistant de Klarna a-t-il menées ?",
     [(KLARNA, "2,3 millions de conversations"), (KLARNA, "2,3 millions de conversations", "2,3 m", "3,1 m")],
     ["contradictoire"]),
    ("Combien vaut Scale AI ?",
     [(META_SCALE, "valorise Scale"), (META_SCALE, "valorise Scale", "29 milliards", "25 milliards")],
     ["contradictoire"]),
    # the same figure, told twice
    (HOW_MUCH, [(AWS, RENT), (AWS_COPY, RENT)], []),
    ("Combien ASML investit-elle dans Mistral AI ?",
     [(ASML, "injecte 1,3 milliard"), (ASML_COPY, "injecte 1,3 milliard")], []),
    (HOW_MUCH, [(AWS, RENT), (AWS_COPY, RENT, "38 milliards", "38 000 millions")], []),
    # rounded
    (HOW_MUCH, [(AWS, RENT), (AWS_COPY, RENT, "38 milliards", "37,5 milliards")], []),
    # of something else: another unit, another currency, other names, other words, another time
    (HOW_MUCH, [(AWS, RENT), (AWS_COPY, RENT, "38 milliards de dollars", "30 milliards d'euros")], []),
    (HOW_MUCH, [(AWS, RENT), (AWS, "300 milliards de dollars promis")], []),
    ("De combien les revenus d'Azure ont-ils progressé ?",
     [(AZURE_29, "progression de 29 %"), (AZURE_27, "AWS : 23,06 milliards")], []),
    ("De combien les revenus d'Azure ont-ils progressé ?",
     [(AZURE_29, "progression de 29 %"), (AZURE_29, "n'a crû que de 22 %", "22 %", "21 %")], []),
    ("De combien Azure a-t-il progressé entre juillet et septembre 2023 ?",
     [(AZURE_29, "progression de 29 %"), (RIVALS_25, "Azure bondit de 40 %")], []),
    ("Combien Graphcore avait-elle levé ?",
     [(GRAPHCORE, "levé près de 700 millions"), (META_SCALE, "14,3 milliards de dollars pour 49 %")], []),
    ("Combien de pertes Graphcore a-t-elle eues en 2022 ?",
     [(GRAPHCORE, "204,6 millions"), (GRAPHCORE, "204,6 millions", "En 2022, le chiffre", "En 2021, le chiffre")], []),
    # no question of a number
    ("Qui investit dans Mistral AI ?",
     [(ASML, "injecte 1,3 milliard"), (ASML_COPY, "injecte 1,3 milliard", "1,3 milliard", "1,5 milliard")], []),
    ("Que fait OpenAI avec Amazon ?", [(AWS, RENT), (AWS_COPY, RENT, "38 milliards", "30 milliards")], []),
    # newer, and older
    ("Combien d'utilisateurs ChatGPT a-t-il par semaine ?",
     [(MILLIONS_250, "250 millions d'utilisateurs"), (MILLIONS_700, "le seuil de 700 millions")], ["depasse"]),
    ("Combien d'utilisateurs ChatGPT a-t-il par semaine ?",
     [(MILLIONS_700, "le seuil de 700 millions"), (MILLIONS_250, "250 millions d'utilisateurs")], []),
    ("Combien d'utilisateurs ChatGPT avait-il par semaine en octobre 2024 ?",
     [(MILLIONS_250, "250 millions d'utilisateurs"), (MILLIONS_700, "le seuil de 700 millions")], []),
    # bounded: what keeps the bound, and what does not
    (HOW_MUCH, [(AWS, RENT), (AWS_COPY, RENT, "38 milliards", "plus de 35 milliards")], []),
    (HOW_MUCH, [(AWS, RENT), (AWS_COPY, RENT, "38 milliards", "moins de 45 milliards")], []),
    (HOW_MUCH, [(AWS, RENT), (AWS_COPY, RENT, "38 milliards", "jusqu'à 60 milliards")], []),
    (HOW_MUCH, [(AWS, RENT), (AWS_COPY, RENT, "38 milliards", "plus de 50 milliards")], ["contradictoire"]),
    (HOW_MUCH, [(AWS, RENT), (AWS_COPY, RENT, "38 milliards", "moins de 30 milliards")], ["contradictoire"]),
    (HOW_MUCH, [(AWS, RENT), (AWS_COPY, RENT, "38 milliards", "plus de 10 milliards")], ["contradictoire"]),
    # nothing to compare
    (HOW_MUCH, [(AWS, RENT)], []),
    (HOW_MUCH, [], []),
]  # fmt: skip


@pytest.mark.parametrize(("question", "pieces", "kinds"), CASES)
def test_kinds(question: str, pieces: list[Piece], kinds: list[str]) -> None:
    items = [evidence(piece, rank) for rank, piece in enumerate(pieces)]
    assert [d.notice.kind for d in disagreements(question, items)] == kinds


def test_the_warning_names_both_figures_with_source_and_date_and_both_pieces_of_evidence() -> None:
    items = [evidence(piece, rank) for rank, piece in enumerate([(AWS, RENT), (AWS_COPY, RENT, "38 m", "30 m")])]
    (found,) = disagreements(HOW_MUCH, items)
    assert (found.shown, found.other) == (items[0], items[1])
    assert found.notice.article_ids == (AWS, f"1-{AWS_COPY}")
    message = found.notice.message
    assert message.startswith(
        "Les sources ne donnent pas le même chiffre\u00a0: 38\u00a0milliards de dollars («\u00a0OpenAI signe"
    )
    assert "3 novembre 2025)" in message and "30\u00a0milliards de dollars (" in message
    assert "Autre source, 4 novembre 2025)." in message and "'" not in message


def test_a_newer_figure_is_named_first() -> None:
    pieces = [(MILLIONS_250, "250 millions d'utilisateurs"), (MILLIONS_700, "le seuil de 700 millions")]
    items = [evidence(piece, rank) for rank, piece in enumerate(pieces)]
    (found,) = disagreements("Combien d'utilisateurs ChatGPT a-t-il par semaine ?", items)
    assert found.notice.message.index("700") < found.notice.message.index("250")


def test_without_a_date_nothing_is_said() -> None:
    items = [evidence(piece, rank) for rank, piece in enumerate([(AWS, RENT), (AWS_COPY, RENT, "38 m", "30 m")])]
    for i in (0, 1):
        undated = list(items)
        article = replace(items[i].hit.article, published=None)
        undated[i] = replace(items[i], hit=replace(items[i].hit, article=article))
        assert disagreements(HOW_MUCH, undated) == ()
    far = replace(items[1].hit.article, published=PartialDate(2025, 3, 1))
    assert disagreements(HOW_MUCH, [items[0], replace(items[1], hit=replace(items[1].hit, article=far))]) == ()


SUBSCRIPTION = "Combien coûte l'abonnement à ChatGPT ?"
VALUED, STAFF = "Combien vaut OpenAI ?", "Combien de salariés OpenAI emploie-t-elle ?"
MONTHLY = "L'abonnement à ChatGPT coûte 20 dollars par mois."
WORTH = "OpenAI vaut 500 milliards de dollars."
OURS, THEIRS = "2025-06-01", "2025-06-10"
TOLD: list[tuple[str, str, str, list[str]]] = [
    # rates
    (SUBSCRIPTION, MONTHLY, "L'abonnement à ChatGPT coûte 240 dollars par an.", []),
    (SUBSCRIPTION, MONTHLY, "L'abonnement à ChatGPT coûte 240 dollars.", []),
    (SUBSCRIPTION, MONTHLY, "L'abonnement mensuel à ChatGPT coûte 20 dollars.", []),
    (SUBSCRIPTION, MONTHLY, "L'abonnement mensuel à ChatGPT coûte 30 dollars.", ["contradictoire"]),
    (SUBSCRIPTION, MONTHLY, "L'abonnement à ChatGPT coûte 30 dollars/mois.", ["contradictoire"]),
    (SUBSCRIPTION, MONTHLY, "L'abonnement trimestriel à ChatGPT coûte 50 dollars.", []),
    (SUBSCRIPTION, MONTHLY, "L'abonnement à ChatGPT coûte 30 dollars par utilisateur et par mois.", []),
    (SUBSCRIPTION, MONTHLY, "L'abonnement à ChatGPT coûte 30 dollars/utilisateur par mois.", []),
    (SUBSCRIPTION, MONTHLY, "L'abonnement à ChatGPT coûte 2 dollars au tarif horaire.", []),
    (SUBSCRIPTION, "L'abonnement à ChatGPT coûte 20 dollars.",
     "L'abonnement à ChatGPT coûte 30 dollars, dit un journaliste.", ["contradictoire"]),
    (STAFF, "OpenAI emploie 4 000 salariés.", "OpenAI emploie 5.000 salariés.", ["contradictoire"]),
    (STAFF, "OpenAI emploie 12.500 salariés.", "OpenAI emploie 12 500 salariés.", []),
    (STAFF, "OpenAI emploie 11 000 salariés.", "OpenAI emploie plus de 10 000 salariés.", []),
    (STAFF, "OpenAI emploie au moins 10 000 salariés.", "OpenAI emploie 9 000 salariés.", ["contradictoire"]),
    # denied
    (VALUED, WORTH, "OpenAI ne vaut pas 157 milliards de dollars.", []),
    (VALUED, "OpenAI ne vaut pas 157 milliards de dollars.", WORTH, []),
    (VALUED, WORTH, "OpenAI ne vaut plus 157 milliards de dollars.", []),
    (VALUED, WORTH, "OpenAI vaut non pas 157 mais 500 milliards de dollars.", []),
    (VALUED, WORTH, "OpenAI is not worth 157 milliards de dollars ; elle vaut 500 milliards de dollars.", []),
    (VALUED, WORTH, "OpenAI ne vaut plus que 157 milliards de dollars.", ["contradictoire"]),
    (VALUED, WORTH, "OpenAI, qui n'est pas cotée, vaut 157 milliards de dollars.", ["contradictoire"]),
    (VALUED, WORTH, "OpenAI n'est pas rentable et vaut 157 milliards de dollars.", ["contradictoire"]),
    # the other figure stands beside the one shown
    (VALUED, "OpenAI vaut 500 milliards de dollars, contre 157 milliards de dollars en octobre.",
     "OpenAI vaut 157 milliards de dollars.", []),
    (VALUED, "OpenAI vaut 500 milliards de dollars, contre 157 milliards de dollars en octobre.",
     "OpenAI vaut 300 milliards de dollars, contre 157 milliards de dollars en octobre.", ["contradictoire"]),
]  # fmt: skip


def told(text: str, published: str, rank: int) -> Evidence:
    """Return a text as an article's only sentence."""
    article = Article(f"a{rank}", "Titre", text, published=PartialDate.parse(published))
    span, passage = Span(0, len(text)), Passage(f"a{rank}#0", article.id, 0, len(text), text)
    return Evidence(Hit(passage, article, 1.0 - rank / 10, "fused"), span, 1.0 - rank / 10, span)


@pytest.mark.parametrize(("question", "shown", "other", "kinds"), TOLD)
def test_rates_denials_and_values_side_by_side(question: str, shown: str, other: str, kinds: list[str]) -> None:
    items = [told(shown, OURS, 0), told(other, THEIRS, 1)]
    assert [d.notice.kind for d in disagreements(question, items)] == kinds


@pytest.mark.parametrize(
    ("shown", "other", "kinds"),
    [
        ("2025-06", "2025-06-28", ["contradictoire"]),
        ("2025-06", "2025-06", ["contradictoire"]),
        ("2025", "2025", ["contradictoire"]),
        ("2025-06", "2025-08-10", ["depasse"]),
        ("2025", "2026-03", ["depasse"]),
        ("2025", "2025-06", []),  # which of the two is newer cannot be known
        ("2025", "2025-01-10", []),
        ("2025-06", "2025", []),
        ("2026-03", "2025", []),
    ],
)
def test_dates_that_are_not_exact(shown: str, other: str, kinds: list[str]) -> None:
    items = [told(WORTH, shown, 0), told("OpenAI vaut 300 milliards de dollars.", other, 1)]
    assert [d.notice.kind for d in disagreements(VALUED, items)] == kinds
