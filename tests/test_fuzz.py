"""Requests made from the OpenAPI description, right and wrong ones: what comes back is what is described."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.http import create_app
from tests.conftest import settings_for
from tests.fakes import FakeWiring

REQUESTS = int(os.environ.get("FUZZ", "4"))  # a route and a kind; more by hand
ADDRESS = "http://127.0.0.1:8000"


def can_be_wrong(operation: dict[str, Any]) -> bool:
    """Whether a wrong request can be made: one whose path alone varies is right with any text."""
    return "requestBody" in operation or any(p["in"] == "query" for p in operation.get("parameters", ()))


DESCRIBED = create_app(FakeWiring(settings_for(Path("unused")))).openapi()
CASES = [
    pytest.param(method, path, mode, id=f"{method}-{path}-{mode.value}")
    for path, methods in DESCRIBED["paths"].items()
    for method, operation in methods.items()
    for mode in GenerationMode
    if mode == GenerationMode.POSITIVE or can_be_wrong(operation)
]


@pytest.fixture(scope="module")
def schema(indexed_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    home = tmp_path_factory.mktemp("fuzz") / "home"
    shutil.copytree(indexed_home, home)
    app = create_app(FakeWiring(settings_for(home)))
    return schemathesis.openapi.from_asgi("/openapi.json", app, headers={"host": "127.0.0.1"})


@pytest.mark.parametrize(("method", "path", "mode"), CASES)
def test_requests_from_the_description(schema: Any, method: str, path: str, mode: GenerationMode) -> None:
    operation = schema[path][method]

    @given(case=operation.as_strategy(mode))
    @settings(max_examples=REQUESTS, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    def run(case: Any) -> None:
        response = case.call(base_url=ADDRESS)
        checks = [not_a_server_error, content_type_conformance, response_schema_conformance]
        if response.status_code != 405:  # a path parameter with a slash is another path
            checks.append(status_code_conformance)
        case.validate_response(response, checks=checks)

    run()
