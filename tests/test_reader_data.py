"""What the reader is trained on: splits by article, wordings, and groups that say truly what answers."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.text import Span
from tools.reader_data import (
    GROUP,
    WRITTEN,
    Asked,
    article_of,
    batches,
    gather,
    groups,
    make_group,
    split_of,
    swapped,
)

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
    first, again, other = groups([ASKED], 30, 0), groups([ASKED], 30, 0), groups([ASKED], 30, 1)
    assert first == again != other
    assert len({group.passages for group in first}) > 5


def test_a_question_that_nothing_answers_meets_the_passages_beside_it() -> None:
    unanswered = replace(ASKED, right={}, near=("beside",))
    for group in groups([unanswered], 20, 0):
        assert group.passages[0] == "beside" and not any(group.places)


def test_batches_hold_every_group_once_with_alike_lengths() -> None:
    made = groups([replace(ASKED, id=str(n)) for n in range(64)], 1, 0)
    lengths = {group.asked.id: int(group.asked.id) for group in made}
    cut = batches(made, 8, lambda group: lengths[group.asked.id], 0)
    assert sorted(g.asked.id for batch in cut for g in batch) == sorted(lengths)
    assert all(len(batch) == 8 and max(spread) - min(spread) == 7
               for batch in cut if (spread := [lengths[g.asked.id] for g in batch]))  # fmt: skip


@pytest.mark.parametrize(
    ("name", "answers", "near_misses", "splits"),
    [
        ("news", 2_800, 2_300, {"train", "calibrate", "test"}),
        ("articles", 620, 775, {"train"}),
        ("encyclopedia", 2_350, 780, {"train", "calibrate", "test"}),
        ("press", 330, 420, {"train", "calibrate", "test"}),
    ],
)
def test_our_own_questions_are_read_with_the_set_that_they_are_about(
    name: str, answers: int, near_misses: int, splits: set[str], tmp_path: Path
) -> None:
    material = gather(WRITTEN / name, tmp_path, lambda text: len(text) // 4)
    answered = [one for one in material.asked if one.right]
    assert all(one.ours for one in material.asked)
    assert len(answered) >= answers and len(material.asked) - len(answered) >= near_misses
    for one in answered:
        assert all(place.of(material.hits[i].passage.text) for i, places in one.right.items() for place in places)
        assert not set(one.right) & {*one.near, *one.wrong}
    assert {split_of(one.article) for one in material.asked} == splits


def test_another_name_or_number() -> None:
    names = {swapped("Que fait Mistral ?", ["Mistral", "Nvidia", "OpenAI"], random.Random(n)) for n in range(20)}
    assert names == {"Que fait Nvidia ?", "Que fait OpenAI ?"}
    for n in range(20):
        year = swapped("combien en 2023 ?", [], random.Random(n))
        assert year and year != "combien en 2023 ?" and len(year) == len("combien en 2023 ?")
    assert swapped("combien ?", ["Nvidia"], random.Random(0)) is None
