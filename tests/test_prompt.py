"""The prompt: constant start, bounded evidence, the question's language."""

import pytest

from corpus.article import Article
from corpus.dates import PartialDate
from corpus.text import Span, sentences
from index.passage import Hit, Passage
from rag.evidence import Evidence
from rag.prompt import MAX_CHARACTERS, MAX_EVIDENCE, language_of, make_prompt

QUESTION = "Qui est le PDG de Forms Syntron ?"


def evidence_of(text: str, article_id: str = "a", published: PartialDate | None = None) -> list[Evidence]:
    article = Article(article_id, f"Titre {article_id}", text, published=published)
    hit = Hit(Passage("p", article_id, 0, len(text), text), article, 1.0, "fused")
    return [Evidence(hit, span, 1.0, span) for span in sentences(text)]


def test_it_holds_question_evidence_title_and_date() -> None:
    (first, second) = evidence_of("Forms Syntron vend.\nSon PDG est Alex Chen.", published=PartialDate(2023, 10))
    prompt = make_prompt(QUESTION, [second])
    assert QUESTION in prompt.user and "Titre a" in prompt.user and "octobre 2023" in prompt.user
    assert "Forms Syntron vend. Son PDG est Alex Chen." in prompt.user, "the sentence before says whose PDG"
    assert "Forms Syntron vend. Son" not in make_prompt(QUESTION, [first]).user


def test_the_system_message_never_changes() -> None:
    prompts = [
        make_prompt(question, evidence_of(f"Un texte {n}.")) for n, question in enumerate(("Qui ?", "Who is it?"))
    ]
    assert prompts[0].system == prompts[1].system != ""


def test_the_evidence_is_bounded() -> None:
    many = [e for n in range(9) for e in evidence_of(f"Phrase {n} " + "mot " * 90 + "fin.", f"a{n}")]
    user = make_prompt(QUESTION, many).user
    assert 1 <= user.count("Phrase") <= MAX_EVIDENCE
    assert len(user) < MAX_CHARACTERS + 300
    assert "Phrase 0" in user, "the best evidence comes first"


def test_one_very_long_sentence_is_still_given() -> None:
    assert "fin." in make_prompt(QUESTION, evidence_of("mot " * 1_000 + "fin.")).user


def test_the_same_evidence_is_given_once() -> None:
    (evidence,) = evidence_of("Une phrase.")
    assert make_prompt(QUESTION, [evidence, evidence]).user.count("Une phrase.") == 1


def test_braces_are_only_text() -> None:
    prompt = make_prompt("Que fait {question} ?", evidence_of("Un texte {evidence} {0}."))
    assert "{evidence} {0}" in prompt.user and "Que fait {question} ?" in prompt.user


@pytest.mark.parametrize(
    ("question", "language"),
    [
        (QUESTION, "fr"), ("Who is the CEO of Forms Syntron?", "en"), ("How much did Mistral raise?", "en"),
        ("Azure ?", "fr"), ("Combien de tokens pour GPT-4 ?", "fr"), ("", "fr"), ("What is the 'AI Act'?", "en"),
    ],
)  # fmt: skip
def test_language(question: str, language: str) -> None:
    assert language_of(question) == language
    asked = {"fr": "français", "en": "English"}[language]
    assert asked in make_prompt(question, evidence_of("Un texte.")).user


def test_a_span_of_the_article_is_quoted_verbatim() -> None:
    (evidence,) = evidence_of("« L'IA » coûte 1,3 Md€.")
    assert evidence.text in make_prompt(QUESTION, [evidence]).user and evidence.sentence == Span(0, 23)
