"""The embedder: any sentence-transformers model, by default the packaged multilingual-e5-small."""

import os
import re
import warnings
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache, cached_property
from logging import WARNING, getLogger
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from corpus.errors import WeightsError
from index.passage import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch.nn import Module

Precision = Literal["auto", "float32", "bfloat16", "int8"]
_BATCH = 32


class SentenceTransformerEmbedder:
    """Embeds with sentence-transformers on the CPU. Questions and passages get the model's own prefixes.

    Precision "auto" is the fastest that this processor does well: bfloat16 where it has instructions for it, else
    8-bit integers. Both agree with float32 to a cosine of 0.995 or more (docs/results.md), so their vectors mix.
    """

    def __init__(self, name: str, model: str | Path, threads: int, precision: Precision = "auto") -> None:
        """`name` is what snapshots record; `model` a folder or a hub name."""
        self.name = name
        self._source = str(model)
        self._threads = threads
        self._wanted = precision

    @property
    def dim(self) -> int:
        return int(self._model.get_embedding_dimension() or 0)

    def count_tokens(self, text: str) -> int:
        return len(self._model.tokenizer(text, add_special_tokens=False, truncation=False, verbose=False)["input_ids"])

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        with self.autocast():
            vectors = self._model.encode_document(
                list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        return np.ascontiguousarray(vectors, dtype=np.float32)

    def embed_question(self, text: str) -> Vectors:
        with self.autocast():
            vector = self._model.encode_query([text], normalize_embeddings=True, show_progress_bar=False)[0]
        return np.ascontiguousarray(vector, dtype=np.float32)

    @property
    def tokenizer(self) -> Any:
        """The transformers tokenizer, for readers built on the same encoder."""
        return self._model.tokenizer

    @property
    def encoder(self) -> Any:
        """The transformers encoder (BertModel for the default), for readers built on it."""
        encoder: Any = self._model[0]
        return encoder.model

    def autocast(self) -> AbstractContextManager[Any]:
        """Return the context in which the encoder, and readers built on it, compute."""
        if self._precision != "bfloat16":
            return nullcontext()
        import torch

        return torch.autocast("cpu", dtype=torch.bfloat16)

    @cached_property
    def _precision(self) -> Precision:
        fastest: Precision = "bfloat16" if _has_bfloat16() else "int8"
        return fastest if self._wanted == "auto" else self._wanted

    @cached_property
    def _model(self) -> "SentenceTransformer":
        # Threads that wait must sleep: spinning, they take the core from whoever they wait for when another process
        # (or llama.cpp) is busy, and a question then takes seconds instead of 45 ms. Read when torch is first loaded.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as _logging

        logging: Any = _logging

        getLogger("sentence_transformers").setLevel(WARNING)
        logging.set_verbosity_error()
        logging.disable_progress_bar()
        torch.set_num_threads(self._threads)
        try:
            model = SentenceTransformer(self._source, device="cpu", **_prompts(self._source))
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise WeightsError(
                f"the embedder {self._source} cannot be loaded ({reason}): "
                "set VIGIE_EMBEDDER to a packaged model, a local folder or a reachable hub name"
            ) from error
        encoder: Any = model[0]
        encoder.model = self.prepared(encoder.model)
        return model

    def prepared(self, module: "Module") -> "Module":
        """Return a module of BERT layers in the precision that the encoder has."""
        return quantise(module) if self._precision == "int8" else module


def quantise(module: "Module") -> "Module":
    """Return a module with dynamic 8-bit linear layers, a scale a row.

    The second layer of each feed-forward block stays in float32: its inputs have outliers, and with it in 8 bits the
    cosine to float32 falls from 0.995 to 0.982.
    """
    import torch
    from torch.ao import quantization as _quantization

    quantization: Any = _quantization
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # deprecated, not removed, in the pinned torch
        layers = {
            name: quantization.per_channel_dynamic_qconfig
            for name, part in module.named_modules()
            if isinstance(part, torch.nn.Linear) and not re.search(r"(?<!attention\.)output\.dense$", name)
        }
        quantised: Module = quantization.quantize_dynamic(module, layers, torch.qint8)
        return quantised


@cache
def _has_bfloat16() -> bool:
    """Whether the processor multiplies bfloat16 matrices in hardware."""
    import torch

    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def _prompts(source: str) -> dict[str, Any]:
    """Return e5's prefixes for an e5 model (their hub folders do not declare them), nothing for others."""
    if re.search(r"(?:^|[-_/])e5(?:$|[-_])", Path(source).name, re.IGNORECASE):
        return {"prompts": {"query": "query: ", "document": "passage: "}}
    return {}
