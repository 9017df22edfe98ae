"""The page that says how much of what the graph holds: `/void` for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.pages.html import render
from kg.pages.knowledge import terms
from kg.vocab import curie


@dataclass(frozen=True, slots=True)
class Counted:
    """A class or property with how often it is used and what it means."""

    iri: str
    name: str
    meaning: str
    number: int
    asks: str
    """A query for some of it."""


def contents_page(classes: Mapping[str, int], properties: Mapping[str, int], entities: int) -> str:
    """Classes and properties (IRIs) with their numbers, the most frequent first."""
    known = terms()
    return render(
        "void.html",
        triples=sum(properties.values()),
        entities=entities,
        groups=(
            ("Classes", "things", _counted(classes, known.classes, "?thing a {}")),
            ("Properties", "triples", _counted(properties, known.properties, "?subject {} ?object")),
        ),
    )


def _counted(numbers: Mapping[str, int], meanings: Mapping[str, str], pattern: str) -> list[Counted]:
    found = []
    for iri, number in sorted(numbers.items(), key=lambda item: (-item[1], item[0])):
        name = curie(iri)
        term = name if name != iri else f"<{iri}>"
        asks = f"SELECT * WHERE {{\n  {pattern.format(term)} .\n}}\nLIMIT 50"
        found.append(Counted(iri, name, meanings.get(name, ""), number, asks))
    return found
