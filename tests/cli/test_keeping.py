"""Commands that keep a store safe."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Kg


def test_backup_and_restore(kg: Kg, tmp_path: Path) -> None:
    folder, store = tmp_path / "b", tmp_path / "s"
    ran = kg("backup", str(folder))
    assert ran.code == 0
    assert ran.out.startswith(f"{folder}: snapshot 00000001, 0 decisions, ")
    assert kg("stats", "--store", str(folder), "--json").out == kg("stats", "--json").out
    ran = kg("restore-backup", str(folder), "--store", str(store), "--json")
    assert {key: json.loads(ran.out)[key] for key in ("store", "kept_decisions")} == {
        "store": str(store),
        "kept_decisions": 0,
    }
    assert kg("stats", "--store", str(store), "--json").out == kg("stats", "--json").out


def test_a_backup_needs_a_new_folder(kg: Kg, tmp_path: Path) -> None:
    ran = kg("backup", str(tmp_path))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"kg: {tmp_path} exists already; a backup needs a new folder\n"
