"""Imports point one way, and each heavy library is known to few rooms only."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.conftest import ROOT

FLOORS = (
    {"errors", "model", "terminal", "words", "cells", "delimited", "durable"},
    {"serial", "names", "data", "days", "notebook", "page", "rulings"},
    {"vocab", "vocabulary"},
    {"latex", "addresses"},
    {"text"},
    {"sources", "papers", "extract", "resolve", "index", "ledger"},
    {"mapping"},
    {"store", "evaluate"},
    {"derive"},
    {"build"},
    {"fleet", "query", "analytics", "sampling", "archive", "suggest", "topics", "diff", "remote"},
    {"views", "export", "check", "ask"},
    {"report"},
    {"handle"},
    {"pages", "agents"},
    {"server"},
    {"cli"},
    {"__init__", "__main__"},
)
"""A room may import the rooms of lower floors, and itself."""

LIBRARIES = {
    "spacy": {"extract"},
    "thinc": {"extract"},
    "rdflib": {"check", "export", "handle"},
    "pyshacl": {"check"},
    "pyvis": {"views"},
    "networkx": {"analytics", "views", "export", "handle"},
    "pyoxigraph": {
        "mapping",
        "store",
        "derive",
        "build",
        "query",
        "check",
        "export",
        "handle",
        "pages",
        "server",
        "sampling",
        "diff",
        "suggest",
        "remote",
        "fleet",
    },
    "starlette": {"server"},
    "uvicorn": {"server"},
    "typer": {"cli"},
    "mcp": {"agents"},
    "jinja2": {"page"},
    "distributed": {"fleet"},
}
"""Which rooms may import which library."""

FILES = sorted((ROOT / "kg").rglob("*.py"))


def room(path: Path) -> str:
    """The room that a file of the package belongs to."""
    return path.relative_to(ROOT / "kg").parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """Dotted names of all that a file imports, wherever in it; types-only imports do not count."""
    tree = ast.parse(path.read_text())
    skipped = {
        child
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for child in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def floor(name: str) -> int:
    return next(n for n, rooms in enumerate(FLOORS) if name in rooms)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    mine = room(path)
    for name in imported(path):
        parts = name.split(".")
        if parts[0] != "kg":
            continue
        theirs = parts[1] if len(parts) > 1 and parts[1] != "__version__" else None
        if theirs is not None and theirs != mine:
            assert floor(theirs) < floor(mine), f"{mine} imports {name}"


def test_no_files_import_each_other_in_a_circle() -> None:
    of_module = {".".join(p.relative_to(ROOT).with_suffix("").parts): p for p in FILES}
    arrows = {
        name: {
            found for found in (_module(i, of_module) for i in imported(path)) if found not in (None, name)
        }
        for name, path in of_module.items()
        if path.name != "__init__.py"
    }
    assert list(TopologicalSorter(arrows).static_order())


def _module(dotted: str, known: Mapping[str, Path]) -> str | None:
    """The file of a module that ``kg.room.module.thing`` names; a room's door counts for none."""
    return next((name for name in (dotted, dotted.rpartition(".")[0]) if name in known), None)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_libraries_stay_in_their_rooms(path: Path) -> None:
    for name in imported(path):
        allowed = LIBRARIES.get(name.split(".")[0])
        assert allowed is None or room(path) in allowed, f"{room(path)} imports {name}"


@pytest.mark.parametrize("command", ["neighbours", "find"])
def test_a_cold_look_up_imports_nothing_heavy(command: str) -> None:
    code = (
        "import sys, kg.cli.main as m\n"
        f"try: m.main([{command!r}, '--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'spacy', 'rdflib', 'networkx', 'pyvis', 'pydantic', 'pyoxigraph', 'numpy', 'rich'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.splitlines()[-1] == "HEAVY []", out.stdout + out.stderr
