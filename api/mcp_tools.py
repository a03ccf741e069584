"""The tools ask, search and read_article for assistants, by the Model Context Protocol.

Imported when first needed: the protocol's package takes half a second to load.
"""

from collections.abc import Callable
from functools import wraps
from importlib.metadata import version
from typing import Annotated, Any, Literal, ParamSpec

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field

from api import views
from api.filters import make_filters
from api.markdown import answer_markdown
from api.views import Json
from api.wiring import Wiring
from corpus.errors import VigieError
from rag.pipeline import DEFAULT_K, Ask
from rag.question import check_question

P = ParamSpec("P")
_INSTRUCTIONS = (
    "Vigie répond en français aux questions sur l’actualité de l’IA, à partir d’un corpus d’articles. Chaque phrase "
    "d’une réponse est prouvée par une citation mot pour mot ; quand le corpus ne dit rien, la réponse le dit."
)
_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
Question = Annotated[str, Field(description="La question, en français, en une phrase complète.")]
Count = Annotated[int, Field(ge=1, le=20, description="Nombre de passages à lire.")]
Since = Annotated[str | None, Field(description="Articles publiés depuis cette date : AAAA, AAAA-MM ou AAAA-MM-JJ.")]
Until = Annotated[str | None, Field(description="Articles publiés jusqu’à cette date : AAAA, AAAA-MM ou AAAA-MM-JJ.")]
Sources = Annotated[list[str] | None, Field(description="Noms des sources à garder ; toutes si rien n’est donné.")]


def make_server(wiring: Wiring) -> MCPServer[Any]:
    """Return the server; nothing is loaded before a tool is called."""
    server: MCPServer[Any] = MCPServer("vigie", title="Vigie", instructions=_INSTRUCTIONS, version=version("vigie"))
    _add_ask(server, wiring)
    _add_search(server, wiring)
    _add_read_article(server, wiring)
    return server


def _add_ask(server: MCPServer[Any], wiring: Wiring) -> None:
    @server.tool(
        title="Poser une question",
        description="Répond à une question sur l’actualité de l’IA. Rend le texte vérifié avec ses sources et leurs "
        "citations, ou dit que le corpus ne permet pas de répondre, avec les articles les plus proches.",
        annotations=_READS,
    )
    @_telling
    def ask(  # noqa: PLR0917 - the protocol gives arguments by name
        question: Question,
        k: Count = DEFAULT_K,
        mode: Annotated[
            Literal["full", "extract"],
            Field(description="« full » : réponse rédigée ; « extract » : extrait, plus vite."),
        ] = "full",
        since: Since = None,
        until: Until = None,
        sources: Sources = None,
    ) -> CallToolResult:
        filters = make_filters(since, until, sources or [])
        answer = views.answer_json(wiring.pipeline.ask(Ask(question, k, mode, filters)))
        return _result(answer_markdown(answer, quotes=True), answer)


def _add_search(server: MCPServer[Any], wiring: Wiring) -> None:
    @server.tool(
        title="Chercher des passages",
        description="Cherche les passages d’articles les plus proches d’une question ou de quelques mots. Chacun a "
        "l’identifiant de son article (article_id), que read_article accepte.",
        annotations=_READS,
    )
    @_telling
    def search(
        query: Annotated[str, Field(description="La question ou les mots cherchés.")],
        k: Count = DEFAULT_K,
        since: Since = None,
        until: Until = None,
        sources: Sources = None,
    ) -> CallToolResult:
        found = wiring.retriever.search(check_question(query), k, make_filters(since, until, sources or [])).hits
        hits = [views.hit_json(hit) for hit in found]
        return _result("\n\n".join(f"{_heading(hit)}\n{hit['text']}" for hit in hits) or "Aucun passage trouvé.",
                       {"hits": hits})  # fmt: skip


def _add_read_article(server: MCPServer[Any], wiring: Wiring) -> None:
    @server.tool(
        title="Lire un article",
        description="Rend le texte entier d’un article, avec son titre, sa source, sa date et son adresse.",
        annotations=_READS,
    )
    @_telling
    def read_article(
        article_id: Annotated[str, Field(description="L’identifiant (article_id) que donnent ask et search.")],
    ) -> CallToolResult:
        article = wiring.library.article(article_id)
        if article is None:
            raise ToolError(f"no article has the id {article_id!r}: take an article_id that search gives")
        read = views.article_json(article)
        return _result(f"{_heading(read)}\n\n{read['text']}", read)


def _telling(tool: Callable[P, CallToolResult]) -> Callable[P, CallToolResult]:
    """Let the assistant read Vigie's own errors; the protocol's package hides the text of others."""

    @wraps(tool)
    def told(*args: P.args, **kwargs: P.kwargs) -> CallToolResult:
        try:
            return tool(*args, **kwargs)
        except VigieError as error:
            raise ToolError(str(error)) from error

    return told


def _result(text: str, structured: Json) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=structured)


def _heading(article: Json) -> str:
    origin = ", ".join(filter(None, (article["source"] or "source inconnue", article["published"], article["url"])))
    return f"{article['title']} ({origin}) — article_id\u00a0: {article['article_id']}"
