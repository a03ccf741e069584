"""The sentence-transformers embedder: with packaged weights, and without any."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import WeightsError
from index.embedder import Precision, SentenceTransformerEmbedder, _prompts

# The first values of the packaged weights' vectors (float32, made with torch 2.13.0).
PASSAGE = [0.033628, 0.022232, -0.014739, -0.001956, 0.061722, -0.05498]
QUESTION = [0.028568, -0.014477, -0.021498, 0.026303, 0.081265, -0.067578]


@pytest.fixture(scope="module")
def e5(weights: Path) -> Iterator[SentenceTransformerEmbedder]:
    yield SentenceTransformerEmbedder("multilingual-e5-small", weights / "multilingual-e5-small", 2, "float32")


@pytest.mark.parametrize("content", [None, {}, {"config.json": "{"}, {"modules.json": "[]"}])
def test_a_folder_that_is_no_model(
    tmp_path: Path, content: dict[str, str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    folder = tmp_path / "model"
    if content is not None:
        folder.mkdir()
        for name, text in content.items():
            (folder / name).write_text(text)
    with pytest.raises(WeightsError, match="VIGIE_EMBEDDER") as caught:
        SentenceTransformerEmbedder("x", folder, 1).embed_question("bonjour")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("source", "prefixed"),
    [
        ("/a/multilingual-e5-small", True),
        ("intfloat/multilingual-e5-large", True),
        ("intfloat/e5-base-v2", True),
        ("BAAI/bge-m3", False),
        ("/a/phase5", False),
    ],
)
def test_e5_prefixes(source: str, prefixed: bool) -> None:
    assert bool(_prompts(source)) is prefixed


@pytest.mark.model
def test_packaged_vectors_are_pinned(e5: SentenceTransformerEmbedder) -> None:
    passage = e5.embed_passages(["Mistral AI a levé 105 millions d'euros."])[0]
    question = e5.embed_question("Combien Mistral AI a-t-elle levé ?")
    assert e5.dim == 384 == len(passage)
    assert passage[:6] == pytest.approx(PASSAGE, abs=2e-4)
    assert question[:6] == pytest.approx(QUESTION, abs=2e-4)


@pytest.mark.model
def test_a_paraphrase_is_nearer_than_another_subject(e5: SentenceTransformerEmbedder) -> None:
    one, same, other = e5.embed_passages([
        "Le patron de la société a quitté son poste hier.",
        "Le dirigeant de l'entreprise a démissionné la veille.",
        "Une recette de tarte aux pommes demande du beurre.",
    ])  # fmt: skip
    assert float(one @ same) > float(one @ other) + 0.05


@pytest.mark.model
def test_batches_do_not_change_vectors(e5: SentenceTransformerEmbedder) -> None:
    texts = ["Court.", "Un texte bien plus long que le premier, " * 5, "Un autre."]
    together = e5.embed_passages(texts)
    alone = np.stack([e5.embed_passages([text])[0] for text in texts])
    assert np.allclose(together, alone, atol=1e-4)


@pytest.mark.model
@pytest.mark.parametrize("precision", ["auto", "int8"])
def test_the_fast_precisions_agree(e5: SentenceTransformerEmbedder, weights: Path, precision: Precision) -> None:
    texts = ["Mistral AI a levé 105 millions d'euros.", "Azure a progressé de 29 %. " * 20, "Oui."]
    fast = SentenceTransformerEmbedder("multilingual-e5-small", weights / "multilingual-e5-small", 2, precision)
    cosines = np.sum(fast.embed_passages(texts) * e5.embed_passages(texts), axis=1)
    assert cosines.min() >= 0.99


@pytest.mark.model
def test_tokens_are_counted_without_special_ones(e5: SentenceTransformerEmbedder) -> None:
    assert e5.count_tokens("") == 0
    assert 3 <= e5.count_tokens("Bonjour le monde") <= 6
    assert e5.count_tokens("mot " * 2_000) >= 2_000, "long texts are counted whole"
