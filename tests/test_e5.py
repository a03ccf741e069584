"""The packaged 4-bit embedder becomes an ordinary sentence-transformers folder."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from corpus.errors import WeightsError
from index.e5 import convert
from index.embedder import SentenceTransformerEmbedder
from tests.tiny_models import LAYERS, e5_file, e5_tensors, embedder_folder, tokenizer_json

NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
    "l0.q.w": "encoder.layer.0.attention.self.query.weight",
    "l1.ao.b": "encoder.layer.1.attention.output.dense.bias",
    "l1.aln.w": "encoder.layer.1.attention.output.LayerNorm.weight",
    "l0.fi.w": "encoder.layer.0.intermediate.dense.weight",
    "l1.fo.w": "encoder.layer.1.output.dense.weight",
    "l1.oln.b": "encoder.layer.1.output.LayerNorm.bias",
}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return embedder_folder(tmp_path_factory.mktemp("e5") / "tiny")


def test_every_weight_arrives_with_its_value_and_shape(model: Path) -> None:
    written, source = load_file(model / "model.safetensors"), e5_tensors()
    assert len(written) == len(source) == 5 + 16 * LAYERS
    for name, target in NAMES.items():
        assert written[target].dtype == np.float32
        assert np.array_equal(written[target], source[name]), name


def test_it_loads_and_embeds(model: Path) -> None:
    embedder = SentenceTransformerEmbedder("tiny", model, 1, "float32")
    vectors = embedder.embed_passages(["un texte", "deux textes, plus longs"])
    assert vectors.shape == (2, 32) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert json.loads((model / "config_sentence_transformers.json").read_text())["prompts"]["query"] == "query: "
    assert not np.allclose(embedder.embed_question("un texte"), vectors[0]), "question and passage prefixes differ"


def test_it_embeds_as_bert_does(model: Path) -> None:
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer, bert = AutoTokenizer.from_pretrained(model), AutoModel.from_pretrained(model).eval()
    with torch.no_grad():
        tokens = tokenizer(["passage: un texte"], return_tensors="pt")
        mean = bert(**tokens).last_hidden_state.mean(dim=1)[0]  # (hidden,)
    expected = (mean / mean.norm()).numpy()
    assert np.allclose(
        SentenceTransformerEmbedder("tiny", model, 1, "float32").embed_passages(["un texte"])[0], expected, atol=1e-5
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: b"GGUF" + data[4:], "not in the expected format"),
        (lambda data: b"", "not in the expected format"),
        (lambda data: data[:40] + (64).to_bytes(4, "little") + data[44:], "blocks of 64"),
    ],
)
def test_another_format(tmp_path: Path, change: Callable[[bytes], bytes], message: str) -> None:
    (tmp_path / "w").write_bytes(change(e5_file(e5_tensors())))
    (tmp_path / "t").write_bytes(tokenizer_json())
    with pytest.raises(WeightsError, match=message):
        convert(tmp_path / "w", tmp_path / "t", tmp_path / "out")
