"""Sorted N-Quads: the form of a store that is equal byte for byte wherever it was built."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO

from pyoxigraph import Quad, RdfFormat, serialize

RUN_BYTES = 64 << 20
"""Size of what is sorted in memory; more is sorted in runs of this size on disk and merged."""

_CHUNK = 10_000


def nquads(quads: Iterable[Quad]) -> Iterator[bytes]:
    """Quads as lines of N-Quads with their line ends, in the order given."""
    for text in texts(quads):
        for line in text.split(b"\n")[:-1]:  # not splitlines: a line may hold U+0085
            yield line + b"\n"


def texts(quads: Iterable[Quad]) -> Iterator[bytes]:
    """The same, many lines at once."""
    stream = iter(quads)
    while chunk := list(islice(stream, _CHUNK)):
        written = serialize(chunk, format=RdfFormat.N_QUADS)
        assert written is not None  # there is no output to write to
        yield written


def sorted_nquads(quads: Iterable[Quad], *, run_bytes: int = RUN_BYTES) -> Iterator[bytes]:
    """The same lines sorted as bytes, each once, in bounded memory."""
    return sorted_lines(nquads(quads), run_bytes=run_bytes)


def sorted_lines(found: Iterable[bytes], *, run_bytes: int = RUN_BYTES) -> Iterator[bytes]:
    """Lines with their line ends, sorted as bytes, each once, in bounded memory."""
    runs: list[IO[bytes]] = []
    lines: list[bytes] = []
    size = 0
    try:
        for line in found:
            lines.append(line)
            size += len(line)
            if size >= run_bytes:
                runs.append(_spill(sorted(lines)))
                lines, size = [], 0
        yield from _once(heapq.merge(sorted(lines), *runs))
    finally:
        for run in runs:
            run.close()


def _spill(lines: Iterable[bytes]) -> IO[bytes]:
    run = tempfile.TemporaryFile()  # noqa: SIM115 - read later, closed by the caller
    run.writelines(lines)
    run.seek(0)
    return run


def _once(lines: Iterable[bytes]) -> Iterator[bytes]:
    last = b""
    for line in lines:
        if line != last:
            yield line
        last = line
