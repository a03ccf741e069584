"""Answers and hits as text for a terminal."""

from api.render import answer_text, hits_text
from corpus.text import canonical
from rag.pipeline import Ask, Pipeline
from rag.records import Answer, Notice
from tests.fakes import FakeWiring, ScriptedGenerator
from tests.samples import AZURE, UNKNOWN


def ask(wiring: FakeWiring, question: str, draft: str = "") -> Answer:
    generator = ScriptedGenerator(draft)
    return Pipeline(wiring.library, wiring.embedder, wiring.retriever, wiring.reader, generator).ask(Ask(question))


def test_an_answer_lists_each_source_once_with_its_quotes(wiring: FakeWiring) -> None:
    text = answer_text(ask(wiring, AZURE, "Azure a progressé de 29 %. Amazon n'a pas commenté ces chiffres."))
    assert canonical(text.splitlines()[0]) == (
        "Azure a progressé de 29 %. [1] Amazon n'a pas commenté ces chiffres. [1]"
    )
    assert text.count("Azure accélère, Google ralentit (Nuages, 2023-10)") == 1 and text.count("«") == 2
    assert "« Amazon n'a pas commenté ces chiffres. »" in text
    assert all(len(line) <= 100 for line in text.splitlines())


def test_sources_come_in_the_order_of_their_markers(wiring: FakeWiring) -> None:
    draft = (
        "Plus de 800 entreprises de Hong Kong utiliseraient les solutions d'IA de Microsoft. Azure a progressé de 29 %."
    )
    text = answer_text(ask(wiring, AZURE, draft))
    assert text.index("[1] Microsoft courtise") < text.index("[2] Azure accélère")


def test_a_refusal_names_the_nearest_articles(wiring: FakeWiring) -> None:
    text = answer_text(ask(wiring, UNKNOWN))
    assert text.splitlines()[1] == "Articles les plus proches :" and "  - " in text
    assert answer_text(ask(wiring, "Bonjour")).startswith("Bonjour\u202f!")


def test_warnings_are_shown(wiring: FakeWiring) -> None:
    from dataclasses import replace

    answer = replace(ask(wiring, AZURE), warnings=(Notice("depasse", "Ce chiffre a changé.", ("a",)),))
    assert answer_text(answer).endswith("Attention : Ce chiffre a changé.")


def test_hits(wiring: FakeWiring) -> None:
    hits = wiring.retriever.search("Anthropic à Paris", 2, Ask("").filters).hits
    text = hits_text(hits)
    assert text.startswith("1. Anthropic ouvre un bureau à Paris (source inconnue, sans date) — ")
    assert "    Anthropic va ouvrir un bureau à Paris" in text and "\n2. " in text
    assert hits_text([]) == "Aucun passage trouvé."
