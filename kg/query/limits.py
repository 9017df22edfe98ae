"""How much one query may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one query. Time and memory hold only where it runs in a process of its own."""

    timeout: float = 30.0
    """Seconds."""
    max_rows: int = 100_000
    """Rows or triples; more is an error."""
    max_bytes: int = 64_000_000
    """Characters of all values; more is an error."""
    max_memory: int = 4_000_000_000
    """Bytes of address space of the process."""
