"""Results as documents of other kinds: Markdown, JSON-LD, Parquet."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

from kg.errors import UsageError
from kg.query.result import Result
from kg.query.terms import Row, Term
from kg.vocab import PREFIXES, curie

Shown = Callable[[Term | None], str]


def markdown(result: Result, shown: Shown) -> str:
    """A table as GitHub reads it; what a cell holds can not leave it or become markup."""
    head = result.variables if result.triples is None else ("subject", "predicate", "object")
    rows: tuple[Row, ...] = result.rows if result.triples is None else result.triples
    if result.boolean is not None:
        return "yes\n" if result.boolean else "no\n"
    lines = [head, ["---"] * len(head), *([_plain(shown(term)) for term in row] for row in rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _plain(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|#!~&])", r"\\\1", " ".join(text.split()))


def jsonld(result: Result) -> str:
    """The triples of a CONSTRUCT or DESCRIBE as JSON-LD."""
    import pyoxigraph as ox

    from kg.query.engine import to_engine

    if result.triples is None:
        raise UsageError("only CONSTRUCT and DESCRIBE give triples; use json")
    used = {curie(t.value).partition(":")[0] for triple in result.triples for t in triple if t.value}
    prefixes = {name: iri for name, iri in PREFIXES.items() if name in used}
    triples = [ox.Triple(*map(to_engine, triple)) for triple in result.triples]
    return (ox.serialize(triples, format=ox.RdfFormat.JSON_LD, prefixes=prefixes) or b"").decode() + "\n"


def parquet(result: Result) -> bytes:
    """The rows as a Parquet file; integers and decimals as numbers, all else as text."""
    try:
        import pyarrow.parquet as pq
    except ImportError as error:
        raise UsageError("parquet needs pyarrow: pip install 'papertriples[parquet]'") from error
    out = io.BytesIO()
    pq.write_table(result.to_arrow(), out)
    return out.getvalue()
