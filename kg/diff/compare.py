"""Two streams of sorted lines become counts, lines that differ, and changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg.diff.meaning import Change, changes
from kg.diff.sides import Side
from kg.vocab import BASE

Block = list[bytes]


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one graph to the other."""

    added: int
    """Triples that only the second holds."""
    removed: int
    """Triples that only the first holds."""
    graphs: tuple[tuple[str, int, int], ...]
    """Kind of graph, triples added and removed, by kind."""
    counts: tuple[tuple[str, int], ...]
    """Number of changes of each kind, all of them."""
    changes: tuple[Change, ...]
    """The first changes, by kind and node."""

    @property
    def equal(self) -> bool:
        """Whether both hold the same triples."""
        return not (self.added or self.removed)


NO_DIFFERENCE = Difference(0, 0, (), (), ())


def diff(old: Side, new: Side, *, limit: int | None = None) -> Difference:
    """Compare ``old`` with ``new``; at most ``limit`` changes of each kind are listed, all are counted.

    Memory is bounded by what differs.
    """
    graphs: Counter[tuple[str, str]] = Counter()
    counts: Counter[str] = Counter()
    listed: list[Change] = []
    for before, after in _differing(old, new):
        gone, came = _parse(before), _parse(after)
        for sign, quads, others in (("-", gone, came), ("+", came, gone)):
            graphs.update((_kind(quad), sign) for quad in quads - others)
        for change in changes(gone, came):
            counts[change.kind] += 1
            if limit is None or counts[change.kind] <= limit:
                listed.append(change)
    kinds = sorted({kind for kind, _ in graphs})
    return Difference(
        added=sum(n for (_, sign), n in graphs.items() if sign == "+"),
        removed=sum(n for (_, sign), n in graphs.items() if sign == "-"),
        graphs=tuple((kind, graphs[kind, "+"], graphs[kind, "-"]) for kind in kinds),
        counts=tuple(sorted(counts.items())),
        changes=tuple(sorted(listed, key=lambda c: (c.kind, c.node, c.text))),
    )


def diff_lines(old: Side, new: Side) -> Iterator[tuple[str, bytes]]:
    """Each triple that only one side holds, as a sign and a line of N-Quads, sorted by line."""
    for before, after in _differing(old, new):
        kept = set(before) & set(after)
        lines = [("-", line) for line in before] + [("+", line) for line in after]
        yield from sorted((pair for pair in lines if pair[1] not in kept), key=lambda pair: pair[1])


def _differing(old: Side, new: Side) -> Iterator[tuple[Block, Block]]:
    """All lines of each subject of which the two sides do not say the same."""
    left, right = _blocks(old()), _blocks(new())
    none: tuple[bytes, Block] = (b"", [])
    mine, theirs = next(left, none), next(right, none)
    while mine[0] or theirs[0]:
        if not theirs[0] or (mine[0] and mine[0] < theirs[0]):
            yield mine[1], []
            mine = next(left, none)
        elif not mine[0] or theirs[0] < mine[0]:
            yield [], theirs[1]
            theirs = next(right, none)
        else:
            if mine[1] != theirs[1]:
                yield mine[1], theirs[1]
            mine, theirs = next(left, none), next(right, none)


def _blocks(lines: Iterator[bytes]) -> Iterator[tuple[bytes, Block]]:
    """Lines by their subject: sorted lines that begin alike are neighbours."""
    for subject, group in groupby(lines, key=lambda line: line.partition(b" ")[0] + b" "):
        yield subject, list(group)


def _parse(lines: Block) -> set[Quad]:
    return set(parse(b"".join(lines), format=RdfFormat.N_QUADS))


def _kind(quad: Quad) -> str:
    """``paper``, ``resolved``, ``links`` …, ``default`` or ``foreign``."""
    graph = quad.graph_name
    if not isinstance(graph, NamedNode):
        return "default"
    if not graph.value.startswith(f"{BASE}g/"):
        return "foreign"
    return graph.value.removeprefix(f"{BASE}g/").partition("/")[0]
