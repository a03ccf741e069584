"""Errors as problems: status and code of every kind."""

import logging
import re

import pytest
from starlette.exceptions import HTTPException

from api.problems import KINDS, Fault, problem_of
from corpus import errors
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (errors.InputError("x"), 422, "saisie"),
        (errors.ArticleError("x"), 422, "article"),
        (errors.CorpusError("x"), 422, "corpus"),
        (errors.BusyError("x"), 409, "occupe"),
        (errors.SnapshotError("x"), 503, "index"),
        (errors.WeightsError("x"), 503, "poids"),
        (errors.GenerationError("x"), 502, "generation"),
        (errors.SettingsError("x"), 500, "reglage"),
        (errors.VigieError("x"), 500, "erreur"),
        (errors.ConversationError("x"), 500, "conversations"),
        (Fault("hote", "x"), 421, "hote"),
        (HTTPException(400, "x"), 422, "saisie"),
        (HTTPException(404, "x"), 404, "introuvable"),
        (HTTPException(405, "x"), 405, "methode"),
        (HTTPException(418, "x"), 500, "erreur"),
    ],
)
def test_status_and_code(error: Exception, status: int, code: str) -> None:
    problem = problem_of(error)
    assert (problem["status"], problem["code"], problem["detail"]) == (status, code, "x")


def test_what_is_not_expected_is_logged_and_not_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        problem = problem_of(RuntimeError("secret"))
    assert (problem["status"], problem["code"]) == (500, "interne") and "secret" not in str(problem)
    assert "secret" in caplog.text


def test_every_error_has_a_kind() -> None:
    kinds = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)]
    assert len(kinds) >= 10 and {kind.code for kind in kinds} <= set(KINDS)


def test_the_documentation_lists_the_codes() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\d{3}) \| (.+) \|$", (ROOT / "docs" / "http.md").read_text(), re.MULTILINE)
    assert rows == [(code, str(kind.status), kind.meaning) for code, kind in KINDS.items()]
