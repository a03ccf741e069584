"""The list of packaged models."""

import re

from index.manifest import default_model, packaged_models

DEFAULTS = {"embedding": "multilingual-e5-small", "generation": "qwen2.5-coder-1.5b-instruct"}


def test_every_model_names_its_licence_parts_and_checksums() -> None:
    for name, model in packaged_models().items():
        assert model.name == name and model.licence in ("MIT", "Apache-2.0") and model.origin and model.parts
        for part in model.parts:
            assert re.fullmatch(r"[0-9a-f]{64}", part.sha256) and part.bytes > 0 and part.version
        assert len({part.package for part in model.parts}) == len(model.parts)


def test_joined_models_are_as_long_as_their_parts() -> None:
    joined = [model for model in packaged_models().values() if model.kind == "joined"]
    assert joined
    for model in joined:
        assert model.bytes == model.download_bytes and model.sha256


def test_one_default_for_each_task() -> None:
    defaults = {m.task: m.name for m in packaged_models().values() if m.default}
    assert defaults == DEFAULTS == {task: default_model(task) for task in ("embedding", "generation")}


def test_the_default_weights_are_those_that_were_measured() -> None:
    models = packaged_models()
    assert models[DEFAULTS["embedding"]].parts[0].sha256.startswith("1571fc9827503943b6bb2e2c03c071f7")
    assert models[DEFAULTS["generation"]].sha256 == "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
