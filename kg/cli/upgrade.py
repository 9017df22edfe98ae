"""``kg upgrade``: a store of an older version, brought up to this one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.common import JsonOption, Problems, StoreOption, print_json, say, store_of
from kg.cli.options import JobsOption
from kg.cli.progress import progress_shown, stopping

if TYPE_CHECKING:
    from kg.build.upgrade import Upgrade


def command(store: StoreOption = None, jobs: JobsOption = 1, as_json: JsonOption = False) -> None:
    """Bring a store of an older version up to this one, from what it keeps.

    Texts are cleaned anew where the rules of cleaning changed, papers are read again where the extractor did,
    graphs and index follow, and decisions hold. Readers see the old state until the end; after a kill the
    same command goes on.

    Examples: kg upgrade · kg upgrade --store graphs/mine --jobs 2
    """
    run(store_of(store), jobs=jobs, again=False, as_json=as_json)


def run(store: Path, *, jobs: int, again: bool, as_json: bool) -> None:
    """Upgrade, or make again, and say what was done."""
    from kg.build.upgrade import upgrade

    problems = Problems()
    with stopping(), progress_shown() as progress:
        done = upgrade(store, again=again, jobs=jobs, on_problem=problems, on_progress=progress)
    problems.close()
    for name in done.missing:
        say(f"kg: warning: the extractor {name!r} is not installed; what it found in unchanged texts stays")
    if as_json:
        print_json(asdict(done))
    elif done.report.published:
        print(summary(done, str(store)))
    else:
        say(f"kg: nothing to do; {store} is of this version")


def summary(done: Upgrade, store: str) -> str:
    """What an upgrade did, for people."""
    lines = [f"{what:10} version {old} → {new}" for what, (old, new) in done.changes.items()]
    if done.records:
        lines.append(f"records    {done.records:,} with another text")
    report = done.report
    lines.append(f"papers     {done.read:,} written anew, {done.removed:,} removed")
    if done.derived:
        lines.append(f"derived    graph and index anew from all papers; changed: {', '.join(done.derived)}")
    lines.append(
        f"graph      {report.papers:,} papers, {report.entities:,} entities, {report.claims:,} claims, "
        f"{report.triples:,} triples in {store}"
    )
    return "\n".join(lines)
