"""The MCP server as the SDK's own client meets it, over both transports."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp")

from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client

from kg.agents.bearer import Bearer
from kg.agents.server import hosts, server
from kg.agents.tools import LONGEST, Tools, bounded
from kg.agents.wording import for_a_model
from kg.errors import QueryError, UsageError
from tests.stores import publish_fixture

TOOLS = ["ask", "find", "neighbours", "queries", "query", "show", "sparql", "why"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_fixture(tmp_path_factory.mktemp("agents") / "fixture")


@contextlib.contextmanager
def serving(store: Path, **environment: str) -> Iterator[str]:
    """The address of a server over HTTP."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "kg", "mcp", "--store", str(store), "--port", str(port)]
    variables = {**os.environ, **environment}
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=variables) as process:
        try:
            deadline = time.monotonic() + 120
            while time.monotonic() < deadline and process.poll() is None:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
            yield f"http://127.0.0.1:{port}/mcp"
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def url(store: Path) -> Iterator[str]:
    with serving(store) as address:
        yield address


@contextlib.asynccontextmanager
async def connected(transport: str, store: Path, url: str) -> AsyncIterator[Client]:
    stdio = StdioServerParameters(command=sys.executable, args=["-m", "kg", "mcp", "--store", str(store)])
    async with Client(stdio if transport == "stdio" else url) as client:
        yield client


async def text(client: Client, tool: str, **arguments: Any) -> tuple[bool, str]:
    result = await client.call_tool(tool, arguments)
    return bool(result.is_error), "".join(getattr(part, "text", "") for part in result.content)


@pytest.mark.parametrize("transport", ["stdio", "http"])
def test_a_client_uses_every_tool(transport: str, store: Path, url: str) -> None:
    async def talk() -> None:
        async with connected(transport, store, url) as client:
            listed = (await client.list_tools()).tools
            assert sorted(tool.name for tool in listed) == TOOLS
            assert all(tool.description and len(tool.description) > 60 for tool in listed)
            answers = {
                "find": await text(client, "find", text="objct detection"),
                "neighbours": await text(client, "neighbours", name="object detection", types=["Method"]),
                "show": await text(client, "show", paper="2303.99003"),
                "why": await text(
                    client, "why", subject="TileNet", predicate="usedFor", object="object detection"
                ),
                "ask": await text(client, "ask", question="who proposed TileNet?"),
                "queries": await text(client, "queries"),
                "query": await text(
                    client, "query", name="methods-for-task", parameters={"task": "object detection"}
                ),
                "sparql": await text(client, "sparql", text="SELECT ?p { ?p kg:proposes name:tilenet }"),
            }
            assert {name for name, (failed, _) in answers.items() if failed} == set()
            plain = {name: json.loads(answer) for name, (_, answer) in answers.items()}
            assert plain["find"]["rows"][0]["label"] == "object detection"
            assert {"TileNet", "PlainDet"} <= {row["name"] for row in plain["neighbours"]["rows"]}
            assert plain["ask"]["query"] == "papers-proposing"
            assert plain["sparql"]["rows"] == [{"p": "paper:2303.99003"}]

    asyncio.run(talk())


def test_what_is_wrong_is_told_to_the_model(store: Path, url: str) -> None:
    async def talk() -> None:
        async with connected("http", store, url) as client:
            for tool, arguments, message in (
                ("show", {"paper": "none"}, "no paper 'none'"),
                ("sparql", {"text": "INSERT DATA { kg:a kg:b kg:c }"}, "is an update"),
                ("sparql", {"text": "SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }"}, "SERVICE"),
                ("query", {"name": "methods-for-task"}, "methods-for-task needs task ("),
                ("query", {"name": "methods-for-task", "parameters": {"taks": "x"}}, "did you mean task?"),
                ("query", {"name": "methods-for-tasks"}, "`queries` tells them"),
                ("ask", {"question": "what is the weather?"}, "no word known here"),
                (
                    "ask",
                    {"question": "papers about object detection since 2023"},
                    'nearest:\n  query(name="papers-about", parameters={"topic": "object detection"})',
                ),
                ("neighbours", {"name": "TileNet", "relations": ["likes"]}, "there are proposes, addresses"),
                ("show", {"paper": "TileNet"}, "'TileNet' is a name, no paper; `neighbours` tells"),
                (
                    "why",
                    {"subject": "TileNet", "predicate": "uses", "object": "object detection"},
                    "uses is what a paper does; links between names are usedFor",
                ),
            ):
                failed, answer = await text(client, tool, **arguments)
                assert failed
                assert message in answer

    asyncio.run(talk())


def test_nothing_is_said_in_silence(store: Path) -> None:
    tools = Tools(store)
    assert json.loads(tools.find("qqqqqqqq"))["note"].startswith("nothing in this graph is called like")
    found = json.loads(tools.neighbours("objct detection", types=["method"]))
    assert (found["took"], found["rows"][0]["name"]) == (
        "'objct detection' for 'object detection'",
        "TileNet",
    )
    assert json.loads(tools.neighbours("TileNet", types=["Metric"], relations=["isA"]))["note"]


def test_numbers_are_numbers(store: Path) -> None:
    tools = Tools(store)
    (row,) = json.loads(tools.sparql("SELECT (1 AS ?a) (.5 AS ?b) (1e0/0 AS ?c) (STR(2) AS ?d) {}"))["rows"]
    assert row == {"a": 1, "b": 0.5, "c": "INF", "d": "2"}
    assert json.loads(tools.query("top-methods", {"least": 2}, limit=1))["rows"][0]["papers"] >= 2


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("x needs --since-day", "x needs since-day"),
        ("; nearest:\n  kg query top-tasks --limit 3", '; nearest:\n  query(name="top-tasks", limit=3)'),
        ("nearest:\n  kg neighbours 'two words'", 'nearest:\n  neighbours(name="two words")'),
        ("  kg query x 'open", "  kg query x 'open"),
        ("a -- b, x--y", "a -- b, x--y"),
    ],
)
def test_errors_speak_of_tools(said: str, meant: str) -> None:
    assert for_a_model(said) == meant


def test_the_names_under_which_it_answers() -> None:
    assert hosts("127.0.0.1", (), 80) == ["127.0.0.1:80", "localhost:80", "[::1]:80"]
    given = hosts("fd00::1", ("kg.example.org", "10.0.0.7"), 80)
    assert given[:3] == ["[fd00::1]:80", "kg.example.org:80", "10.0.0.7:80"]


def test_answers_are_bounded(store: Path) -> None:
    rows = [{"a": "x" * 5_000} for _ in range(1_000)]
    answer = bounded(rows)
    assert len(answer) <= LONGEST + 200
    assert json.loads(answer)["rows_left_out"] > 0
    many = json.loads(Tools(store).sparql("SELECT * { ?s ?p ?o }", limit=10_000))
    assert len(many["rows"]) <= 100
    assert many["more_rows_exist"]


def test_text_that_is_no_sparql_is_refused(store: Path) -> None:
    with pytest.raises(UsageError, match="is no SPARQL"):
        Tools(store).sparql("/etc/passwd")
    with pytest.raises(QueryError, match="expected CONSTRUCT"):
        Tools(store).sparql("DESCRIBE/../../etc/passwd.rq")


def status(app: Any, *authorization: bytes) -> int:
    """What an application answers to a request with these credentials."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError("nothing is read of who is refused")

    headers = [(b"host", b"127.0.0.1:80"), *((b"authorization", given) for given in authorization)]
    scope = {"type": "http", "method": "POST", "path": "/mcp", "headers": headers, "query_string": b""}
    asyncio.run(app(scope, receive, send))
    return int(sent[0]["status"])


def test_a_token_is_asked_for(store: Path) -> None:
    guarded = server(store)
    guarded.token = "secret"
    app = guarded.streamable_http_app()
    for wrong in ((), (b"Bearer no",), (b"Basic secret",), (b"Bearer secret", b"Bearer secret")):
        assert status(app, *wrong) == 401

    async def inner(_: Any, __: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    assert status(Bearer(inner, token="secret"), b"bearer  secret ") == 200


def test_a_client_with_the_token_is_let_in_and_no_other(store: Path) -> None:
    async def rows(url: str, authorization: dict[str, str]) -> Any:
        async with (
            create_mcp_http_client(headers=authorization) as http,
            Client(streamable_http_client(url, http_client=http)) as client,
        ):
            failed, answer = await text(client, "find", text="objct detection")
            assert not failed
            return json.loads(answer)["rows"]

    with serving(store, KG_TOKEN="secret") as url:
        found = asyncio.run(rows(url, {"Authorization": "Bearer secret"}))
        assert found[0]["label"] == "object detection"
        for authorization in ({}, {"Authorization": "Bearer wrong"}):
            with pytest.raises(ExceptionGroup) as caught:
                asyncio.run(rows(url, authorization))
            assert "Server returned an error response" in repr(caught.value)
