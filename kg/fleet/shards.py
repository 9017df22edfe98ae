"""Shards: rows of a key and a record (JSON), in Parquet files that are told apart by a kind and a number.

A task leaves its rows in files of its own folder, ``KIND-NUMBER.parquet``; the number is that of the shard
that reads them next, a function of the row's key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from kg.errors import UsageError

Row = tuple[str, str]
AT_ONCE = 5_000
"""Rows of one file that wait in memory."""


def require_pyarrow() -> None:
    """Raise `UsageError` with the mend where the library for Parquet is missing."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise UsageError(
            "shards are Parquet, which needs pyarrow: pip install 'papertriples[fleet]'"
        ) from error


def shard_of(key: str, shards: int) -> int:
    """The shard that a key belongs to."""
    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") % shards


class Out:
    """The files of one task, written as rows come; a context manager."""

    def __init__(self, folder: Path, shards: int) -> None:
        self._folder = folder
        self._shards = shards
        self._waiting: dict[tuple[str, int], list[Row]] = {}
        self._writers: dict[tuple[str, int], Any] = {}

    def put(self, kind: str, key: str, value: Any, *, shard: int | None = None) -> None:
        """One row for the shard of its key, or for the one that is named."""
        place = kind, shard_of(key, self._shards) if shard is None else shard
        rows = self._waiting.setdefault(place, [])
        rows.append((key, value if isinstance(value, str) else dumps(value)))
        if len(rows) >= AT_ONCE:
            self._flush(place)

    def _flush(self, place: tuple[str, int]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        rows = self._waiting.pop(place)
        columns = [[_bytes(row[n]) for row in rows] for n in (0, 1)]
        table = pa.table(
            {"key": pa.array(columns[0], pa.binary()), "record": pa.array(columns[1], pa.binary())}
        )
        if place not in self._writers:
            file = self._folder / f"{place[0]}-{place[1]:05d}.parquet"
            self._writers[place] = pq.ParquetWriter(file, table.schema, compression="zstd")
        self._writers[place].write_table(table)

    def __enter__(self) -> Out:
        return self

    def __exit__(self, *_: object) -> None:
        for place in sorted(self._waiting):
            self._flush(place)
        for writer in self._writers.values():
            writer.close()


def dumps(value: Any) -> str:
    """A value as canonical JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def rows(folders: Iterable[Path], kind: str, shard: int) -> Iterator[Row]:
    """The rows of one kind and shard that tasks left in their folders, folder after folder."""
    import pyarrow.parquet as pq

    for folder in folders:
        file = folder / f"{kind}-{shard:05d}.parquet"
        if file.exists():
            with pq.ParquetFile(file) as opened:
                for batch in opened.iter_batches(batch_size=AT_ONCE):
                    keys, records = (column.to_pylist() for column in batch.columns)
                    for key, record in zip(keys, records, strict=True):
                        yield key.decode("utf-8", "surrogatepass"), record.decode("utf-8", "surrogatepass")


def grouped(folders: Sequence[Path], kind: str, shard: int) -> Iterator[tuple[str, list[str]]]:
    """The records of each key, sorted; keys in order. One shard is sorted in memory."""
    found = sorted(rows(folders, kind, shard))
    for key, group in groupby(found, key=lambda row: row[0]):
        yield key, [record for _, record in group]


def table(folders: Sequence[Path], kind: str, shard: int) -> dict[str, Any]:
    """One record a key, read."""
    return {key: json.loads(record) for key, record in rows(folders, kind, shard)}
