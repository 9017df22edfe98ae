"""Commands that keep a store safe."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from kg.archive import backup
from kg.topics import Topic, add_topic
from tests.archive.test_backup import made
from tests.cli.conftest import Kg, Ran
from tests.decisions import append


def test_backup_and_restore(kg: Kg, tmp_path: Path) -> None:
    folder, store = tmp_path / "b", tmp_path / "s"
    ran = kg("backup", str(folder))
    assert ran.code == 0
    assert ran.out.startswith(f"{folder}: snapshot 00000001, 0 decisions, ")
    assert re.fullmatch(r"kg: copying( \d+ MB)?\nkg: checking\n", ran.err)
    assert kg("stats", "--store", str(folder), "--json").out == kg("stats", "--json").out
    ran = kg("restore-backup", str(folder), "--store", str(store), "--json")
    assert {key: json.loads(ran.out)[key] for key in ("store", "kept_decisions")} == {
        "store": str(store),
        "kept_decisions": 0,
    }
    assert kg("stats", "--store", str(store), "--json").out == kg("stats", "--json").out


WRITES = [
    ["build"],
    ["retract", "2401.00001"],
    ["restore", "2401.00001"],
    ["rename", "transformer", "Transformer", "-r", "why"],
    ["rename", "transformer", "Transformer", "-r", "why", "--later"],
    ["undo", "1", "-r", "why"],
    ["undo", "1", "-r", "why", "--later"],
    ["replay", "decisions.tsv", "--later"],
    ["review"],
    ["topics", "add", "more", "-n", "transformer"],
    ["topics", "remove", "followed"],
    ["report", "--topics", "--out", "report.html"],
    ["publish", "http://127.0.0.1:9/store"],
]


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a store with a decision; beside it, as nobody does, a topic."""
    folder = tmp_path_factory.mktemp("kept")
    store = made(folder / "s", 0, 1)
    append(store, "retract", ["2401.00001"], author="A", time="2026-01-01T00:00:00Z", reason="wrong")
    made(store, 0, 2)
    add_topic(store, Topic("followed", ("transformer",)))
    backup(store, folder / "b")
    shutil.copy2(store / "topics.json", folder / "b" / "topics.json")
    return folder / "b"


@pytest.mark.parametrize("arguments", WRITES, ids=" ".join)
def test_nothing_is_written_to_a_backup(
    kg: Kg, kept: Path, arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("decisions.tsv").write_text("subject_id\tpredicate_id\tobject_id\n")
    before = contents(kept)
    ran = kg(*arguments, "--store", str(kept))
    assert (ran.code, ran.out) == (2, "")
    assert f"kg: {kept} is a backup: `kg restore-backup {kept} --store DIR` makes a store of it\n" in ran.err
    assert contents(kept) == before
    assert not Path("report.html").exists()


def test_a_backup_needs_a_new_folder(kg: Kg, tmp_path: Path) -> None:
    ran = kg("backup", str(tmp_path))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"kg: {tmp_path} exists already; a backup needs a new folder\n"


def test_diff(tmp_path: Path, kg: Kg) -> None:
    store = made(tmp_path / "s", 0, 1)
    assert kg("diff", str(store), str(store)) == Ran(0, "no difference\n", "")
    assert kg("diff", str(store), str(store), "--triples") == Ran(0, "", "")
    made(store, 2)
    ran = kg("diff", str(store))
    assert (ran.code, ran.err) == (1, "kg: comparing\n")
    assert ran.out.startswith(
        "34 triples added, 2 removed\n"
        "  lists: +2 -1\n  meta: +1 -0\n  names: +1 -1\n  paper: +29 -0\n  resolved: +1 -0\n"
    )
    assert "paper added: 1\n  paper:2401.00003 Transformers for task 3\n" in ran.out
    plain = json.loads(kg("diff", str(store), "--json").out)
    assert (plain["added"], plain["graphs"]["paper"]) == (34, {"added": 29, "removed": 0})
    assert plain["changes"][-1]["node"].endswith("/paper/2401.00003")
    lines = kg("diff", str(store), "--triples").out.splitlines()
    assert len(lines) == 36
    assert {line[:3] for line in lines} == {"+ <", "- <"}
    few = kg("diff", str(store), "--triples", "--limit", "3")
    assert (few.code, few.out.splitlines(), few.err) == (1, lines[:3], "kg: … and 33 more (--limit)\n")


def test_verify(kg: Kg, tmp_path: Path) -> None:
    store = made(tmp_path / "s", 0)
    ran = kg("verify", "--store", str(store), "--quick")
    assert ran == Ran(
        0,
        "whole (files, index, ledger, records, live)\n",
        "kg: files\nkg: index\nkg: ledger\nkg: records\nkg: live\n",
    )
    (store / "ledger.jsonl").write_text("nonsense\n")
    ran = kg("verify", "--store", str(store), "--quick", "--json")
    assert ran.code == 1
    assert json.loads(ran.out)["findings"][0]["part"] == "ledger"
