"""The generator that needs no model: it writes nothing, so the answer is the verified extract."""

from collections.abc import Iterator

from rag.generators import Limits
from rag.prompt import Prompt


class ExtractiveGenerator:
    name = "extractive"

    def stream(self, prompt: Prompt, limits: Limits) -> Iterator[str]:
        """Yield nothing."""
        yield from ()

    def warm_up(self) -> None:
        """Do nothing: there is no model."""
