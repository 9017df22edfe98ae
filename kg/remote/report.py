"""What a publication to another server did, in numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Published:
    """What was done."""

    address: str
    snapshot: str = ""
    graphs: int = 0
    """Graphs of the store."""
    sent: int = 0
    triples: int = 0
    """Triples of the graphs that were sent."""
    withdrawn: int = 0
    """Graphs that were removed there, as the store holds them no more."""
    unchanged: int = 0
    counted: int = 0
    """Graphs whose triples the server's query endpoint counted right."""
    compared: int = 0
    """Graphs that were fetched back and had the right digest."""
