"""The draft: where it stops. What stands in it is tested with the pipeline."""

from collections.abc import Iterator

import pytest

from rag.draft import first_paragraph


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
