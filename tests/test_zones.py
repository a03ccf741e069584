"""Zones of a sentence: who is spoken of, with which number."""

import pytest

from rag.zones import alike, read

ZONES = [
    ("Azure progressait de 29 %, Google Cloud de 22 % et AWS de 12 %.",
     [("azure", "29 %"), ("google cloud", "22 %"), ("aws", "12 %")]),
    ("Apple devra verser 500 millions d'euros, Meta 200 millions.",
     [("apple", "500 millions d'euros"), ("meta", "200 millions")]),
    ("Chez Alphabet, le cloud n'a crû que de 22 %, après 28 % au printemps.",
     [("alphabet", "22 %"), ("", "28 %")]),
    ("Broadcom s'est effondré de 17 % et Oracle de 14 %.", [("broadcom", "17 %"), ("oracle", "14 %")]),
    ("À Tokyo, SoftBank a reculé de 8 %.", [("softbank", "8 %")]),
    ("La jeune pousse a levé 105 millions d'euros auprès du fonds Lightspeed.", [("", "105 millions d'euros")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ZONES)
def test_topic_and_number(text: str, expected: list[tuple[str, str]]) -> None:
    zones = [zone for zone in read(text).zones if zone.numbers]
    topics = [{word for word in zone.topic if not word.startswith("=")} for zone in zones]
    assert topics == [set(topic.split()) for topic, _ in expected]
    assert [number.text for zone in zones for number in zone.numbers] == [number for _, number in expected]


def test_what_a_zone_takes_over() -> None:
    first, second = read("Nvidia a publié ses comptes mardi. Le bénéfice atteint 2 milliards de dollars.").zones[:2]
    assert "nvidia" in first.topic and "nvidia" in second.owner and not second.topic
    plural = read("Nvidia a publié. Les deux groupes ont 2 milliards.").zones[-1]
    assert not plural.owner
    other_paragraph = read("Nvidia a publié.\nLe bénéfice atteint 2 milliards.").zones[-1]
    assert not other_paragraph.owner


def test_numbers_are_no_dates_and_no_versions() -> None:
    reading = read("En 2023, Claude 2.1 a coûté 3 millions de dollars puis 4 millions, et un chat pour 200 000 jetons.")
    assert [(n.text, n.quantity.unit) for n in reading.numbers] == [
        ("3 millions de dollars", "USD"),
        ("4 millions", "USD"),
        ("200 000 jetons", "jeton"),
    ]


def test_what_is_counted() -> None:
    (number,) = read("Il a mené 2,3 millions de conversations.").numbers
    assert number.counted == "convers"


def test_names_that_may_be_the_same() -> None:
    altman, sam = frozenset(["altman"]), frozenset(["sam", "altman"])
    assert alike(altman, sam) and alike(sam, altman)
    assert not alike(frozenset(["daniel", "gross"]), frozenset(["daniel", "levy"]))
    assert alike(frozenset(["google", "=alphabet"]), frozenset(["alphabet", "=alphabet"]))
