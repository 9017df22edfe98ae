"""What goes wrong, and what is lost then: ``python -m benchmarks.faults --kills 200 [--papers 40]``.

Each fault hits builds of small generated stores. Prints a table in Markdown: the fault, how often it was
tried, what happened, what was lost of what had been reported done. Ends with exit code 1 where anything was
lost, or where a store that stands afterwards is not the one that an undisturbed build makes.

Builds run in forked children (`benchmarks.disturbed`).
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.disturbed import Bench, asked, building, glancing, looking, start

_NOBODY = 65_534
_LIMITS = (4_096, 65_536, 262_144, 524_288)
"""Bytes from which on no file may grow: what a disk that is full does to whoever writes."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    fault: str
    times: int
    happened: str
    lost: str

    @property
    def well(self) -> bool:
        """Whether nothing was lost."""
        return self.lost == "nothing"


# Faults


def kills(bench: Bench, number: int, chance: random.Random) -> Row:
    """kill -9 at any moment; each store goes on until a build comes to its end."""
    outcome: Counter[str] = Counter()
    lost: list[str] = []
    store = bench.new()
    while outcome["killed"] < number:
        child = start(building, store, bench.papers)
        time.sleep(chance.uniform(0, 1.2 * bench.seconds))
        child.process.kill()
        said = child.heard()
        outcome["killed"] += child.process.exitcode == -9
        stages = [event[0] for event in said if isinstance(event, tuple)]
        outcome[f"while {stages[-1]}" if stages else "while opening"] += child.process.exitcode == -9
        done = [event[1] for event in said if isinstance(event, tuple) and event[0] == "extracting"]
        kept, published, findings = asked(glancing, store)
        lost += findings + (["papers reported done"] if kept < max(done, default=0) else [])
        outcome["something published"] += published
        if child.process.exitcode == 0:
            lost += (
                [] if asked(looking, store) == (bench.right, []) else ["not what an undisturbed build makes"]
            )
            store = bench.new()
    lost += bench.mended(store)
    killed = outcome.pop("killed")
    seen_by = outcome.pop("something published")
    places = ", ".join(f"{n} {what}" for what, n in sorted(outcome.items()) if n)
    told = f"{places}; {seen_by} times something was published, whole each time; the next build went on"
    return Row("kill -9 of a build at a random moment", killed, told, _losses(lost))


def full_disk(bench: Bench) -> Row:
    """No file may grow beyond some size, from the first build and from a later one."""
    said: Counter[str] = Counter()
    lost: list[str] = []
    for limit in _LIMITS:
        store = bench.new()
        for papers in (bench.papers, bench.papers // 2):
            ended = start(building, store, papers, lambda limit=limit: _limit(limit)).heard()[-1]
            said[str(ended).partition(":")[0]] += 1
            lost += asked(looking, store)[1]
        lost += bench.mended(store)
    return Row(
        "no room: no file may grow beyond 4 kB to 512 kB", 2 * len(_LIMITS), _told(said), _losses(lost)
    )


def _limit(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def small_disk(bench: Bench) -> Row:
    """A real file system that is full; needs the right to mount one."""
    said: Counter[str] = Counter()
    lost: list[str] = []
    place = bench.folder / "disk"
    place.mkdir()
    for size in ("300k", "2m", "8m"):
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
        if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
            return Row(
                "full disk: a file system of 0.3 to 8 MB", 0, "not tried: it can not be mounted", "nothing"
            )
        try:
            ended = start(building, place / "store", bench.papers).heard()[-1]
            said[str(ended).partition(":")[0]] += 1
            lost += asked(looking, place / "store")[1]
            store = bench.new()
            shutil.copytree(place / "store", store)  # more room
        finally:
            subprocess.run(["umount", str(place)], check=True)
        lost += bench.mended(store)
    return Row("full disk: a file system of 0.3 to 8 MB", 3, _told(said), _losses(lost))


def read_only(bench: Bench) -> Row:
    """Nothing in the folder may be written."""
    store = Path(shutil.copytree(bench.folder / "right", bench.new()))
    os.chmod(bench.folder, 0o755)
    for path in (store, *store.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    drop = (lambda: os.setuid(_NOBODY)) if os.geteuid() == 0 else None
    ended = start(building, store, bench.papers, drop).heard()[-1]
    seen, findings = asked(looking, store)
    for path in (store, *store.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    lost = [*findings, *([] if seen == bench.right else ["other triples"]), *bench.mended(store)]
    return Row("read-only folder", 1, f"{str(ended).partition(':')[0]}; readers go on", _losses(lost))


def clock_back(bench: Bench) -> Row:
    """Ten days back between two builds."""
    store = bench.new()
    start(building, store, bench.papers // 2).heard()
    late = time.time() + 864_000
    for path in store.rglob("*"):
        os.utime(path, (late, late))
    real = time.time
    ended = start(
        building, store, bench.papers, lambda: setattr(time, "time", lambda: real() - 864_000)
    ).heard()[-1]
    lost = asked(looking, store)[1] + bench.mended(store)
    return Row("clock set back ten days between two builds", 1, str(ended), _losses(lost))


def two_builders(bench: Bench, tries: int = 3) -> Row:
    """A second build while the first is at work."""
    said: Counter[str] = Counter()
    lost: list[str] = []
    for _ in range(tries):
        store = bench.new()
        first = start(building, store, bench.papers)
        first.ear.recv()  # it holds the store
        said[str(start(building, store, bench.papers).heard()[-1]).partition(":")[0]] += 1
        lost += [] if first.heard()[-1] == "built" else ["the first build"]
        lost += bench.mended(store)
    return Row("two builders at once", tries, f"the second: {_told(said)}; the first went on", _losses(lost))


def slow_disk(bench: Bench) -> Row:
    """Each fsync that Python asks for takes 0.1 s longer."""
    began = time.perf_counter()
    store = bench.new()
    ended = start(building, store, bench.papers, _slow).heard()[-1]
    took = time.perf_counter() - began
    seen, findings = asked(looking, store)
    lost = findings + ([] if seen == bench.right else ["other triples"])
    told = f"{ended}, in {took:.1f} s instead of {bench.seconds:.1f}"
    return Row("slow disk: 0.1 s more for each fsync", 1, told, _losses(lost))


def _slow() -> None:
    sync = os.fsync

    def slowly(descriptor: int) -> None:
        time.sleep(0.1)
        sync(descriptor)

    setattr(os, "fsync", slowly)  # noqa: B010 - its stub names its parameter otherwise


def _told(said: Counter[str]) -> str:
    return ", ".join(f"{what} {n} times" for what, n in sorted(said.items()))


def _losses(lost: list[str]) -> str:
    return "; ".join(f"{what} ({n})" for what, n in sorted(Counter(lost).items())) or "nothing"


def rows(folder: Path, *, kills_: int, papers: int, seed: int = 1) -> Iterator[Row]:
    """The lines of the table, as they come."""
    bench = Bench.set_up(folder, papers)
    yield kills(bench, kills_, random.Random(seed))
    for fault in (full_disk, small_disk, read_only, clock_back, two_builders, slow_disk):
        yield fault(bench)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--papers", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"{datetime.now(UTC):%d %B %Y}, Python {platform.python_version()}, {platform.system()}")
    print(
        "\n| fault | times | what happened | lost of what was reported done |\n|---|---|---|---|", flush=True
    )
    well = True
    with tempfile.TemporaryDirectory() as folder:
        for row in rows(Path(folder), kills_=options.kills, papers=options.papers, seed=options.seed):
            print(f"| {row.fault} | {row.times} | {row.happened} | {row.lost} |", flush=True)
            well = well and row.well
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
