"""What a line of annotated papers, predictions or names must hold, checked before anything is counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.evaluate.matching import Json
from kg.model import ENTITY_TYPES, LINK_PREDICATES, RELATIONS

_Fields = Mapping[str, tuple[str, ...]]
"""Keys that must be there, each with what its text may be; an empty tuple: anything."""
_ENTITY: _Fields = {"name": (), "type": ENTITY_TYPES, "relation": RELATIONS}
_LINK: _Fields = {"subject": (), "predicate": LINK_PREDICATES, "object": ()}


def check_gold(row: Json) -> None:
    """Raise `ValueError` that says what is wrong with an annotated paper."""
    check_text(row)
    _check_claims(row, _ENTITY, _LINK)


def check_prediction(row: Json) -> None:
    """Raise `ValueError` for a line that can not be scored; an unknown type is only wrong."""
    check_text(row)
    _check_claims(row, dict.fromkeys(_ENTITY, ()), dict.fromkeys(_LINK, ()))


def check_text(row: Json) -> None:
    """Raise `ValueError` where title or abstract is no text; null is none."""
    for key in ("title", "abstract"):
        if not isinstance(row.get(key), str | None):
            raise ValueError(f"{key!r} is no text")


def check_name(row: Any, what: str) -> None:
    """Raise `ValueError` for what is no name of a paper with its type."""
    _check_fields(row, {"name": (), "type": ENTITY_TYPES}, what)
    if "paper" not in row:
        raise ValueError(f"{what} has no 'paper'")


def _check_claims(row: Json, entity: _Fields, link: _Fields) -> None:
    for what, key, fields in (("entity", "entities", entity), ("link", "links", link)):
        claims = row.get(key, [])
        if not isinstance(claims, list):
            raise ValueError(f"{key!r} is no list")
        for number, claim in enumerate(claims, 1):
            _check_fields(claim, fields, f"{what} {number}")


def _check_fields(row: Any, fields: _Fields, what: str) -> None:
    if not isinstance(row, dict):
        raise ValueError(f"{what} is no object")
    for key, allowed in fields.items():
        if key not in row:
            raise ValueError(f"{what} has no {key!r}")
        if not isinstance(row[key], str):
            raise ValueError(f"{key!r} of {what} is no text")
        if allowed and row[key] not in allowed:
            there = ", ".join(allowed)
            raise ValueError(f"{what}: no {key} is called {row[key]!r}; there are: {there}")
    aliases = row.get("aliases", [])
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        raise ValueError(f"'aliases' of {what} is no list of texts")
    if not isinstance(row.get("also", {}), dict):
        raise ValueError(f"'also' of {what} is no object")
    if not isinstance(row.get("confidence", 0), int | float):
        raise ValueError(f"'confidence' of {what} is no number")
