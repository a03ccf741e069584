"""The transformers generator, with a random model made here."""

from pathlib import Path
from typing import Any

import pytest

from corpus.errors import WeightsError
from rag.generators import Limits
from rag.generators.hub import TransformersGenerator
from rag.prompt import Prompt
from tests.tiny_models import causal_model

PROMPT = Prompt("système", "question ?")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return causal_model(tmp_path_factory.mktemp("hub") / "tiny")


def test_the_prompt_is_not_repeated_and_the_draft_is_greedy(folder: Path) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer: Any = AutoTokenizer.from_pretrained(folder)
    model: Any = AutoModelForCausalLM.from_pretrained(folder)
    tokens = tokenizer(f"{PROMPT.system}\n\n{PROMPT.user}\n\n", return_tensors="pt")
    written = model.generate(**tokens, max_new_tokens=8, do_sample=False)[0, tokens["input_ids"].shape[1] :]
    draft = "".join(TransformersGenerator(str(folder), 1).stream(PROMPT, Limits(tokens=8)))
    assert draft.strip() == tokenizer.decode(written, skip_special_tokens=True).strip() != ""


def test_a_chat_template_is_used(folder: Path) -> None:
    from transformers import AutoTokenizer

    generator = TransformersGenerator(str(folder), 1)
    tokenizer: Any = AutoTokenizer.from_pretrained(folder)
    tokenizer.chat_template = "{% for m in messages %}{{ m.role }}: {{ m.content }}. {% endfor %}"
    encoded = tokenizer.decode(generator._encode(tokenizer, PROMPT)["input_ids"][0])
    assert encoded.startswith("system: syst") and "user: question" in encoded


@pytest.mark.parametrize("content", [None, {}, {"config.json": "{"}, {"config.json": '{"model_type": "nothing"}'}])
def test_a_folder_that_is_no_model(
    tmp_path: Path, content: dict[str, str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    folder = tmp_path / "model"
    if content is not None:
        folder.mkdir()
        for name, text in content.items():
            (folder / name).write_text(text)
    generator = TransformersGenerator(str(folder), 1)
    with pytest.raises(WeightsError, match="VIGIE_GENERATOR") as caught:
        generator.warm_up()
    assert "\n" not in str(caught.value)


def test_a_draft_without_a_model_says_which_weights_are_missing(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="VIGIE_GENERATOR"):
        list(TransformersGenerator(str(tmp_path), 1).stream(PROMPT, Limits(tokens=1)))
