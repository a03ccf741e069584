"""A generator for any causal model that transformers can load: a folder or a hub name."""

import threading
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from corpus.errors import WeightsError
from rag.generators import Limits
from rag.generators.pump import pull, turn
from rag.prompt import Prompt


class TransformersGenerator:
    """Greedy decoding on the CPU; a model without a chat template gets the plain text."""

    def __init__(self, source: str, threads: int) -> None:
        """`source` is a folder, a hub name, or a .gguf file (which needs the packages of the extra [gguf])."""
        self.name = source
        self._threads = threads
        self._turn = threading.Lock()

    def stream(self, prompt: Prompt, limits: Limits) -> Iterator[str]:
        def produce(push: Callable[[str], bool]) -> None:
            with turn(self._turn):
                self._generate(prompt, limits.tokens, push)

        yield from (piece for piece in pull(produce, limits.seconds) if piece)

    def warm_up(self) -> None:
        _ = self._loaded

    def _generate(self, prompt: Prompt, tokens: int, push: Callable[[str], bool]) -> None:
        from transformers import StoppingCriteria, StoppingCriteriaList
        from transformers.generation.streamers import TextStreamer

        tokenizer, model = self._loaded
        stopped = threading.Event()

        class Push(TextStreamer):
            def on_finalized_text(self, text: str, stream_end: bool = False) -> None:
                if push(text):
                    stopped.set()

        class Stopped(StoppingCriteria):
            def __call__(self, *_: Any, **__: Any) -> bool:
                return stopped.is_set()

        model.generate(
            **self._encode(tokenizer, prompt), max_new_tokens=tokens, do_sample=False,
            streamer=Push(tokenizer, skip_prompt=True, skip_special_tokens=True),
            stopping_criteria=StoppingCriteriaList([Stopped()]),
        )  # fmt: skip

    def _encode(self, tokenizer: Any, prompt: Prompt) -> Any:
        if tokenizer.chat_template:
            messages = [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}]
            text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
            return tokenizer(text, return_tensors="pt", add_special_tokens=False)
        return tokenizer(f"{prompt.system}\n\n{prompt.user}\n\n", return_tensors="pt")

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        torch.set_num_threads(self._threads)
        folder, _, file = self.name.rpartition("/") if self.name.endswith(".gguf") else (self.name, "", None)
        options = {"gguf_file": file} if file else {}
        try:
            tokenizer = AutoTokenizer.from_pretrained(folder, **options)
            model: Any = AutoModelForCausalLM.from_pretrained(folder, **options)
            return tokenizer, model.eval()
        except (OSError, ValueError, ImportError) as error:
            raise WeightsError(
                f"the generator {self.name} cannot be loaded ({str(error).splitlines()[0]}): "
                "set VIGIE_GENERATOR to a packaged model, a local folder or a reachable hub name"
            ) from error
