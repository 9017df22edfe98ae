"""Where queries come from: the saved ones of this package, folders of the user, a file, a text, or ``-``."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from kg.data import data_path
from kg.errors import InputError, NotFound, Place, TooLarge
from kg.query.guard import LONGEST
from kg.query.saved import SavedQuery, parse

_TEXT = re.compile(
    r"\s*(?:DESCRIBE|PREFIX|BASE|FROM|LOAD|CLEAR|DROP|CREATE|COPY|MOVE|ADD)\s.*\S", re.IGNORECASE | re.DOTALL
)
"""Texts that have no brace: DESCRIBE, and updates, of which the guard says that they are none of ours."""
_NAME = re.compile(r"[A-Za-z0-9][\w-]*\Z")


def list_queries(folders: Iterable[str | Path] = ()) -> tuple[SavedQuery, ...]:
    """All saved queries by name; one in a user's folder hides ours of the same name, later folders win."""
    found: dict[str, SavedQuery] = {}
    for folder in (data_path("queries"), *map(Path, folders)):
        if not folder.is_dir():
            raise InputError(f"{folder} is no folder of queries")
        for path in folder.glob("*.rq"):
            found[path.stem] = read_query(path)
    return tuple(found[name] for name in sorted(found))


def find_query(name: str, folders: Iterable[str | Path] = ()) -> SavedQuery:
    """The saved query of this name; raises `NotFound` with the names nearest to it."""
    for folder in (*reversed([Path(f) for f in folders]), data_path("queries")):
        path = folder / f"{name}.rq"
        if _NAME.match(name) and path.is_file():
            return read_query(path)
    known = [query.name for query in list_queries(folders)]
    near = tuple(get_close_matches(name, known, n=3, cutoff=0.5))
    raise NotFound(f"no saved query {name[:80]!r} (`kg query --list` shows them)", suggestions=near)


def read_query(path: Path) -> SavedQuery:
    """The query in a file, named after it."""
    try:
        with path.open("rb") as file:
            data = file.read(4 * LONGEST + 1)
    except OSError as error:
        raise InputError(f"{error.strerror}", place=Place(path.name)) from error
    return parse(_decoded(data, path.name), name=path.stem, path=path)


def load_query(source: str, folders: Iterable[str | Path] = ()) -> SavedQuery:
    """A query from what a user gave: ``-`` (standard input), a file, the name of a saved one, or the text."""
    if source == "-":
        if sys.stdin is None:  # `<&-`
            raise InputError("standard input is closed; pipe a query into it", place=Place("-"))
        return parse(_decoded(sys.stdin.buffer.read(4 * LONGEST + 1), "-"), name="-")
    if "{" in source or _TEXT.match(source):
        return parse(source)
    if source.endswith(".rq") or "/" in source:
        return read_query(Path(source))
    return find_query(source, folders)


def _decoded(data: bytes, name: str) -> str:
    if len(data) > 4 * LONGEST:
        raise TooLarge(f"a query has at most {LONGEST:,} characters", place=Place(name))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError("not UTF-8", place=Place(name, line=line)) from error
