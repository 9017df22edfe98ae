"""Graphs as canonical lines, and what tells two of them apart.

The digest of a graph is the SHA-256 of its triples as N-Triples, one a line as Oxigraph writes it, sorted as
bytes, each once. No graph of ours has blank nodes, so equal graphs have equal digests, wherever they lie.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from kg.errors import RemoteError
from kg.store.nquads import nquads, sorted_lines

IN_MEMORY = 32 << 20
"""Bytes of one graph that are held in memory; more lie in a temporary file meanwhile."""
PIECE = 4 << 20
"""Bytes of one request at most: a larger graph is sent in several."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a graph comes to."""

    digest: bytes
    triples: int
    size: int
    """Bytes of its lines."""


class NoGraph(RemoteError):
    """What a server sent as a graph is none."""


NOTHING = Told(hashlib.sha256().digest(), 0, 0)


def spool() -> IO[bytes]:
    """A file for one graph; whoever asks for it closes it."""
    return SpooledTemporaryFile(IN_MEMORY)


def write_graph(store: Store, graph: str, out: IO[bytes]) -> None:
    """The triples of one graph as lines of N-Triples, from the start of ``out``, in no order."""
    out.seek(0)
    out.truncate()
    store.dump(out, format=RdfFormat.N_TRIPLES, from_graph=NamedNode(graph))
    out.seek(0)


def told_of(lines: Iterable[bytes]) -> Told:
    """What a graph comes to, from its lines in any order."""
    digest, triples, size = hashlib.sha256(), 0, 0
    for line in sorted_lines(lines):
        digest.update(line)
        triples += 1
        size += len(line)
    return Told(digest.digest(), triples, size)


def pieces(lines: Iterable[bytes], size: int = PIECE) -> Iterator[bytes]:
    """Lines joined into pieces of about ``size`` bytes; one empty piece for no lines."""
    piece: list[bytes] = []
    length, any_ = 0, False
    for line in lines:
        if length + len(line) > size and piece:
            yield b"".join(piece)
            piece, length, any_ = [], 0, True
        piece.append(line)
        length += len(line)
    if piece or not any_:
        yield b"".join(piece)


def foreign_lines(file: IO[bytes], where: str) -> Iterator[bytes]:
    """N-Triples as a server wrote them, in our form. Raises `NoGraph` for what is none."""
    file.seek(0)
    try:
        triples = parse(file, format=RdfFormat.N_TRIPLES)
        while some := list(islice(triples, 10_000)):
            yield from nquads(Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in some)
    except (SyntaxError, ValueError) as error:
        raise NoGraph(f"{where}: an answer that is no N-Triples: {error}") from error
