"""`vigie eval` on a folder of documents and questions, with a throwaway index."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.evaluation import evaluate_search, read_questions
from corpus.errors import CorpusError, InputError
from tests.conftest import settings_for
from tests.fakes import FakeWiring
from tests.samples import AZURE, CHEN, HONG_KONG, UNKNOWN

QUESTIONS = [
    {"id": "q1", "question": AZURE, "answers": ["29 %"], "relevant_ids": ["azure"], "answerable": True, "dev": True},
    {"id": "q2", "question": HONG_KONG, "answers": ["800"], "relevant_ids": ["hk"], "answerable": True},
    {"id": "q3", "question": CHEN, "answers": ["Alex Chen"], "relevant_ids": ["hk"], "answerable": True, "dev": True},
    {"id": "q4", "question": UNKNOWN, "answers": [], "relevant_ids": [], "answerable": False, "dev": True},
]
DOCUMENTS = [
    {"id": "azure", "text": "Entre juillet et septembre, le chiffre d'affaires d'Azure a progressé de 29 %."},
    {
        "id": "hk",
        "text": "Plus de 800 entreprises de Hong Kong, dont Forms Syntron et son PDG Alex Chen, s'en servent.",
    },
    {"id": "other", "text": "La météo de demain sera clémente sur tout le pays."},
]


def lines(records: list[dict[str, Any]]) -> str:
    return "\n".join(json.dumps(record) for record in records)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "eval"
    made.mkdir()
    (made / "documents.jsonl").write_text(lines(DOCUMENTS), encoding="utf-8")
    (made / "questions.jsonl").write_text(lines(QUESTIONS), encoding="utf-8")
    return made


def test_search_is_measured_over_answerable_questions(folder: Path, home: Path) -> None:
    report = evaluate_search(FakeWiring(settings_for(home)), folder)
    assert (report.questions, report.articles) == (3, 3)
    fused = report.measures["fused"]
    assert fused["recall@1"].mean == fused["MRR"].mean == 1.0
    assert "| fused |" in report.as_table() and json.loads(json.dumps(report.as_json()))["folder"] == "eval"
    assert not (home / "articles.db").exists() and not (home / "index" / "current").exists(), (
        "nothing of the home changes"
    )


def test_samples_are_seeded_and_where_filters(folder: Path) -> None:
    ids = [[q.id for q in read_questions(folder, 2, seed, None)] for seed in (0, 0, 1)]
    assert ids[0] == ids[1] and len(ids[0]) == 2
    assert [q.id for q in read_questions(folder, None, 0, "dev")] == ["q1", "q3", "q4"]


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"id": "q1"}', "null"])
def test_a_bad_question_file(folder: Path, content: str | None) -> None:
    path = folder / "questions.jsonl"
    path.unlink() if content is None else path.write_text(content)
    with pytest.raises(InputError, match=r"questions\.jsonl"):
        read_questions(folder, None, 0, None)


def test_a_folder_without_readable_documents(folder: Path, home: Path) -> None:
    (folder / "documents.jsonl").write_text("{")
    with pytest.raises(CorpusError):
        evaluate_search(FakeWiring(settings_for(home)), folder)
