"""Evidence: the proving sentence, what surrounds it, and the chance that it answers."""

from dataclasses import replace

import numpy as np
import pytest

from corpus.article import Article
from corpus.text import Span
from index.hybrid import HybridIndex
from index.passage import Filters, Hit, Passage
from rag.evidence import (
    Evidence,
    Overlap,
    Reading,
    UntrainedReader,
    answerability_features,
    calibration,
    neighbourhood,
    neighbourhood_span,
    passage_sentences,
)  # fmt: skip
from rag.names import names_in
from tests.fakes import FakeEmbedder
from tests.samples import AZURE, CHEN, HONG_KONG, UNKNOWN


class Weights:
    """Every term is as rare as its entry says, others 1."""

    def __init__(self, **idf: float) -> None:
        self._idf = idf

    def idf(self, term: str) -> float:
        return self._idf.get(term, 1.0)


def read(index: HybridIndex, question: str, k: int = 5) -> Reading:
    vector = FakeEmbedder().embed_question(question)
    hits = index.search(question, vector, k, Filters())
    return UntrainedReader(FakeEmbedder(), lambda: index.snapshot.lexical).read(question, vector, hits)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (AZURE, "Entre juillet et septembre, le chiffre d'affaires d'Azure a progressé de 29 %"),
        (HONG_KONG, "Plus de 800 entreprises de Hong Kong sur 3 900"),
    ],
)
def test_the_best_sentence(shared_index: HybridIndex, question: str, sentence: str) -> None:
    reading = read(shared_index, question)
    assert reading.evidence[0].text.startswith(sentence)
    assert [e.score for e in reading.evidence] == sorted((e.score for e in reading.evidence), reverse=True)


def test_evidence_is_verbatim_and_inside_its_passage(shared_index: HybridIndex) -> None:
    for question in (AZURE, CHEN, UNKNOWN):
        for e in read(shared_index, question).evidence:
            assert e.hit.passage.start <= e.quote.start <= e.sentence.start < e.sentence.end <= e.hit.passage.end
            assert e.quote.of(e.hit.article.text).endswith(e.text)


def test_the_chance_is_higher_when_the_words_are_there(shared_index: HybridIndex) -> None:
    found, not_found = read(shared_index, HONG_KONG), read(shared_index, UNKNOWN)
    assert 0 <= not_found.probability < found.probability <= 1
    assert found.near and not not_found.near


def test_no_hit_answers_nothing() -> None:
    reading = UntrainedReader(FakeEmbedder(), Weights).read(AZURE, np.zeros(256, dtype=np.float32), [])
    assert not reading.answers and not reading.near and reading.evidence == () and reading.probability == 0


def test_sentences_shared_by_overlapping_passages_count_once(articles: dict[str, Article]) -> None:
    article = articles["azure.md"]
    end = article.text.index(" À l'opposé")
    passages = [Passage(f"p{n}", article.id, 0, e, article.text[:e]) for n, e in enumerate((end, len(article.text)))]
    hits = [Hit(p, article, 1.0 - n, "fused", {"dense": 0.9}) for n, p in enumerate(passages)]
    reading = UntrainedReader(FakeEmbedder(), Weights).read(AZURE, FakeEmbedder().embed_question(AZURE), hits)
    starts = [e.sentence.start for e in reading.evidence]
    assert len(starts) == len(set(starts)) == 4
    assert next(e for e in reading.evidence if e.sentence.start == 0).hit is hits[0], "the better hit is kept"


def make_hit(text: str, start: int = 0, title: str = "Titre") -> Hit:
    article = Article("a", title, text)
    passage = Passage("p", "a", start, len(text), text[start:])
    return Hit(passage, article, 1.0, "fused", {"dense": 0.8})


def test_what_a_pronoun_stands_for_is_the_sentence_before() -> None:
    text = "Hors passage. Forms Syntron vend. Son PDG est Alex Chen."
    hit = make_hit(text, 14, "Hong Kong")
    first, second = passage_sentences(hit)
    assert (first.of(text), second.of(text)) == ("Forms Syntron vend.", "Son PDG est Alex Chen.")
    assert neighbourhood_span(hit, second) == Span(14, len(text))
    assert neighbourhood_span(hit, first) == first, "what stands before the passage stays out"
    assert neighbourhood(hit, second) == "Hong Kong. Forms Syntron vend. Son PDG est Alex Chen."


def test_a_quote_is_widened_only_if_the_sentence_before_says_more() -> None:
    text = "Forms Syntron vend. Son PDG est Alex Chen."
    hit = make_hit(text)
    second = passage_sentences(hit)[1]
    assert Overlap(CHEN, Weights()).quote(hit, second) == Span(0, len(text))
    assert Overlap("Qui est Alex Chen ?", Weights()).quote(hit, second) == second
    named = make_hit(text, title="Forms Syntron")
    assert Overlap(CHEN, Weights()).quote(named, second) == second, "the title says it"


def test_overlap_is_weighted_by_rarity() -> None:
    overlap = Overlap("chiffre Syntron", Weights(syntron=9.0, chiffr=1.0))
    assert overlap.share("Syntron") == pytest.approx(0.9)
    assert overlap.share("un chiffre") == pytest.approx(0.1)
    assert overlap.share("rien", context="Syntron") == pytest.approx(0.45)
    assert overlap.share("chiffre de Syntron") == 1 and overlap.share("") == 0
    assert Overlap("qui est le", Weights()).share("qui est le") == 0


@pytest.mark.parametrize(
    ("question", "names"),
    [
        (CHEN, {"PDG", "Forms", "Syntron"}),
        ("Que fait OpenAI avec GPT-4 en 2023 ?", {"OpenAI", "GPT-4", "4", "2023"}),
        ("Combien de puces ?", set()),
    ],
)
def test_names_in(question: str, names: set[str]) -> None:
    assert names_in(question) == names


def test_names_share() -> None:
    overlap = Overlap("Que fait Forms Syntron ?", Weights())
    assert overlap.names_share("forms syntron") == 1 and overlap.names_share("Forms") == 0.5
    assert Overlap("que fait-il ?", Weights()).names_share("x") == 1


def test_features_are_those_of_the_calibration(shared_index: HybridIndex) -> None:
    vector = FakeEmbedder().embed_question(AZURE)
    hits = shared_index.search(AZURE, vector, 5, Filters())
    reading = read(shared_index, AZURE)
    overlap = Overlap(AZURE, shared_index.snapshot.lexical)
    features = answerability_features(overlap, hits, reading.evidence)
    assert set(calibration().coefficients) <= set(features)
    assert np.isfinite(list(features.values())).all()
    assert features["names"] == 1 and features["agreement"] == 1
    only = answerability_features(overlap, hits[:1], reading.evidence)
    assert np.isfinite(list(only.values())).all(), "one hit has a margin too"


def test_the_regression() -> None:
    model = replace(calibration(), intercept=-1.0, coefficients={"a": 2.0})
    assert model.probability({"a": 0.5}) == pytest.approx(0.5)
    assert model.probability({"a": 5.0, "unused": 9.0}) > 0.99
    assert 0 < calibration().threshold < 1


@pytest.mark.parametrize(("probability", "answers"), [(0.5, True), (0.49, False)])
def test_the_threshold(probability: float, answers: bool) -> None:
    span = Span(0, 5)
    evidence = (Evidence(make_hit("Texte."), span, 1.0, 1.0, span),)
    assert Reading(evidence, probability, 0.5, near=True).answers is answers
    assert not Reading((), 1.0, 0.5, near=True).answers
