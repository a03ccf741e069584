"""Whether the service is alive and ready, and what it has counted."""

import logging
from typing import Any

from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

from api.description import errors, text_example
from api.problems import Fault
from api.responses import Ready
from api.wiring import Wiring
from corpus.errors import VigieError
from rag.records import Answer

log = logging.getLogger("vigie.health")


class Metrics:
    """Counters of one app, for Prometheus."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.answers = Counter(
            "vigie_answers", "Answers by status and reason", ["status", "reason"], registry=self.registry
        )
        self.seconds = Histogram(
            "vigie_http_seconds", "Time to the response's start", ["route"], registry=self.registry
        )

    def count(self, answer: Answer) -> None:
        self.answers.labels(answer.status, answer.refusal.reason if answer.refusal else "").inc()

    def observe(self, route: str, seconds: float) -> None:
        self.seconds.labels(route).observe(seconds)


class Readiness:
    """Whether index and models are loaded; loading happens in the background so that the page comes up at once."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self.state: VigieError | bool = False

    def load(self) -> None:
        try:
            self._wiring.library.index()
            self._wiring.pipeline.warm_up()
            self.state = True
        except VigieError as error:
            log.error("not ready: %s", error)
            self.state = error


def add_routes(app: FastAPI, readiness: Readiness, metrics: Metrics) -> None:
    @app.get("/healthz", response_class=PlainTextResponse, responses=text_example("ok", "text/plain") | errors())
    def alive() -> str:
        """The process answers."""
        return "ok"

    @app.get("/readyz", response_model=Ready, responses=errors("chargement", "index", "poids", "generation"))
    def ready() -> Any:
        """Index and models are loaded; 503 while they are not, with the reason."""
        if isinstance(readiness.state, VigieError):
            readiness.load()  # what was missing may be there by now
        if isinstance(readiness.state, VigieError):
            raise readiness.state
        if not readiness.state:
            raise Fault("chargement", "index and models are being loaded")
        return JSONResponse({"ready": True})

    sample = '# TYPE vigie_answers_total counter\nvigie_answers_total{reason="",status="answered"} 12.0\n'

    @app.get("/metrics", response_class=PlainTextResponse, responses=text_example(sample, "text/plain") | errors())
    def measured() -> Response:
        """What the service has counted, as Prometheus reads it."""
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)
