"""The whole of Vigie with its default models: the questions that must be answered, and one that must not."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.indexing import run_index
from api.views import answer_json
from api.wiring import Wiring, bundled_corpus
from corpus.text import canonical
from rag.pipeline import Ask, Sources, Token
from rag.records import Answer, Extract
from tests.conftest import SEEDS, settings_for

pytestmark = pytest.mark.model

# (question, text that the answer holds, start of the right article's id: of a seed, of a bundled article)
QUESTIONS = [
    ("Qui est le PDG de Forms Syntron ?", "Alex Chen", "000_", "2023-10-microsoft-azure-hong-kong"),
    (
        "De combien le chiffre d'affaires d'Azure a-t-il progressé entre juillet et septembre ?",
        "29", "002_", "2023-10-25-azure-google-cloud-croissance",
    ),
    (
        "Combien d'entreprises de Hong Kong utiliseraient les solutions d'IA de Microsoft ?",
        "800", "000_", "2023-10-microsoft-azure-hong-kong",
    ),
]  # fmt: skip
BUNDLED = {stem for *_, stem in QUESTIONS} | {"2023-06-30-deux-fois-1-3-milliard-inflection-mosaicml"}


@pytest.fixture(scope="module")
def vigie(weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    """A new home that holds only the seeds (without them: three bundled articles), with the default models."""
    base = tmp_path_factory.mktemp("vigie")
    corpus = SEEDS
    if not SEEDS.exists():
        corpus = base / "articles"
        corpus.mkdir()
        for stem in BUNDLED:
            shutil.copy(bundled_corpus() / f"{stem}.md", corpus)
    home = base / "home"
    home.mkdir()
    (home / "models").symlink_to(weights, target_is_directory=True)
    wiring = Wiring(settings_for(home))
    report = run_index(wiring, [corpus])
    assert report.build.passages_embedded == report.build.manifest.passages > 0
    assert not run_index(wiring, [corpus]).build.changed, "an unchanged corpus embeds nothing"
    yield wiring


@pytest.mark.parametrize(("question", "expected", "seed", "bundled"), QUESTIONS)
def test_a_question_is_answered_with_an_exact_quote_of_the_right_article(
    vigie: Wiring, question: str, expected: str, seed: str, bundled: str
) -> None:
    answer = vigie.pipeline.ask(Ask(question))
    assert answer.status == "answered", answer.text
    assert expected in canonical(answer.text)
    right = seed if SEEDS.exists() else bundled
    assert answer.extract is not None and answer.extract.article_id.startswith(right)
    for claim in answer.claims:
        for citation in claim.citations:
            article = vigie.library.article(citation.article_id)
            assert article is not None and article.text[citation.start : citation.end] == citation.quote
    citations = [c for claim in answer.claims for c in claim.citations if expected in canonical(claim.text)]
    assert citations and all(c.article_id.startswith(right) for c in citations)
    assert any(expected in citation.quote for citation in citations)
    json.dumps(answer_json(answer))


@pytest.mark.parametrize("question", ["Quel est le salaire de Sam Altman ?", "Comment faire une tarte aux pommes ?"])
def test_a_question_without_an_answer_is_refused(vigie: Wiring, question: str) -> None:
    *events, answer = vigie.pipeline.events(Ask(question))
    assert isinstance(answer, Answer) and answer.refusal is not None, answer
    assert answer.refusal.reason in ("hors_corpus", "non_etaye") and answer.refusal.nearest
    assert [type(event) for event in events] == [Sources]


def test_the_draft_streams_and_the_extract_comes_first(vigie: Wiring) -> None:
    events = list(vigie.pipeline.events(Ask(QUESTIONS[0][0])))
    kinds = [type(event) for event in events]
    assert kinds[:2] == [Sources, Extract] and kinds[-1] is Answer and set(kinds[2:-1]) == {Token}
    answer = events[-1]
    assert isinstance(answer, Answer)
    extract_ms, first_ms = answer.timings.extract_ms, answer.timings.first_token_ms
    assert extract_ms is not None and first_ms is not None and extract_ms < first_ms


def test_closing_early_frees_the_model(vigie: Wiring) -> None:
    events = vigie.pipeline.events(Ask(QUESTIONS[0][0]))
    for event in events:
        if isinstance(event, Token):
            break
    events.close()  # type: ignore[attr-defined]
    assert vigie.pipeline.ask(Ask(QUESTIONS[1][0])).status == "answered"
