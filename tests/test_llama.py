"""The llama.cpp generator's errors; what it writes is tested by contracts/ and test_end_to_end.py."""

from pathlib import Path

import pytest

from corpus.errors import WeightsError
from rag.generators.llama import LlamaGenerator, _piece


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
