"""The trained weights as a small difference to an encoder's."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from corpus.errors import WeightsError
from rag import network_weights
from rag.network import LOWER, ReaderNetwork
from rag.network_weights import FILE, load, save
from tests.test_network import encoder

LIMIT = 15_000_000  # bytes


def test_what_is_saved_is_loaded_to_within_a_step_of_eight_bits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bert = encoder()
    save_file(bert.state_dict(), tmp_path / "model.safetensors")
    network = ReaderNetwork(bert.config)
    network.layers.load_state_dict(torch.nn.ModuleList(bert.encoder.layer[LOWER:]).state_dict())
    base = {name: value.clone() for name, value in network.state_dict().items()}
    trained = {name: value + 0.01 * torch.randn_like(value) for name, value in base.items()}
    save(trained, tmp_path, tmp_path / FILE)
    monkeypatch.setattr(network_weights, "files", lambda _: tmp_path)
    loaded = load(tmp_path)
    assert loaded.keys() == trained.keys()
    for name, value in trained.items():
        error = (loaded[name] - value).abs().max()
        assert error <= 0.01 * (value - base[name]).abs().max() + 1e-3 * value.abs().max()


def test_an_encoder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="reinstall"):
        load(tmp_path)


def test_the_file_is_small() -> None:
    assert (Path(network_weights.__file__).parent / FILE).stat().st_size < LIMIT
