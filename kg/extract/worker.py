"""The process that reads papers for a build with several jobs: frames in on standard input, frames out.

A frame is a pickled object between two processes of one program, never anything from elsewhere. First comes
the extractor (its name, or itself), answered by `Described`; then lists of papers, each answered by a list of
extractions (or what else is made of them there), with the error in the place of what could not be read; a
call between them is answered once it is done.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from kg.errors import KGError
from kg.extract.contract import Extractor, link_threshold, load
from kg.extract.vocabulary import Wanted
from kg.model import Extraction, Paper


@dataclass(frozen=True, slots=True)
class Described:
    """What a build has to know of the extractor that others run for it."""

    name: str
    version: str
    threshold: float
    link_threshold: float


DONE = "done"


@dataclass(frozen=True, slots=True)
class Call:
    """Something else to do there: a function of a module, and what it is given."""

    function: Callable[..., None]
    values: tuple[Any, ...]

    def __call__(self) -> Any:
        """Do it; `DONE`, or the error that it raises."""
        try:
            self.function(*self.values)
        except Exception as error:  # noqa: BLE001 - who asked raises it
            return error
        return DONE


Finish = Callable[[Paper, Extraction], Any]


def main(finish: Finish | None = None) -> None:
    """Answer until there is nothing more to read; ``finish`` makes the answer of an extraction."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the build, which then ends its workers
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever an extractor prints is no answer
    questions = sys.stdin.buffer
    wanted = pickle.load(questions)
    try:
        extractor = _made(wanted)
    except KGError as error:
        _send(answers, error)
        return
    _send(answers, described(extractor))
    parent = os.getppid()
    for asked in _questions(questions):
        if os.getppid() != parent:
            return  # nobody waits for it any more
        _send(
            answers,
            asked() if isinstance(asked, Call) else [_read(extractor, paper, finish) for paper in asked],
        )


def _made(wanted: str | Extractor | Wanted) -> Extractor:
    if isinstance(wanted, str):
        return load(wanted)
    return wanted.load() if isinstance(wanted, Wanted) else wanted


def described(extractor: Extractor) -> Described:
    """The extractor without what reads."""
    return Described(extractor.name, extractor.version, extractor.threshold, link_threshold(extractor))


def _questions(stream: IO[bytes]) -> Iterator[list[Paper] | Call]:
    while True:
        try:
            yield pickle.load(stream)
        except EOFError:
            return


def _read(extractor: Extractor, paper: Paper, finish: Finish | None) -> Any:
    try:
        found = next(iter(extractor.extract([paper])))
        return found if finish is None else finish(paper, found)
    except Exception as error:  # noqa: BLE001 - the build raises it, as if it had read the paper itself
        return error


def _send(stream: IO[bytes], answer: Any) -> None:
    pickle.dump(answer, stream, protocol=pickle.HIGHEST_PROTOCOL)
    stream.flush()
