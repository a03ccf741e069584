"""Checksums of files and folders, with a progress bar where a file is large enough to wait for."""

import hashlib
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

_BLOCK = 1 << 20
_DIGESTS = "digests.json"
_SETTLED = 1_000_000_000  # nanoseconds; a younger file may change again within one tick of the file system's clock
_seen: dict[tuple[int, int, int, int], str] = {}  # digests by device, inode, size and time of change


def sha256_of(path: Path, description: str | None = None) -> str:
    """SHA-256 (hex) of a file; with a progress bar of that description if one is given."""
    digest = hashlib.sha256()
    with path.open("rb") as file, tqdm(
        total=path.stat().st_size, unit="B", unit_scale=True, desc=description, disable=description is None,
        file=sys.stderr, leave=False,
    ) as bar:  # fmt: skip
        while block := file.read(_BLOCK):
            digest.update(block)
            bar.update(len(block))
    return digest.hexdigest()


def sha256_once(path: Path) -> str:
    """SHA-256 (hex) of a file, read once in the life of this process for as long as the file is not written to.

    Two hard links are one file. So a snapshot that shares files with one already checked is opened without reading
    them again, while a new process reads everything once and finds what a disk has damaged in the meantime.
    """
    stat = path.stat()
    identity = (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns)
    digest = _seen.get(identity) or sha256_of(path)
    if time.time_ns() - stat.st_mtime_ns > _SETTLED:
        _seen[identity] = digest
    return digest


@dataclass(frozen=True, slots=True)
class FolderDigests:
    """Sizes and SHA-256 of the files of a folder, kept beside them in digests.json."""

    files: dict[str, tuple[int, str]]

    @classmethod
    def of(cls, folder: Path) -> "FolderDigests":
        paths = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != _DIGESTS)
        return cls({p.relative_to(folder).as_posix(): (p.stat().st_size, sha256_once(p)) for p in paths})

    @classmethod
    def read(cls, folder: Path) -> "FolderDigests":
        """Read a folder's digests; none at all (which nothing matches) if they are missing or damaged."""
        try:
            return cls({name: (size, sha) for name, (size, sha) in json.loads((folder / _DIGESTS).read_text()).items()})
        except (OSError, ValueError, TypeError, AttributeError):
            return cls({})

    def write(self, folder: Path) -> None:
        (folder / _DIGESTS).write_text(json.dumps(self.files, indent=1))

    def sizes_match(self, folder: Path) -> bool:
        paths = {name: folder / name for name in self.files}
        return bool(paths) and all(p.is_file() and p.stat().st_size == self.files[n][0] for n, p in paths.items())

    def first_wrong(self, folder: Path) -> Path | None:
        """Return the first file that is missing or has another checksum."""
        paths = {folder / name: sha for name, (_, sha) in self.files.items()}
        return next((path for path, sha in paths.items() if not path.is_file() or sha256_once(path) != sha), None)
