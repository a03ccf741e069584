"""/docs: the routes as a plain page, made from the OpenAPI description. FastAPI's own needs scripts from elsewhere."""

from html import escape
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse


def install(app: FastAPI) -> None:
    """Serve the page at /docs; the description itself is at /openapi.json."""

    @app.get("/docs", include_in_schema=False, response_class=HTMLResponse)
    def page() -> str:
        return _page(app.openapi())


def _page(description: dict[str, Any]) -> str:
    routes = [
        _route(method, path, operation)
        for path, operations in description["paths"].items()
        for method, operation in operations.items()
    ]
    return (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Vigie : HTTP</title>'
        '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/style.css"></head>'
        f"<body><main><h1>Vigie {escape(description['info']['version'])} : routes HTTP</h1>"
        '<p><a href="/openapi.json">Description OpenAPI</a> · <a href="/">Page</a></p>'
        f"<dl>{''.join(routes)}</dl></main></body></html>"
    )


def _route(method: str, path: str, operation: dict[str, Any]) -> str:
    parameters = ", ".join(parameter["name"] for parameter in operation.get("parameters", []))
    text = escape(operation.get("description", ""))
    return (
        f"<dt><code>{method.upper()} {escape(path)}</code>{f' ({escape(parameters)})' if parameters else ''}</dt>"
        f"<dd>{text}</dd>"
    )
