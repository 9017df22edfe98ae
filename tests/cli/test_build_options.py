"""Options of `kg build` that choose what is read, and by how many processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.build.job import Job
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


@pytest.mark.parametrize("command", ["build", "upgrade", "rebuild"])
def test_processes_are_not_without_number(kg: Kg, tmp_path: Path, command: str) -> None:
    ran = kg(command, "--jobs", "99999", "--store", str(tmp_path / "s"))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "kg: invalid value for '--jobs' / '-j': 99999 is not in the range 1<=x<=64; "
        f"`kg {command} --help` shows how\n"
    )


def test_ctrl_c_says_what_is_kept_and_how_to_go_on(
    kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(job: Job) -> None:
        raise KeyboardInterrupt

    file, store = write(tmp_path / "a.jsonl", PAPERS[:3]), str(tmp_path / "s")
    with monkeypatch.context() as while_it_works:
        while_it_works.setattr(Job, "run", stopped)
        ran = kg("build", str(file), "--store", store)
    assert (ran.code, ran.out) == (130, "")
    assert ran.err.splitlines()[-2:] == [
        "kg: stopped; what was read and done is kept, and the same command goes on with it",
        f"kg: `kg build --store {store}` only finishes what was read, and publishes it",
    ]
    ran = kg("build", "--store", store)
    assert ran.code == 0, ran.err
    assert ran.out.splitlines()[0] == "read       0 records: 3 new papers, 0 updated, 0 unchanged"


def test_a_date_that_is_none_is_said(kg: Kg, tmp_path: Path) -> None:
    ran = kg("build", str(write(tmp_path / "a.jsonl", PAPERS[:1])), "--since", "yesterday")
    assert ran.code == 2
    assert ran.err == "kg: 'yesterday' is no date; write 2025, 2025-10 or 2025-10-07\n"
