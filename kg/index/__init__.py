"""The index beside the store: names, misspellings, neighbours and counts in one SQLite file.

Look-ups answer from it alone, in a few milliseconds and without opening the store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.index.reader import Index
from kg.index.rows import EntityRow, Match, Neighbour, Neighbours, PaperRow, to_plain

if TYPE_CHECKING:
    from kg.index.writer import write_index

__all__ = [
    "EntityRow",
    "Index",
    "Match",
    "Neighbour",
    "Neighbours",
    "PaperRow",
    "to_plain",
    "write_index",
]


def __getattr__(name: str) -> object:
    if name == "write_index":  # a look-up does without what only the writer needs
        from kg.index.writer import write_index

        return write_index
    raise AttributeError(name)
