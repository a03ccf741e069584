"""Generators: what writes the draft. Each turns a prompt into a stream of text pieces."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from rag.prompt import Prompt


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be written: tokens, and seconds without a new piece."""

    tokens: int = 160
    seconds: float = 120.0


class Generator(Protocol):
    """Writes a draft. Implementations load their model when it is first needed."""

    @property
    def name(self) -> str:
        """What answers record as their generator."""

    def stream(self, prompt: Prompt, limits: Limits) -> Iterator[str]:
        """Yield the draft piece by piece; closing the iterator stops the generation.

        Raises GenerationError if the model fails or goes silent for longer than the limit, BusyError (before the
        first piece) if it is still writing for others after PATIENCE seconds.
        """

    def warm_up(self) -> None:
        """Load what the first draft needs; a generator that keeps the start that all prompts share reads it."""
