"""The tools for assistants, called with the official client over both transports."""

import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from tests.conftest import ROOT
from tests.fakes import FakeWiring, ScriptedGenerator
from tests.samples import AZURE, UNKNOWN
from tests.test_server import serving

CODE = "from api import cli; from tests.fakes import FakeWiring; cli.Wiring = FakeWiring; cli.main(['mcp'])"


@asynccontextmanager
async def over_stdio(home: Path) -> AsyncIterator[Client]:
    environment = {**os.environ, "VIGIE_HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = StdioServerParameters(command=sys.executable, args=["-c", CODE], cwd=ROOT, env=environment)
    async with Client(command, read_timeout_seconds=120) as client:
        yield client


async def use_every_tool(client: Client) -> None:
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == {"ask", "search", "read_article"}
    assert "article" in (tools["ask"].description or "") and "Répond" in (tools["ask"].description or "")
    answer = await client.call_tool("ask", {"question": AZURE, "mode": "extract"})
    assert not answer.is_error and text_of(answer).startswith("Entre juillet et septembre")
    assert "Sources\u00a0:\n1. [Azure accélère" in text_of(answer)
    assert answer.structured_content is not None and answer.structured_content["status"] == "answered"
    refused = await client.call_tool("ask", {"question": UNKNOWN})
    assert not refused.is_error and "Articles les plus proches" in text_of(refused)
    found = await client.call_tool("search", {"query": "Nvidia", "k": 1, "since": "2025"})
    assert found.structured_content is not None
    (hit,) = found.structured_content["hits"]
    article = await client.call_tool("read_article", {"article_id": hit["article_id"]})
    assert "5 000 milliards" in text_of(article) and hit["article_id"] in text_of(found)
    await use_them_wrongly(client)


async def use_them_wrongly(client: Client) -> None:
    for name, arguments, said in (
        ("ask", {"question": ""}, "the question is empty"), ("ask", {"question": AZURE, "k": 0}, "k"),
        ("ask", {"question": AZURE, "since": "hier"}, "'hier' is not a date"), ("search", {}, "query"),
        ("read_article", {"article_id": "none"}, "no article has the id 'none'"),
    ):  # fmt: skip
        result = await client.call_tool(name, arguments)
        assert result.is_error and said in text_of(result), (name, arguments)


def text_of(result: Any) -> str:
    (part,) = result.content
    return str(part.text)


def in_a_loop_of_its_own(run: Callable[..., Awaitable[None]], *args: Any) -> None:
    """Run in another thread: Playwright keeps this one's loop running while its browser is open."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(anyio.run, run, *args).result()


def test_over_stdio(wiring: FakeWiring) -> None:
    async def run() -> None:
        async with over_stdio(wiring.settings.home) as client:
            await use_every_tool(client)

    in_a_loop_of_its_own(run)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_over_http(wiring: FakeWiring, mode: Any) -> None:
    async def run(url: str) -> None:
        async with Client(f"{url}/mcp", mode=mode, read_timeout_seconds=60) as client:
            await use_every_tool(client)

    with serving(wiring, ScriptedGenerator()) as url:
        in_a_loop_of_its_own(run, url)


def test_a_page_elsewhere_cannot_use_the_tools(wiring: FakeWiring) -> None:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"accept": "application/json, text/event-stream"}
    with serving(wiring, ScriptedGenerator()) as url:
        for headers, status in (({"origin": "https://e.example"}, 403), ({"host": "e.example"}, 421), ({}, 200)):
            response = httpx.post(f"{url}/mcp", json=call, headers=accept | headers, timeout=60)
            assert response.status_code == status
