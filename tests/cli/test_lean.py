"""The look-up without typer says what the one with it says, and leaves to that one what is not plain."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest

from kg.cli.lean import options
from tests.cli.conftest import Kg

PLAIN = [
    ["object detection"],
    ["objct detection", "--limit", "1"],
    ["object detection", "--type", "Method", "-t", "Paper", "--depth", "2"],
    ["2303.99003", "--json"],
    ["--exact", "CQL", "-r", "usedFor", "--direction", "out"],
    ["object detection", "--relation", "likes"],
    ["object detection", "--direction", "up"],
    ["nothing of this name"],
]


@pytest.mark.parametrize("arguments", PLAIN, ids=" ".join)
def test_both_ways_say_the_same(kg: Kg, arguments: list[str]) -> None:
    lean = kg("neighbours", *arguments)
    with patch("kg.cli.lean.options", return_value=None):
        assert kg("neighbours", *arguments) == lean


def test_what_is_plain() -> None:
    assert options(["CQL", "--store", "x", "--limit", "5", "--json"]) == {
        "name": "CQL",
        "store": "x",
        "limit": 5,
        "as_json": True,
    }


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--help"],
        ["CQL", "-h"],
        ["CQL", "two"],
        ["CQL", "--limit"],
        ["CQL", "--limit", "0"],
        ["CQL", "--limit", "100001"],
        ["CQL", "--depth", "4"],
        ["CQL", "--limit=5"],
        ["CQL", "--min-confidence", "0.5"],
        ["CQL", "--store", "--json"],
        ["--", "CQL"],
        ["CQL", "--colour"],
    ],
    ids=" ".join,
)
def test_what_is_left_to_the_whole_command_line(arguments: list[str]) -> None:
    assert options(arguments) is None


def test_a_plain_look_up_reads_no_options_with_typer(fixture_store: Path) -> None:
    code = (
        "import sys, kg.cli.main as m\n"
        f"try: m.main(['neighbours', 'CQL', '--store', {str(fixture_store)!r}])\n"
        "except SystemExit: pass\n"
        "print(sorted({'typer', 'kg.model', 'hashlib'} & set(sys.modules)))\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.splitlines()[-1] == "[]"
