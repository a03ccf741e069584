"""Turns the packaged 4-bit multilingual-e5-small into an ordinary sentence-transformers folder.

The source format, little-endian: magic "E5S1", u32 version; i32 hidden, layers, heads, feed-forward, vocabulary,
positions, token types; f32 layer-norm eps; i32 block size; a tokenizer (skipped here: the original's tokenizer.json
is used); a tensor table of (u16 name length, name, u8 type, u32 elements, u64 offset, u64 bytes).
"""

import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file

from corpus.errors import WeightsError

Array = npt.NDArray[np.float32]

_TOP = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_Q4_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])


@dataclass(frozen=True, slots=True)
class _Shape:
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int


def convert(weights: Path, tokenizer: Path, folder: Path) -> None:
    """Write a sentence-transformers folder (float32, mean pooling, unit vectors, e5's prefixes) into `folder`."""
    shape, eps, tensors = _read(weights.read_bytes())
    folder.mkdir(parents=True)
    save_file({_hf_name(n): _shaped(_hf_name(n), t, shape) for n, t in tensors.items()}, folder / "model.safetensors",
              metadata={"format": "pt"})  # fmt: skip
    (folder / "tokenizer.json").write_bytes(tokenizer.read_bytes())
    for name, content in _configs(shape, eps).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content, indent=2))


def _read(data: bytes) -> tuple[_Shape, float, dict[str, Array]]:
    if data[:4] != b"E5S1":
        raise WeightsError("the embedder's packaged file is not in the expected format: pull it again")
    *sizes, eps, block = struct.unpack_from("<7ifi", data, 8)
    if block != 32:
        raise WeightsError(f"the embedder's packaged file has blocks of {block} weights, not 32: pull it again")
    at = _after_tokenizer(data, 8 + struct.calcsize("<7ifi"))
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors: dict[str, Array] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        kind, elements, offset, size = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + struct.calcsize("<BIQQ")
        raw = np.frombuffer(data, dtype=np.uint8, count=size, offset=offset)
        tensors[name] = (_dequantise(raw) if kind == 1 else raw.view("<f4"))[:elements]
    return _Shape(*sizes), eps, tensors


def _after_tokenizer(data: bytes, at: int) -> int:
    pieces, *_ = struct.unpack_from("<5i", data, at)
    (blob,) = struct.unpack_from("<Q", data, at + 20)
    at += 28 + 4 * (pieces + 1) + 4 * pieces + blob
    _, norm_bytes = struct.unpack_from("<iI", data, at)
    return at + 8 + int(norm_bytes)


def _dequantise(raw: npt.NDArray[np.uint8]) -> Array:
    """Q4_0: blocks of 32 weights, an fp16 scale and 16 bytes; low nibbles are weights 0-15, high ones 16-31."""
    blocks = raw.view(_Q4_BLOCK)
    low = (blocks["nibbles"] & 15).astype(np.int8) - 8
    high = (blocks["nibbles"] >> 4).astype(np.int8) - 8
    values = np.concatenate([low, high], axis=1).astype(np.float32)  # (blocks, 32)
    return (values * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def _hf_name(name: str) -> str:
    if name in _TOP:
        return _TOP[name]
    layer, part, end = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER[part]}.{'weight' if end == 'w' else 'bias'}"


def _shaped(name: str, tensor: Array, shape: _Shape) -> Array:
    """Give a flat tensor its matrix shape: (rows, columns) as torch keeps a Linear or Embedding weight."""
    if tensor.size in (shape.hidden, shape.feed_forward) and not name.startswith("embeddings.token_type"):
        return np.ascontiguousarray(tensor)
    columns = shape.feed_forward if name.endswith(".output.dense.weight") and "attention" not in name else shape.hidden
    return np.ascontiguousarray(tensor.reshape(-1, columns))


def _configs(shape: _Shape, eps: float) -> dict[str, Any]:
    return {
        "config.json": {
            "architectures": ["BertModel"], "model_type": "bert", "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers, "num_attention_heads": shape.heads,
            "intermediate_size": shape.feed_forward, "vocab_size": shape.vocabulary,
            "max_position_embeddings": shape.positions, "type_vocab_size": shape.token_types,
            "layer_norm_eps": round(eps, 15), "hidden_act": "gelu", "pad_token_id": 1, "torch_dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": shape.positions,
            "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>",
            "cls_token": "<s>", "sep_token": "</s>", "mask_token": "<mask>",
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
        "config_sentence_transformers.json": {"prompts": {"query": "query: ", "document": "passage: "}},
    }  # fmt: skip
