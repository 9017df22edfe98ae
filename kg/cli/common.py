"""What the commands share: options, JSON out, problems told once at the end."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from kg.errors import InputError, UsageError
from kg.store.layout import INDEX, default_store, hold
from kg.terminal import safe

if TYPE_CHECKING:
    from kg.index import Index

StoreOption = Annotated[
    str | None,
    typer.Option("--store", help="The store's folder [default: KG_STORE, else the only one in graphs/]."),
]
FORMAT_HELP = (
    "Read all inputs as this format instead of recognising it: listing, hf-json, hf-html, rss, jsonfeed, "
    "arxiv-atom, arxiv-jsonl, bibtex, openalex, semantic-scholar, title-abstract, jsonl, csv or ris."
)
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def store_of(option: str | None) -> Path:
    """The store to read: what was asked for, else the default."""
    return default_store(option)


def beside(store: Path, ending: str) -> Path:
    """The file beside a store that is called after it."""
    named = store if store.name not in ("", "..") else store.resolve()
    return named.parent / f"{named.name}{ending}"


@contextmanager
def reading(option: str | None) -> Iterator[Index]:
    """The index of the published snapshot, held against removal; opens nothing else of the store."""
    from kg.index import Index

    with hold(store_of(option)) as snapshot, Index(snapshot.path / INDEX) as index:
        yield index


def fail(message: str) -> NoReturn:
    """End with a message about the arguments (exit code 2)."""
    raise UsageError(message)


def print_json(value: Any) -> None:
    """One JSON document on standard output; NaN is never printed."""
    print(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False))


def say(message: str) -> None:
    """A message for the person, not for the pipe."""
    print(safe(message), file=sys.stderr)


def address(host: str, port: int) -> str:
    """The address of a server, as a browser takes it."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def warn_if_open(host: str, token: str | None = None) -> None:
    """Say so where other machines can reach what is served at ``host``."""
    import ipaddress

    try:
        local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    if not local:
        asked = "everybody who brings the token" if token else "everybody"
        say(f"kg: warning: {host} can be reached from other machines; {asked} may ask, in clear text")


def token_of(file: Path | None) -> str | None:
    """The bearer token in a file, else in KG_TOKEN, else none."""
    if file is None:
        return os.environ.get("KG_TOKEN") or None
    try:
        token = file.read_text("ascii").strip()
    except (OSError, ValueError) as error:
        fail(f"{file} holds no token that can be read: {error}")
    return token or fail(f"{file} is empty; it must hold the token")


def width() -> int:
    """Columns of the terminal, or plenty where output goes to a file."""
    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 160


class Problems:
    """Collects what could not be read; tells the first few as they come, and the number at the end."""

    SHOWN = 20

    def __init__(self) -> None:
        self.found: list[InputError] = []

    def __call__(self, problem: InputError) -> None:
        self.found.append(problem)
        if len(self.found) <= self.SHOWN:
            say(f"kg: {problem}")

    def close(self) -> None:
        """Say how many there were beyond those shown."""
        if len(self.found) > self.SHOWN:
            say(f"kg: and {len(self.found) - self.SHOWN} more problems of this kind")


def check_address(host: str, port: int) -> None:
    """Raise where nothing can listen there: said in one line, and before an address is announced."""
    import socket

    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        fail(f"nothing can listen at {host}, port {port} ({error.strerror}); choose another --port or --host")


def check_folders(folders: Iterable[str]) -> None:
    """Raise where a folder of queries is none, before anything starts."""
    for folder in folders:
        if not Path(folder).is_dir():
            fail(f"{folder} is no folder of queries")
