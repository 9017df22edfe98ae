"""The saved queries as an OpenAPI document: https://spec.openapis.org/oas/v3.1.0"""

from __future__ import annotations

from typing import Any

from kg import __version__
from kg.model import ENTITY_TYPES, LINK_PREDICATES, RELATIONS
from kg.query import Parameter, SavedQuery
from kg.server import negotiate

_SCHEMAS: dict[str, dict[str, Any]] = {
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "date": {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"},
    "type": {"type": "string", "enum": list(ENTITY_TYPES)},
    "relation": {"type": "string", "enum": [*RELATIONS, *LINK_PREDICATES]},
}
_NOTES = {
    "Kg-Note": {
        "description": "what had to be decided about a parameter, percent-encoded",
        "schema": {"type": "string"},
    }
}
_REFUSALS = {
    "400": "a value that can not be used",
    "404": "a name that the graph does not hold",
    "406": "no such form of the answer",
    "422": "more memory or a larger answer than allowed",
    "503": "stopped at its limit of time, or all workers are busy",
}


def document(queries: tuple[SavedQuery, ...]) -> dict[str, Any]:
    """Every saved query as a path with typed parameters, and the look-up of names."""
    paths = {f"/api/query/{query.name}": {"get": _operation(query)} for query in queries}
    return {
        "openapi": "3.1.0",
        "info": {"title": "papertriples: saved queries", "version": __version__},
        "paths": {"/find": {"get": _find()}, **paths},
    }


def _operation(query: SavedQuery) -> dict[str, Any]:
    forms: dict[str, Any] = {media: {} for media in negotiate.ROWS[:4]}
    return {
        "operationId": query.name,
        "summary": query.title,
        "description": query.description,
        "parameters": [_parameter(parameter) for parameter in query.parameters],
        "responses": {"200": {"description": "rows", "headers": _NOTES, "content": forms}, **_refusals()},
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema = dict(_SCHEMAS.get(parameter.type, {"type": "string"}))
    if parameter.default is not None:
        schema["default"] = _value(parameter.type, parameter.default)
    plain: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.description or parameter.type,
        "schema": schema,
    }
    if parameter.example is not None:
        plain["example"] = _value(parameter.type, parameter.example)
    return plain


def _value(kind: str, value: str) -> str | int | float:
    """A value as its schema types it."""
    return int(value) if kind == "integer" else float(value) if kind == "decimal" else value


def _find() -> dict[str, Any]:
    text = {"name": "q", "in": "query", "required": True, "schema": {"type": "string", "maxLength": 300}}
    limit = {
        "name": "limit",
        "in": "query",
        "required": False,
        "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 10},
    }
    return {
        "operationId": "find",
        "summary": "Names and titles that a text is, begins or misspells",
        "parameters": [text, limit],
        "responses": {
            "200": {"description": "matches, best first", "content": {"application/json": {}}},
            "400": {"description": _REFUSALS["400"]},
        },
    }


def _refusals() -> dict[str, Any]:
    return {status: {"description": reason} for status, reason in _REFUSALS.items()}
