"""Records as the JSON objects of the interface contract."""

from collections.abc import Iterable
from typing import Any

from corpus.article import Article
from index.passage import Hit
from rag.pipeline import Event, Sources, Token
from rag.records import Answer, Citation, Claim, Extract, Refusal

Json = dict[str, Any]


def answer_json(answer: Answer) -> Json:
    made_by = answer.provenance
    return {
        "question": answer.question,
        "rewritten_question": answer.rewritten_question,
        "mode": answer.mode,
        "status": answer.status,
        "text": answer.text,
        "claims": [_claim(claim) for claim in answer.claims],
        "extract": extract_json(answer.extract) if answer.extract else None,
        "warnings": [
            {"kind": w.kind, "message": w.message, "article_ids": list(w.article_ids)} for w in answer.warnings
        ],
        "refusal": _refusal(answer.refusal) if answer.refusal else None,
        "dropped": [{"text": d.text, "why": d.why} for d in answer.dropped],
        "sources": [hit_json(hit) for hit in answer.sources],
        "conversation_id": answer.conversation_id,
        "timings": {
            name: getattr(answer.timings, name) for name in ("retrieve_ms", "extract_ms", "first_token_ms", "total_ms")
        },
        "models": {"embedder": made_by.embedder, "generator": made_by.generator},
        "index": {"snapshot": made_by.snapshot, "articles": made_by.articles, "built_at": made_by.built_at},
    }


def event_json(event: Event) -> tuple[str, Json]:
    """Return the name and the data of a server-sent event."""
    if isinstance(event, Sources):
        return "sources", {"hits": [hit_json(hit) for hit in event.hits]}
    if isinstance(event, Extract):
        return "extract", extract_json(event)
    if isinstance(event, Token):
        return "token", {"text": event.text}
    return "answer", answer_json(event)


def hit_json(hit: Hit) -> Json:
    passage = hit.passage
    return {
        **_reference(hit.article), "passage_id": passage.id, "start": passage.start, "end": passage.end,
        "text": passage.text, "score": round(hit.score, 4), "copies": list(hit.copies),
    }  # fmt: skip


def extract_json(extract: Extract) -> Json:
    return {
        "text": extract.text, "article_id": extract.article_id, "start": extract.start, "end": extract.end,
        "span": {"start": extract.span.start, "end": extract.span.end}, "score": extract.score,
    }  # fmt: skip


def article_json(article: Article, *, text: bool = True) -> Json:
    return {
        **_reference(article), "topics": list(article.topics), "facts_from": list(article.facts_from),
        "language": article.language, "digest": article.digest, **({"text": article.text} if text else {}),
    }  # fmt: skip


def articles_json(articles: Iterable[Article]) -> list[Json]:
    return [article_json(article, text=False) for article in articles]


def _reference(article: Article) -> Json:
    return {
        "article_id": article.id, "title": article.title, "source": article.source, "url": article.url,
        "published": str(article.published) if article.published else None,
    }  # fmt: skip


def _claim(claim: Claim) -> Json:
    return {"text": claim.text, "citations": [_citation(citation) for citation in claim.citations]}


def _citation(citation: Citation) -> Json:
    return {name: getattr(citation, name) for name in Citation.__dataclass_fields__}


def _refusal(refusal: Refusal) -> Json:
    return {
        "reason": refusal.reason, "message": refusal.message,
        "nearest": [_reference(hit.article) for hit in refusal.nearest],
    }  # fmt: skip
