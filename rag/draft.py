"""The draft of an answer: where it stops, and which of its sentences stand."""

import re
from collections.abc import Generator, Iterator, Sequence

from corpus.article import Article
from corpus.text import Span
from rag.cite import Citer
from rag.claims import split_claims, topic_of
from rag.evidence import Evidence
from rag.faults import speaks_of
from rag.generators import Limits
from rag.quotes import Quote, candidate_quotes
from rag.records import Claim, Dropped
from rag.verify import UNFINISHED, Verdict, verify

ORPHAN = "ce que désigne le pronom n’est pas dit"
_CHARACTERS_A_TOKEN = 2.5  # of French at the least
# "Elle a levé", "La société a levé"; not "Il faut", "Il est possible que", "La société de Palo Alto".
_PRONOUN = re.compile(
    r"^(?:Elle|Il(?! (?:y|n'y|faut|s'agit|(?:est|était|serait|semble|paraît) \w+ (?:qu|d[e']|à ))\b)|He|She|It|"
    r"(?:(?:La|Le|Cette|Ce|The) |L')(?:société|groupe|entreprise|start-up|startup|jeune pousse|firme|company|group|"
    r"firm))"
    r"(?P<rest> (?!d[eu]\b|d'|of\b|des\b).*)",
    re.DOTALL,
)

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
    """Keep the draft's claims that a quote proves; drop the others, each with its reason.

    A claim that opens with a pronoun is read with the topic of the sentences before it, and shown with it if they
    are dropped.
    """
    quotes = candidate_quotes(_passages(evidence))
    context = "\n".join({item.hit.article.text for item in evidence})
    claims: dict[str, Claim] = {}
    dropped: list[Dropped] = []
    topic, shown, stands = "", "", True  # the topic, the last one shown, whether the sentence before is shown
    for text in split_claims(draft):
        pronoun = _PRONOUN.match(text)
        full = f"{topic}{pronoun['rest']}" if pronoun and topic else text
        if draft.rstrip().endswith(text) and _is_cut(draft):
            verdict = Verdict((), UNFINISHED)
        elif pronoun and not topic and not stands:
            verdict = Verdict((), ORPHAN)
        else:
            verdict = _verdict(full, text, topic, quotes)
        topic, stands = topic_of(full, context) or topic, bool(verdict.quotes)
        said = text if shown == topic else full
        if not stands:
            dropped.append(Dropped(text, verdict.why))
            continue
        shown = topic
        if said not in claims:
            claims[said] = citer.claim(said, verdict.quotes)
    return tuple(claims.values()), tuple(dropped)


def _verdict(full: str, text: str, topic: str, quotes: Sequence[Quote]) -> Verdict:
    """Return the verdict on a claim with its pronoun's name; else with its pronoun, by quotes that mean that name."""
    verdict = verify(full, quotes)
    if verdict.quotes or full == text:
        return verdict
    meant = verify(text, [quote for quote in quotes if speaks_of(quote, topic)])
    return meant if meant.quotes else verdict


def _is_cut(draft: str) -> bool:
    """Whether a draft as long as the limit lets it become stops without a stop."""
    return len(draft) >= _CHARACTERS_A_TOKEN * Limits().tokens and not re.search(r"[.!?…][\s»\"”)\]\d,\[]*$", draft)


def _passages(evidence: Sequence[Evidence]) -> list[tuple[Article, Span]]:
    seen = {(e.hit.passage.id): (e.hit.article, Span(e.hit.passage.start, e.hit.passage.end)) for e in evidence}
    return list(seen.values())
