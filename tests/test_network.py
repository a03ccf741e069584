"""The reader's network on a small random encoder: what its logits depend on, and what they do not."""

from collections.abc import Sequence
from typing import Any

import pytest
import torch

from corpus.text import Span
from rag.network import LOWER, NO_SENTENCE, Batch, Logits, ReaderNetwork, read_alone
from rag.pairs import Text, make_batch

WORDS = [frozenset({"azur"}), frozenset({"mistral"}), frozenset({"29"})]


def encoder() -> Any:
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    config = BertConfig(vocab_size=50, hidden_size=16, num_hidden_layers=LOWER + 1, num_attention_heads=2,
                        intermediate_size=32, max_position_embeddings=40, pad_token_id=1)  # fmt: skip
    return BertModel(config, add_pooling_layer=False).eval()


def text(ids: Sequence[int], sentence: Sequence[int], words: Sequence[frozenset[str]] = ()) -> Text:
    blank: list[frozenset[str]] = [frozenset()] * (len(ids) - len(words))
    return Text(tuple(ids), (*words, *blank), (Span(0, 0),) * len(ids), tuple(sentence))


QUESTION = text([2, 10, 11, 3], [NO_SENTENCE] * 4, WORDS[:1])
SHORT = text([2, 20, 21, 22, 3], [NO_SENTENCE, 0, 0, 0, NO_SENTENCE])
LONG = text([2, 20, 21, 22, 23, 24, 25, 3], [NO_SENTENCE, 0, 0, 1, 1, 2, 2, NO_SENTENCE], [frozenset(), WORDS[0]])


@pytest.fixture(scope="module")
def bert() -> Any:
    return encoder()


@pytest.fixture(scope="module")
def network(bert: Any) -> ReaderNetwork:
    torch.manual_seed(1)
    made = ReaderNetwork(bert.config).eval()
    torch.nn.init.normal_(made.match.weight)
    torch.nn.init.normal_(made.kind.weight)
    return made


def batch(bert: Any, passages: Sequence[Text], question: Text = QUESTION) -> Batch:
    with torch.no_grad():
        own, *others = read_alone(bert, [question.ids, *(p.ids for p in passages)])
    pairs = [(question, p) for p in passages]
    return make_batch(pairs, [(own, other) for other in others], [lambda _: 4.0] * len(pairs))


def read(network: ReaderNetwork, made: Batch) -> Logits:
    with torch.no_grad():
        logits: Logits = network(**made.as_dict())
    return logits


def test_lower_layers_read_each_text_as_the_encoder_does(bert: Any) -> None:
    with torch.no_grad():
        alone = read_alone(bert, [SHORT.ids, LONG.ids])
        whole = bert(torch.tensor([LONG.ids]), output_hidden_states=True).hidden_states[LOWER][0]
    assert [len(one) for one in alone] == [len(SHORT.ids), len(LONG.ids)]
    torch.testing.assert_close(alone[1], whole, atol=1e-5, rtol=1e-4)


def test_one_logit_a_sentence_and_none_elsewhere(bert: Any, network: ReaderNetwork) -> None:
    logits = read(network, batch(bert, [SHORT, LONG]))
    assert logits.sentences.shape == (2, 3)
    assert torch.isfinite(logits.sentences).tolist() == [[True, False, False], [True, True, True]]
    passage = [[False] * 4 + [True] * 5 + [False] * 3, [False] * 4 + [True] * 8]
    assert torch.isfinite(logits.start).tolist() == passage == torch.isfinite(logits.end).tolist()


def test_a_passage_reads_the_same_in_any_company(bert: Any, network: ReaderNetwork) -> None:
    together, alone = read(network, batch(bert, [SHORT, LONG])), read(network, batch(bert, [SHORT]))
    torch.testing.assert_close(together.sentences[0, :1], alone.sentences[0], atol=1e-5, rtol=1e-4)


def test_the_question_and_the_words_it_shares_matter(bert: Any, network: ReaderNetwork) -> None:
    asked = read(network, batch(bert, [LONG])).sentences
    other = read(network, batch(bert, [LONG], text([2, 30, 31, 3], [NO_SENTENCE] * 4, WORDS[:1]))).sentences
    unmatched = read(network, batch(bert, [LONG], text(QUESTION.ids, QUESTION.sentence, WORDS[1:2]))).sentences
    assert not torch.allclose(asked, other) and not torch.allclose(asked, unmatched)


def test_matches_are_marked_in_both_texts_by_how_rare_they_are(bert: Any) -> None:
    made = batch(bert, [LONG])
    assert made.match[0, :, 0].tolist() == [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    assert made.match[0, :, 1].max() == pytest.approx(0.5), "an idf of 4 of 8"
    assert made.passage[0].tolist() == [0] * 4 + [1] * 8
