"""The writer's files as readers open them, in folders that may and may not be written to."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kg.store.reading import read_only, read_only_uri


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "räume here" / "books.sqlite"
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as database:
        database.executescript(
            "PRAGMA journal_mode = WAL; CREATE TABLE note (key TEXT); INSERT INTO note VALUES ('a')"
        )
    return file


def test_a_reader_writes_nothing(file: Path) -> None:
    with closing(read_only(file)) as database:
        assert database.execute("SELECT key FROM note").fetchall() == [("a",)]
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            database.execute("DELETE FROM note")


def test_a_folder_that_nobody_may_write_to(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)  # root may write anywhere
    assert read_only_uri(file).endswith("books.sqlite?immutable=1")
    with closing(read_only(file)) as database:
        assert database.execute("SELECT key FROM note").fetchall() == [("a",)]
    file.with_name("books.sqlite-wal").touch()
    assert read_only_uri(file).endswith("books.sqlite?mode=ro")
