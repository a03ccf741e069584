"""The draft: where it stops, which of its sentences stand, and for whom its pronouns do."""

from collections.abc import Iterator

import pytest

from corpus.article import Article
from corpus.text import Span, sentences
from index.passage import Hit, Passage
from rag.cite import Citer
from rag.draft import check_draft, first_paragraph
from rag.evidence import Evidence


@pytest.mark.parametrize(
    ("pieces", "kept"),
    [
        (["Un. ", "Deux."], "Un. Deux."),
        (["Un.", "\n\n", "Deux."], "Un."),
        (["Un.\n", "\nDeux."], "Un.\n"),
        (["Un.\n\nDeux."], "Un."),
        (["\n\n", "Un.\n- a\n- b", "\n\nDeux"], "Un.\n- a\n- b"),
        (["Les trois sont :\n\n", "- a\n- b", "\n\nDeux"], "Les trois sont :\n\n- a\n- b"),
        (["Les trois sont : ", "\n", "\n\n- a\n", "\nDeux : c"], "Les trois sont : \n\n\n- a\n"),
        (["Ici : un.\n\nDeux"], "Ici : un."),
        (["Un.\n \nDeux"], "Un."),
        ([], ""),
        (["\n"], ""),
    ],
)
def test_it_is_one_paragraph(pieces: list[str], kept: str) -> None:
    assert "".join(first_paragraph(iter(pieces))) == kept


@pytest.mark.parametrize("reads", [1, 9])
def test_the_source_is_closed(reads: int) -> None:
    closed = []

    def source() -> Iterator[str]:
        try:
            yield "Un."
            yield "\n\n"
            yield "Deux."
        finally:
            closed.append(True)

    made = source()
    paragraph = first_paragraph(made)
    for _ in zip(range(reads), paragraph, strict=False):
        pass
    paragraph.close()  # type: ignore[attr-defined]
    assert closed == [True]


MISTRAL = "Mistral AI est une jeune pousse de Paris. Elle a levé 385 millions d'euros."
ANTHROPIC = "Anthropic a racheté Bun. L'entreprise vaut 183 milliards de dollars."
COURT = "Contrairement à Intel, Nvidia a été condamnée par la justice. Nvidia fait appel."


def shown(draft: str, *texts: str) -> list[str]:
    """Return the claims of a draft that stand on articles of these texts, without their no-break spaces."""
    evidence = []
    for rank, text in enumerate(texts):
        article, whole = Article(str(rank), "Brèves", text), Span(0, len(text))
        hit = Hit(Passage(str(rank), article.id, whole.start, whole.end, text), article, 1.0, "fused")
        evidence += [Evidence(hit, span, 1.0, span) for span in sentences(text)]
    claims, dropped = check_draft(draft, evidence, Citer())
    assert all(one.why for one in dropped)
    return [claim.text.replace("\xa0", " ").replace("\u202f", " ").replace("’", "'") for claim in claims]


@pytest.mark.parametrize(
    ("draft", "kept"),
    [
        ("Mistral AI est une jeune pousse. Elle a levé 385 millions d'euros.",
         ["Mistral AI est une jeune pousse.", "Elle a levé 385 millions d'euros."]),
        ("Anthropic est une jeune pousse. Elle a levé 385 millions d'euros.", []),
        ("Anthropic a racheté Bun. Elle a levé 385 millions d'euros.", ["Anthropic a racheté Bun."]),
        ("Anthropic a racheté Bun. L'entreprise a levé 385 millions d'euros.", ["Anthropic a racheté Bun."]),
        ("Anthropic a racheté Bun. Elle vaut 183 milliards de dollars.",
         ["Anthropic a racheté Bun.", "Elle vaut 183 milliards de dollars."]),
        ("Anthropic a vendu Bun. Elle vaut 183 milliards de dollars.", ["Anthropic vaut 183 milliards de dollars."]),
        ("Une firme a vendu ses parts. Elle a levé 385 millions d'euros.", []),
        ("Elle a levé 385 millions d'euros.", ["Elle a levé 385 millions d'euros."]),
    ],
)  # fmt: skip
def test_a_pronoun_stands_for_the_topic_before(draft: str, kept: list[str]) -> None:
    assert shown(draft, MISTRAL, ANTHROPIC) == kept


@pytest.mark.parametrize(
    ("draft", "kept"),
    [
        ("Les entreprises condamnées par la justice sont :\n- Intel\n- Nvidia",
         ["Les entreprises condamnées par la justice sont : Nvidia"]),
        ("Les entreprises condamnées par la justice sont :\n- Intel", []),
        ("Les entreprises condamnées par la justice sont :", []),
        ("Nvidia a été condamnée par la justice [1, 2].\n- Nvidia fait appel.",
         ["Nvidia a été condamnée par la justice.", "Nvidia fait appel."]),
    ],
)  # fmt: skip
def test_an_item_stands_with_its_lead_in(draft: str, kept: list[str]) -> None:
    assert shown(draft, COURT) == kept


def test_a_draft_that_was_cut_loses_its_last_sentence() -> None:
    sentence = "Mistral AI est une jeune pousse de Paris."
    assert shown(f"{sentence} Elle a levé 385 millions d'euros à", MISTRAL) == [sentence]
    long = " ".join([sentence] * 10)
    assert shown(f"{long} Mistral AI est une jeune pousse", MISTRAL) == [sentence]
    assert shown(f"{long} Elle a levé 385 millions d'euros.", MISTRAL)[1:]
