"""Splitting: every passage is a stretch of its article, and together they hold every sentence."""

import itertools

import pytest

from corpus.article import Article
from corpus.clean import clean
from corpus.text import sentences
from index.passage import Passage
from index.split import OVERLAP_TOKENS, PASSAGE_TOKENS, embedder_text, split
from tests.conftest import SEEDS

SENTENCE = "Le groupe Nova a vendu {} puces à des clients de la région."
LONG = " ".join(SENTENCE.format(n) for n in range(200))
TEXTS = {
    "one word": "Mot",
    "one sentence": "Le groupe vend.",
    "paragraphs": "\n".join(" ".join(SENTENCE.format(p * 10 + n) for n in range(6)) for p in range(12)),
    "one line": LONG,
    "no stop at all": " ".join(f"mot{n}" for n in range(1_000)),
    "no space at all": "".join(f"{n:04d}" for n in range(1_250)),
    "a long sentence": f"Début. {', '.join(f'clause {n}' for n in range(300))}, fin. La suite ! Et la fin…",
    "the same sentence again": "Le groupe vend des puces. " * 200 + "Fin.",
    "short lines": "\n".join(f"- Ligne {n}" for n in range(300)),
    "guillemets": " ".join(f"Il dit {n} : « Bonjour. » Puis il part." for n in range(60)),
}


def words(text: str) -> int:
    """Count tokens as subword tokenizers do: a letter alone is one, eight in a word are one too."""
    return sum(1 + len(word) // 8 for word in text.split())


def passages_of(text: str) -> tuple[Article, list[Passage]]:
    article = Article("a", "Titre", clean(text, "Titre").text)
    return article, split(article, words)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_passages_are_stretches_of_the_article_in_order(text: str) -> None:
    article, passages = passages_of(text)
    assert passages
    for passage in passages:
        assert article.text[passage.start : passage.end] == passage.text == passage.text.strip() != ""
        assert passage.article_id == article.id
    starts, ends = [p.start for p in passages], [p.end for p in passages]
    assert starts == sorted(set(starts)) and ends == sorted(ends)
    assert len({p.id for p in passages}) == len(passages)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_character_is_in_a_passage(text: str) -> None:
    article, passages = passages_of(text)
    covered = {i for p in passages for i in range(p.start, p.end)}
    assert "".join(c for i, c in enumerate(article.text) if i not in covered).strip() == ""


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_sizes(text: str) -> None:
    article, passages = passages_of(text)
    assert all(words(p.text) <= PASSAGE_TOKENS + 2 for p in passages)
    shared = [article.text[b.start : a.end] for a, b in itertools.pairwise(passages)]
    assert all(words(part) <= OVERLAP_TOKENS + 2 for part in shared)


@pytest.mark.parametrize("name", ["paragraphs", "one line", "short lines", "guillemets"])
def test_sentences_are_whole(name: str) -> None:
    article, passages = passages_of(TEXTS[name])
    starts, ends = ({getattr(s, side) for s in sentences(article.text)} for side in ("start", "end"))
    assert all(p.start in starts and p.end in ends for p in passages)


def test_neighbours_overlap_by_a_sentence() -> None:
    _, passages = passages_of(LONG)
    assert len(passages) > 5
    assert all(b.start < a.end for a, b in itertools.pairwise(passages))


def test_the_embedder_reads_title_and_date(articles: dict[str, Article]) -> None:
    dated, undated = articles["azure.md"], articles["anthropic.md"]
    (first, *_), (second, *_) = split(dated, words), split(undated, words)
    assert embedder_text(dated, first).startswith("Azure accélère, Google ralentit (octobre 2023). Entre juillet")
    assert embedder_text(undated, second).startswith("Anthropic ouvre un bureau à Paris. Anthropic va")


@pytest.mark.skipif(not SEEDS.exists(), reason="the development sets are not beside this checkout")
def test_seeds() -> None:
    for path in SEEDS.glob("*.txt"):
        article, passages = passages_of(path.read_text(encoding="utf-8"))
        assert len(passages) > 1
        assert all(any(p.start <= s.start and s.end <= p.end for p in passages) for s in sentences(article.text))
