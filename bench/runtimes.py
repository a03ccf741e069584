"""The embedder in other runtimes than torch: ONNX Runtime and OpenVINO, from one exported file. For measuring only."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import numpy as np

from index.passage import Vectors

BATCH = 32
MAX_TOKENS = 512
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def export(folder: Path, path: Path) -> Path:
    """Write the encoder of a sentence-transformers folder as ONNX, with batch and length left open; return `path`."""
    import torch
    from transformers import AutoModel

    model = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()

    class States(torch.nn.Module):  # the model's own signature makes the exporter mix up its inputs
        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            return model(input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state

    mask = torch.ones((2, 16), dtype=torch.int64)
    size = {0: torch.export.Dim("batch", max=256), 1: torch.export.Dim("length", max=MAX_TOKENS)}
    torch.onnx.export(
        States(), (mask + 4, mask, mask - 1), path, input_names=INPUTS, output_names=["states"],
        dynamic_shapes=(size, size, size), dynamo=True, external_data=False, verbose=False,
    )  # fmt: skip
    return path


def quantise_onnx(whole: Path, small: Path) -> None:
    """Write the model with 8-bit weights, a scale a column, and inputs quantised as they come."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(whole, small, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul"])


class _Runtime(ABC):
    """Tokenises, runs, pools and normalises as sentence-transformers does for e5."""

    def __init__(self, folder: Path) -> None:
        from transformers import AutoTokenizer

        self._tokenizer: Any = AutoTokenizer.from_pretrained(folder)

    @abstractmethod
    def _run(self, inputs: dict[str, Any]) -> Any:
        """Return the last states, float32 (n, length, dim)."""

    def embed_passages(self, texts: list[str]) -> Vectors:
        order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        batches = [
            self._embed([f"passage: {texts[place]}" for place in order[at : at + BATCH]])
            for at in range(0, len(texts), BATCH)
        ]
        vectors = np.empty((len(texts), batches[0].shape[1]), dtype=np.float32)
        vectors[order] = np.concatenate(batches)
        return vectors

    def embed_question(self, text: str) -> Vectors:
        return np.asarray(self._embed([f"query: {text}"])[0], dtype=np.float32)

    def _embed(self, texts: list[str]) -> Vectors:
        found = self._tokenizer(texts, padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="np")
        mask = found["attention_mask"].astype(np.int64)
        values = (found["input_ids"].astype(np.int64), mask, np.zeros_like(mask))
        states = self._run(dict(zip(INPUTS, values, strict=True)))
        pooled = (states * mask[:, :, None]).sum(axis=1)  # the norm takes the mean's divisor out
        return np.asarray(pooled / np.linalg.norm(pooled, axis=1, keepdims=True), dtype=np.float32)


class OnnxRuntime(_Runtime):
    def __init__(self, model: Path, folder: Path, threads: int) -> None:
        super().__init__(folder)
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])

    def _run(self, inputs: dict[str, Any]) -> Any:
        return self._session.run(["states"], inputs)[0]


class OpenVino(_Runtime):
    def __init__(self, model: Path, folder: Path, threads: int) -> None:
        super().__init__(folder)
        import openvino

        self._model = openvino.compile_model(str(model), "CPU", {"INFERENCE_NUM_THREADS": threads})

    def _run(self, inputs: dict[str, Any]) -> Any:
        return self._model(inputs)[0]
