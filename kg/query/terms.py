"""RDF terms, and rows of them, independent of the engine that found them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

XSD = "http://www.w3.org/2001/XMLSchema#"
STRING = f"{XSD}string"
NUMBERS = frozenset(
    XSD + name for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")
)

Kind = Literal["iri", "literal", "blank", "triple"]


@dataclass(frozen=True, slots=True)
class Term:
    """An RDF term. A triple term (RDF 1.2) has no value but ``parts``."""

    kind: Kind
    value: str
    datatype: str | None = None
    """IRI of the datatype of a literal; None for plain and for language-tagged strings."""
    language: str | None = None
    parts: tuple[Term, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether it is a numeric literal."""
        return self.datatype in NUMBERS


Row = tuple[Term | None, ...]


def iri(value: str) -> Term:
    """An IRI."""
    return Term("iri", value)


def literal(value: str, datatype: str | None = None) -> Term:
    """A literal; ``datatype`` is the local name of an XML Schema type."""
    return Term("literal", value, None if datatype is None else XSD + datatype)


def term_out(term: Term) -> list[Any]:
    """A term as JSON can carry it."""
    parts = [term_out(part) for part in term.parts]
    return [term.kind, term.value, term.datatype, term.language, parts]


def term_in(data: list[Any]) -> Term:
    """The inverse of `term_out`."""
    kind, value, datatype, language, parts = data
    return Term(kind, value, datatype, language, tuple(term_in(part) for part in parts))
