"""RDF out: N-Quads, TriG, Turtle, JSON-LD; in an order that depends on nothing but the quads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, cast

from pyoxigraph import Quad, RdfFormat, Triple, parse, serialize

from kg.export.sorting import sorted_lines
from kg.vocab import PREFIXES

Graphs = Iterable[Iterable[Quad]]
"""The quads to write, graph after graph."""

_PARSED_AT_ONCE = 10_000


def write_nquads(graphs: Graphs, out: IO[bytes]) -> None:
    """One quad a line, lines in the order of their bytes."""
    for line in sorted_lines(str(quad) for quads in graphs for quad in quads):
        out.write(f"{line} .\n".encode())


def write_trig(graphs: Graphs, out: IO[bytes]) -> None:
    """Graph after graph, in order of their IRIs."""
    _serialize(_in_order(graphs), out, RdfFormat.TRIG)


def write_jsonld(graphs: Graphs, out: IO[bytes]) -> None:
    """Expanded JSON-LD 1.1, graph after graph; it needs no context, so nothing is ever fetched."""
    serialize(_in_order(graphs), out, format=RdfFormat.JSON_LD)
    out.write(b"\n")


def write_turtle(graphs: Graphs, out: IO[bytes]) -> None:
    """All graphs as one."""
    lines = sorted_lines(str(quad.triple) for quads in graphs for quad in quads)
    triples = (quad.triple for quad in _parsed(lines))
    _serialize(triples, out, RdfFormat.TURTLE)


def _serialize(data: Iterable[Quad] | Iterable[Triple], out: IO[bytes], kind: RdfFormat) -> None:
    # pyoxigraph writes prefixes in the order of a hash that differs from run to run
    head = _SortedHead(out, lines=len(PREFIXES))
    serialize(data, cast(IO[bytes], head), format=kind, prefixes=PREFIXES)
    head.close()


class _SortedHead:
    """Passes bytes on, with the first so many lines sorted."""

    def __init__(self, out: IO[bytes], *, lines: int) -> None:
        self._out, self._lines = out, lines
        self._head: bytes | None = b""

    def write(self, data: bytes) -> int:
        if self._head is None:
            self._out.write(data)
        else:
            self._head += data
            if self._head.count(b"\n") >= self._lines:
                self.close()
        return len(data)

    def flush(self) -> None:
        self._out.flush()

    def close(self) -> None:
        if self._head is not None:
            lines = self._head.splitlines(keepends=True)
            self._out.write(b"".join([*sorted(lines[: self._lines]), *lines[self._lines :]]))
            self._head = None


def _in_order(graphs: Graphs) -> Iterator[Quad]:
    for quads in graphs:
        yield from _parsed(sorted_lines(str(quad) for quad in quads))


def _parsed(lines: Iterator[str]) -> Iterator[Quad]:
    while batch := list(islice(lines, _PARSED_AT_ONCE)):
        yield from parse("".join(f"{line} .\n" for line in batch), format=RdfFormat.N_QUADS)
