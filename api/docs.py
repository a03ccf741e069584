"""/docs: the routes as a plain page, made from the OpenAPI description. FastAPI's own needs scripts from elsewhere."""

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from api.problems import KINDS

Described = dict[str, Any]


def install(app: FastAPI) -> None:
    """Serve the page at /docs; the description itself is at /openapi.json."""

    @app.get("/docs", include_in_schema=False, response_class=HTMLResponse)
    def page() -> str:
        return _page(app.openapi())


def _page(description: Described) -> str:
    routes = [
        _route(method, path, operation, description)
        for path, operations in description["paths"].items()
        for method, operation in operations.items()
    ]
    return (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Vigie\u00a0: HTTP</title>'
        '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/style.css"></head>'
        f"<body><main><h1>Vigie {escape(description['info']['version'])}\u00a0: routes HTTP</h1>"
        '<p><a href="/openapi.json">Description OpenAPI</a> · <a href="/">Page</a></p>'
        f"{''.join(routes)}<h2>Codes d’erreur</h2><dl>{_codes()}</dl></main></body></html>"
    )


def _codes() -> str:
    return "".join(
        f"<dt><code>{code}</code> ({kind.status})</dt><dd>{escape(kind.meaning)}</dd>" for code, kind in KINDS.items()
    )


def _route(method: str, path: str, operation: Described, description: Described) -> str:
    parameters = "".join(
        f"<li><code>{escape(p['name'])}</code>{' (obligatoire)' if p.get('required') else ''}</li>"
        for p in operation.get("parameters", [])
    )
    problems = ", ".join(dict.fromkeys(code for code in _problems(operation)))
    parts = [
        f"<h2><code>{method.upper()} {escape(path)}</code></h2>",
        f'<p lang="en">{escape(operation.get("description", ""))}</p>',
        f"<ul>{parameters}</ul>" if parameters else "",
        _example("Requête", operation.get("requestBody", {}), description),
        *(_example(f"Réponse {status}", response, description)
          for status, response in operation["responses"].items() if status < "3"),
        f"<p>Erreurs\u00a0: <code>{escape(problems)}</code></p>",
    ]  # fmt: skip
    return "".join(parts)


def _problems(operation: Described) -> Iterator[str]:
    for status, response in operation["responses"].items():
        if status >= "4":
            for content in response["content"].values():
                yield from content["examples"]


def _example(title: str, body: Described, description: Described) -> str:
    """Return the first example of each media type, folded."""
    shown = []
    for media_type, content in body.get("content", {}).items():
        example = first_example(content, description)
        text = example if isinstance(example, str) else json.dumps(example, ensure_ascii=False, indent=2)
        shown.append(f"<details><summary>{title} ({escape(media_type)})</summary>"
                     f"<pre>{escape(text)}</pre></details>")  # fmt: skip
    return "".join(shown)


def first_example(content: Described, description: Described) -> Any:
    """Return an example of a media type: its own, or one of its schema; None if there is none."""
    if "example" in content:
        return content["example"]
    if "examples" in content:
        return next(iter(content["examples"].values()))["value"]
    schema = content.get("schema", {})
    for choice in [schema, *schema.get("anyOf", [])]:
        found = description["components"]["schemas"].get(choice.get("$ref", "").rpartition("/")[2], choice)
        if found.get("examples"):
            return found["examples"][0]
    return None
