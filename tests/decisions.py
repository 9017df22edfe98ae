"""Decisions about papers, written to a ledger past every command."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg import ledger


def append(
    directory: Path, action: ledger.Action, papers: Iterable[str], *, author: str, time: str, reason: str = ""
) -> ledger.Entry:
    """Write one; when this returns it is on disk."""
    return ledger.write(directory, [ledger.Entry(0, time, author, action, tuple(papers), reason)])[0]
