"""Errors as problems: status and code of every kind."""

import logging

import pytest
from starlette.exceptions import HTTPException

from api.problems import problem_of
from corpus import errors


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
        (HTTPException(404, "x"), 404, "introuvable"),
        (HTTPException(405, "x"), 405, "methode"),
        (HTTPException(418, "x"), 418, "erreur"),
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
