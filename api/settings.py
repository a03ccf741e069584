"""Settings, read once from the environment. Everything is optional."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import SettingsError
from index.embedder import Precision
from index.manifest import default_model


@dataclass(frozen=True, slots=True)
class Settings:
    """
    home               VIGIE_HOME             folder of everything that changes (default ./var)
    host, port         VIGIE_HOST, VIGIE_PORT where the service listens (default 127.0.0.1:8000)
    embedder           VIGIE_EMBEDDER         a packaged model, a local folder or a hub name
    generator          VIGIE_GENERATOR        the same, a .gguf file, "extractive", or an http(s) URL of an
                                              OpenAI-compatible server
    generator_model    VIGIE_GENERATOR_MODEL  the model to ask that server for
    generator_key      VIGIE_GENERATOR_KEY    the key to show it
    threads            VIGIE_THREADS          threads for models (default: as many as cores)
    precision          VIGIE_PRECISION        of the embedder: "auto" (the fastest that agrees) or "float32"
    admin_key          VIGIE_ADMIN_KEY        key that lets other machines change articles
    allowed_hosts      VIGIE_ALLOWED_HOSTS    its names besides its own address, separated by commas
    """

    home: Path
    host: str
    port: int
    embedder: str
    generator: str
    generator_model: str | None
    generator_key: str | None
    threads: int
    precision: Precision
    admin_key: str | None
    allowed_hosts: tuple[str, ...]

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Raises SettingsError for a value that cannot be used."""
        get = {name: value for name, value in environ.items() if name.startswith("VIGIE_") and value}
        return cls(
            home=Path(get.get("VIGIE_HOME", "var")).absolute(),
            host=get.get("VIGIE_HOST", "127.0.0.1"),
            port=_integer(get, "VIGIE_PORT", 8000, 0, 65_535),
            embedder=get.get("VIGIE_EMBEDDER", default_model("embedding")),
            generator=get.get("VIGIE_GENERATOR", default_model("generation")),
            generator_model=get.get("VIGIE_GENERATOR_MODEL"),
            generator_key=get.get("VIGIE_GENERATOR_KEY"),
            threads=_integer(get, "VIGIE_THREADS", len(os.sched_getaffinity(0)), 1, 1024),
            precision=_precision(get.get("VIGIE_PRECISION", "auto")),
            admin_key=get.get("VIGIE_ADMIN_KEY"),
            allowed_hosts=tuple(name.strip() for name in get.get("VIGIE_ALLOWED_HOSTS", "").split(",") if name.strip()),
        )


def _precision(text: str) -> Precision:
    precisions: dict[str, Precision] = {"auto": "auto", "float32": "float32"}
    if text in precisions:
        return precisions[text]
    raise SettingsError(f'VIGIE_PRECISION is {text!r}: set "auto" or "float32"')


def _integer(get: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = get.get(name, str(default))
    if not text.isdecimal() or not low <= int(text) <= high:
        raise SettingsError(f"{name} is {text!r}: set a whole number from {low} to {high}")
    return int(text)
