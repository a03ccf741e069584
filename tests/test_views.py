"""Records as the JSON of the interface: field names exactly as the design says."""

import json

from api.views import answer_json, article_json, event_json, hit_json
from corpus.article import Article
from rag.pipeline import Ask, Pipeline
from tests.fakes import FakeWiring, ScriptedGenerator
from tests.samples import AZURE, UNKNOWN

ANSWER = {
    "question", "rewritten_question", "mode", "status", "text", "claims", "extract", "warnings", "refusal", "dropped",
    "sources", "conversation_id", "timings", "models", "index",
}  # fmt: skip
CITATION = {"marker", "article_id", "title", "source", "url", "published", "quote", "start", "end"}
HIT = {
    "article_id", "passage_id", "title", "source", "url", "published", "start", "end", "text", "score", "copies",
}  # fmt: skip
REFERENCE = {"article_id", "title", "source", "url", "published"}


def make(wiring: FakeWiring, draft: str = "") -> Pipeline:
    return Pipeline(wiring.library, wiring.embedder, wiring.retriever, wiring.reader, ScriptedGenerator(draft))


def test_an_answer(wiring: FakeWiring) -> None:
    made = answer_json(make(wiring, "Azure a progressé de 29 %. Azure a progressé de 35 %.").ask(Ask(AZURE)))
    assert set(made) >= ANSWER
    (claim,) = made["claims"]
    assert set(claim) >= {"text", "citations"} and set(claim["citations"][0]) >= CITATION
    assert claim["citations"][0]["published"] == "2023-10"
    assert set(made["extract"]) >= {"text", "article_id", "start", "end", "span", "score"}
    assert set(made["extract"]["span"]) == {"start", "end"}
    assert set(made["dropped"][0]) == {"text", "why"}
    assert set(made["timings"]) == {"retrieve_ms", "extract_ms", "first_token_ms", "total_ms"}
    assert made["models"] == {"embedder": "fake", "generator": "scripted"}
    assert set(made["index"]) >= {"snapshot", "articles", "built_at"} and made["index"]["articles"] == 5
    assert made["refusal"] is None and made["rewritten_question"] is None and made["conversation_id"] is None
    assert set(made["sources"][0]) >= HIT
    assert json.loads(json.dumps(made)) == made


def test_a_refusal(wiring: FakeWiring) -> None:
    made = answer_json(make(wiring).ask(Ask(UNKNOWN)))
    assert set(made) >= ANSWER and made["status"] == "refused"
    assert (made["claims"], made["extract"]) == ([], None)
    assert set(made["refusal"]) >= {"reason", "message", "nearest"}
    assert set(made["refusal"]["nearest"][0]) >= REFERENCE


def test_a_hit(wiring: FakeWiring) -> None:
    (hit, *_) = wiring.retriever.search(AZURE, 1, Ask("").filters).hits
    made = hit_json(hit)
    assert set(made) >= HIT and made["copies"] == []
    assert hit.article.text[made["start"] : made["end"]] == made["text"]


def test_an_article(articles: dict[str, Article]) -> None:
    made = article_json(articles["azure.md"])
    assert set(made) >= {*REFERENCE, "topics", "facts_from", "language", "digest", "text"}
    assert made["text"] == articles["azure.md"].text and made["topics"] == ["cloud"]
    assert "text" not in article_json(articles["azure.md"], text=False)
    assert article_json(articles["anthropic.md"])["published"] is None


def test_events(wiring: FakeWiring) -> None:
    named = [event_json(event) for event in make(wiring, "Azure progresse").events(Ask(AZURE))]
    assert [name for name, _ in named] == ["sources", "extract", "token", "token", "answer"]
    data = dict(named)
    assert set(data["sources"]) == {"hits"} and set(data["token"]) == {"text"} and set(data["answer"]) >= ANSWER
