"""The embedder: any sentence-transformers model, by default the packaged multilingual-e5-small."""

import re
from collections.abc import Sequence
from functools import cached_property
from logging import WARNING, getLogger
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.errors import WeightsError
from index.passage import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 32


class SentenceTransformerEmbedder:
    """Embeds with sentence-transformers on the CPU. Questions and passages get the model's own prefixes."""

    def __init__(self, name: str, model: str | Path, threads: int | None = None) -> None:
        """`name` is what snapshots record; `model` a folder or a hub name; `threads` defaults to torch's choice."""
        self.name = name
        self._source = str(model)
        self._threads = threads

    @property
    def dim(self) -> int:
        return int(self._model.get_embedding_dimension() or 0)

    def count_tokens(self, text: str) -> int:
        return len(self._model.tokenizer(text, add_special_tokens=False, truncation=False, verbose=False)["input_ids"])

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        vectors = self._model.encode_document(
            list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)

    def embed_question(self, text: str) -> Vectors:
        vector = self._model.encode_query([text], normalize_embeddings=True, show_progress_bar=False)[0]
        return np.ascontiguousarray(vector, dtype=np.float32)

    @cached_property
    def _model(self) -> "SentenceTransformer":
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as _logging

        logging: Any = _logging

        getLogger("sentence_transformers").setLevel(WARNING)
        logging.set_verbosity_error()
        logging.disable_progress_bar()
        if self._threads:
            torch.set_num_threads(self._threads)
        try:
            return SentenceTransformer(self._source, device="cpu", **_prompts(self._source))
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise WeightsError(
                f"the embedder {self._source} cannot be loaded ({reason}): "
                "set VIGIE_EMBEDDER to a packaged model, a local folder or a reachable hub name"
            ) from error


def _prompts(source: str) -> dict[str, Any]:
    """Return e5's prefixes for an e5 model (their hub folders do not declare them), nothing for others."""
    if re.search(r"(?:^|[-_/])e5(?:$|[-_])", Path(source).name, re.IGNORECASE):
        return {"prompts": {"query": "query: ", "document": "passage: "}}
    return {}
