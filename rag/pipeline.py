"""From a question to a verified answer."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.article import Article
from corpus.text import Span
from index.hybrid import HybridIndex
from index.passage import Embedder, Filters, Hit
from rag.cite import Citer
from rag.evidence import Evidence, EvidenceReader, Reading
from rag.generators import Generator, Limits
from rag.library import Library
from rag.messages import MESSAGES
from rag.period import speaks_of
from rag.prompt import make_prompt
from rag.question import check_question, is_small_talk
from rag.records import Answer, Claim, Dropped, Extract, Mode, Provenance, Reason, Refusal, Timings
from rag.retrieve import Retrieval, Retriever
from rag.verify import candidate_quotes, split_claims, verify

DEFAULT_K = 5
_NEAREST = 3
_NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Ask:
    """A question as it comes in. `k` is how many passages are read and listed as sources."""

    question: str
    k: int = DEFAULT_K
    mode: Mode = "full"
    filters: Filters = _NO_FILTERS
    conversation_id: str | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """Event: the passages found."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """Event: a piece of the unverified draft."""

    text: str


Event = Sources | Extract | Token | Answer


class Pipeline:
    """Answers questions. Thread-safe: nothing about a question is kept in it."""

    def __init__(
        self, library: Library, embedder: Embedder, retriever: Retriever, reader: EvidenceReader, generator: Generator
    ) -> None:
        self._library = library
        self._embedder = embedder
        self._retriever = retriever
        self._reader = reader
        self._generator = generator

    def ask(self, ask: Ask) -> Answer:
        """Return the answer. Raises InputError, SnapshotError, WeightsError or GenerationError."""
        *_, answer = self.events(ask)
        assert isinstance(answer, Answer)
        return answer

    def warm_up(self) -> None:
        """Load the models now rather than at the first question."""
        self._embedder.embed_question("échauffement")
        self._generator.warm_up()

    def events(self, ask: Ask) -> Iterator[Event]:
        """Yield Sources, the Extract, Tokens of the draft, and last the Answer, which is what counts.

        A refusal yields no Extract and no Token. Closing the iterator stops the generation.
        """
        watch = _Watch()
        question = check_question(ask.question)
        index = self._library.index()
        blank = Answer(question, ask.mode, "answered", self._provenance(index), Timings(),
                       conversation_id=ask.conversation_id)  # fmt: skip
        if is_small_talk(question):
            yield watch.stop(_refused(blank, "bavardage"))
            return
        found = self._retriever.search(question, ask.k, ask.filters)
        watch.mark("retrieve_ms")
        yield Sources(found.hits)
        reading = self._reader.read(question, found.vector, found.hits)
        if reason := refusal_reason(reading, found):
            yield watch.stop(_refused(replace(blank, sources=found.hits), reason, found.hits))
            return
        extract = make_extract(reading)
        watch.mark("extract_ms")
        yield extract
        citer = Citer()
        draft = ""
        if ask.mode == "full":
            for piece in self._generator.stream(make_prompt(question, reading.evidence), Limits()):
                watch.mark("first_token_ms")
                draft += piece
                yield Token(piece)
        claims, dropped = check_draft(draft, reading.evidence, citer)
        claims = claims or (citer.claim_of(extract, reading.evidence[0].hit.article),)
        answer = replace(
            blank, claims=claims, text=citer.text(claims), extract=extract, dropped=dropped, sources=found.hits
        )
        yield watch.stop(answer)

    def _provenance(self, index: HybridIndex) -> Provenance:
        manifest = index.snapshot.manifest
        return Provenance(self._embedder.name, self._generator.name, manifest.id, manifest.articles, manifest.built_at)


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


def make_extract(reading: Reading) -> Extract:
    """Return the best evidence as the extract: at most two sentences, verbatim, with the answer's place marked."""
    best = reading.evidence[0]
    span = best.quote
    text = span.of(best.hit.article.text)
    return Extract(text, best.hit.article.id, span.start, span.end, best.answer or best.sentence, round(best.score, 4))


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


def _refused(blank: Answer, reason: Reason, hits: Sequence[Hit] = ()) -> Answer:
    nearest = {hit.article.id: hit for hit in reversed(hits)}
    refusal = Refusal(reason, MESSAGES[reason], tuple(reversed(nearest.values()))[:_NEAREST])
    return replace(blank, status="refused", text=refusal.message, refusal=refusal)


class _Watch:
    """Milliseconds since it was made, by step; the first mark of a step counts."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._marks: dict[str, float] = {}

    def mark(self, step: str) -> None:
        self._marks.setdefault(step, round((time.perf_counter() - self._start) * 1000, 1))

    def stop(self, answer: Answer) -> Answer:
        self.mark("total_ms")
        return replace(answer, timings=Timings(**self._marks))
