"""The W3C query suites through the endpoint: what the engine itself gets right is right over HTTP, too.

All data of the suites lies in one store, a graph a file; each case asks for its own graphs by protocol.
"""

from __future__ import annotations

import contextlib
import http.client
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from tests.conftest import needs_shared
from tests.server import suites
from tests.server.conftest import serving
from tests.server.stores import publish_quads
from tests.server.suites import Answer, Case

pytestmark = needs_shared

NORMALISED = "literals are stored by value: 01 and 1, Z and +00:00 are one"
SEEN = "the variable of GRAPH is seen within its group"
NOT_EACH = "GRAPH ?g does not ask each graph where no triple pattern does"
ZERO = "a path of length zero does not start from a term that the graph lacks"
KNOWN = {
    "sparql10/distinct/distinct-1": NORMALISED,
    "sparql10/distinct/distinct-9": NORMALISED,
    "sparql10/expr-builtin/dawg-str-1": NORMALISED,
    "sparql10/expr-builtin/dawg-str-2": NORMALISED,
    "sparql10/expr-builtin/sameTerm-eq": NORMALISED,
    "sparql10/expr-builtin/sameTerm-not-eq": NORMALISED,
    "sparql10/expr-builtin/sameTerm-simple": NORMALISED,
    "sparql10/expr-equals/eq-graph-1": NORMALISED,
    "sparql10/expr-equals/eq-graph-2": NORMALISED,
    "sparql11/csv-tsv-res/csv03": NORMALISED,
    "sparql11/csv-tsv-res/tsv03": NORMALISED,
    "sparql10/expr-builtin/case-insensitive-booleans": "TRUE and FALSE are read in lower case only",
    "sparql10/graph/graph-optional": SEEN,
    "sparql10/graph/graph-variable-scope": SEEN,
    "sparql10/open-world/date-2": "dates with and without a time zone are unequal, not an error",
    "sparql10/open-world/date-3": NORMALISED,
    "sparql10/open-world/open-eq-01": NORMALISED,
    "sparql10/syntax-sparql3/syn-bad-26": "`?x<?a&&?b>?y` is read as comparisons, not as an IRI",
    "sparql11/aggregates/agg-empty-group-count-graph": NOT_EACH,
    "sparql11/aggregates/agg-groupconcat-04": "GROUP_CONCAT keeps a language that all its strings have",
    "sparql11/aggregates/agg-groupconcat-06": "GROUP_CONCAT keeps a language that all its strings have",
    "sparql11/bindings/graph": NOT_EACH,
    "sparql11/functions/bnode01": "BNODE makes one node of the same text in all rows",
    "sparql11/negation/graph-minus": SEEN,
    "sparql11/property-path/zero_or_more_set_end": ZERO,
    "sparql11/property-path/zero_or_more_set_start": ZERO,
    "sparql11/property-path/zero_or_one_set_end": ZERO,
    "sparql11/property-path/zero_or_one_set_start": ZERO,
}
"""Cases that the engine gets wrong, with what is wrong; all others are right over HTTP."""
FORMS = {
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".srj": "application/sparql-results+json",
    ".srx": "application/sparql-results+xml",
}


class Asker:
    """Asks over one connection that stays."""

    def __init__(self, connection: http.client.HTTPConnection) -> None:
        self._connection = connection

    def __call__(self, case: Case) -> tuple[int, str, bytes]:
        """Status, media type and body of the answer to a case."""
        result = Path(case.result or ".srj").suffix
        accept = f"{FORMS.get(result, FORMS['.srj'])}, application/n-triples;q=0.9, {FORMS['.srj']};q=0.8"
        fields = [("query", case.text)]
        if not case.declared:
            fields += [("default-graph-uri", graph) for graph in case.default or [suites.NOTHING]]
            fields += [("named-graph-uri", graph) for graph in case.named]
        headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request("POST", "/sparql", urlencode(fields), headers)
        response = self._connection.getresponse()
        media = (response.getheader("Content-Type") or "").partition(";")[0]
        return response.status, media, response.read()


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    """All cases."""
    return list(suites.cases())


@pytest.fixture(scope="module")
def ask(cases: list[Case], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    """A server whose store holds the data of all cases."""
    store = publish_quads(tmp_path_factory.mktemp("suites") / "store", suites.data(cases))
    with (
        serving(store) as client,
        contextlib.closing(http.client.HTTPConnection("127.0.0.1", client.port, timeout=60)) as connection,
    ):
        yield Asker(connection)


def read(case: Case, media: str, body: bytes) -> Answer:
    """What an answer says."""
    if media == "application/n-triples":
        return Answer(triples=frozenset(quad.triple for quad in ox.parse(body, ox.RdfFormat.N_TRIPLES)))
    if media == FORMS[".csv"]:
        return suites.comma_separated(body.decode())
    form: Any = ox.QueryResultsFormat.from_media_type(media)
    return suites.table(ox.parse_query_results(body, form))


def is_right(case: Case, answered: tuple[int, str, bytes]) -> bool:
    """Whether the answer is what the case wants."""
    status, media, body = answered
    if case.kind in ("good", "bad"):
        ill_formed = status == 400 and not body.startswith(b"the query can not be evaluated: The custom")
        return ill_formed == (case.kind == "bad")
    if status != 200:
        return False
    wanted = suites.expected(case)
    found = suites.ordered(read(case, media, body), wanted)
    return found.is_as(wanted, reduced="/reduced/" in case.name)


def test_the_suites_pass_wherever_the_engine_does(ask: Asker, cases: list[Case]) -> None:
    wrong = {case.name for case in cases if not is_right(case, ask(case))}
    assert sorted(wrong) == sorted(KNOWN)
    assert len(cases) == 814


def test_the_query_suite_passes_as_often_as_the_engine_does(cases: list[Case]) -> None:
    results = ("sparql11/csv-tsv-res/", "sparql11/json-res/")
    suite = {case.name for case in cases if case.name.startswith("sparql11/")}
    suite = {name for name in suite if not name.startswith(results)}
    assert (len(suite - KNOWN.keys()), len(suite)) == (318, 328)
