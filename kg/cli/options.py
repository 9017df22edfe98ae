"""Options that several commands take, each once; those of one command stand in its file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import FORMAT_HELP

MOST = 1_000_000_000
"""What an option may count to: no number of papers, and every slice and database takes it."""
LONGEST = 86_400
"""Seconds that an option may wait for: a day, which every clock takes."""
MOST_MEGABYTES = 1_000_000

FormatOption = Annotated[str | None, typer.Option("--format", help=FORMAT_HELP)]
YearOption = Annotated[
    int | None,
    typer.Option("--listing-year", min=1991, max=2100, help="Year of a listing's dates that have none."),
]
JobsOption = Annotated[
    int, typer.Option("--jobs", "-j", min=1, max=64, help="Processes that read papers at once.")
]
WordsOption = Annotated[
    Path | None, typer.Option("--vocabulary", help="CSV of your own names, types, aliases, names to ignore.")
]
TypesOption = Annotated[
    list[str] | None, typer.Option("--type", "-t", help="Only this type; may be given again.")
]
RelationsOption = Annotated[
    list[str] | None, typer.Option("--relation", "-r", help="Only this relation; may be given again.")
]
SureOption = Annotated[
    float, typer.Option("--min-confidence", min=0, max=1, help="Leave out what is less certain.")
]
NoTextOption = Annotated[bool, typer.Option("--no-text", help="Leave out abstracts and quoted sentences.")]
TimeoutOption = Annotated[
    float, typer.Option("--timeout", min=0.1, max=LONGEST, help="Seconds after which the query is ended.")
]
QueriesOption = Annotated[list[str] | None, typer.Option("--queries", help="A folder of your own queries.")]
HostOption = Annotated[
    str, typer.Option("--host", help="The address to listen at; any but loopback lets other machines ask.")
]
HostNamesOption = Annotated[
    list[str] | None,
    typer.Option("--name", help="A host name under which it may be asked; may be given again."),
]
TokenOption = Annotated[
    Path | None,
    typer.Option(
        "--token-file", help="A file with the bearer token that every request must bring [or KG_TOKEN]."
    ),
]
