"""The prompt: a constant system message, the evidence, the question. Its length is the reader's waiting time."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from rag.evidence import Evidence
from rag.overlap import neighbourhood_span

MAX_EVIDENCE = 3  # sentences, each with the one before it
MAX_CHARACTERS = 1_200  # of evidence: about 300 tokens, seven seconds of reading on two cores


@dataclass(frozen=True, slots=True)
class Prompt:
    system: str
    user: str


def make_prompt(question: str, evidence: Sequence[Evidence]) -> Prompt:
    """Return the prompt for a question and its evidence, best first."""
    texts = _texts()
    lines: list[str] = []
    for item in evidence[:MAX_EVIDENCE]:
        line = _evidence_line(item)
        if line not in lines and (not lines or sum(map(len, lines)) + len(line) <= MAX_CHARACTERS):
            lines.append(line)
    user = texts["user"].format(
        evidence="\n".join(lines), question=question, language=texts["language"][language_of(question)]
    )
    return Prompt(texts["system"].strip(), user.strip())


def language_of(question: str) -> str:
    """Return "en" for a question in English, "fr" for any other."""
    words = set(re.findall(r"[a-z']+", question.lower()))
    english, french = len(words & _ENGLISH), len(words & _FRENCH)
    return "en" if english > french else "fr"


_ENGLISH = frozenset(
    """
    the of is are was were what which who whom when where why how does did do has have much many in for
    """.split()
)
_FRENCH = frozenset(
    """
    le la les un une des du de est sont qui que quel quelle quels combien quand où pourquoi comment en pour
    """.split()
)


def _evidence_line(item: Evidence) -> str:
    article = item.hit.article
    date = f", {article.published.in_french()}" if article.published else ""
    text = neighbourhood_span(item.hit, item.sentence).of(article.text)
    template: str = _texts()["evidence"]
    return template.format(text=text.replace("\n", " "), title=article.title, date=date)


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(files("rag").joinpath("prompts.toml").read_text())
