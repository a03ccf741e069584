"""Training data of the evidence reader: groups of a question and three passages, right, near and wrong ones."""

import random
import re
import sys
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from api.evaluation import Question, documents_of, read_questions
from corpus.errors import InputError
from corpus.loaders import load_root
from corpus.text import Span, canonical
from index.analysis import fold
from index.lexical import LexicalIndex
from index.passage import Filters, Hit
from index.split import split
from rag.names import names_in
from rag.network import read_alone
from rag.pairs import Idf, Text, make_batch, passage_text, question_text

WRITTEN = Path(__file__).resolve().parent / "written"  # questions of our own, by the name of the set they belong to
NEWS = WRITTEN / "news"  # a set of our own, with documents
ARTICLES = WRITTEN / "articles"  # about the bundled articles of the training split, several questions each
ONLY_TRAIN = (WRITTEN / "encyclopedia", WRITTEN / "press")  # sets of our own, with documents
EVERYDAY = WRITTEN / "everyday"  # questions that no news answers
GROUP = 3  # passages a question
_SEARCHED, _POOL = 40, 10  # passages found; those of the same split that wrong ones are drawn from
_WITHOUT = 0.2  # share of groups that leave the right passage out
_SWAPPED = 0.1  # share of groups whose question asks for another name or number than the passages have
_COLLOQUIAL = 0.15  # share of groups whose question is in lower case, without accents or marks
_STATES_BATCH = 32
_SORTED_BATCHES = 16  # as many are sorted by length together


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, other wordings of it, the passages that answer it with the answer's places, and others.

    `near` are passages of the same article without the answer, `wrong` passages that a search finds. A question that
    nothing answers has no `right`, and `near` are the passages of the document that it was written beside. `ours` tells
    that the question is from `WRITTEN`.
    """

    id: str
    article: str
    question: str
    colloquial: str
    swapped: str | None
    right: dict[str, tuple[Span, ...]]
    near: tuple[str, ...]
    wrong: tuple[str, ...]
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """One training example: a question, its passages, and the answer's places in each (none: it does not answer)."""

    asked: Asked
    question: str
    passages: tuple[str, ...]
    places: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class Material:
    """One set: its name, its questions, its passages by id, how rare a term is in it."""

    name: str
    asked: list[Asked]
    hits: dict[str, Hit]
    idf: Idf


def split_of(article: str) -> str:
    """Return "train", "calibrate" or "test": 70, 15 and 15 % of the articles, by a checksum of the article's id."""
    place = zlib.crc32(article.encode()) % 20
    return "train" if place < 14 else "calibrate" if place < 17 else "test"


def half_of(question: Question) -> str:
    """Return "calibrate" or "test" for a question about the bundled corpus, the same for its near miss ("f001-m")."""
    return ("calibrate", "test")[zlib.crc32(question.id.partition("-")[0].encode()) % 2]


def article_of(document_id: str) -> str:
    """Return the article that a document is a paragraph of: piaf's ids end in "-pNN"."""
    return re.sub(r"-p\d+$", "", document_id)


def document_asked(question: Question) -> str:
    """Return the document that a question is about: one that nothing answers is named for it ("DOCUMENT-m2")."""
    return min(question.relevant_ids, default=question.id.rpartition("-")[0])


def gather(folder: Path, scratch: Path, count_tokens: Callable[[str], int]) -> Material:
    """Read one set and our own questions about it; index its passages in `scratch`, to find wrong ones."""
    articles = load_root(documents_of(folder)).articles
    hits = {p.id: Hit(p, a, 0.0, "fused") for a in articles for p in split(a, count_tokens)}
    rows = list(hits)
    lexical = LexicalIndex(scratch)
    for row, passage_id in enumerate(rows):
        lexical.add(hits[passage_id].article, [(row, hits[passage_id].passage)])
    lexical.commit()
    by_article: dict[str, list[Hit]] = {}
    for hit in hits.values():
        by_article.setdefault(article_of(hit.article.id), []).append(hit)
    asked: list[Asked] = []
    for source in sources(folder):
        questions = _named(source)
        vocabulary = sorted({name for q, _ in questions for name in names_in(q.question)})
        rng = random.Random(0)
        for question, named in tqdm(questions, desc=folder.name, file=sys.stderr):
            matches = lexical.search(question.question, _SEARCHED, Filters()) if named else []
            one = _ask(question, by_article, [hits[rows[m.row]] for m in matches], vocabulary, rng)
            if one.right or not question.answerable:
                asked.append(replace(one, ours=source.parent == WRITTEN))
    return Material(folder.name, asked, hits, lexical.idf)


def sources(folder: Path) -> list[Path]:
    """Return the folders with questions about a set's documents: its own, and that of our questions about them."""
    return [source for source in dict.fromkeys((folder, WRITTEN / folder.name)) if source.exists()]


def _named(folder: Path) -> list[tuple[Question, bool]]:
    """Return the questions to learn from; whether each names what it is about (others make sense beside it only)."""
    questions = read_questions(folder, None, 0, None)
    try:
        named = {q.id for q in read_questions(folder, None, 0, "has_entity")}
    except InputError:
        named = {q.id for q in questions}
    return [(q, q.id in named) for q in questions if bool(q.answers and q.relevant_ids) == q.answerable]


def _ask(question: Question, by_article: dict[str, list[Hit]], found: Sequence[Hit], vocabulary: Sequence[str],
         rng: random.Random) -> Asked:  # fmt: skip
    answers = [canonical(answer) for answer in question.answers]
    document = document_asked(question)
    article = article_of(document)
    beside = [hit for hit in by_article.get(article, []) if question.answerable or hit.article.id == document]
    wrong = [h for h in found if split_of(article_of(h.article.id)) == split_of(article)][:_POOL]
    right = {
        hit.passage.id: places
        for hit in beside
        if hit.article.id in question.relevant_ids and (places := _places(answers, hit.passage.text))
    }
    asked = canonical(question.question)
    colloquial = re.sub(r"[^\w\s'-]", " ", fold(asked)).strip()
    return Asked(
        question.id, article, asked, colloquial, swapped(asked, vocabulary, rng), right,
        tuple(h.passage.id for h in beside if not _places(answers, h.passage.text)),
        tuple(h.passage.id for h in wrong if not _places(answers, h.passage.text)),
    )  # fmt: skip


def _places(answers: Sequence[str], text: str) -> tuple[Span, ...]:
    """Return where the answers stand as whole words."""
    patterns = (rf"(?<!\w){re.escape(answer)}(?!\w)" for answer in answers if answer.strip())
    return tuple(Span(*m.span()) for pattern in patterns for m in re.finditer(pattern, text, re.IGNORECASE))


def swapped(question: str, vocabulary: Sequence[str], rng: random.Random) -> str | None:
    """Return the question about another name or number of the same kind, None if it has none."""
    names = sorted(names_in(question))
    if not names:
        return None
    name = rng.choice(names)
    if name[0].isdigit():
        return re.sub(re.escape(name), lambda m: _other_number(m[0], rng), question)
    others = [other for other in vocabulary if other[0].isalpha() and fold(other) not in fold(question)]
    return question.replace(name, rng.choice(others)) if others else None


def _other_number(number: str, rng: random.Random) -> str:
    """Change one digit, and keep the rest: 2003 becomes 2006."""
    at = rng.choice([i for i, c in enumerate(number) if c.isdigit()][-2:])
    return number[:at] + rng.choice([d for d in "123456789" if d != number[at]]) + number[at + 1 :]


def groups(asked: Sequence[Asked], rounds: int, seed: int) -> list[Group]:
    """Return every question `rounds` times, in other company each time; the same for the same seed."""
    return [make_group(one, random.Random(f"{seed} {n} {one.id}")) for n in range(rounds) for one in asked]


def make_group(asked: Asked, rng: random.Random) -> Group:
    """Draw the wording and the company of a question."""
    kind = rng.random()
    others = _others(asked, rng)
    if not asked.right or (kind < _WITHOUT and len(others) >= GROUP):
        return Group(asked, _wording(asked, rng), others[:GROUP], ((),) * len(others[:GROUP]))
    first = rng.choice(sorted(asked.right))
    passages = (first, *others)[:GROUP]
    if kind < _WITHOUT + _SWAPPED and asked.swapped:
        return Group(asked, asked.swapped, passages, ((),) * len(passages))
    return Group(asked, _wording(asked, rng), passages, tuple(asked.right.get(p, ()) for p in passages))


def _wording(asked: Asked, rng: random.Random) -> str:
    return asked.colloquial if rng.random() < _COLLOQUIAL else asked.question


def _others(asked: Asked, rng: random.Random) -> tuple[str, ...]:
    """Return passages that do not answer, near ones and wrong ones by turns."""
    near = rng.sample(asked.near, min(len(asked.near), GROUP))
    wrong = rng.sample(asked.wrong, min(len(asked.wrong), GROUP))
    mixed = [p for both in zip(near, wrong, strict=False) for p in both]
    return tuple(dict.fromkeys([*mixed, *near, *wrong]))


def batches(groups: Sequence[Group], size: int, length: Callable[[Group], int], seed: int) -> list[list[Group]]:
    """Return the groups, shuffled, in batches of about one length each: less padding to read."""
    rng = random.Random(seed)
    shuffled = rng.sample(groups, len(groups))
    stretch = size * _SORTED_BATCHES
    ordered = [g for at in range(0, len(shuffled), stretch) for g in sorted(shuffled[at : at + stretch], key=length)]
    return [ordered[at : at + size] for at in range(0, len(ordered), size)]


class Shelf:
    """Every text once: as the network reads it, with what the lower layers made of it (bfloat16)."""

    def __init__(self, tokenizer: Any, encoder: Any) -> None:
        self._tokenizer = tokenizer
        self._encoder = encoder
        self._texts: dict[str, Text] = {}
        self._states: dict[str, torch.Tensor] = {}

    def fill(self, questions: Sequence[str], hits: Sequence[Hit]) -> None:
        """Read texts that are not on the shelf yet, alike lengths together."""
        new = {q: question_text(self._tokenizer, q) for q in questions if q not in self._texts}
        new |= {h.passage.id: passage_text(self._tokenizer, h) for h in hits if h.passage.id not in self._texts}
        keys = sorted(new, key=lambda key: len(new[key].ids))
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            for at in tqdm(range(0, len(keys), _STATES_BATCH), desc="lower layers", file=sys.stderr):
                part = keys[at : at + _STATES_BATCH]
                states = read_alone(self._encoder, [new[key].ids for key in part])
                self._states |= {key: one.to(torch.bfloat16).clone() for key, one in zip(part, states, strict=True)}
        self._texts |= new

    def length(self, group: Group) -> int:
        """Return the tokens of a group's question with its longest passage."""
        return len(self._texts[group.question].ids) + max(len(self._texts[p].ids) for p in group.passages)

    def text(self, key: str) -> Text:
        return self._texts[key]

    def states(self, key: str) -> torch.Tensor:
        return self._states[key]


class Collator:
    """Turns groups into the network's batch and its labels."""

    def __init__(self, shelf: Shelf, idf: dict[str, Idf]) -> None:
        """`idf` by question id."""
        self._shelf = shelf
        self._idf = idf

    def __call__(self, groups: Sequence[Group]) -> dict[str, torch.Tensor]:
        keys = [(g.question, p) for g in groups for p in g.passages]
        places = [place for g in groups for place in g.places]
        idf = [self._idf[g.asked.id] for g in groups for _ in g.passages]
        pairs = [(self._shelf.text(q), self._shelf.text(p)) for q, p in keys]
        states = [(self._shelf.states(q), self._shelf.states(p)) for q, p in keys]
        batch = make_batch(pairs, states, idf)
        count = max(1, int(batch.sentence.max()) + 1)
        width = batch.mask.shape[1]
        return {
            **batch.as_dict(),
            "group": torch.tensor([n for n, g in enumerate(groups) for _ in g.passages]),
            "proof": torch.tensor([_proofs(p, at, count) for (_, p), at in zip(pairs, places, strict=True)]),
            "first": torch.tensor([_edges(q, p, at, width, True) for (q, p), at in zip(pairs, places, strict=True)]),
            "last": torch.tensor([_edges(q, p, at, width, False) for (q, p), at in zip(pairs, places, strict=True)]),
        }


def _proofs(passage: Text, places: Sequence[Span], count: int) -> list[bool]:
    """Which sentences hold an answer."""
    holds = [False] * count
    for span, sentence in zip(passage.spans, passage.sentence, strict=True):
        if sentence >= 0 and any(span.start < p.end and p.start < span.end for p in places):
            holds[sentence] = True
    return holds


def _edges(question: Text, passage: Text, places: Sequence[Span], width: int, first: bool) -> list[bool]:
    """Which tokens of the joined pair are the first (or last) of an answer."""
    marks = [False] * width
    for place in places:
        inside = [i for i, s in enumerate(passage.spans) if s.start < place.end and place.start < s.end and s.end > 0]
        if inside:
            marks[len(question.ids) + inside[0 if first else -1]] = True
    return marks
