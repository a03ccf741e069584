"""Checksums of files and folders."""

import hashlib
from pathlib import Path

import pytest

from index.digests import FolderDigests, sha256_of


@pytest.mark.parametrize("size", [0, 10, (1 << 20) + 3])
def test_sha256(tmp_path: Path, size: int) -> None:
    (tmp_path / "f").write_bytes(b"x" * size)
    assert sha256_of(tmp_path / "f", "checking") == hashlib.sha256(b"x" * size).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a").write_bytes(b"aa")
    (tmp_path / "sub" / "b").write_bytes(b"bb")
    FolderDigests.of(tmp_path).write(tmp_path)
    return tmp_path


def test_a_sound_folder(folder: Path) -> None:
    digests = FolderDigests.read(folder)
    assert set(digests.files) == {"a", "sub/b"}
    assert digests.sizes_match(folder) and digests.first_wrong(folder) is None


@pytest.mark.parametrize(("content", "sizes"), [(b"ax", True), (b"a", False), (None, False)])
def test_a_damaged_folder(folder: Path, content: bytes | None, sizes: bool) -> None:
    if content is None:
        (folder / "a").unlink()
    else:
        (folder / "a").write_bytes(content)
    digests = FolderDigests.read(folder)
    assert digests.sizes_match(folder) is sizes
    assert digests.first_wrong(folder) == folder / "a"


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"a": 1}'])
def test_damaged_digests_match_nothing(folder: Path, content: str) -> None:
    (folder / "digests.json").write_text(content)
    assert not FolderDigests.read(folder).sizes_match(folder)
