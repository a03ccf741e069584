"""The draft of an answer: where it stops, and which of its sentences stand."""

import re
from collections.abc import Generator, Iterator, Sequence

from corpus.article import Article
from corpus.text import Span
from rag.cite import Citer
from rag.evidence import Evidence
from rag.records import Claim, Dropped
from rag.verify import candidate_quotes, split_claims, verify

_END = re.compile(r"(?<![:\s])[ \t]*\n[ \t]*\n")  # after ":" the list is still to come


def first_paragraph(pieces: Iterator[str]) -> Iterator[str]:
    """Yield pieces up to the first blank line after some text that does not announce more by ":".

    Their source is closed then, or with this iterator.
    """
    written = ""
    try:
        for piece in pieces:
            before, written = written, (written + piece).lstrip()
            if end := _END.search(written):
                if last := written[len(before) : end.start()]:
                    yield last
                return
            if written:
                yield piece
    finally:
        if isinstance(pieces, Generator):
            pieces.close()


def check_draft(
    draft: str, evidence: Sequence[Evidence], citer: Citer
) -> tuple[tuple[Claim, ...], tuple[Dropped, ...]]:
    """Keep the draft's claims that a quote proves; drop the others, each with its reason."""
    quotes = candidate_quotes(_passages(evidence))
    claims: list[Claim] = []
    dropped: list[Dropped] = []
    kept: list[str] = []
    for text in split_claims(draft):
        verdict = verify(text, quotes)
        if not verdict.quotes:
            dropped.append(Dropped(text, verdict.why))
        elif text not in kept:
            kept.append(text)
            claims.append(citer.claim(text, verdict.quotes))
    return tuple(claims), tuple(dropped)


def _passages(evidence: Sequence[Evidence]) -> list[tuple[Article, Span]]:
    seen = {(e.hit.passage.id): (e.hit.article, Span(e.hit.passage.start, e.hit.passage.end)) for e in evidence}
    return list(seen.values())
