"""``kg export``: the graph in the formats of others."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import StoreOption, fail, say, store_of
from kg.cli.options import NoTextOption


def command(
    store: StoreOption = None,
    format_: Annotated[
        str,
        typer.Option("--format", "-f", help="nq, trig, ttl, jsonld, graphml, gexf, neo4j, parquet, sssom."),
    ] = "nq",
    out: Annotated[
        str, typer.Option("--out", "-o", help="File, or folder for neo4j and parquet; - is standard output.")
    ] = "-",
    no_text: NoTextOption = False,
    paper: Annotated[list[str] | None, typer.Option(help="Only this paper; may be given again.")] = None,
    rdf12: Annotated[
        bool, typer.Option("--rdf12", help="Claims as RDF 1.2 annotations (nq, trig, ttl).")
    ] = False,
    curation: Annotated[
        bool, typer.Option("--curation", help="Only the decisions; also -f sssom, which `kg replay` reads.")
    ] = False,
) -> None:
    """Write the graph in another format; sorted N-Quads are byte for byte the same for the same input.

    Examples: kg export > mine.nq · kg export -f ttl -o mine.ttl --no-text · kg export -f neo4j -o neo4j/ ·
    kg export -f graphml -o mine.graphml --paper 2309.12696 · kg export --curation -f sssom -o mine.sssom.tsv
    """
    if format_ == "sssom":
        if paper:
            fail("sssom has the decisions of the whole store; leave out --paper")
        return _table(store_of(store), out)
    from kg.export import export
    from kg.store.snapshot import Snapshot

    with Snapshot.open(store_of(store)) as snapshot:
        papers = None if not paper else [snapshot.index.resolve_paper(name).id for name in paper]
        target = sys.stdout.buffer if out == "-" else Path(out)
        export(
            snapshot.store,
            target,
            format=format_,
            no_text=no_text,
            papers=papers,
            rdf12=rdf12,
            curation=curation,
        )
    if out != "-":
        say(f"kg: wrote {out}")
    return None


def _table(store: Path, out: str) -> None:
    """The decisions in force as an SSSOM table."""
    from contextlib import nullcontext

    from kg import ledger
    from kg.export.files import new_file
    from kg.ledger.sssom import write_table

    table = write_table(ledger.held(ledger.read(store))).encode()
    with nullcontext(sys.stdout.buffer) if out == "-" else new_file(Path(out)) as file:
        file.write(table)
    if out != "-":
        say(f"kg: wrote {out}")
