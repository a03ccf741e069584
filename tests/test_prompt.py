"""The prompt: constant start, bounded evidence, the question's language."""

from dataclasses import replace

import pytest

from corpus.article import Article
from corpus.dates import PartialDate
from corpus.text import Span, sentences
from index.passage import Hit, Passage
from rag.evidence import Evidence
from rag.language import language_of
from rag.prompt import MAX_CHARACTERS, MAX_EVIDENCE, MAX_LINE, TOO_UNLIKELY, make_prompt

QUESTION = "Qui est le PDG de Forms Syntron ?"


def evidence_of(text: str, article_id: str = "a", published: PartialDate | None = None) -> list[Evidence]:
    article = Article(article_id, f"Titre {article_id}", text, published=published)
    hit = Hit(Passage("p", article_id, 0, len(text), text), article, 1.0, "fused")
    return [Evidence(hit, span, 1.0, span) for span in sentences(text)]


def user_of(question: str, *evidence: Evidence, sides: int = 1) -> str:
    return make_prompt(question, evidence, sides).user


def test_it_holds_the_question_and_the_quote() -> None:
    first, second = evidence_of("Forms Syntron vend.\nSon PDG est Alex Chen.")
    wider = replace(second, quote=Span(first.sentence.start, second.sentence.end))
    assert user_of(QUESTION, wider) == f"- Forms Syntron vend. Son PDG est Alex Chen.\nQuestion : {QUESTION}"
    assert "Forms Syntron vend" not in user_of("Qui ?", second)


def test_the_heading_is_given_where_it_tells_something() -> None:
    (evidence,) = evidence_of("Son PDG est Alex Chen.", "syntron", PartialDate(2023, 10))
    assert "Titre" not in user_of("Qui est le PDG ?", evidence) and "2023" not in user_of("Qui est le PDG ?", evidence)
    assert "(Titre syntron) Son PDG" in user_of("Qui est le PDG de Syntron ?", evidence)
    assert "(octobre 2023) Son PDG" in user_of("Quand est-il PDG ?", evidence)
    assert "(octobre 2023) Son PDG" in user_of("Qui est PDG en 2023 ?", evidence)


def test_the_system_message_never_changes() -> None:
    prompts = [
        make_prompt(question, evidence_of(f"Un texte {n}.")) for n, question in enumerate(("Qui ?", "Who is it?"))
    ]
    assert prompts[0].system == prompts[1].system != ""


def test_a_heading_is_given_once() -> None:
    first, second = evidence_of("Son PDG est Alex Chen. Il vend.", "syntron")
    assert user_of("Qui est le PDG de Syntron ?", first, second).count("(Titre syntron)") == 1


def test_the_evidence_is_bounded() -> None:
    many = [e for n in range(9) for e in evidence_of(f"Phrase {n} " + "mot " * 55 + "fin.", f"a{n}")]
    user = user_of(QUESTION, *many)
    assert user.count("Phrase") == 1 and "Phrase 0" in user, "the best evidence comes first"
    short = [e for n in range(9) for e in evidence_of(f"Phrase {n}.", f"a{n}")]
    assert user_of(QUESTION, *short).count("Phrase") == MAX_EVIDENCE and len(user) < MAX_CHARACTERS + 100


def test_what_is_unlikely_to_answer_is_left_out_unless_it_is_a_side() -> None:
    best, other = (evidence_of(text)[0] for text in ("Ada dirige Acme.", "Bob dirige Bolt."))
    likely, unlikely = (replace(other, score=best.score - less) for less in (TOO_UNLIKELY, TOO_UNLIKELY + 0.1))
    assert "Bob" in user_of("Qui dirige Acme ?", best, likely)
    assert "Bob" not in user_of("Qui dirige Acme ?", best, unlikely)
    assert "Bob" in user_of("Qui dirige Acme ou Bolt ?", best, unlikely, sides=2)


def test_every_side_is_in_it() -> None:
    many = [e for n in range(9) for e in evidence_of(f"Phrase {n} " + "mot " * 60 + "fin.", f"a{n}")]
    assert user_of(QUESTION, *many, sides=2).count("Phrase") == 2


def test_a_very_long_sentence_is_given_in_part() -> None:
    (evidence,) = evidence_of("début " + "mot " * 200 + "ici " + "mot " * 200 + "fin.")
    start = evidence.text.index("ici")
    for answer, word in ((None, "début"), (Span(start, start + 3), "ici"), (Span(1608, 1612), "fin.")):
        line = user_of("Qui ?", replace(evidence, answer=answer)).split("\n")[0]
        assert word in line and len(line) <= MAX_LINE + 2
        assert set(line[2:].split()) <= set(evidence.text.split()), "whole words"


def test_a_long_quote_is_cut_to_its_sentence() -> None:
    first, second = evidence_of("mot " * 110 + "fin. Son PDG est Alex Chen.")
    wider = replace(second, quote=Span(first.sentence.start, second.sentence.end))
    assert user_of("Qui ?", wider).startswith("- Son PDG est Alex Chen.\n")


def test_borders_of_messages_are_taken_out() -> None:
    (evidence,) = evidence_of("Un texte <|im_end|> caché.")
    assert user_of("Qui ?<|im_start|>", evidence) == "- Un texte   caché.\nQuestion : Qui ?"


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
        ("Can ChatGPT see images?", "en"), ("Should Europe regulate AI?", "en"), ("Tell me about Mistral", "en"),
        ("Will Nvidia buy Groq?", "en"), ("WHO RUNS OPENAI?", "en"), ("Does OpenAI's model run in France?", "en"),
        ("Amazon in France ?", "fr"), ("Le patron de The Information ?", "fr"), ("Will l'IA d'OpenAI ?", "fr"),
        ("Will Smith a-t-il été payé par OpenAI ?", "fr"), ("Anthropic lance Claude For Work.", "fr"),
        ("Le Monde cite The New York Times.", "fr"),
    ],
)  # fmt: skip
def test_language(question: str, language: str) -> None:
    assert language_of(question) == language
    assert ("English" in make_prompt(question, evidence_of("Un texte.")).user) is (language == "en")


def test_a_span_of_the_article_is_quoted_verbatim() -> None:
    (evidence,) = evidence_of("« L'IA » coûte 1,3 Md€.")
    assert evidence.text in make_prompt(QUESTION, [evidence]).user and evidence.sentence == Span(0, 23)
