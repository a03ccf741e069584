"""The trained network's weights in a small file: 8-bit differences to the encoder's, and the heads.

A matrix of the upper layers is kept as int8 with a float32 scale a row; vectors and heads are kept in float16.
"""

from importlib.resources import files
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor

from corpus.errors import WeightsError
from rag.network import LOWER

FILE = "reader.safetensors"
_LAYERS = "layers."


def save(state: dict[str, Tensor], encoder_folder: Path, path: Path) -> None:
    """Write a network's state as its difference to the encoder of that folder."""
    base = _base(encoder_folder, [name for name in state if name.startswith(_LAYERS)])
    packed: dict[str, Tensor] = {}
    for name, value in state.items():
        difference = value - base[name] if name in base else value
        if name in base and difference.dim() == 2:
            scale = difference.abs().amax(1, keepdim=True).clamp(min=1e-12) / 127
            packed[name] = (difference / scale).round().to(torch.int8)
            packed[f"{name}.scale"] = scale
        else:
            packed[name] = difference.to(torch.float16)
    save_file({name: value.contiguous() for name, value in packed.items()}, path)


def load(encoder_folder: Path) -> dict[str, Tensor]:
    """Return the network's state, float32. Raises WeightsError if the file is not there or is not of this encoder."""
    try:
        with safe_open(str(files("rag").joinpath(FILE)), framework="pt") as file:
            packed = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118
        names = [name for name in packed if not name.endswith(".scale")]
        base = _base(encoder_folder, [name for name in names if name.startswith(_LAYERS)])
        return {name: packed[name] * packed.get(f"{name}.scale", 1.0) + base.get(name, 0.0) for name in names}
    except (OSError, RuntimeError, ValueError) as error:
        raise WeightsError(f"the reader's weights do not fit {encoder_folder} ({error}): reinstall Vigie") from error


def _base(encoder_folder: Path, names: list[str]) -> dict[str, Tensor]:
    """Read the encoder's own weights for these names of the network."""
    with safe_open(str(encoder_folder / "model.safetensors"), framework="pt") as file:
        return {name: file.get_tensor(_encoder_name(name)) for name in names}


def _encoder_name(name: str) -> str:
    layer, rest = name.removeprefix(_LAYERS).split(".", 1)
    return f"encoder.layer.{int(layer) + LOWER}.{rest}"
