"""What somebody gives wrongly is said in one line that names it, before anything is done."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kg.store.layout import INDEX, locate
from tests.build.test_build import PAPERS, write
from tests.cli.conftest import Kg


def test_a_closed_standard_output_is_no_traceback(fixture_store: Path) -> None:
    ran = subprocess.run(
        ["sh", "-c", f"exec {sys.executable} -m kg stats --store '{fixture_store}' >&-"],
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    assert b"Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("encoding", "bar"), [("ascii", b"???"), ("latin-1", b"???"), ("utf-8", "███".encode())]
)
def test_what_the_terminal_can_not_write_is_replaced(fixture_store: Path, encoding: str, bar: bytes) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "kg", "rank", "--limit", "1", "--store", str(fixture_store)],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert bar in ran.stdout


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("query -", "kg: -: standard input is closed; pipe a query into it\n"),
        ("merge TileNet SkyBoxes", "kg: a decision needs a reason: --reason TEXT\n"),
    ],
)
def test_a_closed_standard_input_is_one_line(fixture_store: Path, command: str, said: str) -> None:
    ran = subprocess.run(
        ["sh", "-c", f"exec {sys.executable} -m kg {command} --store '{fixture_store}' <&-"],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (2, said)


def test_view_takes_parameters_of_a_query_only(kg: Kg, tmp_path: Path) -> None:
    out = tmp_path / "v.html"
    ran = kg("view", "--task", "object detection", "--out", str(out))
    assert (ran.code, out.exists()) == (2, False)
    assert ran.err == "kg: kg view has no option --task; parameters belong to a --query\n"


@pytest.mark.parametrize("command", ["view", "report"])
def test_a_page_that_can_not_be_written_is_named(kg: Kg, tmp_path: Path, command: str) -> None:
    (tmp_path / "file").touch()
    out = tmp_path / "file" / "v.html"
    ran = kg(command, "--out", str(out))
    assert ran.code == 2
    assert ran.err.startswith(f"kg: {out} can not be written (")


def test_dates_and_names_are_checked(kg: Kg) -> None:
    for command in (("topics", "show", "x", "--since", "soon"), ("log", "--since", "soon")):
        ran = kg(*command)
        assert ran.code == 2
        assert ran.err.startswith("kg: 'soon' is no date")
    assert kg("topics", "add", " ", "-n", "object detection").err.startswith("kg: a topic needs a name")
    assert kg("topics", "--json").out == "[]\n"


def test_a_day_that_no_calendar_has_is_no_date(kg: Kg, tmp_path: Path) -> None:
    file, store = write(tmp_path / "a.jsonl", PAPERS[:1]), tmp_path / "s"
    ran = kg("build", str(file), "--store", str(store), "--since", "2025-02-30")
    assert (ran.code, store.exists()) == (2, False)
    assert ran.err == "kg: '2025-02-30' is no date; write 2025, 2025-10 or 2025-10-07\n"
    assert kg("log", "--since", "2024-02-29").code == 0


def test_an_unknown_extractor_makes_no_store(kg: Kg, tmp_path: Path) -> None:
    file, store = write(tmp_path / "a.jsonl", PAPERS[:1]), tmp_path / "s"
    ran = kg("build", str(file), "--store", str(store), "--extractor", "spacey")
    assert (ran.code, store.exists()) == (2, False)


def test_a_folder_that_can_not_be_made_is_no_damaged_store(kg: Kg, tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", PAPERS[:1])
    ran = kg("build", str(file), "--store", str(file / "s"))
    assert ran.code == 2
    assert "can not be made" in ran.err


def test_an_index_of_another_version_is_made_anew(kg: Kg, tmp_path: Path) -> None:
    file, store = write(tmp_path / "a.jsonl", PAPERS[:1]), tmp_path / "s"
    kg("build", str(file), "--store", str(store))
    index = locate(store) / INDEX
    shutil.copy(index, tmp_path / "old")
    with sqlite3.connect(tmp_path / "old") as database:
        database.execute("PRAGMA user_version = 1")
    database.close()
    index.unlink()
    shutil.copy(tmp_path / "old", index)
    refused = kg("stats", "--store", str(store))
    assert refused.code == 3
    assert "`kg build` without files makes it anew" in refused.err
    assert kg("build", "--store", str(store)).code == 0
    assert kg("stats", "--store", str(store)).code == 0
    assert kg("build", "--store", str(store)).err.splitlines()[-1].startswith("kg: nothing changed;")


def test_a_port_that_is_taken_is_said_before_an_address_is(kg: Kg) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = kg("serve", "--port", str(taken.getsockname()[1]))
    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert "nothing can listen at 127.0.0.1" in ran.err


def test_what_finds_nothing_says_what_to_do(kg: Kg) -> None:
    assert "kg query --list" in kg("ask", "what is").err
    assert kg("cooccur", "--min-papers", "1000").err.endswith("lower --min-papers, or ask without --type\n")
    assert "sssom" in kg("export", "-f", "docx").err
    assert "kg query papers-about -f bib" in kg("export", "-f", "bib").err


def test_a_folder_that_is_missing_is_said_before_work_is_done(kg: Kg, tmp_path: Path) -> None:
    asked = kg("sample", "1", "--out", str(tmp_path / "none" / "a.jsonl"))
    assert (asked.code, asked.err.count("\n")) == (2, 1)
    (tmp_path / "file").touch()
    kept = kg("backup", str(tmp_path / "file" / "b"))
    assert kept.code == 2
    assert kept.err.startswith(f"kg: {tmp_path / 'file'} is a file")
    for command in ("serve", "mcp"):
        ran = kg(command, "--queries", str(tmp_path / "none"))
        assert ran.err == f"kg: {tmp_path / 'none'} is no folder of queries\n"


def test_a_picture_of_nothing_says_so(kg: Kg, tmp_path: Path) -> None:
    ran = kg("view", "-t", "Metric", "--min-confidence", "1", "--out", str(tmp_path / "v.html"))
    assert ran.err.endswith(
        "kg: nothing is drawn: lower --min-confidence, or ask for other --type and --relation\n"
    )
    ran = kg("view", "--limit", "1", "--out", str(tmp_path / "v.html"))
    assert ran.err.endswith("kg: nothing is drawn: raise --limit\n")
