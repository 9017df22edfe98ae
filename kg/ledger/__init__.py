"""The ledger: what a person decided, in an append-only text file beside the store.

It is the one thing that can not be rebuilt, so each entry is on disk before the command says so, and
nothing is ever rewritten: a decision is taken back by another entry. One JSON object a line. Appending
takes a short lock of its own and never needs the writer's: a running build, or the next one, applies
what was written.
"""

from kg.ledger.entries import ACTIONS, OF_PAPERS, Action, Entry
from kg.ledger.file import FILE, beyond, catch_up, read, write
from kg.ledger.weighing import (
    Conflict,
    Scale,
    behind,
    check,
    conflicts,
    held,
    in_force,
    last_words,
    repeated,
    retracted,
    rulings,
    undone,
)

__all__ = [
    "ACTIONS",
    "FILE",
    "OF_PAPERS",
    "Action",
    "Conflict",
    "Entry",
    "Scale",
    "behind",
    "beyond",
    "catch_up",
    "check",
    "conflicts",
    "held",
    "in_force",
    "last_words",
    "read",
    "repeated",
    "retracted",
    "rulings",
    "undone",
    "write",
]
