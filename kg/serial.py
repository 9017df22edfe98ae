"""Records as JSON and back: one object a line, keys in the order of the fields, defaults left out.

The written form is canonical: equal records give equal bytes.
"""

from __future__ import annotations

import dataclasses
import json
import types
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from kg.errors import InputError
from kg.model import Entity, Extraction, Link, Paper

R = TypeVar("R")


def to_plain(record: Any) -> Any:
    """A record as dictionaries and lists; fields that hold their default are left out."""
    if dataclasses.is_dataclass(record) and not isinstance(record, type):
        return {
            f.name: to_plain(getattr(record, f.name))
            for f in dataclasses.fields(record)
            if f.default is dataclasses.MISSING or getattr(record, f.name) != f.default
        }
    return [to_plain(item) for item in record] if isinstance(record, tuple) else record


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
    """The inverse of `to_plain`; unknown keys are an error (TypeError)."""
    hints = _hints(kind)  # type: ignore[arg-type]
    values = {key: _value(hints[key], value) for key, value in data.items()}
    return kind(**values)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _value(hint: Any, value: Any) -> Any:
    if dataclasses.is_dataclass(hint):
        return from_plain(hint, value)  # type: ignore[arg-type]
    if get_origin(hint) is tuple:
        inner = get_args(hint)
        if len(inner) == 2 and inner[1] is Ellipsis:
            return tuple(_value(inner[0], item) for item in value)
        return tuple(_value(part, item) for part, item in zip(inner, value, strict=True))
    if get_origin(hint) in (Union, types.UnionType) and value is not None:
        return _value(next(arg for arg in get_args(hint) if arg is not type(None)), value)
    return value


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
