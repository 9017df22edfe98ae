"""The writer's books and records as readers open them: never written to, wherever the store lies."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path


def read_only(file: Path) -> sqlite3.Connection:
    """A connection that only reads an SQLite file that others may be writing to."""
    return sqlite3.connect(read_only_uri(file), uri=True, timeout=30, isolation_level=None)


def read_only_uri(file: Path) -> str:
    """The address under which SQLite reads a file without writing.

    A file in write-ahead mode can not be opened in a folder that nobody may write to, unless it is taken for
    one that never changes: where there is no log beside it, and where no log can come, it is one.
    """
    settled = not os.access(file.parent, os.W_OK) and not file.with_name(f"{file.name}-wal").exists()
    return f"{file.absolute().as_uri()}?{'immutable=1' if settled else 'mode=ro'}"
