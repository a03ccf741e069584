"""Answers and hits as text for a terminal, in French."""

import textwrap
from collections.abc import Sequence

from api.views import Json
from index.passage import Hit
from rag.records import Answer, Citation

_WIDTH = 100
_STATES = {"tient": "tient", "deplace": "déplacée", "perdu": "perdue"}


def answer_text(answer: Answer) -> str:
    if answer.refusal:
        nearest = [f"  - {_reference(hit)}" for hit in answer.refusal.nearest]
        return "\n".join([answer.refusal.message, *(["Articles les plus proches :", *nearest] if nearest else [])])
    lines = [textwrap.fill(answer.text, _WIDTH), ""]
    for citation in _first_of_each_source(answer):
        lines.append(f"[{citation.marker}] {citation.title} ({_origin(citation.source, citation.published)})")
        lines += [_indented(f"« {quote} »") for quote in _quotes(answer, citation)]
    return "\n".join(lines + [f"Attention : {warning.message}" for warning in answer.warnings])


def hits_text(hits: Sequence[Hit]) -> str:
    if not hits:
        return "Aucun passage trouvé."
    return "\n".join(
        f"{rank}. {_reference(hit)} — {hit.score:.2f}\n{_indented(hit.passage.text)}"
        for rank, hit in enumerate(hits, 1)
    )


def verified_text(answer: Json) -> str:
    """Return the claims of a rechecked answer, each with its state and what is wrong with it."""
    claims = answer["claims"]
    lines = []
    for claim in claims:
        lines.append(f"{_STATES[claim['state']]:9} {claim['text']}")
        lines += [f"          {claim['why']}"] if claim["why"] else []
    holding = sum(claim["state"] != "perdu" for claim in claims)
    return "\n".join([*lines, f"Phrases qui tiennent : {holding} sur {len(claims)}"])


def _indented(text: str) -> str:
    return textwrap.indent(textwrap.fill(text, _WIDTH - 4), "    ")


def _first_of_each_source(answer: Answer) -> list[Citation]:
    by_marker = {c.marker: c for claim in reversed(answer.claims) for c in reversed(claim.citations)}
    return [by_marker[marker] for marker in sorted(by_marker)]


def _quotes(answer: Answer, source: Citation) -> list[str]:
    quotes = [
        c.quote.replace("\n", " ") for claim in answer.claims for c in claim.citations if c.marker == source.marker
    ]
    return list(dict.fromkeys(quotes))


def _reference(hit: Hit) -> str:
    article = hit.article
    return f"{article.title} ({_origin(article.source, str(article.published) if article.published else None)})"


def _origin(source: str | None, published: str | None) -> str:
    return ", ".join(filter(None, (source or "source inconnue", published or "sans date")))
