"""Lines in order, however many: what does not fit in memory is sorted in pieces and merged."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby, islice
from typing import IO

AT_ONCE = 250_000
"""Lines held in memory: about 100 MB."""


def sorted_lines(lines: Iterable[str], *, at_once: int = AT_ONCE) -> Iterator[str]:
    """``lines`` (without line ends) in order of code points, which is that of their UTF-8 too; each once."""
    rest = iter(lines)
    first = sorted(islice(rest, at_once))
    with ExitStack() as stack:
        pieces: list[Iterable[str]] = [first]
        while piece := sorted(islice(rest, at_once)):
            pieces.append(_read(_spill(piece, stack)))
        for line, _ in groupby(heapq.merge(*pieces)):
            yield line


def _spill(lines: list[str], stack: ExitStack) -> IO[str]:
    # a line may hold other characters at which Python would break lines: only U+000A ends one
    new = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115 - the stack closes it
    file = stack.enter_context(new)
    file.writelines(f"{line}\n" for line in lines)
    file.seek(0)
    return file


def _read(file: IO[str]) -> Iterator[str]:
    for line in file:
        yield line[:-1]
