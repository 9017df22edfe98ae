"""Two real graph stores, started and ended by the tests: Oxigraph and Virtuoso, on loopback only."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.remote import Credentials

_PATIENCE = 90.0
_VIRTUOSO = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 10000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = 100000
"""


@dataclass(frozen=True)
class Running:
    """A server: where it takes graphs, where it answers queries, and who may write."""

    graphs: str
    queries: str
    credentials: Credentials | None = None


@contextmanager
def oxigraph(folder: Path) -> Iterator[Running]:
    """Oxigraph with the union of all graphs as its default graph, kept in ``folder``."""
    (port,) = _free(1)
    command = [_oxigraph(), "serve", "--location", str(folder / "data"), "--bind", f"127.0.0.1:{port}"]
    with _process(
        [*command, "--union-default-graph"], folder, f"http://127.0.0.1:{port}/query?query=ASK%7B%7D"
    ):
        yield Running(f"http://127.0.0.1:{port}/store", f"http://127.0.0.1:{port}/query")


@contextmanager
def virtuoso(folder: Path) -> Iterator[Running]:
    """Virtuoso, new: its user for everything has the password that it comes with."""
    sql, http = _free(2)
    (folder / "virtuoso.ini").write_text(_VIRTUOSO.format(sql=sql, http=http))
    at = f"http://127.0.0.1:{http}"
    with _process([_virtuoso(), "-f", "-c", "virtuoso.ini"], folder, f"{at}/sparql?query=ASK%7B%7D"):
        yield Running(f"{at}/sparql-graph-crud-auth", f"{at}/sparql", Credentials("digest", "dba", "dba"))


SERVERS: dict[str, Callable[[Path], object]] = {"oxigraph": oxigraph, "virtuoso": virtuoso}


def _oxigraph() -> str:
    beside = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    return _needed(beside or shutil.which("oxigraph"), "oxigraph", "pip install oxigraph")


def _virtuoso() -> str:
    return _needed(shutil.which("virtuoso-t"), "virtuoso-t", "apt install virtuoso-opensource")


def _needed(found: str | None, name: str, mend: str) -> str:
    if found is None:
        message = f"{name} is not on this machine; {mend}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return found


def _free(number: int) -> list[int]:
    """Ports that nobody listens at now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    try:
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


@contextmanager
def _process(command: list[str], folder: Path, ready: str) -> Iterator[None]:
    """A server that has answered once; gone at the end."""
    with (
        (folder / "server.log").open("wb") as log,
        subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL) as process,
    ):
        try:
            _wait(process, ready, folder / "server.log")
            yield
        finally:
            process.kill()


def _wait(process: subprocess.Popen[bytes], ready: str, log: Path) -> None:
    ends = time.monotonic() + _PATIENCE
    while time.monotonic() < ends:
        try:
            with urllib.request.urlopen(ready, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            if process.poll() is not None:
                break
            time.sleep(0.05)
    raise AssertionError(f"{process.args!r} did not come up: {log.read_text(errors='replace')[-2000:]}")
