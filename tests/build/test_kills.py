"""A build that is killed loses nothing that was done, and the next one goes on."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.build import build
from kg.check import check
from kg.errors import StoreNotFound
from kg.store.snapshot import Snapshot
from tests.build.test_build import PAPERS, nquads, write
from tests.conftest import ROOT
from tests.keywords import Keywords

KILLS = int(os.environ.get("KG_TEST_KILLS", "8"))


@pytest.mark.parametrize("jobs", [1, 2])
def test_kills_at_any_moment(tmp_path: Path, jobs: int) -> None:
    many = [{**paper, "id": f"24{n:02d}.{i:05d}"} for n in range(1, 13) for i, paper in enumerate(PAPERS, 1)]
    many = [{**paper, "title": f"{paper['title']} ({n})"} for n, paper in enumerate(many)]
    file = write(tmp_path / "a.jsonl", many)
    store = tmp_path / "killed"
    dice = random.Random(3)
    ended = 0
    for _ in range(KILLS // jobs):
        ended += killed(store, file, jobs, after=0.25 + dice.random() * 1.5)
        look(store)
    assert ended > 0, "no build was killed: make the test's input larger"
    build([file], store, extractor=Keywords())
    build([file], tmp_path / "whole", extractor=Keywords())
    assert nquads(store) == nquads(tmp_path / "whole")


def killed(store: Path, file: Path, jobs: int, *, after: float) -> bool:
    """Start a build and kill it after some seconds; whether it was still running."""
    command = [sys.executable, "-m", "tests.build.process", str(jobs), str(store), str(file)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) as process:
        time.sleep(after)
        running = process.poll() is None
        process.kill()
        _, errors = process.communicate()
    assert running or process.returncode == 0, errors.decode()
    return running


def look(store: Path) -> None:
    """Whatever is published is whole."""
    try:
        with Snapshot.open(store) as snapshot:
            report = check(snapshot.store)
            assert report.problems == ()
            assert report.papers == snapshot.index.stats()["papers"]
    except StoreNotFound:
        return
