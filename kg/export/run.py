"""One way out for all formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO

from pyoxigraph import Quad, Store

from kg.errors import UsageError
from kg.export.annotations import annotated
from kg.export.files import new_file, new_folder
from kg.export.graph import PropertyGraph
from kg.export.neo4j import write_neo4j
from kg.export.parquet import require_pyarrow, write_parquet
from kg.export.rdf import Graphs, write_jsonld, write_nquads, write_trig, write_turtle
from kg.export.references import REFERENCES
from kg.export.select import Selection, quads_of, replacements, select, selected_quads, senses
from kg.export.xml import write_gexf, write_graphml
from kg.vocab import GRAPH_CURATION

RDF: dict[str, Callable[[Graphs, IO[bytes]], None]] = {
    "nq": write_nquads,
    "trig": write_trig,
    "ttl": write_turtle,
    "jsonld": write_jsonld,
}
XML: dict[str, Callable[[PropertyGraph, IO[bytes]], None]] = {"graphml": write_graphml, "gexf": write_gexf}
FOLDERS = {"neo4j": write_neo4j, "parquet": write_parquet}
FORMATS = (*RDF, *XML, *FOLDERS)
"""Names of all formats; the last two write a folder, the others one file."""

RDF12 = frozenset({"nq", "trig", "ttl"})
"""Formats that can carry RDF 1.2."""


def export(
    store: Store,
    out: Path | IO[bytes],
    *,
    format: str,  # noqa: A002 - the word users know
    no_text: bool = False,
    papers: Iterable[str] | None = None,
    rdf12: bool = False,
    curation: bool = False,
) -> None:
    """Write ``store`` to ``out`` in one of `FORMATS`; equal stores give equal bytes.

    ``out`` is a path or, for formats of one file, an open binary stream. ``no_text`` leaves out abstracts
    and the text of evidence, whose offsets stay. ``papers`` (identifiers or aliases) narrows it to some
    papers and what they speak of; counts stay those of the whole store. ``rdf12`` writes claims as
    annotations of the triples they state. ``curation`` writes the graph of decisions only. What exists
    under ``out`` is replaced at the end or not at all.

    Raises `UsageError` for options that contradict each other and places that can not be written,
    `kg.errors.ForeignPath` for a folder that no export wrote, `kg.errors.NotFound` for an unknown paper.
    """
    _refuse(format, out, rdf12=rdf12)
    if curation:
        if format not in RDF:
            raise UsageError(f"decisions go out as {', '.join(RDF)} or sssom, not as {format}")
        with _file(out) as file:
            RDF[format]([quads_of(store, GRAPH_CURATION)], file)
        return
    selection = None if papers is None else select(store, papers)
    if format in RDF:
        with _file(out) as file:
            RDF[format](_graphs(store, selection, no_text=no_text, rdf12=rdf12), file)
        return
    graph = PropertyGraph(store, selection, no_text=no_text)
    if format in XML:
        with _file(out) as file:
            XML[format](graph, file)
        return
    assert isinstance(out, Path)
    with new_folder(out, format=format) as folder:
        FOLDERS[format](graph, folder, no_text=no_text)


def _refuse(format: str, out: Path | IO[bytes], *, rdf12: bool) -> None:  # noqa: A002
    if format not in FORMATS:
        known = ", ".join((*FORMATS, "sssom"))
        lists = "; reading lists come from `kg query papers-about -f bib`" if format in REFERENCES else ""
        raise UsageError(f"unknown format {format!r}; one of {known}{lists}")
    if rdf12 and format not in RDF12:
        raise UsageError(f"{format} can not carry RDF 1.2; use one of {', '.join(sorted(RDF12))}")
    if format in FOLDERS and not isinstance(out, Path):
        raise UsageError(f"{format} is a folder of files; name a folder")
    if format == "parquet":
        require_pyarrow()


def _file(out: Path | IO[bytes]) -> AbstractContextManager[IO[bytes]]:
    return new_file(out) if isinstance(out, Path) else nullcontext(out)


def _graphs(
    store: Store, selection: Selection | None, *, no_text: bool, rdf12: bool
) -> Iterator[Iterable[Quad]]:
    graphs = selected_quads(store, selection, no_text=no_text)
    if not rdf12:
        yield from graphs
        return
    replaced, elsewhere = replacements(store), senses(store)
    for quads in graphs:
        yield annotated(quads, replaced, elsewhere)
