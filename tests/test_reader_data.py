"""What the reader is trained on: splits by article, wordings, and groups that say truly what answers."""

import random

import pytest

from corpus.text import Span
from tools.reader_data import GROUP, Asked, Groups, article_of, make_group, split_of, swapped

ASKED = Asked(
    "q", "a1", "Qui a fondé Mistral en 2023 ?", "qui a fonde mistral en 2023", "Qui a fondé Nvidia en 2023 ?",
    {"right": (Span(3, 9),)}, ("near1", "near2"), ("wrong1", "wrong2", "wrong3"),
)  # fmt: skip


def test_every_article_is_in_one_split() -> None:
    counts = dict.fromkeys(("train", "calibrate", "test"), 0)
    for n in range(2_000):
        counts[split_of(f"piaf-a{n:03d}")] += 1
    assert 1_300 < counts["train"] < 1_500 and 240 < counts["calibrate"] < 360 and 240 < counts["test"] < 360
    assert article_of("piaf-a010-p16") == "piaf-a010" and article_of("spf-F34355") == "spf-F34355"


@pytest.mark.parametrize("seed", range(200))
def test_groups_say_what_answers(seed: int) -> None:
    group = make_group(ASKED, random.Random(seed))
    assert len(group.passages) == GROUP == len(set(group.passages))
    if group.question == ASKED.swapped:
        assert not any(group.places)
    else:
        assert group.question in (ASKED.question, ASKED.colloquial)
        assert group.places == tuple(ASKED.right.get(p, ()) for p in group.passages)


def test_groups_repeat_by_seed_and_change_by_round() -> None:
    first, again, other = Groups([ASKED], 30, 0), Groups([ASKED], 30, 0), Groups([ASKED], 30, 1)
    assert [first[i] for i in range(30)] == [again[i] for i in range(30)] != [other[i] for i in range(30)]
    assert len({first[i].passages for i in range(30)}) > 5


def test_another_name_or_number() -> None:
    names = {swapped("Que fait Mistral ?", ["Mistral", "Nvidia", "OpenAI"], random.Random(n)) for n in range(20)}
    assert names == {"Que fait Nvidia ?", "Que fait OpenAI ?"}
    for n in range(20):
        year = swapped("combien en 2023 ?", [], random.Random(n))
        assert year and year != "combien en 2023 ?" and len(year) == len("combien en 2023 ?")
    assert swapped("combien ?", ["Nvidia"], random.Random(0)) is None
