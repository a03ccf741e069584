"""Random models small enough to be made by a test: a packaged embedder file, and a causal model with its tokenizer."""

import json
import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt

HIDDEN, LAYERS, HEADS, FEED_FORWARD, POSITIONS = 32, 2, 4, 64, 64
LETTERS = "abcdefghijklmnopqrstuvwxyz"
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", *(f"▁{c}" for c in LETTERS), *LETTERS, *"0123456789.,:?%éèà", "<mask>"]


def tokenizer_json() -> bytes:
    """A unigram tokenizer of letters, in the format of the tokenizers library."""
    added = [{"id": PIECES.index(t), "content": t, "single_word": False, "lstrip": False, "rstrip": False,
              "normalized": False, "special": True} for t in ("<s>", "<pad>", "</s>", "<unk>", "<mask>")]  # fmt: skip
    space = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    template = {
        "type": "TemplateProcessing",
        "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                   {"SpecialToken": {"id": "</s>", "type_id": 0}}],
        "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {t: {"id": t, "ids": [PIECES.index(t)], "tokens": [t]} for t in ("<s>", "</s>")},
    }  # fmt: skip
    model = {"type": "Unigram", "unk_id": 3, "vocab": [[p, -1.0 - i / 100] for i, p in enumerate(PIECES)]}
    return json.dumps({
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": added,
        "normalizer": {"type": "Lowercase"}, "pre_tokenizer": space, "post_processor": template,
        "decoder": space, "model": model,
    }).encode()  # fmt: skip


def e5_tensors(seed: int = 0) -> dict[str, npt.NDArray[np.float32]]:
    """Random weights under the packaged file's names; matrices lie on the 4-bit grid, so that nothing is rounded."""
    rng = np.random.default_rng(seed)
    shapes = {"emb.word": (len(PIECES), HIDDEN), "emb.pos": (POSITIONS, HIDDEN), "emb.type": (2, HIDDEN),
              "emb.ln.w": (HIDDEN,), "emb.ln.b": (HIDDEN,)}  # fmt: skip
    for n in range(LAYERS):
        for part in ("q", "k", "v", "ao"):
            shapes |= {f"l{n}.{part}.w": (HIDDEN, HIDDEN), f"l{n}.{part}.b": (HIDDEN,)}
        shapes |= {f"l{n}.fi.w": (FEED_FORWARD, HIDDEN), f"l{n}.fi.b": (FEED_FORWARD,)}
        shapes |= {f"l{n}.fo.w": (HIDDEN, FEED_FORWARD), f"l{n}.fo.b": (HIDDEN,)}
        shapes |= {f"l{n}.{norm}.{end}": (HIDDEN,) for norm in ("aln", "oln") for end in "wb"}
    return {name: (rng.integers(-8, 8, shape) / 16).astype(np.float32) for name, shape in shapes.items()}


def e5_file(tensors: dict[str, npt.NDArray[np.float32]]) -> bytes:
    """The packaged embedder's format (shared/models.md): matrices in Q4_0, vectors in float32."""
    head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, LAYERS, HEADS, FEED_FORWARD, len(PIECES), POSITIONS, 2, 1e-12, 32)
    blob = "".join(PIECES).encode()
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob))
    head += bytes(4 * (len(PIECES) + 1)) + bytes(4 * len(PIECES)) + blob + struct.pack("<iI", 1, 5) + b"norms"
    data = {name: _quantised(t) if t.ndim == 2 else t.tobytes() for name, t in tensors.items()}
    size = len(head) + 4 + sum(2 + len(name) + struct.calcsize("<BIQQ") for name in tensors)
    table, offset = struct.pack("<i", len(tensors)), size
    for name, tensor in tensors.items():
        table += struct.pack("<H", len(name)) + name.encode()
        table += struct.pack("<BIQQ", tensor.ndim - 1, tensor.size, offset, len(data[name]))
        offset += len(data[name])
    return head + table + b"".join(data.values())


def _quantised(tensor: npt.NDArray[np.float32]) -> bytes:
    blocks = (tensor.reshape(-1, 32) * 16 + 8).astype(np.uint8)
    packed = blocks[:, :16] | (blocks[:, 16:] << 4)
    scale = np.float16(1 / 16).tobytes()
    return b"".join(scale + row.tobytes() for row in packed)


def causal_model(folder: Path) -> Path:
    """Save a random two-layer Llama with a tokenizer of letters; return the folder."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(PIECES), hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=4, max_position_embeddings=4096, bos_token_id=0, eos_token_id=2, pad_token_id=1,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(folder)
    (folder / "tokenizer.json").write_bytes(tokenizer_json())
    tokenizer = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_file=str(folder / "tokenizer.json"),
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
    )
    tokenizer.save_pretrained(folder)
    return folder


def embedder_folder(folder: Path) -> Path:
    """Convert a random packaged embedder into a sentence-transformers folder."""
    from index.e5 import convert

    folder.parent.mkdir(parents=True, exist_ok=True)
    weights, tokenizer = folder.with_suffix(".bin"), folder.with_suffix(".json")
    weights.write_bytes(e5_file(e5_tensors()))
    tokenizer.write_bytes(tokenizer_json())
    convert(weights, tokenizer, folder)
    return folder
