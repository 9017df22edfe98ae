"""The W3C query suites: their cases, the data that these ask about, and whether an answer is as expected.

All IRIs are those of the suites' files below `HOME`, so that nothing depends on where the files lie.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pyoxigraph as ox

from tests.conftest import SHARED

FILES = SHARED / "w3c" / "sparql"
HOME = "https://suites.example/"
MANIFESTS = (
    "sparql11/manifest-sparql11-query.ttl",
    "sparql11/csv-tsv-res/manifest.ttl",
    "sparql11/json-res/manifest.ttl",
    "sparql10/manifest-evaluation.ttl",
    "sparql10/manifest-syntax.ttl",
)
NOTHING = f"{HOME}nothing"
"""A graph that no store holds: the default graph of a case without data."""
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_SPACE = "http://www.w3.org/2001/sw/DataAccess/tests/"
_MANIFEST, _QUERY, _DAWG, _RESULTS = (
    f"{_SPACE}{name}#" for name in ("test-manifest", "test-query", "test-dawg", "result-set")
)
_FROM = re.compile(r"FROM\s+(?:NAMED\s+)?<([^>]+)>", re.IGNORECASE)
_TABLES = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}


@dataclass(frozen=True)
class Case:
    """One test of a suite."""

    name: str
    kind: str
    """``evaluation``, ``csv``, ``good`` or ``bad`` (syntax)."""
    query: str
    """IRI of the query's file."""
    default: tuple[str, ...]
    named: tuple[str, ...]
    declared: tuple[str, ...]
    """Graphs that the query itself names after FROM: its dataset, where there are any."""
    result: str | None

    @property
    def text(self) -> str:
        """The query, with its file as base."""
        return f"BASE <{self.query}>\n{text_of(self.query)}"


def path_of(iri: str) -> Path:
    """The file of an IRI below `HOME`."""
    return FILES / iri.removeprefix(HOME)


def text_of(iri: str) -> str:
    """What a file says."""
    return path_of(iri).read_bytes().decode("utf-8")


def triples(iri: str) -> Iterator[ox.Triple]:
    """The triples of a file; its blank nodes are its own."""
    suffix = {".n3": "ttl"}.get(path_of(iri).suffix, path_of(iri).suffix[1:])
    form = ox.RdfFormat.from_extension(suffix)
    assert form is not None, iri
    for quad in ox.parse(path=path_of(iri), format=form, base_iri=iri, rename_blank_nodes=True):
        yield quad.triple


def cases() -> Iterator[Case]:
    """The cases of all suites; those that the working group took back are left out."""
    for manifest in MANIFESTS:
        yield from _cases(HOME + manifest)


def _cases(manifest: str) -> Iterator[Case]:
    found = Found(triples(manifest))
    for included in found.members(manifest, f"{_MANIFEST}include"):
        if path_of(included).is_file():
            yield from _cases(included)
    group = path_of(manifest).parent.relative_to(FILES)
    for test in found.members(manifest, f"{_MANIFEST}entries"):
        approval = found.one(test, f"{_DAWG}approval") or ""
        kind = _kind(found.one(test, f"{RDF}type") or "")
        if kind is not None and not approval.endswith(("Rejected", "Withdrawn")):
            yield _case(found, test, f"{group}/{test.rpartition('#')[2]}", kind)


def _kind(type_: str) -> str | None:
    """What a test wants; None for those that are no queries."""
    local = type_.partition("#")[2].removesuffix("11")
    if "Update" in local:
        return None
    kinds = {"QueryEvaluationTest": "evaluation", "CSVResultFormatTest": "csv"}
    kinds |= {"PositiveSyntaxTest": "good", "NegativeSyntaxTest": "bad"}
    return kinds.get(local)


def _case(found: Found, test: str, name: str, kind: str) -> Case:
    action = found.one(test, f"{_MANIFEST}action")
    assert action is not None, test
    query = found.one(action, f"{_QUERY}query") or action
    default = found.all(action, f"{_QUERY}data")
    named = found.all(action, f"{_QUERY}graphData")
    files = (urljoin(query, name) for name in _FROM.findall(text_of(query)) if kind == "evaluation")
    declared = tuple(sorted({file for file in files if path_of(file).is_file()}))
    return Case(name, kind, query, default, named, declared, found.one(test, f"{_MANIFEST}result"))


class Found:
    """Statements of one file, by subject and predicate."""

    def __init__(self, given: Iterable[ox.Triple]) -> None:
        self._graph = ox.Dataset(ox.Quad(*triple) for triple in given)

    def terms(self, subject: Any, predicate: str) -> list[Any]:
        """The objects."""
        node = ox.NamedNode(subject) if isinstance(subject, str) and ":" in subject else subject
        node = ox.BlankNode(node) if isinstance(node, str) else node
        quads = self._graph.quads_for_subject(node)
        return [quad.object for quad in quads if quad.predicate.value == predicate]

    def all(self, subject: str, predicate: str) -> tuple[str, ...]:
        """The objects as strings; a blank node by its label, which has no colon."""
        return tuple(sorted(str(term.value) for term in self.terms(subject, predicate)))

    def one(self, subject: str, predicate: str) -> str | None:
        """The only object."""
        found = self.all(subject, predicate)
        return found[0] if found else None

    def members(self, subject: str, predicate: str) -> Iterator[str]:
        """The members of a list."""
        at = self.one(subject, predicate)
        while at is not None and at != f"{RDF}nil":
            member = self.one(at, f"{RDF}first")
            assert member is not None
            yield member
            at = self.one(at, f"{RDF}rest")

    def subjects(self, type_: str) -> list[Any]:
        """Things of a class."""
        quads = self._graph.quads_for_object(ox.NamedNode(type_))
        return [quad.subject for quad in quads if quad.predicate.value == f"{RDF}type"]

    def rows(self) -> list[ox.Triple]:
        """All of them."""
        return [quad.triple for quad in self._graph]


@dataclass(frozen=True)
class Answer:
    """What a query came to: a boolean, triples, or rows of terms by variable (with a place, if ordered)."""

    boolean: bool | None = None
    rows: tuple[frozenset[tuple[str, Any]], ...] | None = None
    triples: frozenset[ox.Triple] | None = None

    def is_as(self, other: Answer, *, reduced: bool = False) -> bool:
        """Whether both are the same but for labels of blank nodes; ``reduced`` passes over repetitions."""
        if (self.rows is None, self.triples is None) != (other.rows is None, other.triples is None):
            return False
        if self.boolean is not None or other.boolean is not None:
            return self.boolean == other.boolean
        return _canonical(self, reduced) == _canonical(other, reduced)


def _canonical(answer: Answer, reduced: bool) -> ox.Dataset:
    """An answer as RDF in which blank nodes have labels that follow from what is said of them."""
    if answer.triples is not None:
        said = ox.Dataset(ox.Quad(*(_plain(term) for term in triple)) for triple in answer.triples)
    else:
        said = ox.Dataset(_row_quads(answer, reduced))
    said.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return said


def _row_quads(answer: Answer, reduced: bool) -> Iterator[ox.Quad]:
    plain = (frozenset((name, _plain(term)) for name, term in row) for row in answer.rows or ())
    for number, (row, times) in enumerate(Counter(plain).items()):
        node = ox.BlankNode(f"row{number}")
        yield ox.Quad(node, ox.NamedNode("row:times"), ox.Literal(1 if reduced else times))
        for name, term in row:
            yield ox.Quad(node, ox.NamedNode(f"variable:{name}"), term)


def _plain(term: Any) -> Any:
    """A literal as its value: ``01`` and ``1`` are one integer."""
    if not isinstance(term, ox.Literal) or term.language is not None:
        return term
    kind, value = term.datatype.value.removeprefix(XSD), term.value
    try:
        if kind in ("integer", "decimal"):
            value = str(Decimal(value).normalize())
        elif kind in ("double", "float"):
            value = repr(float(value.replace("INF", "inf")))
        elif kind == "boolean":
            value = {"1": "true", "0": "false"}.get(value, value)
    except (ValueError, InvalidOperation):
        return term
    return ox.Literal(value, datatype=term.datatype)


def table(found: Any) -> Answer:
    """The engine's rows or boolean as an answer."""
    if isinstance(found, ox.QueryBoolean):
        return Answer(boolean=bool(found))
    names = [variable.value for variable in found.variables]
    rows = (((name, row[name]) for name in names if row[name] is not None) for row in found)
    return Answer(rows=tuple(frozenset(row) for row in rows))


def comma_separated(text: str) -> Answer:
    """Rows of strings; what looks like a blank node is one."""
    head, *lines = csv.reader(io.StringIO(text))
    cells = (zip(head, line, strict=True) for line in lines)
    return Answer(rows=tuple(frozenset((name, _cell(value)) for name, value in row) for row in cells))


def _cell(value: str) -> Any:
    return ox.BlankNode(value[2:]) if value.startswith("_:") else ox.Literal(value)


def expected(case: Case) -> Answer:
    """What the suite wants."""
    assert case.result is not None, case.name
    path = path_of(case.result)
    if path.suffix == ".csv":
        return comma_separated(path.read_text(encoding="utf-8"))
    if path.suffix in _TABLES:
        return table(ox.parse_query_results(path=path, format=_TABLES[path.suffix]))
    found = Found(triples(case.result))
    sets = found.subjects(f"{_RESULTS}ResultSet")
    return _result_set(found, sets[0]) if sets else Answer(triples=frozenset(found.rows()))


def _result_set(found: Found, node: Any) -> Answer:
    """Rows or a boolean written as RDF, with the place of each row where its order matters."""
    for boolean in found.terms(node, f"{_RESULTS}boolean"):
        return Answer(boolean=boolean.value in ("true", "1"))
    rows = []
    for solution in found.terms(node, f"{_RESULTS}solution"):
        cells = {("#", place) for place in found.terms(solution, f"{_RESULTS}index")}
        for binding in found.terms(solution, f"{_RESULTS}binding"):
            (name,), (value,) = (found.terms(binding, f"{_RESULTS}{part}") for part in ("variable", "value"))
            cells.add((name.value, value))
        rows.append(frozenset(cells))
    return Answer(rows=tuple(rows))


def ordered(answer: Answer, like: Answer) -> Answer:
    """The answer with the place of each row, where the rows of ``like`` have one."""
    if not any(name == "#" for row in like.rows or () for name, _ in row):
        return answer
    places = enumerate(answer.rows or (), start=1)
    return Answer(rows=tuple(row | {("#", ox.Literal(place))} for place, row in places))


def data(found: Iterable[Case]) -> Iterator[ox.Quad]:
    """Every file that a case asks about, as the graph of its IRI."""
    for iri in sorted({graph for case in found for graph in (*case.default, *case.named, *case.declared)}):
        for triple in triples(iri):
            yield ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(iri))
