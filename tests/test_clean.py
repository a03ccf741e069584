"""What scrapers leave in a text is taken out; what the article says stays."""

from pathlib import Path

import pytest

from corpus.clean import clean
from tests.conftest import SEEDS

LEAD = "À Hong Kong, la demande en produits d’intelligence artificielle croît. Sur six mois, l’usage du cloud Bleu"
SCRAPED = f"""{LEAD} ...

{LEAD} a été multiplié par sept. L’absence de rivaux a fait de la société le principal acteur de la région.

Une société investit pour conquérir des clients

« L’industrie n’est qu’au début d’un marathon. (…) La ville est un grand centre financier » souligne son patron.

Inscrivez-vous à la newsletter En vous inscrivant vous acceptez notre politique de protection des données personnelles.

Plus de 800 entreprises sur 3 900 s’en serviraient.
"""
DATED = (
    " date 2023-10 Dans la course à l’IA, Bleu prend un meilleur départ que Vert. Son cloud a progressé de 29%.\n\nFin."
)

PLEAS = [
    "Inscrivez-vous à la newsletter",
    "Abonnez-vous à notre lettre d’information pour ne rien manquer.",
    "Suivez-nous sur Google News.",
    "Recevez le meilleur de l'actualité dans notre newsletter.",
    "Lire aussi : Nvidia bat tous les records",
    "Cet article est réservé aux abonnés.",
    "Il vous reste 75 % de cet article à lire.",
    "Partager cet article",
    "Nous utilisons des cookies pour mesurer l'audience.",
    "Crédit photo : AFP",
    "Tous droits réservés.",
    "La suite après cette publicité",
]
PROSE = [
    "La newsletter de Substack compte un million d'abonnés payants.",
    "Abonnés et annonceurs quittent le réseau.",
    "OpenAI recevra 10 milliards de dollars de Microsoft.",
    "La publicité finance Google.",
    "Les données personnelles des Européens restent en Irlande.",
]
DATE_LINES = [
    ("Publié le 25 octobre 2023 à 10h30", "2023-10-25"),
    ("date : 2023-10-25", "2023-10-25"),
    ("25/10/2023", "2023-10-25"),
    ("Mis à jour le 1er mai 2024", "2024-05-01"),
    ("2023-10", "2023-10"),
]


def test_scraped_text() -> None:
    cleaned = clean(SCRAPED)
    lines = cleaned.text.split("\n")
    assert cleaned.text.count("À Hong Kong") == 1
    assert lines[0].endswith("de la région.")
    assert not any(word in cleaned.text for word in ("newsletter", "inscrivant", "..."))
    assert lines[2].startswith("« L'industrie n'est qu'au début d'un marathon. (…)")
    assert cleaned.title == "À Hong Kong, la demande en produits d'intelligence artificielle croît"
    assert cleaned.text.endswith("Plus de 800 entreprises sur 3 900 s'en serviraient.")


def test_date_prefix() -> None:
    cleaned = clean(DATED)
    assert str(cleaned.published) == "2023-10"
    assert cleaned.text.startswith("Dans la course")
    assert cleaned.title == "Dans la course à l'IA, Bleu prend un meilleur départ que Vert"


@pytest.mark.parametrize("plea", PLEAS)
def test_pleas_go(plea: str) -> None:
    assert clean(f"Le groupe vend.\n{plea}\nIl achète.", "Titre").text == "Le groupe vend.\nIl achète."
    assert clean(f"Le groupe vend. {plea}", "Titre").text == "Le groupe vend."


@pytest.mark.parametrize("sentence", PROSE)
def test_prose_stays(sentence: str) -> None:
    assert clean(f"Le groupe vend.\n{sentence}", "Titre").text == f"Le groupe vend.\n{sentence}"


@pytest.mark.parametrize(("line", "date"), DATE_LINES)
def test_date_lines(line: str, date: str) -> None:
    cleaned = clean(f"Un titre\n{line}\nLe groupe vend.")
    assert (cleaned.title, cleaned.text, str(cleaned.published)) == ("Un titre", "Le groupe vend.", date)


def test_a_date_in_a_sentence_is_no_date_line() -> None:
    text = "Le 25 octobre 2023, le groupe a vendu.\nIl achète."
    cleaned = clean(text, "Titre")
    assert (cleaned.text, cleaned.published) == (text, None)


@pytest.mark.parametrize(
    ("raw", "given", "title", "text"),
    [
        ("Un titre court\nLe texte suit.", "", "Un titre court", "Le texte suit."),
        ("Le titre.\nLe texte.", "Le titre", "Le titre", "Le texte."),
        ("Le titre", "Le titre", "Le titre", "Le titre"),
        ("Une seule phrase. Une autre.", "", "Une seule phrase", "Une seule phrase. Une autre."),
        ("---\nUn titre\n* * *\nLe texte suit.", "", "Un titre", "Le texte suit."),
        ("Le texte.", "  L’espace\u00a0du\ntitre ", "L'espace du titre", "Le texte."),
        ("", "", "", ""),
        (" \n\n", "Titre", "Titre", ""),
    ],
)
def test_titles(raw: str, given: str, title: str, text: str) -> None:
    cleaned = clean(raw, given)
    assert (cleaned.title, cleaned.text) == (title, text)


def test_a_long_first_sentence_is_cut_at_a_word() -> None:
    title = clean("Le groupe " + "très " * 40 + "grand vend.").title
    assert len(title) <= 121
    assert title.endswith("très…")


def test_a_repeated_short_line_stays() -> None:
    assert clean("Oui.\nNon.\nOui.", "Titre").text == "Oui.\nNon.\nOui."


def test_cleaning_twice_changes_nothing() -> None:
    once = clean(SCRAPED)
    assert clean(once.text, once.title) == once


@pytest.mark.skipif(not SEEDS.exists(), reason="the development sets are not beside this checkout")
@pytest.mark.parametrize(
    ("start", "date", "leads", "holds"),
    [
        ("000_", None, "À Hong Kong, Microsoft connaît", "déclare son PDG, Alex Chen."),
        (
            "002_",
            "2023-10",
            "Dans la course à l'intelligence",
            "qui a progressé de 29% par rapport à l'année précédente",
        ),
    ],
)
def test_seeds(start: str, date: str | None, leads: str, holds: str) -> None:
    (path,) = SEEDS.glob(f"{start}*.txt")
    cleaned = clean(Path(path).read_text(encoding="utf-8"))
    assert cleaned.text.startswith(leads)
    assert cleaned.text.count(leads) == 1
    assert holds in cleaned.text
    assert (str(cleaned.published) if cleaned.published else None) == date
    assert "newsletter" not in cleaned.text and "date 2023" not in cleaned.text
    assert 10 < len(cleaned.title) <= 121
