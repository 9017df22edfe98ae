"""How the resolution of names grows: ``python -m benchmarks.names [--papers 10000 100000] [--store DIR]``.

Resolves the names of that many generated papers, or of the papers of a store that nobody builds meanwhile,
and prints papers, names, comparisons, entities, seconds of the processor, the memory with all papers read and
the largest memory of the process so far. The names are spelled in several ways, as in real papers.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.generate import HEADS, MODIFIERS, ROLES
from kg.build.sparing import slim
from kg.model import Entity, Extraction, Mention
from kg.resolve import resolve
from kg.store.state import State

AT = (Mention(0, 1, "x", 0, 1),)
NAMES_A_PAPER = 12


def spelled(dice: random.Random) -> tuple[str, tuple[str, ...]]:
    """A name of two to four words, sometimes in another spelling, sometimes with its abbreviation."""
    words = [dice.choice(MODIFIERS) for _ in range(dice.randint(1, 3))] + [dice.choice(HEADS)]
    if dice.random() < 0.5:
        words.insert(0, f"Q{int(dice.paretovariate(0.4)) % 90_000}")
    name = dice.choice((" ", " ", " ", "-")).join(words) + dice.choice(("", "", "s"))
    short = "".join(word[0] for word in words).upper()
    if dice.random() < 0.05:
        return short, ()
    return name, (short,) if dice.random() < 0.1 else ()


def papers(number: int, seed: int = 7) -> Iterator[Extraction]:
    """Extractions of ``number`` papers."""
    dice = random.Random(seed)
    for n in range(number):
        found = {}
        for name, aliases in (spelled(dice) for _ in range(NAMES_A_PAPER)):
            kind, relation = dice.choice(ROLES)
            found[name] = Entity(name, kind, relation, 0.9, AT, aliases)
        yield Extraction(f"p{n}", "generated", "1", tuple(found.values()))


def stored(store: Path) -> Iterator[Extraction]:
    """Extractions of the papers of ``store``."""
    state = State.open(store)
    try:
        for row in state.papers():
            yield from map(slim, row.extractions)
    finally:
        state.close()


def measure(read: list[Extraction]) -> None:
    """Resolve, and print a line."""
    before = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 2**20
    start = time.process_time()
    found = resolve(read)
    took = time.process_time() - start
    entities = len({decision.entity for decision in found.decisions.values()})
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    counted = len({extraction.paper for extraction in read}), len(found.decisions), len(found.comparisons)
    print(*counted, entities, f"{took:.1f}", before, memory, sep="  ", flush=True)


def main() -> None:
    """Print a line a size."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--papers", type=int, nargs="+", default=[10_000, 100_000])
    options.add_argument("--store", type=Path)
    asked = options.parse_args()
    print("papers  names  comparisons  entities  seconds  MB before  MB at most")
    if asked.store is not None:
        measure(list(stored(asked.store)))
    else:
        for number in asked.papers:
            measure(list(papers(number)))


if __name__ == "__main__":
    main()
