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
VERSION = 5
"""Raised as well where saved queries need a derived graph that older stores lack: they'd answer nothing."""
DELTA = "index-delta.sqlite"
"""The name of the file of newer rows beside an index."""

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
            "other",
            "direction",
            "relation",
            "label",
            "types",
            "support",
            "confidence",
            "papers",
            "core",
            "date",
        ),
        4,
    ),
    # what is broader than an entity, as was inferred
    "broader": (("slug", "broader", "rule", "score"), 2),
    "meta": (("key", "value"), 1),
}
"""Columns of each table, and how many of them, from the left, are its key."""

LABEL, ALIAS, TITLE = 0, 1, 2
"""Kinds of term."""
ENTITY, PAPER = 0, 1
"""Kinds of neighbour."""


KEY = ("key", "form")
"""Columns, all of them its key, of the table of misspelling keys, whose rows carry no checksum."""
TOLD = frozenset({"entity", "name", "paper", "alias"})
"""Tables of which a delta keeps a row for what is gone as well: its key, and nothing else."""


def delta_schema() -> str:
    """The statements that make an empty delta: newer rows, and the keys of the older ones they hide."""
    keys = {name: columns[:n] for name, (columns, n) in TABLES.items()} | {"key": KEY}
    gone = [
        f"CREATE TABLE gone_{name} ({', '.join(key)}, PRIMARY KEY ({', '.join(key)})) WITHOUT ROWID;"
        for name, key in keys.items()
    ]
    return "\n".join([schema(), *gone])


def overlay(table: str, base: str, delta: str) -> str:
    """The rows of ``table`` as a query: those of ``base`` that ``delta`` does not hide, and its own."""
    columns, keys = TABLES.get(table, (KEY, 2))
    named = ", ".join(columns if table == "key" else (*columns, "sum"))
    same = " AND ".join(f"g.{key} = b.{key}" for key in columns[:keys])
    hidden = f"SELECT 1 FROM {delta}.gone_{table} AS g WHERE {same}"
    older = f"SELECT {named} FROM {base}.{table} AS b WHERE NOT EXISTS ({hidden})"
    return f"{older} UNION ALL SELECT {named} FROM {delta}.{table}"


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
