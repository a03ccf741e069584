"""Refusals: why, and what the reader is shown instead of an answer."""

from collections.abc import Sequence
from dataclasses import replace

from corpus.dates import PartialDate
from index.passage import Hit
from rag.evidence import Reading
from rag.messages import refusal_message
from rag.period import speaks_of
from rag.records import Answer, Reason, Refusal
from rag.retrieve import Retrieval

_NEAREST = 3


def refusal_reason(reading: Reading, found: Retrieval) -> Reason | None:
    """Return why the question is refused, None if it is not.

    A period after the newest article is "trop_recent" unless the evidence itself speaks of it (a plan, a deadline);
    near passages that do not answer are "non_etaye"; nothing near is "hors_corpus".
    """
    if found.beyond and not (reading.answers and speaks_of(found.period, reading.evidence[0].text)):
        return "trop_recent"
    if reading.answers:
        return None
    return "non_etaye" if reading.near else "hors_corpus"


def refused(blank: Answer, reason: Reason, newest: PartialDate | None = None, hits: Sequence[Hit] = ()) -> Answer:
    """Return the refusal, with the articles of the nearest hits; `newest` is the date of the newest article."""
    nearest = {hit.article.id: hit for hit in reversed(hits)}
    message = refusal_message(reason, newest)
    refusal = Refusal(reason, message, tuple(reversed(nearest.values()))[:_NEAREST])
    return replace(blank, status="refused", text=message, refusal=refusal, sources=tuple(hits))
