"""Options of `kg build` that choose what is read, and by how many processes."""

from __future__ import annotations

from pathlib import Path

from tests.build.test_build import PAPERS, write
from tests.cli.conftest import Kg


def test_since_leaves_out_what_is_older(kg: Kg, tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", PAPERS[:3])
    ran = kg("build", str(file), "--store", str(tmp_path / "s"), "--since", "2024-01-03", "--jobs", "2")
    assert ran.code == 0, ran.err
    assert ran.out.splitlines()[:2] == [
        "read       1 records: 1 new papers, 0 updated, 0 unchanged",
        "earlier    2 records, not read",
    ]


def test_a_date_that_is_none_is_said(kg: Kg, tmp_path: Path) -> None:
    ran = kg("build", str(write(tmp_path / "a.jsonl", PAPERS[:1])), "--since", "yesterday")
    assert ran.code == 2
    assert ran.err == "kg: 'yesterday' is no date; write 2025, 2025-10 or 2025-10-07\n"
