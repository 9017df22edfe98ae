"""What a look-up needs of the command line, without the library that reads options.

Nothing here imports typer: `kg.cli.lean` does without it, and `kg.cli.common` gives all of this on.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from kg.errors import UsageError
from kg.store.layout import INDEX, default_store, hold
from kg.terminal import safe

if TYPE_CHECKING:
    from kg.index import Index


def store_of(option: str | None) -> Path:
    """The store to read: what was asked for, else the default."""
    return default_store(option)


@contextmanager
def reading(option: str | None) -> Iterator[Index]:
    """The index of the published snapshot, held against removal; opens nothing else of the store."""
    from kg.index import Index

    with hold(store_of(option)) as snapshot, Index(snapshot.path / INDEX) as index:
        yield index


def fail(message: str) -> NoReturn:
    """End with a message about the arguments (exit code 2)."""
    raise UsageError(message)


def print_json(value: Any) -> None:
    """One JSON document on standard output; NaN is never printed."""
    import json

    print(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False))


def say(message: str) -> None:
    """A message for the person, not for the pipe."""
    print(safe(message), file=sys.stderr)


def width() -> int:
    """Columns of the terminal, or plenty where output goes to a file."""
    if not sys.stdout.isatty():
        return 160
    import shutil

    return shutil.get_terminal_size((100, 24)).columns
