"""The development questions: format, counts by kind, and answers that stand in the articles they name."""

import json
import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import frontmatter
import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "corpus" / "articles"


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


QUESTIONS = read(ROOT / "tests" / "data" / "questions.jsonl")
ANSWERABLE = [q for q in QUESTIONS if q["answerable"]]
OTHERS = read(ROOT / "tools" / "written" / "bundled" / "questions.jsonl")  # for measuring only

EVERYDAY = read(ROOT / "tools" / "written" / "everyday" / "questions.jsonl")  # that no news answers

KEYS = {"id", "question", "answers", "relevant_ids", "answerable", "kind"}
MINIMA = {"simple": 90, "deux_articles": 15, "date": 15, "familier": 10, "anglais": 5, "piege": 30, "hors_sujet": 15}
FOUND, ABSENT = {"simple", "deux_articles"}, {"piege", "hors_sujet"}
PER_ARTICLE = 2


def identifier(question: dict[str, Any]) -> str:
    return str(question["id"])


def fold(text: str) -> str:
    plain = unicodedata.normalize("NFC", text).replace("’", "'")
    return re.sub(r"[\u00a0\u202f]", " ", plain).casefold()


@cache
def article(name: str) -> str:
    post = frontmatter.load(str(FOLDER / name))
    return fold(f"{post['title']}\n{post.content}")


def stands(answer: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(fold(answer))}(?!\w)", article(name)) is not None


@pytest.mark.parametrize("question", QUESTIONS, ids=identifier)
def test_format(question: dict[str, Any]) -> None:
    assert set(question) == KEYS
    assert re.fullmatch(r"q\d{3}", question["id"])
    text = question["question"]
    assert isinstance(text, str) and text == text.strip() and 5 <= len(text) <= 200
    assert isinstance(question["answerable"], bool)
    for key in ("answers", "relevant_ids", "kind"):
        values = question[key]
        assert isinstance(values, list) and all(isinstance(v, str) and v.strip() for v in values)
        assert len(values) == len(set(values)), f"{key} repeats a value"
    kinds = set(question["kind"])
    assert kinds <= set(MINIMA)
    assert len(kinds & FOUND) == question["answerable"], "one of simple and deux_articles, if answerable only"
    assert len(kinds & ABSENT) == (not question["answerable"]), "one of piege and hors_sujet, if unanswerable only"


def test_ids_and_questions_are_unique() -> None:
    every = [*QUESTIONS, *OTHERS, *EVERYDAY]
    assert len({q["id"] for q in every}) == len(every) == len({fold(q["question"]) for q in every})


def test_everyday_questions_have_no_answer() -> None:
    assert len(EVERYDAY) >= 200
    assert not any(q["answerable"] or q["answers"] or q["relevant_ids"] for q in EVERYDAY)


def test_there_are_enough_of_each_kind() -> None:
    counts = Counter(kind for q in QUESTIONS for kind in q["kind"])
    assert len(QUESTIONS) >= 150
    assert len(ANSWERABLE) >= 105
    assert len(QUESTIONS) - len(ANSWERABLE) >= 45
    assert not {kind: counts[kind] for kind, least in MINIMA.items() if counts[kind] < least}


def test_questions_are_spread_over_the_corpus() -> None:
    uses = Counter(name for q in ANSWERABLE for name in q["relevant_ids"])
    assert not {name: count for name, count in uses.items() if count > PER_ARTICLE}
    posts = [frontmatter.load(str(path)) for path in FOLDER.glob("*.md")]
    used = [frontmatter.load(str(FOLDER / name)) for name in uses]
    assert {p["source"] for p in used} == {p["source"] for p in posts}
    assert {str(p["date"])[:4] for p in used} == {str(p["date"])[:4] for p in posts}


@pytest.mark.parametrize("question", [*ANSWERABLE, *(q for q in OTHERS if q["answerable"])], ids=identifier)
def test_answers_stand_in_the_named_articles(question: dict[str, Any]) -> None:
    answers, names = question["answers"], question["relevant_ids"]
    assert answers and names
    missing = [name for name in names if not (FOLDER / name).is_file()]
    assert not missing, f"no such article: {missing}"
    two = "deux_articles" in question["kind"]
    assert not two or (len(answers) >= 2 and len(names) >= 2)
    for answer in answers if two else answers[:1]:
        assert any(stands(answer, name) for name in names), f"{answer!r} stands in none of {names}"
    for name in names:
        assert any(stands(answer, name) for answer in answers), f"{name} holds no answer"


def test_unanswerable_questions_name_nothing() -> None:
    assert not [q["id"] for q in QUESTIONS if not q["answerable"] and (q["answers"] or q["relevant_ids"])]
