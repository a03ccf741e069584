"""Names by their capitals."""

import pytest

from rag.names import find_names, names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Selon Microsoft, Alex Chen dirige Forms Syntron.", {"microsoft", "alex", "chen", "forms", "syntron"}),
        ("OpenAI a progressé.", {"openai"}),
        ("GPT-4 est sorti.", {"gpt-4"}),
        ("Le fabricant vend des H100.", {"h100"}),
        ("Mistral AI lève des fonds.", {"mistral"}),
        ("Les États-Unis et la Chine.", {"etats-unis", "chine"}),
        ("L'IA progresse à Paris.", {"paris"}),
        ("Le 3 mars, IBM parle.", {"ibm"}),
        ("Il dit que Meta vend.", {"meta"}),
        ("The CEO of Nvidia said so.", {"nvidia"}),
        ("En Octobre, un Lundi.", set()),
        ("Un contrat de 5 Md USD, ou 4 Md EUR.", set()),
        ("Le PDG a parlé. Elle aussi.", set()),
        ("Rien ici.", set()),
        ("", set()),
    ],
)
def test_names(text: str, expected: set[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        ("Azure bondit de 40 %.", "", ["azure"]),
        ("Interrogé lundi, Jensen Huang a répondu.", "", ["jensen huang"]),
        ("Masayoshi Son et Sam Altman.", "", ["masayoshi son", "sam altman"]),
        ("Séance noire.", "La séance de lundi.", []),
        ("Claude 2.1 sort ; Azure 29 %.", "", ["claude 2.1", "azure"]),
        ("Rien. Mistral lève 600 millions.", "", ["mistral"]),
    ],
)
def test_runs_of_words(text: str, context: str, expected: list[str]) -> None:
    assert [" ".join(name.words) for name in find_names(text, context)] == expected
