"""Files of every kind become articles; a bad one is named and never stops the others."""

import json
import os
import random
from pathlib import Path

import pytest
import trafilatura

from corpus import loaders
from corpus.article import Article
from corpus.errors import CorpusError
from corpus.loaders import load_root

PROSE = "Le groupe Nova a vendu trois fois plus de puces. Son patron, Jean Dupont, s'en réjouit."
PAGE = f"""<!DOCTYPE html><html lang="fr"><head><title>Nova triple ses ventes - Le Fil</title>
<meta property="og:title" content="Nova triple ses ventes"><meta property="og:site_name" content="Le Fil">
<meta property="article:published_time" content="2024-03-05T08:00:00+01:00">
<link rel="canonical" href="https://fil.example/nova"></head>
<body><nav><ul><li><a href="/">Accueil</a></li><li><a href="/eco">Économie</a></li></ul></nav>
<article><h1>Nova triple ses ventes</h1><p>{PROSE}</p><p>{"Les analystes saluent un trimestre hors norme. " * 4}</p>
</article><footer><p>Mentions légales. Contact. Plan du site.</p></footer></body></html>"""
GOOD = f"---\ntitle: Bon\n---\n{PROSE}"


def load(path: Path, content: str | bytes) -> Article:
    """Write one file and load the one article in it."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    loaded = load_root(path)
    assert loaded.problems == {}
    (article,) = loaded.articles
    return article


def pdf(lines: list[str]) -> bytes:
    """A minimal PDF of one page; characters beyond Latin-1 do not fit."""
    drawn = "".join(f"({line}) Tj 0 -14 Td " for line in lines).encode("cp1252")
    stream = b"BT /F1 12 Tf 50 750 Td " + drawn + b"ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Title(Nova triple ses ventes)>>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        body
        + b"xref\n0 7\n0000000000 65535 f \n%btrailer\n<</Size 7/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (
            table,
            len(body),
        )
    )


def test_markdown(tmp_path: Path) -> None:
    lists = "- [un](https://x.example)\n- deux\n\n![image](a.png)\n\n| a | b |\n|---|---|\n| c | d |"
    article = load(tmp_path / "a.md", f"# Nova triple ses ventes\n\n**{PROSE}**\n\n{lists}")
    assert article.title == "Nova triple ses ventes"
    assert article.text == f"{PROSE}\nun\ndeux\na\nb\nc\nd"
    assert (article.id, article.published, article.source, article.language) == ("a.md", None, None, "fr")


def test_front_matter(tmp_path: Path) -> None:
    article = load(
        tmp_path / "a.txt",
        f"""---
title: "Nova : l’essor"
date: 2024-03-05
source: Le Fil
url: https://fil.example/nova
topics: [puces, finance]
facts_from:
  - outlet: AFP
    url: https://afp.example/1
  - communiqué
---
{PROSE}""",
    )
    assert (article.title, str(article.published), article.source) == ("Nova : l'essor", "2024-03-05", "Le Fil")
    assert (article.url, article.topics) == ("https://fil.example/nova", ("puces", "finance"))
    assert article.facts_from == ("AFP, https://afp.example/1", "communiqué")
    assert article.text == PROSE


@pytest.mark.parametrize(("written", "date"), [("2024", "2024"), ("2024-03", "2024-03"), ("5 mars 2024", "2024-03-05")])
def test_front_matter_dates(tmp_path: Path, written: str, date: str) -> None:
    assert str(load(tmp_path / "a.md", f"---\ndate: {written}\n---\n{PROSE}").published) == date


def test_html(tmp_path: Path) -> None:
    article = load(tmp_path / "a.html", PAGE)
    assert (article.title, article.source, str(article.published)) == ("Nova triple ses ventes", "Le Fil", "2024-03-05")
    assert article.url == "https://fil.example/nova"
    assert PROSE in article.text
    assert not any(word in article.text for word in ("Accueil", "Mentions légales", "Plan du site"))


def test_xhtml_with_an_encoding_declaration_and_no_title(tmp_path: Path) -> None:
    page = f'<?xml version="1.0" encoding="UTF-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{PROSE}</p></body></html>'
    assert PROSE in load(tmp_path / "a.html", page).text


def test_pdf(tmp_path: Path) -> None:
    article = load(
        tmp_path / "a.pdf",
        pdf(
            ["Le groupe Nova a vendu trois fois plus de puces qu'en", "2023. Son action a mon-", "té de 29 %.", "Fin."]
        ),
    )
    assert article.title == "Nova triple ses ventes"
    assert (
        article.text.split("\n")[0]
        == "Le groupe Nova a vendu trois fois plus de puces qu'en 2023. Son action a monté de 29 %."
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    prose = "L'été dernier, le Français Nova a cédé sa forêt de câbles à Düsseldorf. Ça n'a pas étonné."
    assert load(tmp_path / "a.txt", prose.encode(encoding)).text == prose


def test_cp1252_punctuation(tmp_path: Path) -> None:
    prose = "« L’œuvre » vaut 5 € à l’État… dit-on déjà à Paris, où l’été s’achève."
    assert load(tmp_path / "a.txt", prose.encode("cp1252")).text == prose.replace("’", "'")


def test_json_lines(tmp_path: Path) -> None:
    records = [
        {
            "id": "x-1",
            "title": "Un",
            "text": PROSE,
            "url": "https://a.example",
            "source": "Fil",
            "published": "2024-03",
        },
        {"text": "Sans identifiant.", "date": "2023"},
        {"id": 7, "text": "Identifiant numérique."},
    ]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in records) + "\n\n", encoding="utf-8")
    first, second, third = load_root(path).articles
    assert (first.id, first.title, first.source, str(first.published)) == ("x-1", "Un", "Fil", "2024-03")
    assert second.id.startswith("a.jsonl#") and str(second.published) == "2023"
    assert third.id == "7"


def test_bad_json_lines_are_named_and_skipped(tmp_path: Path) -> None:
    lines = [
        '{"id": "a", "text": "Bon."}', "{", '{"id": "a", "text": "Doublon."}', '{"title": "sans texte"}', '{"text": 5}',
        '{"text": "  "}', "[" * 100_000, f'{{"text": "Grand.", "id": {"9" * 5000}}}', "null",
        '{"id": "z", "text": "Dernier."}',
    ]  # fmt: skip
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    loaded = load_root(path)
    assert [article.id for article in loaded.articles] == ["a", "z"]
    assert [line.split(":")[0] for line in loaded.problems["a.jsonl"]] == [f"line {n}" for n in range(2, 10)]
    assert "stands twice" in loaded.problems["a.jsonl"][1]


def test_a_line_separator_inside_a_json_string_is_no_new_line(tmp_path: Path) -> None:
    article = load(tmp_path / "a.jsonl", '{"title": "T", "text": "Un.\u2028Deux."}')
    assert article.text == "Un.\nDeux."


def test_half_a_surrogate_pair_can_be_stored(tmp_path: Path) -> None:
    article = load(
        tmp_path / "a.jsonl",
        r'{"id": "x\ud800", "url": "https://a/\udfff", "topics": ["\ud800"], "text": "Un \ud800."}',
    )
    assert article.digest
    article.id.encode()


BAD = {
    "nothing.md": b"",
    "blank.html": b"  \n",
    "comment.html": b"<!-- rien -->",
    "binary.txt": bytes(range(256)) * 20,
    "noise.md": random.Random(1).randbytes(3_000),
    "noise.jsonl": random.Random(2).randbytes(3_000),
    "yaml.md": b"---\ntitle: [a\n---\ntexte",
    "colon.md": b"---\ntitle: a: b\n---\ntexte",
    "no-such-day.md": b"---\ndate: 2023-13-45\n---\ntexte",
    "empty.pdf": b"",
    "truncated.pdf": pdf([PROSE])[:200],
    "not.pdf": b"du texte",
    "huge.txt": b"Le groupe vend. " * 1_000,
    "huge.pdf": pdf([PROSE]) + b"%" * 16_000,
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_and_never_stops_the_others(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loaders, "MAX_BYTES", 10_000)
    (tmp_path / name).write_bytes(BAD[name])
    (tmp_path / "aaa.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "zzz.md").write_text(GOOD, encoding="utf-8")
    loaded = load_root(tmp_path)
    assert sorted(loaded.by_path) == ["aaa.md", "zzz.md"]
    assert list(loaded.problems) == [name]
    (line,) = loaded.problems[name]
    assert "\n" not in line and 10 < len(line) < 300


def test_an_unexpected_parser_error_is_a_problem_of_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("parser")

    monkeypatch.setattr(trafilatura, "bare_extraction", fail)
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "b.md").write_text(GOOD, encoding="utf-8")
    loaded = load_root(tmp_path)
    assert list(loaded.by_path) == ["b.md"]
    assert "parser" in loaded.problems["a.html"][0]


def test_a_file_that_the_system_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        if path.name == "a.md":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    real = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", refuse)
    (tmp_path / "a.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.md").write_text(GOOD, encoding="utf-8")
    loaded = load_root(tmp_path)
    assert list(loaded.by_path) == ["b.md"]
    assert "Permission denied" in loaded.problems["a.md"][0]


def test_a_broken_link_and_a_folder_named_like_an_article(tmp_path: Path) -> None:
    (tmp_path / "lost.md").symlink_to(tmp_path / "nowhere.md")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "a.md").write_text(GOOD, encoding="utf-8")
    assert list(load_root(tmp_path).by_path) == ["a.md"]


def test_folders_are_read_recursively_without_hidden_names(tmp_path: Path) -> None:
    for name in ("b/c/x.MD", "a.txt", ".git/x.md", "b/.x.md", "notes.docx"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    assert list(load_root(tmp_path).by_path) == ["a.txt", "b/c/x.MD"]


def test_a_file_name_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.md")).write_text(GOOD, encoding="utf-8")
    (article,) = load_root(tmp_path).articles
    assert article.id == r"caf\xe9.md"


@pytest.mark.parametrize("name", ["missing", "empty", "file.docx"])
def test_a_root_with_nothing_to_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.docx").write_bytes(b"PK")
    with pytest.raises(CorpusError, match="--corpus"):
        load_root(tmp_path / name)
