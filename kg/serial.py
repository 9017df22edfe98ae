"""Records as JSON and back: one object a line, keys in the order of the fields, defaults left out.

The written form is canonical: equal records give equal bytes.
"""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Callable
from functools import cache, partial
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from kg.errors import InputError
from kg.model import Entity, Extraction, Link, Paper

R = TypeVar("R")


def to_plain(record: Any) -> Any:
    """A record as dictionaries and lists; fields that hold their default are left out."""
    kind = type(record)
    if kind is tuple:
        return [to_plain(item) for item in record]
    if not (fields := _fields(kind)):  # type: ignore[arg-type]
        return record
    return {
        name: to_plain(value)
        for name, default in fields
        for value in (getattr(record, name),)
        if default is dataclasses.MISSING or value != default
    }


@cache
def _fields(kind: type) -> tuple[tuple[str, Any], ...]:
    """The fields of a record's class with their defaults; none where it is no record."""
    if not dataclasses.is_dataclass(kind):
        return ()
    return tuple((field.name, field.default) for field in dataclasses.fields(kind))


def dumps(record: Any) -> str:
    """A record as one line of JSON, without the line end."""
    return json.dumps(to_plain(record), ensure_ascii=False, separators=(",", ":"))


def loads(kind: type[R], line: str | bytes) -> R:
    """One record of type ``kind`` from a line that `dumps` wrote.

    Raises `InputError` where the line is no JSON or does not fit the record.
    """
    try:
        return from_plain(kind, json.loads(line))
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(f"no {kind.__name__} record: {error}") from error


def from_plain(kind: type[R], data: Any) -> R:
    """The inverse of `to_plain`; unknown keys are an error (KeyError)."""
    readers = _readers(kind)  # type: ignore[arg-type]
    return kind(
        **{key: value if (read := readers[key]) is None else read(value) for key, value in data.items()}
    )


Reader = Callable[[Any], Any]


@cache
def _readers(kind: type) -> dict[str, Reader | None]:
    """For each field of a record what makes its value of the plain one; None where that is the same.

    Looking at the types once a record, not once a value, makes reading more than twice as fast.
    """
    return {name: _reader(hint) for name, hint in get_type_hints(kind).items()}


def _reader(hint: Any) -> Reader | None:
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return partial(from_plain, hint)
    if get_origin(hint) is tuple:
        inner = get_args(hint)
        if len(inner) == 2 and inner[1] is Ellipsis:
            return partial(_each, _reader(inner[0]))
        return partial(_parts, tuple(map(_reader, inner)))
    if get_origin(hint) in (Union, types.UnionType):
        return partial(_optional, _reader(next(arg for arg in get_args(hint) if arg is not type(None))))
    return None


def _each(read: Reader | None, values: Any) -> Any:
    return tuple(values) if read is None else tuple(map(read, values))


def _parts(readers: tuple[Reader | None, ...], values: Any) -> Any:
    pairs = zip(readers, values, strict=True)
    return tuple(value if read is None else read(value) for read, value in pairs)


def _optional(read: Reader | None, value: Any) -> Any:
    return value if value is None or read is None else read(value)


def gold_shape(paper: Paper, extraction: Extraction, *, mentions: bool = True) -> dict[str, Any]:
    """One paper's extraction in the shape of the gold files, with confidences and, by default, mentions."""
    return {
        "id": paper.id,
        "title": paper.title,
        "extractor": f"{extraction.extractor}/{extraction.version}",
        "entities": [_gold_entity(entity, mentions=mentions) for entity in extraction.entities],
        "links": [_gold_link(link) for link in extraction.links],
    }


def _gold_entity(entity: Entity, *, mentions: bool) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "name": entity.name,
        "aliases": list(entity.aliases),
        "type": entity.type,
        "relation": entity.relation,
        "core": entity.core,
        "confidence": entity.confidence,
    }
    if entity.context is not None:
        plain["context"] = entity.context
    if mentions:
        plain["mentions"] = [to_plain(mention) for mention in entity.mentions]
    return plain


def _gold_link(link: Link) -> dict[str, Any]:
    plain = {key: value for key, value in to_plain(link).items() if not key.startswith("sentence_")}
    return {**plain, "sentence": [link.sentence_start, link.sentence_end]}
