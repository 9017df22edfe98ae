"""Damage files of a store at random places: ``python -m benchmarks.damage 100 --store DIR [--seed 1]``.

Each time the whole store is copied, one file (chosen by its size) is damaged at one place (a bit turned over,
64 bytes zeroed, or the file cut there), and then every name and paper is looked up, and `kg verify --quick`
is run. Prints one JSON object: how many damages changed an answer of the index without an error (``wrong``),
raised one (``told``) or changed nothing (``same``), how many of each `kg verify` found, and which files
it did not find. Write-ahead logs that RocksDB has emptied into its tables, its diary and options, and unused
space in SQLite pages change no answer.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.check import verify
from kg.errors import KGError
from kg.index import Index
from kg.store.layout import INDEX
from kg.store.snapshot import Snapshot

KINDS = ("bit", "zeros", "cut")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one damage."""

    file: str
    kind: str
    place: int
    answers: str
    """``same``, ``told`` or ``wrong``."""
    found: bool
    """Whether `kg verify --quick` says that something is wrong."""


def damage(path: Path, kind: str, place: int) -> None:
    """Damage one file at one place."""
    content = bytearray(path.read_bytes())
    if kind == "bit":
        content[place] ^= 1 << (place % 8)
    elif kind == "zeros":
        content[place : place + 64] = bytes(len(content[place : place + 64]))
    else:
        del content[place:]
    path.write_bytes(content)


def answers(store: Path, asked: list[str]) -> list[str]:
    """What the index says of all names in ``asked`` and of the papers around them."""
    with Snapshot.open(store) as snapshot, Index(snapshot.path / INDEX) as index:
        told = [repr(index.find(name, limit=5)) for name in asked]
        for name in asked:
            match = index.resolve(name)
            told.append(repr(index.neighbours(match, limit=1000)))
        return [*told, repr(index.papers()), repr(index.stats())]


def names(store: Path) -> list[str]:
    """All labels and titles."""
    with Snapshot.open(store) as snapshot:
        entities = [entity.label for entity in snapshot.index.derived().entities]
        return sorted({*entities, *(paper.title for paper in snapshot.index.papers())})


def outcomes(store: Path, number: int, *, seed: int = 1) -> Iterator[Outcome]:
    """Damage copies of ``store``, one after the other; the store itself is not touched."""
    chance = random.Random(seed)
    asked = names(store)
    right = answers(store, asked)
    files = [path.relative_to(store) for path in sorted(store.rglob("*")) if path.is_file()]
    files = [path for path in files if (store / path).stat().st_size]
    sizes = [(store / path).stat().st_size for path in files]
    for _ in range(number):
        (name,) = chance.choices(files, sizes)
        kind = chance.choice(KINDS)
        place = chance.randrange((store / name).stat().st_size)
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder, "store")
            shutil.copytree(store, copy)
            before = (copy / name).read_bytes()
            damage(copy / name, kind, place)
            if (copy / name).read_bytes() == before:
                continue  # zeros over zeros
            try:
                told = "same" if answers(copy, asked) == right else "wrong"
            except KGError:
                told = "told"
            try:
                found = not verify(copy, quick=True).ok
            except KGError:
                found = True
            yield Outcome(name.as_posix(), kind, place, told, found)


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("number", type=int)
    arguments.add_argument("--store", type=Path, required=True)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    every = list(outcomes(given.store, given.number, seed=given.seed))
    counted = Counter((o.answers, "found" if o.found else "not found") for o in every)
    table = {f"{told}, {found} by verify": n for (told, found), n in sorted(counted.items())}
    wrong = [f"{o.file} {o.kind} {o.place}" for o in every if o.answers == "wrong"]
    missed = Counter(re.sub(r"\d+", "N", o.file) for o in every if not o.found)
    print(json.dumps({"damages": len(every), **table, "wrong": wrong, "not found": missed}, indent=1))


if __name__ == "__main__":
    main()
