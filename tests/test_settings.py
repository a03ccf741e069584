"""Settings from the environment."""

import os
from pathlib import Path

import pytest

from api.settings import Settings
from corpus.errors import SettingsError
from index.manifest import default_model


def test_defaults() -> None:
    settings = Settings.read({})
    assert settings.home == Path("var").absolute()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert (settings.embedder, settings.generator) == (default_model("embedding"), default_model("generation"))
    assert settings.threads == len(os.sched_getaffinity(0))
    assert (settings.generator_model, settings.generator_key, settings.admin_key) == (None, None, None)


def test_every_setting() -> None:
    settings = Settings.read({
        "VIGIE_HOME": "/data/v", "VIGIE_HOST": "0.0.0.0", "VIGIE_PORT": "0", "VIGIE_EMBEDDER": "BAAI/bge-m3",
        "VIGIE_GENERATOR": "http://h/v1", "VIGIE_GENERATOR_MODEL": "m", "VIGIE_GENERATOR_KEY": "k",
        "VIGIE_THREADS": "3", "VIGIE_ADMIN_KEY": "a", "VIGIE_ALLOWED_HOSTS": "a.example, b,", "VIGIE_UNKNOWN": "x",
        "PORT": "1",
    })  # fmt: skip
    assert (settings.home, settings.host, settings.port) == (Path("/data/v"), "0.0.0.0", 0)
    assert (settings.embedder, settings.generator) == ("BAAI/bge-m3", "http://h/v1")
    assert (settings.generator_model, settings.generator_key) == ("m", "k")
    assert (settings.threads, settings.admin_key, settings.allowed_hosts) == (3, "a", ("a.example", "b"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VIGIE_PORT", "-1"), ("VIGIE_PORT", "65536"), ("VIGIE_PORT", "http"), ("VIGIE_PORT", "80.0"),
        ("VIGIE_PORT", " 80"), ("VIGIE_PORT", "²"), ("VIGIE_PORT", "9" * 30),
        ("VIGIE_THREADS", "0"), ("VIGIE_THREADS", "1025"), ("VIGIE_THREADS", "deux"), ("VIGIE_THREADS", "-2"),
        ("VIGIE_PRECISION", "int4"),
    ],
)  # fmt: skip
def test_a_bad_value_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=rf"^{name} is .*: set ") as caught:
        Settings.read({name: value})
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["VIGIE_PORT", "VIGIE_HOME", "VIGIE_THREADS", "VIGIE_GENERATOR"])
def test_an_empty_value_is_none(name: str) -> None:
    assert Settings.read({name: ""}) == Settings.read({})
