"""Checksums of files and folders."""

import hashlib
import os
import time
from pathlib import Path

import pytest

from index import digests as module
from index.digests import FolderDigests, sha256_of, sha256_once


@pytest.mark.parametrize("size", [0, 10, (1 << 20) + 3])
def test_sha256(tmp_path: Path, size: int) -> None:
    (tmp_path / "f").write_bytes(b"x" * size)
    assert sha256_of(tmp_path / "f", "checking") == hashlib.sha256(b"x" * size).hexdigest()


def write(path: Path, content: bytes, age: float) -> Path:
    """Write a file that was last changed `age` seconds ago."""
    path.write_bytes(content)
    os.utime(path, ns=(0, time.time_ns() - int(age * 1e9)))
    return path


def test_a_file_is_read_once_until_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(module, "sha256_of", lambda path: (read.append(path.name), sha256_of(path))[1])
    one = write(tmp_path / "one", b"aa", age=60)
    (tmp_path / "linked").hardlink_to(one)
    assert sha256_once(one) == sha256_once(tmp_path / "linked") == hashlib.sha256(b"aa").hexdigest()
    assert read == ["one"]
    assert sha256_once(write(one, b"bb", age=30)) == hashlib.sha256(b"bb").hexdigest()
    assert read == ["one", "one"]


def test_a_file_just_written_is_read_again(tmp_path: Path) -> None:
    age = write(tmp_path / "f", b"aa", age=0).stat().st_mtime_ns
    assert sha256_once(tmp_path / "f") == hashlib.sha256(b"aa").hexdigest()
    (tmp_path / "f").write_bytes(b"bb")
    os.utime(tmp_path / "f", ns=(age, age))  # within one tick of the clock
    assert sha256_once(tmp_path / "f") == hashlib.sha256(b"bb").hexdigest()


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
