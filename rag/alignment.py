"""A claim laid beside the sentence that it nearly copies: what stands in whose place. Pure functions."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from corpus.text import Span
from index.analysis import fold, terms
from rag.zones import Reading, among, called

_NEARLY = 0.5  # share of a claim's tokens that a sentence has in the same order, of which it is a near copy
_WORD = re.compile(r"[\w&.-]*\w|%")
_SMALL = frozenset(["est", "sont", "etait", "a", "ont", "avait", "y", "en", "ne", "pas", "plus"])


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, by its stem where it has one, and where it stands."""

    key: str
    content: bool
    span: Span


def displaced(claim: Reading, sentence: Reading, quote: Reading, before: str) -> bool:
    """Whether a near copy of a sentence has a name or words where the sentence has others, which moved or are left out.

    A name that the whole quote has elsewhere cannot stand for another of the sentence; nor for "le groupe" one that is
    first told after it, and not `before`.
    """
    mine, theirs = _tokens(claim.text), _tokens(sentence.text)
    matcher = SequenceMatcher(a=[t.key for t in mine], b=[t.key for t in theirs], autojunk=False)
    blocks = matcher.get_matching_blocks()
    if not mine or sum(block.size for block in blocks) < _NEARLY * len(mine):
        return False
    steps = matcher.get_opcodes()
    gaps = [(mine[a1:a2], theirs[b1:b2]) for kind, a1, a2, b1, b2 in steps if kind == "replace"]
    skipped = [token for kind, *_, b1, b2 in steps[:-1] if kind == "insert" for token in theirs[b1:b2]]
    passed = _names_in(sentence, skipped)  # "A a perdu 17 % et B 14 %": B has lost 14 % too
    elsewhere = [name for name in quote.called if not among(name, passed)]
    return _exchanged(gaps) or any(
        _other_name(some, others, claim, sentence, elsewhere) or _told_later(some, others, claim, sentence, before)
        for some, others in gaps
    )


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in _WORD.finditer(text):
        stems = [term for term in terms(match[0]) if term[0] not in "#="]
        word = fold(match[0])
        content = bool(stems) and word not in _SMALL
        found.append(_Token(stems[-1] if content else word, content, Span(*match.span())))
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


def _other_name(
    some: Sequence[_Token],
    others: Sequence[_Token],
    claim: Reading,
    sentence: Reading,
    elsewhere: Sequence[frozenset[str]],
) -> bool:
    """Whether both places have nothing but names, others than each other, and the claim's is one of `elsewhere`."""
    here, there = _names_in(claim, some), _names_in(sentence, others)
    if not here or not there or any(among(name, there) for name in here):
        return False
    only_names = _covered(claim, some) and _covered(sentence, others)
    return only_names and any(among(name, elsewhere) for name in here)


def _covered(reading: Reading, tokens: Sequence[_Token]) -> bool:
    """Whether every content word of a place belongs to a name."""
    return all(
        any(name.span.start <= token.span.start < name.span.end for name in reading.names)
        for token in tokens
        if token.content
    )


def _told_later(
    some: Sequence[_Token], others: Sequence[_Token], claim: Reading, sentence: Reading, before: str
) -> bool:
    """Whether one place has a name and the other a word for one who was told before, as that name was not."""
    names = _names_in(claim, some)
    if not names or not any(token.content for token in others) or _names_in(sentence, others):
        return False
    told = fold(before)
    return not any(word in told for name in names for word in name if word[0] != "=")


def _names_in(reading: Reading, tokens: Sequence[_Token]) -> list[frozenset[str]]:
    starts = {token.span.start for token in tokens}
    return [
        called(reading.text, name)
        for name in reading.names
        if any(name.span.start <= start < name.span.end for start in starts)
    ]
