"""What the commands share: options, JSON out, problems told once at the end."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from kg.cli.plain import fail as fail
from kg.cli.plain import print_json as print_json
from kg.cli.plain import reading as reading
from kg.cli.plain import say as say
from kg.cli.plain import store_of as store_of
from kg.cli.plain import width as width
from kg.errors import InputError

StoreOption = Annotated[
    str | None,
    typer.Option("--store", help="The store's folder [default: KG_STORE, else the only one in graphs/]."),
]
FORMAT_HELP = (
    "Read all inputs as this format instead of recognising it: listing, hf-json, hf-html, rss, jsonfeed, "
    "arxiv-atom, arxiv-jsonl, bibtex, openalex, semantic-scholar, title-abstract, jsonl, csv or ris."
)
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def beside(store: Path, ending: str) -> Path:
    """The file beside a store that is called after it."""
    named = store if store.name not in ("", "..") else store.resolve()
    return named.parent / f"{named.name}{ending}"


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
    """The bearer token in a file, else in KG_TOKEN, else none; a line end around it is not part of it."""
    given = os.environ.get("KG_TOKEN") or None if file is None else _read(file)
    if given is None:
        return None
    where = "KG_TOKEN" if file is None else file
    token = given.strip()
    if not token:  # not "no token": who set it means to lock the door
        fail(f"{where} is empty; it must hold the token")
    if not (token.isascii() and token.isprintable()):
        fail(f"{where} holds no token that can be sent: it must be one line of printable ASCII characters")
    return token


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, ValueError) as error:
        fail(f"{file} holds no token that can be read: {error}")


class Problems:
    """Collects what could not be read; tells the first few as they come, and the number at the end."""

    SHOWN = 20

    def __init__(self) -> None:
        self.found: list[InputError | str] = []

    def __call__(self, problem: InputError | str) -> None:
        self.found.append(problem)
        if len(self.found) <= self.SHOWN:
            say(f"kg: {problem}")

    def close(self) -> None:
        """Say how many there were beyond those shown."""
        if len(self.found) > self.SHOWN:
            say(f"kg: and {len(self.found) - self.SHOWN} more problems of this kind")

    def nothing_usable(self) -> NoReturn:
        """Leave as for input that can not be used."""
        if len(self.found) == 1:  # told already
            raise typer.Exit(InputError.exit_code)
        raise InputError("no usable paper in these inputs")


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
