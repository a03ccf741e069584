"""The prompt: a constant system message, the evidence, the question. Its length is the reader's waiting time."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from corpus.text import Span
from index.analysis import terms
from rag.evidence import Evidence
from rag.expect import expected_kind
from rag.language import language_of

MAX_EVIDENCE = 3  # lines
MAX_CHARACTERS = 420  # of evidence, headings included: about 115 tokens, three seconds of reading on two cores
TOO_UNLIKELY = 3.0  # difference of two scores, as log-odds: the lower one answers better once in 20 times
MAX_QUOTE = 420  # of two sentences that one piece of evidence quotes; if they are longer, its sentence alone
MAX_LINE = 280  # of a sentence alone; a part of it, if it is longer
_CONTROL = re.compile(r"<\|[^|>]*\|>")  # what models take for the borders of messages


@dataclass(frozen=True, slots=True)
class Prompt:
    system: str
    user: str


def make_prompt(question: str, evidence: Sequence[Evidence], sides: int = 1) -> Prompt:
    """Return the prompt for a question and its evidence, best first; the first `sides` pieces are always in it."""
    texts = _texts()
    user = texts["user"].format(
        evidence="\n".join(_lines(question, evidence, sides)),
        question=question,
        language=texts["language"][language_of(question)],
    )
    return Prompt(texts["system"].strip(), _CONTROL.sub(" ", user).strip())


def _lines(question: str, evidence: Sequence[Evidence], sides: int) -> list[str]:
    """Return a line for each of the first pieces of evidence, then for likely ones that fit; a heading is given once.

    An unlikely piece would rather mislead: of a question about one head of a company, another company's.
    """
    lines: dict[str, None] = {}
    headings: set[str] = set()
    for rank, item in enumerate(evidence[: max(MAX_EVIDENCE, sides)]):
        text = _shortened(item)
        heading = _heading(question, text, item)
        line = _line("" if heading in headings else heading, text)
        likely = item.score >= evidence[0].score - TOO_UNLIKELY
        if rank < sides or (likely and len(line) + sum(map(len, lines)) <= MAX_CHARACTERS):
            lines[line] = None
            headings.add(heading)
    return list(lines)


def _line(heading: str, text: str) -> str:
    template = _texts()["heading"].format(heading=heading) if heading else ""
    line: str = _texts()["evidence"].format(heading=template, text=text)
    return line


def _shortened(item: Evidence) -> str:
    """Return the quote, its sentence if that is too long, or the part of the sentence around the answer."""
    article = item.hit.article.text
    span = item.quote if item.quote.end - item.quote.start <= MAX_QUOTE else item.sentence
    if span == item.sentence and span.end - span.start > MAX_LINE:
        span = _window(article, span, item.answer or Span(span.start, span.start))
    return span.of(article).replace("\n", " ")


def _window(text: str, sentence: Span, answer: Span) -> Span:
    """Return whole words of the sentence, MAX_LINE characters at most: its start, or what is around the answer."""
    start = max(sentence.start, min(answer.end + MAX_LINE // 2, sentence.end) - MAX_LINE)
    end = min(start + MAX_LINE, sentence.end)
    if start > sentence.start:
        start = text.index(" ", start, end) + 1 if " " in text[start:end] else start
    if end < sentence.end:
        end = text.rindex(" ", start, end) if " " in text[start:end] else end
    return Span(start, end)


def _heading(question: str, text: str, item: Evidence) -> str:
    """Return the article's title if it has words of the question that the text lacks, its date if a date is asked."""
    article = item.hit.article
    missing = set(terms(question)) - set(terms(text))
    title = article.title if missing & set(terms(article.title)) else ""
    dated = expected_kind(question) == "date" or re.search(r"\d{4}", question)
    date = article.published.in_french() if article.published and dated else ""
    return ", ".join(filter(None, (title, date)))


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(files("rag").joinpath("prompts.toml").read_text())
