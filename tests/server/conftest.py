"""A server in a process of its own, and a client that keeps all that a response says."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.conftest import ROOT
from tests.stores import publish_fixture

JSON = "application/sparql-results+json"


@dataclass(frozen=True)
class Response:
    """Status, headers (names in lower case) and body."""

    status: int
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True)
class Client:
    """Asks the server at ``port``."""

    port: int
    process: int = 0

    def __call__(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: str | bytes | None = None,
    ) -> Response:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=90)
        try:
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            named = {name.lower(): value for name, value in response.getheaders()}
            return Response(response.status, named, response.read().decode())
        finally:
            connection.close()

    def ask(self, query: str, accept: str = JSON, **headers: str) -> Response:
        """A query by GET."""
        return self("GET", f"/sparql?{urlencode({'query': query})}", {"Accept": accept, **headers})


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(store: Path, *options: str, **environment: str) -> Iterator[Client]:
    """A server over ``store``; it is stopped, and must have ended well, when the block is left."""
    port = free_port()
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", str(port), *options]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, stderr=subprocess.PIPE, text=True
    )
    try:
        _wait(port, process)
        yield Client(port, process.pid)
    finally:
        process.terminate()
        _, complaint = process.communicate(timeout=20)
    assert complaint.splitlines()[1:] == []


def _wait(port: int, process: subprocess.Popen[str]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not start")


@pytest.fixture(scope="session")
def fixture_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that no test changes."""
    return publish_fixture(tmp_path_factory.mktemp("server") / "fixture")


@pytest.fixture(scope="module")
def client(fixture_store: Path) -> Iterator[Client]:
    """A server with one long worker and short limits."""
    with serving(fixture_store, "--workers", "1", "--timeout", "2", "--size", "1") as started:
        yield started
