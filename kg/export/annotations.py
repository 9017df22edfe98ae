"""RDF 1.2: a claim becomes the reifier of the triple it states, in place of three triples of rdf:Statement.

Confidence, evidence and attribution are then annotations of a triple. Where the paper's name for a thing is
not the canonical one, the claim reifies both the triple with the name and the plain triple with the entity.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator
from itertools import groupby

from pyoxigraph import NamedNode, Quad, Triple

from kg.export.select import claims, plain
from kg.vocab import PREFIXES

_REIFIES = NamedNode(f"{PREFIXES['rdf']}reifies")
_PARTS = frozenset(NamedNode(PREFIXES["rdf"] + part) for part in ("subject", "predicate", "object"))


def annotated(
    quads: Iterable[Quad], replaced: dict[str, str], elsewhere: dict[str, dict[str, str]]
) -> Iterator[Quad]:
    """The quads of one graph with claims as reifiers, by the results of `replacements` and of `senses`.

    The quads of one subject must follow each other.
    """
    for _, group in groupby(quads, key=lambda quad: quad.subject):
        node = list(group)
        here = ChainMap(elsewhere.get(getattr(node[0].graph_name, "value", ""), {}), replaced)
        yield from (quad for quad in node if quad.predicate not in _PARTS)
        for claim, stated in claims(node):
            for triple in sorted({stated, plain(stated, here)}):
                terms = Triple(*(NamedNode(part) for part in triple))
                yield Quad(NamedNode(claim), _REIFIES, terms, node[0].graph_name)
