"""Canonical text and sentence spans."""

import itertools
import random
import time
import unicodedata

import pytest

from corpus.text import Span, canonical, sentences

MENDED = [
    ("L’été", "L'été"),
    ("l`IA et l´IA", "l'IA et l'IA"),
    ("“Bonjour” et « salut »", '"Bonjour" et « salut »'),
    ("e\u0301te\u0301", "été"),
    ("dÃ©jÃ\xa0 vu Ã  Paris", "déjà vu à Paris"),
    ("lâ€™IA", "l'IA"),
    ("29\u00a0% et 3\u202f900", "29 % et 3 900"),
    ("trop   d'espaces\t ici ", "trop d'espaces ici"),
    ("in\u00advisible \u200bet \ufeffcachÃ©", "invisible et caché"),
    ("un\r\ndeux\r\n\r\n\r\ntrois", "un\ndeux\ntrois"),
    ("ligne\u2028suivante", "ligne\nsuivante"),
    ("R&amp;D", "R&D"),
    ("nul\x00 et\x07 son", "nul et son"),
    ("", ""),
    (" \n\t\u00a0\n", ""),
    ("œuvre ﬁn", "œuvre fin"),
]
ODD = "aeéÉ \n\t'’\"“«»…\u00a0\u202f\u200b\u00ad\ufeff\u0301ÃÂ©â€™´`œ<>&;ltamp\x00\x0c\x80\r\x85\u2028ﬁÅ0"

SPLITS = [
    ("Il part. Elle reste.", ["Il part.", "Elle reste."]),
    ("M. Dupont parle à Mme Curie. Elle rit.", ["M. Dupont parle à Mme Curie.", "Elle rit."]),
    ("J. K. Rowling écrit. Fin.", ["J. K. Rowling écrit.", "Fin."]),
    ("Le groupe U.S. Steel vend. Il rit.", ["Le groupe U.S. Steel vend.", "Il rit."]),
    ("Apple Inc. Vend des puces, etc. Il rit.", ["Apple Inc. Vend des puces, etc.", "Il rit."]),
    ("La hausse est de 3.5 milliards. Ensuite 1,3.", ["La hausse est de 3.5 milliards.", "Ensuite 1,3."]),
    ("L'art. 5 du règlement (vol. 2) le dit. Oui.", ["L'art. 5 du règlement (vol. 2) le dit.", "Oui."]),
    ("Nvidia franchit un cap. L'action monte.", ["Nvidia franchit un cap.", "L'action monte."]),
    ("Il dit : « Bonjour. » Puis il part.", ["Il dit : « Bonjour. »", "Puis il part."]),
    ("« Non ! » dit-il. Bien.", ["« Non ! » dit-il.", "Bien."]),
    ("Il hésite… Puis il part.", ["Il hésite…", "Puis il part."]),
    ("Il hésite... puis il part.", ["Il hésite... puis il part."]),
    ("Vraiment ?! Oui.", ["Vraiment ?!", "Oui."]),
    ("Il coûte 20 $. 30 $ ensuite.", ["Il coûte 20 $.", "30 $ ensuite."]),
    ("C'est GPT-4. Il arrive.", ["C'est GPT-4.", "Il arrive."]),
    ("Il nie (en vain). Elle aussi.", ["Il nie (en vain).", "Elle aussi."]),
    ("Il dit. – Non. À demain.", ["Il dit.", "– Non.", "À demain."]),
    ("Un titre\nUne phrase. Deux.", ["Un titre", "Une phrase.", "Deux."]),
    ("sans fin", ["sans fin"]),
    ("", []),
]


@pytest.mark.parametrize(("raw", "expected"), MENDED)
def test_canonical(raw: str, expected: str) -> None:
    assert canonical(raw) == expected


def test_canonical_is_idempotent_and_composed() -> None:
    chance = random.Random(7)
    for _ in range(3_000):
        raw = "".join(chance.choices(ODD, k=chance.randint(1, 12)))
        once = canonical(raw)
        assert canonical(once) == once, repr(raw)
        assert unicodedata.is_normalized("NFC", once), repr(raw)


@pytest.mark.parametrize(("text", "expected"), SPLITS)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in sentences(text)] == expected


def test_sentences_cover_the_text_in_order() -> None:
    text = "\n".join(text for text, _ in SPLITS)
    spans = sentences(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    between = [
        Span(a, b).of(text)
        for a, b in zip([0, *(s.end for s in spans)], [*(s.start for s in spans), len(text)], strict=True)
    ]
    assert not "".join(between).strip()


def test_a_long_line_is_split_in_linear_time() -> None:
    text = "Le groupe Nova a vendu des puces en 2024. " * 8_000
    start = time.perf_counter()
    assert len(sentences(text.strip())) == 8_000
    assert time.perf_counter() - start < 10  # it took two minutes when each stop looked back to the line's start
