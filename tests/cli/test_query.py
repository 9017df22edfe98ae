"""What ``kg query`` has beyond running: help for one query, formats, reading lists, closed pipes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Kg


def test_help_for_a_query_and_for_the_command(kg: Kg) -> None:
    ran = kg("query", "methods-for-task", "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Methods for a task\n")
    assert "--task     task  needed  the task, for example object detection" in ran.out
    assert "kg ask 'which methods are used for {task}'" in ran.out
    assert "Usage: kg query" in kg("query", "-h").out


def test_reading_lists(kg: Kg) -> None:
    bib = kg("query", "papers-proposing", "--name", "TileNet", "-f", "bib")
    assert bib.out.startswith("@misc{2303.99003,\n  title = {{TileNet: Fast Object Detection on Drones}},\n")
    assert kg("query", "papers-proposing", "--name", "TileNet", "-f", "ris").out.startswith("TY  - ")
    assert json.loads(kg("query", "papers-proposing", "--name", "TileNet", "-f", "csl-json").out)
    refused = kg("query", "top-methods", "-f", "bib")
    assert (refused.code, refused.out) == (2, "")
    assert "names no papers" in refused.err


def test_documents(kg: Kg) -> None:
    table = kg("query", "top-tasks", "--limit", "1", "-f", "markdown").out.splitlines()
    assert table[:2] == ["| task | label | papers |", "| --- | --- | --- |"]
    assert json.loads(kg("query", "around", "--name", "MolBox", "-f", "jsonld").out)
    assert kg("query", "top-tasks", "-f", "srj").out == kg("query", "top-tasks", "--json").out
    assert kg("query", "top-tasks", "-f", "docx").err.startswith("kg: no format 'docx'; there are table, ")


def test_a_typo_is_said_with_its_place(kg: Kg) -> None:
    ran = kg("query", "SELECT ?m { ?m a kg:Metod }")
    assert (ran.code, ran.out) == (2, "")
    assert "line 1, column 18: the vocabulary has no kg:Metod; did you mean kg:Method?" in ran.err


def test_a_folder_of_queries_that_is_not_there_is_refused(kg: Kg) -> None:
    for command in (["query", "top-methods"], ["ask", "what uses TileNet?"]):
        ran = kg(*command, "--queries", "/nope")
        assert (ran.code, ran.out, ran.err) == (2, "", "kg: /nope is no folder of queries\n")


def test_an_endpoint_that_is_not_there_is_one_line(kg: Kg) -> None:
    ran = kg("query", "ASK {}", "--endpoint", "http://127.0.0.1:1/sparql")
    assert (ran.code, ran.out, ran.err.count("\n")) == (3, "", 1)
    refused = kg("query", "ASK {}", "--endpoint", "http://127.0.0.1:1/", "-f", "bib")
    assert "needs the papers themselves" in refused.err


@pytest.mark.parametrize(
    "command",
    [["query", "strongest-links"], ["find", "a"], ["neighbours", "TileNet"], ["export"], ["query", "--list"]],
)
def test_a_reader_that_goes_away_is_no_trouble(fixture_store: Path, command: list[str]) -> None:
    arguments = [sys.executable, "-m", "kg", *command]
    if "--list" not in command:
        arguments += ["--store", str(fixture_store)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()
        assert process.wait() in (0, 141)
    assert b"Traceback" not in told
    assert b"Broken" not in told


def test_the_list_fits_a_narrow_terminal(kg: Kg, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.cli.query.width", lambda: 60)
    ran = kg("query", "--list")
    lines = ran.out.splitlines()
    assert max(map(len, lines)) <= 60
    assert lines[0].split() == ["query", "what", "it", "answers"]
    assert ran.err == "kg: `kg query NAME --help` tells the parameters of one\n"
