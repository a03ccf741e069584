"""Questions about several things at once: a sub-question for each side, so that each finds its own evidence."""

import re

from index.analysis import fold
from rag.mentions import PERIOD, PRONOUN, is_located, names_at

_MAX_SIDES = 3
_NEXT_CLAUSE = re.compile(r",\s+(?:et|puis|and|then)\s+|\s+(?:et|puis|and)\s+(?=(?:combien|quel|qui|où|quand|how)\b)")
_LINK = re.compile(
    r"(?P<comma>,)?\s+(?P<and>(?:et|ou|puis|and|or|contre|ainsi que|vs\.?)\s+)?"
    r"(?:(?:de|du|des|à|au|aux|pour|chez|the|le|la|les|d'|l')\s*)*(?:[a-zà-ÿ-]+\s+){0,2}"
)


def sub_questions(question: str) -> tuple[str, ...]:
    """Return a question for each side of a comparison or list, () if the question is about one thing.

    A second clause with a name or time of its own borrows its words from the first ("Combien vaut A, et B ?"); names
    in a row ("A, B et C", "entre A et B") each stand alone in the question.
    """
    return _by_clause(question) or _by_name(question)


def named(question: str) -> set[str]:
    """Return the folded names of a question."""
    return {fold(match.group()) for match in names_at(question)}


def _by_clause(question: str) -> tuple[str, ...]:
    for link in _NEXT_CLAUSE.finditer(question):
        first, second = question[: link.start()], question[link.end() :]
        if (has_names := bool(names_at(second))) | bool(PERIOD.search(second)) and (names_at(first)):
            return f"{first} ?", f"{_without_its_own(first, second, has_names)} {second}"
    return ()


def _without_its_own(first: str, second: str, has_names: bool) -> str:
    """Return the first clause without what the second puts in its place: names, or only places if a pronoun goes on."""
    cut = list(PERIOD.finditer(first)) if PERIOD.search(second) else []
    if has_names:
        goes_on = re.search(rf"-{PRONOUN}\b", second)
        cut += [name for name in names_at(first) if is_located(first, name) or not goes_on]
    for span in sorted(cut, key=lambda match: -match.start()):
        first = first[: span.start()] + first[span.end() :]
    return re.sub(r"\s{2,}", " ", first).strip()


def _by_name(question: str) -> tuple[str, ...]:
    row = _names_in_a_row(question)
    if not row:
        return ()
    before, after = question[: row[0].start()], question[row[-1].end() :]
    return tuple(f"{before}{name.group()}{after}" for name in row[:_MAX_SIDES])


def _names_in_a_row(question: str) -> list[re.Match[str]]:
    """Return the first names that commas and one "et", "ou" or the like join, [] if none are."""
    row: list[re.Match[str]] = []
    for name in names_at(question):
        link = _LINK.fullmatch(question[row[-1].end() : name.start()]) if row else None
        if link and (link["and"] or link["comma"]):
            row.append(name)
            if link["and"]:
                return row
        else:
            row = [name]
    return []
