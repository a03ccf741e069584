"""A claim laid beside the sentence that it nearly copies: what stands in whose place. Pure functions."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from index.analysis import fold
from rag.wording import stems_of
from rag.zones import Reading, among, called

_NEARLY = 0.5  # share of a claim's tokens that a sentence has in the same order, of which it is a near copy
_WORD = re.compile(r"[\w&.-]*\w|%")
_SMALL = frozenset(["est", "sont", "etait", "a", "ont", "avait", "y", "en", "ne", "pas", "plus"])


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, by its stem where it has one, and what the name that it is part of is called (nothing: it is of none)."""

    key: str
    content: bool
    name: frozenset[str]


def displaced(claim: Reading, sentence: Reading, quote: Reading, before: str) -> bool:
    """Whether a near copy of a sentence has a name or words where the sentence has others, which moved or are left out.

    A name that the whole quote has elsewhere cannot stand for another of the sentence; nor for "le groupe" one that is
    first told after it, and not `before`.
    """
    mine, theirs = _tokens(claim), _tokens(sentence)
    matcher = SequenceMatcher(a=[t.key for t in mine], b=[t.key for t in theirs], autojunk=False)
    blocks = matcher.get_matching_blocks()
    if not mine or sum(block.size for block in blocks) < _NEARLY * len(mine):
        return False
    steps = matcher.get_opcodes()
    gaps = [(mine[a1:a2], theirs[b1:b2]) for kind, a1, a2, b1, b2 in steps if kind == "replace"]
    skipped = [token for kind, *_, b1, b2 in steps[:-1] if kind == "insert" for token in theirs[b1:b2]]
    passed = _names_in(skipped)  # "A a perdu 17 % et B 14 %": B has lost 14 % too
    elsewhere = [name for name in quote.called if not among(name, passed)]
    return _exchanged(gaps) or any(
        _other_name(some, others, elsewhere) or _told_later(some, others, before) for some, others in gaps
    )


def _tokens(reading: Reading) -> list[_Token]:
    names = {i: name for name in reading.names for i in range(name.span.start, name.span.end)}
    found = []
    for match in _WORD.finditer(reading.text):
        stems = stems_of(match[0])
        word = fold(match[0])
        content = bool(stems) and word not in _SMALL
        name = names.get(match.start())
        whose = called(reading.text, name) if name else frozenset[str]()
        found.append(_Token(stems[-1] if content else word, content, whose))
    return found


def _exchanged(gaps: Sequence[tuple[Sequence[_Token], Sequence[_Token]]]) -> bool:
    """Whether the words of two places changed places: of each something stands in the other text's other place."""
    words = [(_content(some), _content(others)) for some, others in gaps]
    return any(
        first[0] & second[1] and first[1] & second[0] and not first[0] & first[1] and not second[0] & second[1]
        for first, second in itertools.combinations(words, 2)
    )


def _content(tokens: Sequence[_Token]) -> set[str]:
    return {token.key for token in tokens if token.content}


def _other_name(some: Sequence[_Token], others: Sequence[_Token], elsewhere: Sequence[frozenset[str]]) -> bool:
    """Whether both places have nothing but names, others than each other, and the claim's is one of `elsewhere`."""
    here, there = _names_in(some), _names_in(others)
    if not here or not there or any(among(name, there) for name in here):
        return False
    only_names = all(token.name for token in (*some, *others) if token.content)
    return only_names and any(among(name, elsewhere) for name in here)


def _told_later(some: Sequence[_Token], others: Sequence[_Token], before: str) -> bool:
    """Whether one place has a name and the other a word for one who was told before, as that name was not."""
    names = _names_in(some)
    if not names or not any(token.content for token in others) or _names_in(others):
        return False
    told = fold(before)
    return not any(word in told for name in names for word in name if word[0] != "=")


def _names_in(tokens: Sequence[_Token]) -> list[frozenset[str]]:
    return [token.name for token in tokens if token.name]
