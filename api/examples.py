"""Examples for the OpenAPI description: one question on one article, and what comes of it."""

from typing import Any

Example = dict[str, Any]

QUESTION = "De combien le chiffre d’affaires d’Azure a-t-il progressé ?"
_TEXT = "Entre juillet et septembre, le chiffre d'affaires d'Azure a progressé de 29 %."
_ID = "0f3d7c2b9a8e4d51b6c7f8a90e1d2c3b"
_TIME = "2026-11-24T20:30:00.000000+00:00"
_SNAPSHOT = "20261124T203000-1a2b3c4d"

REFERENCE: Example = {
    "article_id": "azure.md", "title": "Azure accélère", "source": "Nuages", "url": "https://nuages.example/azure",
    "published": "2023-10",
}  # fmt: skip
HIT: Example = REFERENCE | {
    "passage_id": "azure.md:0-78", "start": 0, "end": 78, "text": _TEXT, "score": 0.9312, "copies": [],
}  # fmt: skip
CITATION: Example = {"marker": 1, **REFERENCE, "quote": _TEXT, "start": 0, "end": 78}
CLAIM: Example = {"text": "Le chiffre d’affaires d’Azure a progressé de 29 %.", "citations": [CITATION]}
ANSWER: Example = {
    "question": QUESTION, "rewritten_question": None, "mode": "full", "status": "answered",
    "text": f"{CLAIM['text']} [1]", "claims": [CLAIM],
    "extract": {"text": _TEXT, "article_id": "azure.md", "start": 0, "end": 78, "span": {"start": 73, "end": 77},
                "score": 0.97},
    "warnings": [], "refusal": None,
    "dropped": [{"text": "Il a baissé de 35 %.", "why": "le nombre 35 n’est pas dans la citation"}],
    "sources": [HIT], "conversation_id": None,
    "timings": {"retrieve_ms": 21.4, "extract_ms": 63.0, "first_token_ms": 810.5, "total_ms": 2950.1},
    "models": {"embedder": "multilingual-e5-small", "generator": "qwen2.5-coder-1.5b-instruct"},
    "index": {"snapshot": _SNAPSHOT, "articles": 211, "built_at": "2026-11-24T20:30:00+00:00"},
}  # fmt: skip
REFUSED: Example = ANSWER | {
    "question": "Quelle est la recette de la tarte aux pommes ?", "status": "refused", "claims": [], "extract": None,
    "text": "Je n’ai rien trouvé sur ce sujet dans les articles indexés.", "dropped": [],
    "refusal": {"reason": "hors_corpus", "message": "Je n’ai rien trouvé sur ce sujet dans les articles indexés.",
                "nearest": [REFERENCE]},
}  # fmt: skip
VERIFIED: Example = ANSWER | {
    "claims": [CLAIM | {"state": "tient", "why": "", "citations": [CITATION | {"state": "tient"}]}], "holds": True,
}  # fmt: skip
DETAILS: Example = REFERENCE | {"topics": ["cloud"], "facts_from": [], "language": "fr", "digest": "9f86d081" * 8}
ARTICLE: Example = DETAILS | {"text": _TEXT}
LISTED: Example = DETAILS | {
    "removable": False, "snippets": [{"text": _TEXT, "start": 0, "end": 78, "highlights": [[47, 52]]}],
}  # fmt: skip
ARTICLES: Example = {
    "articles": [LISTED], "total": 1, "page": 1, "page_size": 20, "sources": [{"source": "Nuages", "articles": 1}],
    "histogram": [{"month": "2023-10", "articles": 1}], "built_at": "2026-11-24T20:30:00+00:00", "newest": "2023-10",
}  # fmt: skip
NEW_ARTICLE: Example = {
    "text": "La jeune pousse Mistral AI a levé 105 millions d’euros.", "title": "Mistral AI lève 105 millions",
    "source": "Notes", "url": "https://notes.example/mistral", "published": "2023-06-13",
}  # fmt: skip
ADDED: Example = {
    "articles": [LISTED | {"article_id": "mistral-ai-leve-105-millions-1a2b3c4d", "removable": True, "snippets": []}],
    "problems": ["notes.pdf: not a readable PDF (EOF marker not found): replace or remove it"], "snapshot": _SNAPSHOT,
}  # fmt: skip
CONVERSATION: Example = {"id": _ID, "title": "Azure", "created": _TIME, "updated": _TIME}
TURNS: Example = CONVERSATION | {"turns": [{"question": QUESTION, "answer": ANSWER, "created": _TIME}]}
FEEDBACK: Example = {
    "thumb": "up", "question": QUESTION, "answer": ANSWER, "comment": "Juste.", "conversation_id": None,
    "created": _TIME,
}  # fmt: skip
MODEL: Example = {"id": "vigie", "object": "model", "created": 1795552200, "owned_by": "vigie"}
COMPLETION: Example = {
    "id": f"chatcmpl-{_ID}", "object": "chat.completion", "created": 1795552200, "model": "vigie",
    "choices": [{
        "index": 0, "logprobs": None, "finish_reason": "stop",
        "message": {
            "role": "assistant", "refusal": None,
            "content": f"{ANSWER['text']}\n\nSources\u00a0:\n1. Azure accélère (Nuages, octobre 2023)",
            "annotations": [{"type": "url_citation", "url_citation": {
                "title": "Azure accélère", "url": "https://nuages.example/azure", "start_index": 51, "end_index": 54,
            }}],
        },
    }],
    "usage": {"prompt_tokens": 16, "completion_tokens": 28, "total_tokens": 44},
}  # fmt: skip
