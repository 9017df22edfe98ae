"""What is remembered of an endpoint: whole, or not at all; trouble of its file is the store's."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.errors import StoreBusy, StoreDamaged, StoreError
from kg.remote.record import FOLDER, Held, Record

ADDRESS = "http://127.0.0.1:1/store"
GRAPH = Held("urn:a", b"1", 3, 90)

Use = Callable[[Record], object]
LOOK: tuple[Use, ...] = (
    lambda record: record.note("token"),
    lambda record: record.held("urn:a"),
    lambda record: list(record.graphs()),
    lambda record: record.unknown(),
    lambda record: record.count(),
    lambda record: record.unverified(),
)
CHANGE: tuple[Use, ...] = (
    lambda record: record.set_note("token", "1"),
    lambda record: record.expect(["urn:a"]),
    lambda record: record.sent([GRAPH]),
    lambda record: record.verified(["urn:a"]),
    lambda record: record.doubt_all(),
)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """A record that knows one graph."""
    with Record.open(tmp_path, ADDRESS) as opened:
        opened.sent([GRAPH])
        yield opened


@pytest.fixture
def beside(record: Record, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The same file, opened by somebody else."""
    (file,) = (tmp_path / FOLDER).glob("*.sqlite")
    database = sqlite3.connect(file, isolation_level=None)
    yield database
    database.close()


def test_what_is_remembered(record: Record) -> None:
    record.set_note("token", "7")
    record.expect(["urn:b", "urn:c"])
    record.sent([Held("urn:c", b"", 0, 0)])
    assert (record.note("token"), record.note("other")) == ("7", None)
    assert (record.held("urn:a"), record.held("urn:d")) == (GRAPH, None)
    assert (list(record.graphs()), record.unknown()) == (["urn:a", "urn:b", "urn:c"], {"urn:b"})
    assert (record.count(), [held.iri for held in record.unverified()]) == (1, ["urn:a", "urn:b", "urn:c"])
    record.verified(["urn:a", "urn:c"])
    assert (list(record.graphs()), [held.iri for held in record.unverified()]) == (
        ["urn:a", "urn:b"],
        ["urn:b"],
    )
    record.doubt_all()
    assert len(record.unverified()) == 2


@pytest.mark.parametrize("use", [*LOOK, *CHANGE])
def test_a_broken_file(record: Record, beside: sqlite3.Connection, tmp_path: Path, use: Use) -> None:
    beside.executescript("DROP TABLE graph; DROP TABLE note")
    with pytest.raises(StoreDamaged, match=f"{tmp_path} is damaged: no such table"):
        use(record)


@pytest.mark.parametrize("use", CHANGE)
def test_a_file_that_somebody_writes(record: Record, beside: sqlite3.Connection, use: Use) -> None:
    record._database.execute("PRAGMA busy_timeout = 1")
    beside.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy, match="database is locked"):
        use(record)
    beside.execute("ROLLBACK")
    use(record)


def test_half_a_change_is_taken_back(record: Record) -> None:
    def graphs() -> Iterator[Held]:
        yield Held("urn:b", b"2", 1, 30)
        raise OSError(5, "Input/output error")

    with pytest.raises(StoreError, match="refuses to write"):
        record.sent(graphs())
    assert list(record.graphs()) == ["urn:a"]
    record.sent([Held("urn:c", b"3", 1, 30)])
    assert list(record.graphs()) == ["urn:a", "urn:c"]
