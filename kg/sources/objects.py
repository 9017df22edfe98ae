"""Readers of the formats made of JSON objects: one function an object, one place that walks over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from kg.errors import MalformedRecord, Place, TooLarge
from kg.sources.jsons import Found, read_lines, read_objects
from kg.sources.raw import Item, Raw, canonical
from kg.sources.stream import Opened

Fields = dict[str, Any]
"""Keyword arguments of `Raw`, without number, line and content."""


def objects_reader(read: Callable[[Mapping[str, Any]], Fields]) -> Callable[[Opened], Iterator[Item]]:
    """A reader of JSON arrays whose elements ``read`` understands."""
    return lambda source: _items(read_objects(source.text), source.name, read)


def lines_reader(read: Callable[[Mapping[str, Any]], Fields]) -> Callable[[Opened], Iterator[Item]]:
    """A reader of JSON lines whose objects ``read`` understands."""
    return lambda source: _items(read_lines(source.text), source.name, read)


def _items(found: Iterable[Found], name: str, read: Callable[[Mapping[str, Any]], Fields]) -> Iterator[Item]:
    for number, value in enumerate(found, start=1):
        yield value_item(value, number, name, read) if isinstance(value, tuple) else value


def value_item(
    found: tuple[int, Any], number: int, name: str, read: Callable[[Mapping[str, Any]], Fields]
) -> Item:
    """One object as `Raw`, or why it is none."""
    line, value = found
    place = Place(name, number, line)
    if not isinstance(value, dict):
        return MalformedRecord("no JSON object; a record is one with a title", place=place)
    try:
        return Raw(number=number, line=line, content=canonical(value), **read(value))
    except RecursionError:
        return TooLarge("nested too deeply; flatten the record", place=place)
