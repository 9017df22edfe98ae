"""What takes long to make of many papers, kept a file for some hundred each: a stop loses one file."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from training.papers import Annotated
from training.project import Example

T = TypeVar("T")

CHUNK = 256
"""Papers of a file; 5,120, what the first student was distilled on, is a multiple."""


def read_all(
    papers: list[Annotated],
    read: Callable[[list[Annotated]], list[T]],
    folder: Path,
    *,
    chunk: int = CHUNK,
) -> list[T]:
    """What ``read`` makes of all papers, in their order; of files that are there they are taken.

    Files know papers by their place only: where papers or reader change, the folder is to be emptied.
    """
    folder.mkdir(parents=True, exist_ok=True)
    out = []
    for at in range(0, len(papers), chunk):
        part = papers[at : at + chunk]
        path = folder / f"{at:06d}-{at + len(part):06d}.pickle"
        if not path.exists():
            began = time.process_time()
            _write(path, read(part))
            print(time.strftime("%H:%M:%S"), path.name, f"{time.process_time() - began:.0f}s", flush=True)
        found: list[T] = pickle.loads(path.read_bytes())
        out += found
    return out


def kept(folder: Path, *, first: int | None = None) -> list[Example]:
    """Readings that `read_all` kept in ``folder``, those of the first files."""
    files = sorted(folder.glob("*.pickle"))[:first]
    return [example for path in files for example in pickle.loads(path.read_bytes())]


def without(examples: list[Example], known: list[Example]) -> list[Example]:
    """Those of papers that are not among the known ones."""
    texts = {tuple(example.words) for example in known}
    return [example for example in examples if tuple(example.words) not in texts]


def _write(path: Path, made: list[T]) -> None:
    """Whole or not at all."""
    part = path.with_suffix(".part")
    part.write_bytes(pickle.dumps(made))
    part.replace(path)
