"""The tables of the index, and the checksum that each row carries.

Rows are keyed by what they describe and need no other row to be understood, so that a small file of
newer rows can lie over a large one. The checksum is a CRC-32 of table name and values: it is there to
find damage, not forgery.
"""

from __future__ import annotations

from typing import Any
from zlib import crc32

APPLICATION = 0x6B677078
"""SQLite's application_id of an index of ours."""
VERSION = 1

TABLES: dict[str, tuple[tuple[str, ...], int]] = {
    # names and titles, whole and from each later word on, in normal form
    "term": (("form", "place", "node", "text", "kind", "weight"), 3),
    # the most used terms that begin with so little that the range would be long
    "top": (("prefix", "rank", "node", "text", "kind", "weight", "place"), 2),
    "entity": (("slug", "label", "aliases", "types", "papers", "near", "cited"), 1),
    "name": (("slug", "entity", "label"), 1),
    "paper": (("id", "title", "date", "aliases", "near"), 1),
    "alias": (("alias", "paper"), 1),
    "neighbour": (
        (
            "node",
            "kind",
            "rank",
            "direction",
            "relation",
            "other",
            "label",
            "types",
            "support",
            "confidence",
            "papers",
            "core",
            "date",
        ),
        3,
    ),
    "meta": (("key", "value"), 1),
}
"""Columns of each table, and how many of them, from the left, are its key."""

LABEL, ALIAS, TITLE = 0, 1, 2
"""Kinds of term."""
ENTITY, PAPER = 0, 1
"""Kinds of neighbour."""


def schema() -> str:
    """The statements that make an empty index.

    ``key`` carries no checksum: what it leads to is compared with the text that was asked for, and
    the term that this finds carries one.
    """
    tables = [
        f"CREATE TABLE {name} ({', '.join(columns)}, sum INTEGER, "
        f"PRIMARY KEY ({', '.join(columns[:keys])})) WITHOUT ROWID;"
        for name, (columns, keys) in TABLES.items()
    ]
    tables.append("CREATE TABLE key (key, form, PRIMARY KEY (key, form)) WITHOUT ROWID;")
    tables.append(f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};")
    return "\n".join(tables)


def checksum(table: str, values: tuple[Any, ...]) -> int:
    """The checksum of a row, from the values of its columns."""
    return crc32("\x1f".join((table, *map(str, values))).encode("utf-8", "surrogatepass"))
