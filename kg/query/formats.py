"""Results written out: a table for people, and the formats that the SPARQL recommendations define."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from kg.cells import guard
from kg.errors import UsageError
from kg.query.documents import jsonld, markdown
from kg.query.result import Result
from kg.query.terms import XSD, Row, Term
from kg.terminal import one_line
from kg.vocab import BASE, PREFIXES, clean_literal, curie

FORMATS = ("table", "csv", "tsv", "json", "srj", "xml", "ttl", "jsonld", "markdown")
_OF_ROWS = "table, csv, tsv, json, xml, markdown or parquet"
_OF_TRIPLES = "ttl, jsonld, markdown or table"
Labels = Callable[[str, str], str | None]
"""Kind (``name`` or ``paper``) and local name to a label, as `kg.index.Index.label` gives it."""


def write(
    result: Result, form: str = "table", *, labels: Labels | None = None, full: bool = False, width: int = 100
) -> str:
    """``result`` in one of ``FORMATS``.

    A table shows names by their label, other IRIs as CURIEs (``full``: all as they are), and is safe to
    print on a terminal. CSV is safe to open in a spreadsheet: a cell that would be a formula gets a quote.
    Raises `UsageError` where the kind of result has no such form.
    """
    if form not in FORMATS:
        raise UsageError(f"no format {form!r}; there are {', '.join(FORMATS)}")
    if form == "ttl":
        return turtle(result)
    if form == "jsonld":
        return jsonld(result)
    if form == "markdown":
        return markdown(
            result, lambda term: _shown(term, None if "label" in result.variables else labels, full)
        )
    if result.triples is not None and form != "table":
        raise UsageError(f"triples have no form as {form}; use {_OF_TRIPLES}")
    if result.boolean is not None and form in ("csv", "tsv"):
        return "true\n" if result.boolean else "false\n"
    if form == "table":
        return table(result, labels=labels, full=full, width=width)
    return {"csv": to_csv, "tsv": to_tsv, "json": to_json, "srj": to_json, "xml": to_xml}[form](result)


def table(result: Result, *, labels: Labels | None = None, full: bool = False, width: int = 100) -> str:
    """Aligned columns with a line below the head; numbers to the right."""
    if result.boolean is not None:
        return "yes\n" if result.boolean else "no\n"
    rows: Iterable[Row] = result.rows if result.triples is None else result.triples
    head = result.variables if result.triples is None else ("subject", "predicate", "object")
    if "label" in head:
        labels = None  # the query shows them itself
    cells = [[_shown(term, labels, full) for term in row] for row in rows]
    widths = _widths([list(head), *cells], width)
    right = [_all_numbers(rows, i) for i in range(len(head))]
    lines = [_line(list(head), widths, right), _line(["-" * w for w in widths], widths, right)]
    lines += [_line(row, widths, right) for row in cells]
    return "".join(f"{line}\n" for line in lines)


def _all_numbers(rows: Iterable[Row], column: int) -> bool:
    terms = [row[column] for row in rows]
    return any(terms) and all(term is None or term.is_number for term in terms)


def _widths(rows: list[list[str]], width: int) -> list[int]:
    """The widest cell of each column; beyond ``width`` the wide columns give way, down to a fair share."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    room = width - 2 * (len(widths) - 1)
    while sum(widths) > room and max(widths) > max(12, room // max(len(widths), 1)):
        widths[widths.index(max(widths))] -= 1
    return widths


def _line(cells: list[str], widths: list[int], right: list[bool]) -> str:
    cut = [one_line(cell, w) for cell, w in zip(cells, widths, strict=True)]
    pads = zip(cut, widths, right, strict=True)
    return "  ".join(cell.rjust(w) if r else cell.ljust(w) for cell, w, r in pads).rstrip()


def _shown(term: Term | None, labels: Labels | None, full: bool) -> str:
    if term is None:
        return ""
    if term.kind == "triple":
        return f"<<( {' '.join(_shown(part, labels, full) for part in term.parts)} )>>"
    if term.kind != "iri":
        return one_line(f"_:{term.value}" if term.kind == "blank" else term.value)
    if full:
        return one_line(term.value)
    return one_line(_short(term.value, labels))


def _short(value: str, labels: Labels | None) -> str:
    """The label of one of our entities, else a CURIE, else what follows our base, else the IRI."""
    kind, _, local = value.removeprefix(BASE).partition("/")
    if kind == "name" and labels is not None and value.startswith(BASE):
        return labels("name", local) or curie(value)
    short = curie(value)
    return short.removeprefix("kg:") if short != value else value.removeprefix(BASE)


def to_csv(result: Result) -> str:
    """SPARQL 1.1 Query Results CSV; cells that a spreadsheet would compute begin with a quote."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(result.variables)
    for row in result.rows:
        writer.writerow(["" if term is None else _guarded(term) for term in row])
    return out.getvalue()


def _guarded(term: Term) -> str:
    """The value, made harmless unless it is a number, which may begin with a sign."""
    value = (
        f"_:{term.value}" if term.kind == "blank" else _turtle(term) if term.kind == "triple" else term.value
    )
    return value if term.is_number else guard(value)


def to_tsv(result: Result) -> str:
    """SPARQL 1.1 Query Results TSV: terms as Turtle writes them."""
    lines = ["\t".join(f"?{name}" for name in result.variables)]
    lines += ["\t".join("" if term is None else _turtle(term) for term in row) for row in result.rows]
    return "".join(f"{line}\n" for line in lines)


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _turtle(term: Term) -> str:
    if term.kind == "iri":
        return f"<{term.value}>"
    if term.kind == "blank":
        return f"_:{term.value}"
    if term.kind == "triple":
        return f"<<( {' '.join(map(_turtle, term.parts))} )>>"
    quoted = '"' + re.sub(r'[\\"\n\r\t]', lambda match: _ESCAPES[match[0]], term.value) + '"'
    if term.language:
        return f"{quoted}@{term.language}"
    if term.datatype == f"{XSD}integer" and re.fullmatch(r"[+-]?\d+", term.value):
        return term.value
    return f"{quoted}^^<{term.datatype}>" if term.datatype else quoted


def to_json(result: Result) -> str:
    """SPARQL 1.1 Query Results JSON."""
    if result.boolean is not None:
        return json.dumps({"head": {}, "boolean": result.boolean}) + "\n"
    bindings = [
        {name: _json(term) for name, term in zip(result.variables, row, strict=True) if term is not None}
        for row in result.rows
    ]
    document = {"head": {"vars": list(result.variables)}, "results": {"bindings": bindings}}
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _json(term: Term) -> dict[str, Any]:
    if term.kind == "triple":
        names = ("subject", "predicate", "object")
        return {"type": "triple", "value": dict(zip(names, map(_json, term.parts), strict=True))}
    kind = {"iri": "uri", "blank": "bnode", "literal": "literal"}[term.kind]
    plain: dict[str, Any] = {"type": kind, "value": term.value}
    if term.language:
        plain["xml:lang"] = term.language
    elif term.datatype:
        plain["datatype"] = term.datatype
    return plain


def to_xml(result: Result) -> str:
    """SPARQL Query Results XML; characters that XML 1.0 can not carry are left out."""
    head = "".join(f"<variable name={quoteattr(name)}/>" for name in result.variables)
    if result.boolean is not None:
        body = f"<boolean>{str(result.boolean).lower()}</boolean>"
    else:
        rows = "\n".join(f"<result>{_xml_row(result.variables, row)}</result>" for row in result.rows)
        body = f"<results>\n{rows}\n</results>" if rows else "<results/>"
    space = "http://www.w3.org/2005/sparql-results#"
    return f'<?xml version="1.0"?>\n<sparql xmlns="{space}">\n<head>{head}</head>\n{body}\n</sparql>\n'


def _xml_row(names: Iterable[str], row: Row) -> str:
    bound = [(name, term) for name, term in zip(names, row, strict=True) if term is not None]
    return "".join(f"<binding name={quoteattr(name)}>{_xml(term)}</binding>" for name, term in bound)


def _xml(term: Term) -> str:
    value = escape(clean_literal(term.value), {"\r": "&#13;"})
    if term.kind == "triple":
        names = ("subject", "predicate", "object")
        parts = (f"<{n}>{_xml(part)}</{n}>" for n, part in zip(names, term.parts, strict=True))
        return f"<triple>{''.join(parts)}</triple>"
    if term.kind != "literal":
        kind = "uri" if term.kind == "iri" else "bnode"
        return f"<{kind}>{value}</{kind}>"
    if term.language:
        return f"<literal xml:lang={quoteattr(term.language)}>{value}</literal>"
    return (
        f"<literal datatype={quoteattr(term.datatype)}>{value}</literal>"
        if term.datatype
        else (f"<literal>{value}</literal>")
    )


def turtle(result: Result) -> str:
    """The triples of a CONSTRUCT or DESCRIBE as Turtle."""
    if result.triples is None:
        raise UsageError(f"only CONSTRUCT and DESCRIBE give triples; use {_OF_ROWS}")
    import pyoxigraph as ox

    from kg.query.engine import to_engine

    triples = [ox.Triple(*map(to_engine, triple)) for triple in result.triples]
    used = {curie(term.value).partition(":")[0] for triple in result.triples for term in triple if term.value}
    prefixes = {name: iri for name, iri in PREFIXES.items() if name in used}
    return (ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b"").decode()
