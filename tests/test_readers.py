"""What the readers make of a question and its hits."""

from dataclasses import replace

import numpy as np
import pytest

from corpus.article import Article
from corpus.dates import PartialDate
from index.hybrid import HybridIndex
from index.passage import Filters, Hit, Passage
from rag.calibration import calibration
from rag.evidence import Reading
from rag.overlap import Overlap
from rag.readers import UntrainedReader, answerability_features
from tests.fakes import FakeEmbedder, Weights
from tests.samples import AZURE, CHEN, HONG_KONG, UNKNOWN, make_hit


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
            assert e.text in e.quote.of(e.hit.article.text)


def test_the_chance_is_higher_when_the_words_are_there(shared_index: HybridIndex) -> None:
    found, not_found = read(shared_index, HONG_KONG), read(shared_index, UNKNOWN)
    assert 0 <= not_found.probability < found.probability <= 1
    assert not not_found.near


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


@pytest.mark.parametrize(
    ("question", "elsewhen"),
    [
        ("Combien Azure a-t-il gagné ?", [0, 0]),
        ("Combien Azure a-t-il gagné en 2022 ?", [1, 0]),
        ("Combien Azure a-t-il gagné en mars 2022 ?", [1, 1]),
        ("Combien Azure a-t-il gagné en mai 2024 ?", [0, 1]),  # the article is of May 2024
        ("How much did Azure make in 2021?", [1, 1]),
    ],
)
def test_a_sentence_of_another_time_is_told_apart(question: str, elsewhen: list[int]) -> None:
    hit = make_hit("Azure a gagné 5 milliards. En 2022, Azure a gagné 3 milliards.")
    hit = replace(hit, article=replace(hit.article, published=PartialDate(2024, 5)))
    reader = UntrainedReader(FakeEmbedder(), Weights)
    sentences = reader.sentences(FakeEmbedder().embed_question(question), Overlap(question, Weights()), [hit])
    assert [s.features["date"] for s in sentences] == elsewhen


def test_features_are_those_of_the_calibration(shared_index: HybridIndex) -> None:
    vector = FakeEmbedder().embed_question(AZURE)
    hits = shared_index.search(AZURE, vector, 5, Filters())
    reader = UntrainedReader(FakeEmbedder(), lambda: shared_index.snapshot.lexical)
    overlap = Overlap(AZURE, shared_index.snapshot.lexical)
    scored, features = reader.judge(overlap, hits, reader.sentences(vector, overlap, hits))
    shared, of_sentence = set(features) - {"cosine", "cosine_lead"}, set(scored[0][0].features) - {"cosine"}
    for name, judged, ranked in (
        ("untrained", {"cosine", "cosine_lead"}, {"cosine"}),
        ("trained", {"network", "any", "certainty"}, {"network", "certainty"}),
    ):
        assert set(calibration(name).near.weights) == set(calibration(name).absent.weights) == shared | judged
        assert set(calibration(name).sentence.weights) == of_sentence | ranked
    assert np.isfinite(list(features.values())).all()
    assert features["names"] == 1 and features["agreement"] == 1
    only = answerability_features(overlap, hits[:1], scored)
    assert np.isfinite(list(only.values())).all(), "one hit has a margin too"
