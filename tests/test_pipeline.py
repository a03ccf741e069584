"""From a question to a verified answer, with a scripted generator."""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from api.indexing import run_index
from api.views import answer_json
from corpus.errors import GenerationError, InputError
from corpus.text import canonical
from index.passage import Filters, Hit, Vectors
from rag.evidence import Reading
from rag.generators import Limits
from rag.generators.pump import turn
from rag.pipeline import Ask, Pipeline, Sources, Token
from rag.prompt import Prompt
from rag.records import Answer, Extract
from tests import samples
from tests.conftest import settings_for
from tests.fakes import FakeWiring, ScriptedGenerator
from tests.samples import AZURE, HONG_KONG, UNKNOWN

RIGHT = "Le chiffre d'affaires d'Azure a progressé de 29 %."
WRONG = "Le chiffre d'affaires d'Azure a progressé de 35 %."


def pipeline(wiring: FakeWiring, draft: str = "", error: Exception | None = None) -> tuple[Pipeline, ScriptedGenerator]:
    generator = ScriptedGenerator(draft, error)
    return Pipeline(wiring.library, wiring.embedder, wiring.retriever, wiring.reader, generator), generator


def ask(wiring: FakeWiring, draft: str, question: str = AZURE) -> Answer:
    return pipeline(wiring, draft)[0].ask(Ask(question))


def claims(answer: Answer) -> list[str]:
    """The claims without French typography."""
    return [canonical(claim.text) for claim in answer.claims]


def check_invariants(wiring: FakeWiring, answer: Answer) -> None:
    """What holds of every answer: quotes are verbatim, a refusal claims nothing, an answer something."""
    assert (answer.status == "refused") == (answer.refusal is not None) == (not answer.claims)
    assert (answer.extract is None) == (answer.status == "refused")
    for claim in answer.claims:
        assert claim.citations
        for c in claim.citations:
            article = wiring.library.article(c.article_id)
            assert article is not None and article.text[c.start : c.end] == c.quote
            assert f"[{c.marker}]" in answer.text
    answer_json(answer)


def test_a_proved_sentence_is_kept_and_a_wrong_one_dropped(wiring: FakeWiring) -> None:
    answer = ask(wiring, f"{RIGHT} {WRONG}")
    assert claims(answer) == [RIGHT]
    assert [(d.text, d.why) for d in answer.dropped] == [(WRONG, "un nombre n’est pas dans les sources")]
    assert canonical(answer.text) == f"{RIGHT} [1]" and answer.claims[0].citations[0].article_id == "azure.md"
    assert "29 %" in answer.claims[0].citations[0].quote
    check_invariants(wiring, answer)


@pytest.mark.parametrize("draft", [WRONG, "", "…", "Je ne sais pas.", f"{WRONG} Sam Altman dirige OpenAI."])
def test_nothing_proved_falls_back_to_the_extract(wiring: FakeWiring, draft: str) -> None:
    answer = ask(wiring, draft)
    assert answer.status == "answered" and answer.extract is not None
    assert [claim.citations[0].quote for claim in answer.claims] == [answer.extract.text]
    assert "29 %" in claims(answer)[0]
    check_invariants(wiring, answer)


def test_the_marks_of_the_model_are_ignored(wiring: FakeWiring) -> None:
    answer = ask(wiring, f"{RIGHT[:-1]} [7][12]. À l'opposé, la croissance de Google est tombée à 22 % [99].")
    assert claims(answer) == [RIGHT, "À l'opposé, la croissance de Google est tombée à 22 %."]
    assert answer.text.count("[1]") == 2 and "[7]" not in answer.text and "[99]" not in answer.text
    check_invariants(wiring, answer)


def test_a_sentence_said_twice_is_kept_once(wiring: FakeWiring) -> None:
    assert len(ask(wiring, f"{RIGHT} {RIGHT}").claims) == 1


def test_two_articles_have_two_markers(wiring: FakeWiring) -> None:
    answer = ask(wiring, f"{RIGHT} Plus de 800 entreprises de Hong Kong utiliseraient les solutions d'IA de Microsoft.")
    assert [claim.citations[0].marker for claim in answer.claims] == [1, 2]
    check_invariants(wiring, answer)


def test_a_refusal_has_no_extract_no_claim_and_no_token(wiring: FakeWiring) -> None:
    made, generator = pipeline(wiring, RIGHT)
    *events, answer = made.events(Ask(UNKNOWN))
    assert [type(event) for event in events] == [Sources] and isinstance(answer, Answer)
    assert answer.status == "refused" and answer.refusal is not None and answer.refusal.reason == "hors_corpus"
    assert answer.claims == () and answer.extract is None and generator.prompts == []
    assert 1 <= len(answer.refusal.nearest) <= 3
    assert len({hit.article.id for hit in answer.refusal.nearest}) == len(answer.refusal.nearest)
    check_invariants(wiring, answer)


class Fixed:
    """A reader that returns what it is told about the real reader's evidence."""

    def __init__(self, wiring: FakeWiring, **changes: object) -> None:
        self._reader, self._changes = wiring.reader, changes

    def read(self, question: str, vector: Vectors, hits: Sequence[Hit]) -> Reading:
        return replace(self._reader.read(question, vector, hits), **self._changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(("near", "reason"), [(True, "non_etaye"), (False, "hors_corpus")])
def test_the_reason_of_a_refusal(wiring: FakeWiring, near: bool, reason: str) -> None:
    reader = Fixed(wiring, probability=0.0, near=near)
    made = Pipeline(wiring.library, wiring.embedder, wiring.retriever, reader, ScriptedGenerator())
    answer = made.ask(Ask(AZURE))
    assert answer.refusal is not None and answer.refusal.reason == reason and answer.refusal.message == answer.text
    assert answer.refusal.nearest[0].article.id == "azure.md"


def test_a_question_about_a_time_after_the_newest_article(wiring: FakeWiring) -> None:
    answer = ask(wiring, RIGHT, "De combien le chiffre d'affaires d'Azure a-t-il progressé en 2031 ?")
    assert answer.refusal is not None and answer.refusal.reason == "trop_recent"
    assert "(29 octobre 2025)" in answer.refusal.message, "the date of the newest article"
    check_invariants(wiring, answer)


@pytest.mark.parametrize("question", ["Bonjour !", "Merci beaucoup"])
def test_small_talk_is_not_searched(wiring: FakeWiring, question: str) -> None:
    made, generator = pipeline(wiring, RIGHT)
    (answer,) = made.events(Ask(question))
    assert isinstance(answer, Answer) and answer.refusal is not None and answer.refusal.reason == "bavardage"
    assert answer.sources == () and generator.prompts == []


def test_the_order_of_events(wiring: FakeWiring) -> None:
    made, generator = pipeline(wiring, RIGHT)
    events = list(made.events(Ask(AZURE)))
    kinds = [type(event) for event in events]
    assert kinds == [Sources, Extract, *[Token] * len(RIGHT.split()), Answer]
    assert "".join(e.text for e in events if isinstance(e, Token)).strip() == RIGHT
    assert AZURE in generator.prompts[0].user and "29 %" in generator.prompts[0].user


def test_timings_grow_step_by_step(wiring: FakeWiring) -> None:
    timings = ask(wiring, RIGHT).timings
    steps = [timings.retrieve_ms, timings.extract_ms, timings.first_token_ms, timings.total_ms]
    assert None not in steps and steps == sorted(steps, key=lambda step: step or 0) and (steps[0] or 0) > 0


def test_mode_extract_generates_nothing(wiring: FakeWiring) -> None:
    made, generator = pipeline(wiring, RIGHT)
    answer = made.ask(Ask(AZURE, mode="extract"))
    assert generator.prompts == [] and answer.mode == "extract" and answer.timings.first_token_ms is None
    assert answer.extract is not None and answer.claims[0].citations[0].quote == answer.extract.text
    check_invariants(wiring, answer)


def test_closing_the_iterator_stops_the_generator(wiring: FakeWiring) -> None:
    made, generator = pipeline(wiring, "mot " * 1_000)
    events = made.events(Ask(AZURE))
    for event in events:
        if isinstance(event, Token):
            break
    assert not generator.closed
    events.close()  # type: ignore[attr-defined]
    assert generator.closed and len(generator.written) == 1


def test_a_generator_that_fails(wiring: FakeWiring) -> None:
    made, _ = pipeline(wiring, "Le début", GenerationError("no answer"))
    events = made.events(Ask(AZURE))
    with pytest.raises(GenerationError, match="no answer"):
        list(events)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (Ask(""), "empty"), (Ask("x" * 100_000), "100000 characters"), (Ask(AZURE, k=0), "k is 0"),
        (Ask(AZURE, filters=Filters(sources=("?",))), "no article has the source"),
    ],
)  # fmt: skip
def test_bad_questions(wiring: FakeWiring, bad: Ask, message: str) -> None:
    with pytest.raises(InputError, match=message):
        pipeline(wiring)[0].ask(bad)


def test_filters_and_k_are_kept(wiring: FakeWiring) -> None:
    made, _ = pipeline(wiring)
    answer = made.ask(Ask(HONG_KONG, k=2, filters=Filters(sources=("Nuages",)), conversation_id="c-1"))
    assert len(answer.sources) == 2 and {hit.article.source for hit in answer.sources} == {"Nuages"}
    assert answer.conversation_id == "c-1" and answer.question == HONG_KONG


def test_where_the_answer_comes_from(wiring: FakeWiring) -> None:
    answer = ask(wiring, RIGHT)
    manifest = wiring.library.index().snapshot.manifest
    made_by = answer.provenance
    assert (made_by.embedder, made_by.generator) == ("fake", "scripted")
    assert (made_by.snapshot, made_by.articles, made_by.built_at) == (manifest.id, 5, manifest.built_at)


def test_only_the_first_paragraph_is_written(wiring: FakeWiring) -> None:
    made, generator = pipeline(wiring, f"{RIGHT}\n\n Amazon n'a pas commenté ces chiffres.")
    answer = made.ask(Ask(AZURE))
    assert claims(answer) == [RIGHT] and answer.dropped == () and "commenté" not in generator.written


BOTH = "De combien ont progressé Azure et Google ?"


def test_a_comparison_has_the_evidence_of_each_side(home: Path, tmp_path: Path) -> None:
    """Each side is told by an article of its own."""
    texts = {
        "a.md": "---\ntitle: Ventes d'Azure\n---\nLes ventes d'Azure ont progressé de 29 % au trimestre.",
        "g.md": "---\ntitle: Ventes de Google\n---\nLes ventes de Google ont progressé de 22 % au trimestre.",
    }
    wiring = FakeWiring(settings_for(home))
    run_index(wiring, [samples.write(tmp_path / "articles", texts)])
    made, generator = pipeline(wiring, "Les ventes d'Azure ont progressé de 29 %.")
    extract = made.ask(Ask(BOTH, mode="extract"))
    assert [claim.citations[0].article_id for claim in extract.claims] == ["a.md", "g.md"]
    full = made.ask(Ask(BOTH))
    assert claims(full)[0] == generator.draft and "22 %" in claims(full)[1], "what the draft left out"
    assert "29 %" in generator.prompts[0].user and "22 %" in generator.prompts[0].user
    for answer in (extract, full):
        check_invariants(wiring, answer)
        assert {c.article_id for claim in answer.claims for c in claim.citations} <= {
            hit.article.id for hit in answer.sources
        }
    assert len(made.ask(Ask("De combien a progressé Azure ?", mode="extract")).claims) == 1


def test_one_article_that_tells_of_both_sides_is_enough(wiring: FakeWiring) -> None:
    answer = pipeline(wiring)[0].ask(Ask("Entre Mistral AI et Lightspeed, qui a levé des fonds ?", mode="extract"))
    assert [claim.citations[0].article_id for claim in answer.claims] == ["mistral.md"]


SALES = "De combien les ventes d'Azure ont-elles progressé ?"


@pytest.mark.parametrize(
    ("said", "published", "kind"),
    [
        ("33 %", "2025-06-10", "contradictoire"),
        ("33 %", "2025-09-10", "depasse"),
        ("33 %", "2025", None),
        ("29 %", "2025-06-10", None),
        ("plus de 28 %", "2025-09-10", None),
    ],
)
def test_sources_that_give_another_figure(
    home: Path, tmp_path: Path, said: str, published: str, kind: str | None
) -> None:
    texts = {
        "a.md": "---\ntitle: Azure\ndate: 2025-06-01\n---\nLes ventes d'Azure ont progressé de 29 %.",
        "b.md": f"---\ntitle: Le nuage\ndate: {published}\n---\nLes ventes d'Azure ont progressé de {said} au total.",
    }
    wiring = FakeWiring(settings_for(home))
    run_index(wiring, [samples.write(tmp_path / "articles", texts)])
    draft = "Les ventes d'Azure ont progressé de 29 %."
    for mode, written in (("extract", ""), ("full", draft)):
        answer = pipeline(wiring, written)[0].ask(Ask(SALES, mode=mode))  # type: ignore[arg-type]
        check_invariants(wiring, answer)
        assert [warning.kind for warning in answer.warnings] == [kind] * (kind is not None)
        assert all(warning.article_ids == ("a.md", "b.md") for warning in answer.warnings)
        assert answer.extract is not None and answer.extract.article_id == "a.md" and claims(answer)[0] == draft
        cited = [citation.article_id for claim in answer.claims for citation in claim.citations]
        assert cited == (["a.md", "b.md"] if kind == "contradictoire" else ["a.md"]), "the other side is shown too"
        assert answer_json(answer)["warnings"] == [
            {"kind": w.kind, "message": w.message, "article_ids": ["a.md", "b.md"]} for w in answer.warnings
        ]


def test_a_follow_up_is_rewritten_and_the_answer_says_so(wiring: FakeWiring) -> None:
    made, generator = pipeline(wiring, RIGHT)
    history = ("De combien le chiffre d'affaires de Google a-t-il progressé entre juillet et septembre ?",)
    answer = made.ask(Ask("Et Azure ?", history=history))
    assert answer.question == "Et Azure ?" and answer.rewritten_question == AZURE
    assert claims(answer) == [RIGHT] and AZURE in generator.prompts[0].user
    assert made.ask(Ask(HONG_KONG, history=history)).rewritten_question is None


class OneAtATime(ScriptedGenerator):
    """Writes for one question at a time, and only once it is let go."""

    def __init__(self, draft: str) -> None:
        super().__init__(draft)
        self.lock = threading.Lock()
        self.go = threading.Event()

    def stream(self, prompt: Prompt, limits: Limits) -> Iterator[str]:
        with turn(self.lock):
            self.go.wait(30)
            yield from super().stream(prompt, limits)


def test_under_load_the_answer_is_the_extract(wiring: FakeWiring) -> None:
    generator = OneAtATime(RIGHT)
    made = Pipeline(wiring.library, wiring.embedder, wiring.retriever, wiring.reader, generator)
    made.ask(Ask(AZURE, mode="extract"))
    answers: list[Answer] = []
    threads = [threading.Thread(target=lambda: answers.append(made.ask(Ask(AZURE)))) for _ in range(10)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    while len(answers) < 9 and time.perf_counter() - start < 25:
        time.sleep(0.02)
    assert len(answers) == 9, "nobody waits for the one that is being written"
    generator.go.set()
    for thread in threads:
        thread.join(30)
    assert [[w.kind for w in answer.warnings] for answer in answers] == [["charge"]] * 9 + [[]]
    for answer in answers[:9]:
        assert answer.mode == "full" and answer.extract is not None and answer.dropped == ()
        assert [claim.citations[0].quote for claim in answer.claims] == [answer.extract.text]
    assert claims(answers[9]) == [RIGHT]
    assert claims(made.ask(Ask(AZURE))) == [RIGHT], "the slot is free again"


def test_warm_up_loads_the_models(wiring: FakeWiring) -> None:
    pipeline(wiring)[0].warm_up()
    assert np.isfinite(wiring.embedder.embed_question("x")).all()
