"""The pages that list the vocabulary, written from the ontology: ``python -m kg.export.vocabulary docs``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kg.data import data_path
from kg.vocab import KG

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

_KINDS = (
    ("Classes", "owl:Class"),
    ("Relations between nodes", "owl:ObjectProperty"),
    ("Values", "owl:DatatypeProperty"),
    ("Contexts", "owl:NamedIndividual"),
)
_MAPPINGS = (
    ("rdfs:subClassOf", "is a kind of"),
    ("rdfs:subPropertyOf", "is a kind of"),
    ("skos:closeMatch", "about the same as"),
    ("skos:broadMatch", "narrower than"),
    ("skos:narrowMatch", "broader than"),
    ("skos:relatedMatch", "related to"),
)
_NOTE = "<!-- Written by `python -m kg.export.vocabulary docs` from ontology/papertriples.ttl; edit that. -->"


def vocabulary_page() -> str:
    """All terms by kind, with definition, superterm, domain and range, as Markdown."""
    graph = _ontology()
    lines = [
        _NOTE,
        "# Vocabulary",
        "",
        f"Prefix `kg:` for `{KG}`. The namespace is not registered: its terms name things, they do not "
        "resolve on the web. The file is [`ontology/papertriples.ttl`](../ontology/papertriples.ttl); "
        "[mappings.md](mappings.md) says how the terms relate to those of other vocabularies.",
    ]
    for title, kind in _KINDS:
        lines += ["", f"## {title}", "", "| term | meaning | facts |", "|---|---|---|"]
        for term in _terms(graph, kind):
            meaning = graph.value(term, _iri(graph, "skos:definition"))
            lines.append(f"| `{_short(graph, term)}` | {meaning} | {'; '.join(_facts(graph, term))} |")
    return "\n".join(lines) + "\n"


def mappings_page() -> str:
    """How our terms relate to those of other vocabularies, as Markdown."""
    graph = _ontology()
    used = sorted({(prefix, space) for prefix, space in _prefixes(graph) if prefix != "kg"})
    lines = [
        _NOTE,
        "# Mappings",
        "",
        "How the terms of papertriples relate to those of other vocabularies. *Is a kind of* is a statement "
        "that reasoners may use (`rdfs:subClassOf`, `rdfs:subPropertyOf`); the others are SKOS mappings, "
        "which are hints for people and for conversions.",
        "",
        "| ours | relation | theirs |",
        "|---|---|---|",
    ]
    rows = list(_mapping_rows(graph))
    lines += [f"| `{ours}` | {relation} | `{theirs}` |" for ours, relation, theirs in rows]
    lines += ["", "| prefix | namespace |", "|---|---|"]
    theirs = {row[2].partition(":")[0] for row in rows}
    lines += [f"| `{prefix}` | `{space}` |" for prefix, space in used if prefix in theirs]
    return "\n".join(lines) + "\n"


def _ontology() -> Graph:
    from rdflib import Graph

    return Graph(bind_namespaces="none").parse(data_path("ontology") / "papertriples.ttl", format="turtle")


def _terms(graph: Graph, kind: str) -> list[Node]:
    found = graph.subjects(_iri(graph, "rdf:type"), _iri(graph, kind))
    return sorted((term for term in found if str(term).startswith(KG)), key=lambda term: str(term).casefold())


def _facts(graph: Graph, term: Node) -> Iterator[str]:
    for name, predicate in (
        ("under", "rdfs:subClassOf"),
        ("under", "rdfs:subPropertyOf"),
        ("of", "rdfs:domain"),
        ("gives", "rdfs:range"),
        ("usually of", "schema:domainIncludes"),
        ("usually gives", "schema:rangeIncludes"),
    ):
        values = sorted(_short(graph, value) for value in graph.objects(term, _iri(graph, predicate)))
        if values:
            yield f"{name} {', '.join(f'`{value}`' for value in values)}"


def _mapping_rows(graph: Graph) -> Iterator[tuple[str, str, str]]:
    for _, kind in _KINDS:
        for term in _terms(graph, kind):
            for predicate, words in _MAPPINGS:
                values = sorted(_short(graph, value) for value in graph.objects(term, _iri(graph, predicate)))
                for value in values:
                    if not value.startswith("kg:"):
                        yield _short(graph, term), words, value


def _prefixes(graph: Graph) -> Iterator[tuple[str, str]]:
    for prefix, space in graph.namespaces():
        yield prefix, str(space)


def _iri(graph: Graph, curie: str) -> Node:
    from rdflib import URIRef

    prefix, _, local = curie.partition(":")
    return URIRef(dict(_prefixes(graph))[prefix] + local)


def _short(graph: Graph, term: Node) -> str:
    fits = [(prefix, space) for prefix, space in _prefixes(graph) if str(term).startswith(space)]
    if not fits:
        return str(term)
    prefix, space = max(fits, key=lambda pair: len(pair[1]))
    return f"{prefix}:{str(term).removeprefix(space)}"


def main(folder: str) -> None:
    """Write both pages into ``folder``."""
    for name, text in (("vocabulary.md", vocabulary_page()), ("mappings.md", mappings_page())):
        (Path(folder) / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
