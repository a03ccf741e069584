"""The llama.cpp generator's errors; what it writes is tested by contracts/ and test_end_to_end.py."""

from pathlib import Path
from typing import Any

import pytest

from corpus.errors import WeightsError
from rag.generators import Limits
from rag.generators.llama import LlamaGenerator, _piece, _request
from rag.prompt import make_prompt


@pytest.mark.parametrize("content", [None, b"", b"GGUF", b"not a model" * 100])
def test_a_file_that_is_no_model(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "m.gguf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(WeightsError, match=r"m\.gguf") as caught:
        LlamaGenerator("m", path, 1).warm_up()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("chunk", "text"),
    [
        ({"choices": [{"delta": {"content": "mot"}}]}, "mot"),
        ({"choices": [{"delta": {"content": None}}]}, ""),
        ({"choices": [{"delta": {}}]}, ""),
        ({"choices": []}, ""),
        ({}, ""),
    ],
)
def test_pieces(chunk: dict[str, object], text: str) -> None:
    assert _piece(chunk) == text


@pytest.mark.model
def test_the_first_question_reads_only_what_is_new(weights: Path) -> None:
    """Warming up leaves the system message in the cache; a question adds its own tokens alone."""
    path = weights / "qwen2.5-coder-1.5b-instruct.gguf"
    generator = LlamaGenerator(path.stem, path, 2)
    generator.warm_up()
    question = "Combien Mistral AI a-t-elle levé ?"
    timings: list[dict[str, Any]] = []

    def keep(chunk: dict[str, Any]) -> bool:
        timings.extend([chunk["timings"]] if "timings" in chunk else [])
        return False

    generator._server.handle_chat_completions(_request(make_prompt(question, ()), Limits(tokens=1)), keep)
    assert timings[-1]["prompt_n"] < 40 and timings[-1]["cache_n"] > 150
