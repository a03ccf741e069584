"""From a question to a verified answer."""

import time
from collections.abc import Generator as Steps
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.dates import PartialDate
from corpus.errors import BusyError
from index.hybrid import HybridIndex
from index.passage import Embedder, Filters, Hit
from rag.cite import Citer
from rag.disagreement import disagreements
from rag.draft import check_draft, first_paragraph
from rag.evidence import Evidence, EvidenceReader
from rag.followup import rewrite
from rag.generators import Generator, Limits
from rag.library import Library
from rag.messages import BUSY
from rag.prompt import make_prompt
from rag.question import check_question, is_small_talk
from rag.records import Answer, Claim, Extract, Mode, Notice, Provenance, Timings
from rag.refusal import refusal_reason, refused
from rag.research import Findings, Researcher
from rag.retrieve import Retriever
from rag.typed import spelled

DEFAULT_K = 5
_NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Ask:
    """A question as it comes in.

    `k` is how many passages are read and listed as sources, for each side of a comparison; `history` the earlier
    questions of the conversation, oldest first.
    """

    question: str
    k: int = DEFAULT_K
    mode: Mode = "full"
    filters: Filters = _NO_FILTERS
    conversation_id: str | None = None
    history: tuple[str, ...] = ()


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
        self._reader = reader
        self._researcher = Researcher(retriever, reader)
        self._generator = generator

    def ask(self, ask: Ask) -> Answer:
        """Return the answer. Raises InputError, SnapshotError, WeightsError or GenerationError."""
        *_, answer = self.events(ask)
        assert isinstance(answer, Answer)
        return answer

    def warm_up(self) -> None:
        """Load the models now rather than at the first question."""
        self._embedder.embed_question(spelled("echauffement"))  # its accent asks for the list of spellings, too
        self._reader.warm_up()
        self._generator.warm_up()

    def events(self, ask: Ask) -> Iterator[Event]:
        """Yield Sources, the Extract, Tokens of the draft, and last the Answer, which is what counts.

        A refusal yields no Extract and no Token. Closing the iterator stops the generation.
        """
        watch = _Watch()
        asked = check_question(ask.question)
        index = self._library.index()
        blank = self._blank(asked, ask, index)
        if is_small_talk(asked):
            yield watch.stop(refused(blank, "bavardage"))
            return
        question = blank.rewritten_question or asked
        search = self._researcher.search(question, ask.k, ask.filters)
        watch.mark("retrieve_ms")
        yield Sources(search.hits)
        findings = self._researcher.read(search)
        if reason := refusal_reason(findings.reading, search.found):
            yield watch.stop(refused(blank, reason, _newest(index), search.hits))
            return
        extract = make_extract(findings.leads[0])
        watch.mark("extract_ms")
        yield extract
        blank = replace(blank, extract=extract, sources=findings.reading.order(search.hits))
        if ask.mode == "full":
            blank, draft = yield from self._write(question, findings, blank, watch)
        else:
            draft = ""
        yield watch.stop(make_answer(blank, draft, findings))

    def _write(
        self, question: str, findings: Findings, blank: Answer, watch: "_Watch"
    ) -> Steps[Event, None, tuple[Answer, str]]:
        """Yield the draft's Tokens; return it, with the answer warned if the generator was busy with others."""
        draft = ""
        prompt = make_prompt(question, findings.reading.evidence, len(findings.leads))
        try:
            for piece in first_paragraph(self._generator.stream(prompt, Limits())):
                watch.mark("first_token_ms")
                draft += piece
                yield Token(piece)
        except BusyError:
            return replace(blank, warnings=(*blank.warnings, Notice("charge", BUSY, ()))), ""
        return blank, draft

    def _blank(self, question: str, ask: Ask, index: HybridIndex) -> Answer:
        """Return the answer as far as it is known before any search."""
        manifest = index.snapshot.manifest
        made_by = Provenance(
            self._embedder.name, self._generator.name, manifest.id, manifest.articles, manifest.built_at
        )
        return Answer(question, ask.mode, "answered", made_by, Timings(), conversation_id=ask.conversation_id,
                      rewritten_question=rewrite(question, ask.history))  # fmt: skip


def make_extract(evidence: Evidence) -> Extract:
    """Return evidence as an extract: at most two sentences, verbatim, with the answer's place marked."""
    span = evidence.quote
    article = evidence.hit.article
    return Extract(span.of(article.text), article.id, span.start, span.end, evidence.answer or evidence.sentence,
                   round(evidence.score, 4))  # fmt: skip


def make_answer(blank: Answer, draft: str, findings: Findings) -> Answer:
    """Return the answer: the draft's claims that stand, the leads that they leave out, and what contradicts them.

    A single lead is left out only if no claim stands; of several sides, each that no claim cites.
    """
    citer = Citer()
    claims, dropped = check_draft(draft, findings.reading.evidence, citer)
    cited = {citation.article_id for claim in claims for citation in claim.citations}
    disputes = disagreements(blank.rewritten_question or blank.question, findings.reading.evidence)
    shown = (*findings.leads, *(d.other for d in disputes if d.notice.kind == "contradictoire"))
    if not claims or len(shown) > 1:
        claims += tuple(_claim_of(item, citer) for item in shown if item.hit.article.id not in cited)
    warnings = (*blank.warnings, *(d.notice for d in disputes))
    return replace(blank, claims=claims, text=citer.text(claims), dropped=dropped, warnings=warnings)


def _claim_of(evidence: Evidence, citer: Citer) -> Claim:
    return citer.claim_of(make_extract(evidence), evidence.hit.article)


def _newest(index: HybridIndex) -> PartialDate | None:
    """Return the date of the newest article."""
    _, newest = index.snapshot.catalog.articles(_NO_FILTERS, 1)
    return newest[0].published if newest else None


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
