"""``kill -9`` at random moments: every paper is old or new, and nothing reported done is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from pyoxigraph import NamedNode, Store

from kg.mapping import read_paper, resolved_quads
from kg.store.snapshot import Snapshot
from kg.store.writer import Writer
from kg.vocab import paper_graph, resolved_graph
from tests.conftest import ROOT
from tests.store.churn import BATCH, PAPERS, keep_record, no_index, resolved, row, version_of

KILLS = int(os.environ.get("KG_TEST_KILLS", "10"))


def run_and_kill(store: Path, first: int, seconds: float, *mode: str) -> list[tuple[str, int, int]]:
    """Let a writer run for a while after its first word, kill it, and say what it had reported."""
    command = [sys.executable, "-m", "tests.store.churn", str(store), str(first), *mode]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.readlines()
    words = [line.split() for line in lines if line.endswith("\n")]
    return [(w[0], int(w[1]), int(w[2]) if len(w) > 2 else 0) for w in words]


def test_papers_are_old_or_new_after_kills(tmp_path: Path) -> None:
    chance = random.Random(4)
    reported: dict[int, int] = {}
    published = next_version = 0
    for _ in range(KILLS):
        for what, version, first in run_and_kill(tmp_path / "s", next_version, chance.uniform(0, 0.25)):
            next_version = version + 1
            if what == "published":
                published = version
            else:
                reported |= dict.fromkeys(range(first, first + BATCH), version)
        check_snapshot(tmp_path / "s", published)
        check_pairs(tmp_path / "s")
        with Writer.open(tmp_path / "s") as writer:
            assert writer.state.unfinished() == ([], [])
            for number in range(PAPERS):
                version_now = version_of(writer, number)
                assert (-1 if version_now is None else version_now) >= reported.get(number, -1)
            writer.replace(resolved(writer.state.papers()))  # what every build does before it publishes
        next_version += 1


def test_bulk_loads_are_whole_or_not_there_after_kills(tmp_path: Path) -> None:
    chance = random.Random(5)
    done = -BATCH
    for _ in range(KILLS // 2):
        last = run_and_kill(tmp_path / "s", done + BATCH, chance.uniform(0, 0.1), "grow")[-1]
        done = max(done, last[2])
        check_pairs(tmp_path / "s", done + 3 * BATCH)
        with Writer.open(tmp_path / "s") as writer:
            assert {version_of(writer, number) for number in range(done + BATCH)} == {0}
            writer.replace(resolved(writer.state.papers()))


def check_snapshot(store: Path, at_least: int) -> None:
    """Readers see whole versions only, right after the kill and before any writer has cleaned up."""
    if not (store / "CURRENT").exists():
        return
    with Snapshot.open(store) as snapshot:
        titles = {snapshot.paper(name)[0].title.rpartition(" ")[2] for name in snapshot.papers()}
    assert len(titles) == 1
    assert int(titles.pop()) >= at_least


def check_pairs(store: Path, papers: int = PAPERS) -> None:
    """A paper's graph and its resolved graph are of one version, before any writer has mended anything."""
    live = Store(str(store / "live" / "graph"))
    for number in range(papers):
        name = f"2401.{number:05d}"
        own, plain = (
            list(live.quads_for_pattern(None, None, None, NamedNode(graph)))
            for graph in (paper_graph(name), resolved_graph(name))
        )
        if own or plain:
            read, _ = read_paper(own)
            assert set(plain) == set(resolved_quads(read, ()))


def test_killed_between_graph_and_state_is_done_again(tmp_path: Path) -> None:
    rows = [row(1, 1), row(2, 1)]
    with Writer.open(tmp_path / "s") as writer:
        keep_record(writer)
        writer.put([row(1), row(2), row(3)], graphs=resolved([row(3)]))
        writer.state.want(rows, remove=["2401.00003"])  # killed here: the graph still holds version 0
    with Writer.open(tmp_path / "s") as writer:
        assert [version_of(writer, number) for number in (1, 2, 3)] == [1, 1, None]
        assert writer.state.unfinished() == ([], [])
        assert writer.state.paper("2401.00003") is None
        assert writer.state.records_of("2401.00003") == []
    with Writer.open(tmp_path / "s") as writer:
        writer.state.want([row(1, 2)])
        writer.replace({paper_graph("2401.00001"): (), resolved_graph("2401.00001"): ()})  # killed after it
    with Writer.open(tmp_path / "s") as writer:
        assert version_of(writer, 1) == 2


def test_a_snapshot_that_was_complete_becomes_the_current_one(tmp_path: Path) -> None:
    with Writer.open(tmp_path / "s") as writer:
        for _ in range(2):
            writer.publish(no_index)
    (tmp_path / "s" / "CURRENT").write_text("00000001\n")  # killed before it pointed at 2
    (tmp_path / "s" / "snapshots" / ".new").mkdir()
    (tmp_path / "s" / "snapshots" / ".gone-00000000").mkdir()
    (tmp_path / "s" / "live" / "graph" / "123456789012345678901234567890").write_bytes(b"orphan")
    with Writer.open(tmp_path / "s"):
        assert (tmp_path / "s" / "CURRENT").read_text() == "00000002\n"
        left = sorted(path.name for path in (tmp_path / "s" / "snapshots").iterdir())
        assert left == ["00000001", "00000002"]
        assert not [p for p in (tmp_path / "s" / "live" / "graph").iterdir() if p.name.isdecimal()]
