"""Lines go through a pipe into a store, or nothing of them does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Store

from kg.store.pipe import load

LINES = [f'<http://e/{n}> <http://p> "{"x" * 300}" <http://g> .\n'.encode() for n in range(2000)]


def test_all_lines_arrive(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    load(store, [b"".join(LINES[:1500]), b"", *LINES[1500:]])
    assert len(store) == 2000


def test_what_making_lines_raises_is_raised_and_nothing_is_loaded(tmp_path: Path) -> None:
    def lines() -> Iterator[bytes]:
        yield from LINES
        raise ValueError("no more")

    store = Store(str(tmp_path))
    with pytest.raises(ValueError, match="no more"):
        load(store, lines())
    assert len(store) == 0


def test_what_loading_raises_is_raised_while_lines_are_still_written(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    with pytest.raises(SyntaxError):
        load(store, [b"no quad\n", *LINES])
    assert len(store) == 0
