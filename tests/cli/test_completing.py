"""What the shell offers for a word that is begun."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.cli.completing import names, saved_queries


def test_names_and_papers_of_the_store(fixture_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE", str(fixture_store))
    assert ("Tilenet", "TileNet") in names("Tile")
    assert names("2303.99003") == [("2303.99003", "TileNet: Fast Object Detection on Drones")]
    assert names("") == []
    monkeypatch.setenv("KG_STORE", str(fixture_store / "none"))
    assert names("Tile") == []


def test_saved_queries() -> None:
    assert saved_queries("methods-for") == [("methods-for-task", "Methods for a task")]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("kg neigh", "neighbours"),
        ("kg neighbours Tile", "Tilenet"),
        ("kg query methods-for", "methods-for-task"),
    ],
)
def test_the_shell_asks(fixture_store: Path, words: str, offered: str) -> None:
    asked = {"_KG_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    command = [sys.executable, "-c", "from kg.cli.main import main; main()"]
    environment = {**os.environ, **asked, "KG_STORE": str(fixture_store)}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert offered in ran.stdout.splitlines(), ran.stderr
