"""The table of faults, reduced: what disturbs a build loses nothing that was reported done."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT

KILLS = 20


def test_nothing_is_lost_by_any_fault() -> None:
    command = [sys.executable, "-m", "benchmarks.faults", "--kills", str(KILLS), "--papers", "12"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    rows = [line.strip("| ").split(" | ") for line in ran.stdout.splitlines() if line.startswith("| ")][1:]
    assert [row[3] for row in rows] == ["nothing"] * 7, ran.stdout + ran.stderr
    told = {row[0].partition(":")[0]: (int(row[1]), row[2]) for row in rows}
    assert told["kill -9 of a build at a random moment"][0] == KILLS
    assert told["no room"][1].startswith("StoreError")
    assert told["read-only folder"] == (1, "StoreError; readers go on")
    assert told["clock set back ten days between two builds"] == (1, "built")
    assert told["two builders at once"] == (3, "the second: StoreBusy 3 times; the first went on")
    assert ran.returncode == 0
