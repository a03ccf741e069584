"""Questions to start with: about names in titles, and only those that are answered."""

from pathlib import Path

import pytest

from api.indexing import run_index
from api.suggestions import Suggestions, candidates, elided
from index.passage import Filters
from rag.pipeline import DEFAULT_K
from rag.retrieve import Retrieval
from tests.fakes import FakeWiring
from tests.samples import make_hit, write


def answered(wiring: FakeWiring, question: str) -> bool:
    found = wiring.retriever.search(question, DEFAULT_K, Filters())
    return wiring.reader.read(question, found.vector, found.hits).answers


def test_every_suggestion_is_answered(wiring: FakeWiring) -> None:
    suggestions = Suggestions(wiring).get()
    assert 1 <= len(suggestions) <= 6 and len(set(suggestions)) == len(suggestions)
    assert all(question.endswith(" ?") and answered(wiring, question) for question in suggestions)


def test_they_are_made_once_a_snapshot(wiring: FakeWiring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    suggestions = Suggestions(wiring)
    first = suggestions.get()
    calls: list[str] = []
    search = wiring.retriever.search

    def counted(question: str, k: int, filters: Filters) -> Retrieval:
        calls.append(question)
        return search(question, k, filters)

    monkeypatch.setattr(wiring.retriever, "search", counted)
    assert suggestions.get() == first and calls == []
    body = "---\ndate: 2026\n---\n# Le groupe Zorglub vend {0} robots\n\nLe groupe Zorglub a annoncé {0} robots."
    texts = {f"r{n}.md": body.format(n) for n in range(9)}
    run_index(FakeWiring(wiring.settings), [write(tmp_path / "more", texts)])
    assert any("Zorglub" in question for question in suggestions.get()) and calls


def test_names_are_no_common_words_and_take_their_article() -> None:
    articles = [make_hit("OpenAI mise.", title="Le groupe OpenAI mise sur l'IA").article] * 2
    assert candidates(articles) == ["Qu’a annoncé OpenAI ?"]
    assert elided("OpenAI") == "d’OpenAI" and elided("Mistral") == "de Mistral" and elided("Étalab") == "d’Étalab"
