"""Each saved query is documented, bound in full, ordered in full, and answers the fixture as it did.

``python -m tests.query.test_saved_queries`` writes the golden results anew; look at them before keeping them.
"""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.data import data_path
from kg.index import Index
from kg.mapping.guide import GUIDE
from kg.query import SavedQuery, bind, list_queries, write
from kg.query.engine import answer
from kg.query.executables import turtle
from kg.query.result import Result
from kg.query.tokens import tokens

GOLDEN = Path(__file__).parent / "golden"
QUERIES = list_queries()
BY_NAME = {query.name: query for query in QUERIES}


def values(query: SavedQuery) -> dict[str, str]:
    return {p.name: p.example for p in query.parameters if p.required and p.example is not None}


def ask(query: SavedQuery, store: ox.Store, index: Index) -> Result:
    bound = bind(query, values(query), index)
    assert bound.notes == ()
    return answer(store, query.text, substitutions=bound.terms)


def test_there_are_enough() -> None:
    assert len(QUERIES) >= 30


def test_each_golden_result_has_its_query() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(BY_NAME)


@pytest.mark.parametrize("name", BY_NAME)
def test_golden(name: str, store: ox.Store, index: Index) -> None:
    result = ask(BY_NAME[name], store, index)
    assert not result.is_empty, "an example that finds nothing shows nothing"
    assert golden(result) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def golden(result: Result) -> str:
    return write(result, "tsv" if result.triples is None else "ttl")


@pytest.mark.parametrize("name", BY_NAME)
def test_documented(name: str) -> None:
    query = BY_NAME[name]
    assert query.title != name
    assert query.description.endswith(".")
    assert all(p.description and p.example for p in query.parameters)
    assert all(set(re.findall(r"\{(\w+)\}", p)) <= {x.name for x in query.parameters} for p in query.phrases)


@pytest.mark.parametrize("name", BY_NAME)
def test_order_is_total(name: str, store: ox.Store, index: Index) -> None:
    """Whatever order the store gives rows in: its quads are loaded the other way round, and no row moves."""
    query = BY_NAME[name]
    words = [token.text.upper() for token in tokens(query.text) if token.kind == "word"]
    assert "ORDER" in words or "CONSTRUCT" in words
    other = ox.Store()
    for quad in reversed(list(store)):
        other.add(quad)
    assert ask(query, other, index) == ask(query, store, index)


@pytest.mark.parametrize("name", BY_NAME)
def test_nothing_is_ordered_by_an_iri_or_a_literal_text_itself(
    name: str, store: ox.Store, index: Index
) -> None:
    """Servers order these as they like (Virtuoso: by number, or a beginning), but all ``STR`` in one way."""
    result = ask(BY_NAME[name], store, index)
    for keys in re.findall(r"ORDER BY (.*)", BY_NAME[name].text):
        for key in re.findall(r"(?<!STR\()\?(\w+)", keys):
            if key in result.variables:
                cells = [row[result.variables.index(key)] for row in result.rows or ()]
                assert all(
                    cell is None or (cell.kind, bool(cell.datatype)) == ("literal", True) for cell in cells
                )


@pytest.mark.parametrize("name", BY_NAME)
def test_paths_of_any_length_give_each_row_once(name: str) -> None:
    """Virtuoso gives what is reached in two ways twice."""
    text = BY_NAME[name].text
    assert not re.search(r"\w[+*] ", text.partition("WHERE")[2]) or "DISTINCT" in text


LIMITED = [query for query in QUERIES if re.search(r"\bLIMIT \d", query.text)]


@pytest.mark.parametrize("query", LIMITED, ids=lambda query: query.name)
def test_what_a_limit_leaves_is_always_the_same(query: SavedQuery, store: ox.Store, index: Index) -> None:
    """Wherever it cuts, in whatever order the store gives rows: so each order by which it cuts is total."""
    other = ox.Store()
    for quad in reversed(list(store)):
        other.add(quad)
    terms = bind(query, values(query), index).terms
    for limit in range(1, 8):
        text = re.sub(r"\bLIMIT \d+", f"LIMIT {limit}", query.text)
        assert answer(other, text, substitutions=terms) == answer(store, text, substitutions=terms)


@pytest.mark.parametrize("query", LIMITED, ids=lambda query: query.name)
def test_what_is_cut_is_ordered_by_what_tells_rows_apart(query: SavedQuery) -> None:
    """Days alone do not: many papers share one."""
    cut = re.findall(r"ORDER BY ([^\n]*)\n\s*LIMIT", query.text)
    assert sum("STR(" not in keys for keys in cut) <= query.text.count("SELECT DISTINCT"), cut


@pytest.mark.parametrize("name", BY_NAME)
def test_no_value_is_text_of_the_query(name: str) -> None:
    query = BY_NAME[name]
    assert all(token.text[1:-1] not in values(query).values() for token in tokens(query.text))


def overview() -> str:
    """``queries/README.md``: every query with what it takes."""
    lines = [
        "# Saved queries",
        "",
        "`kg query NAME --parameter VALUE`. Names are looked up with their aliases. This list is made",
        "from the files by `python -m tests.query.test_saved_queries`.",
        "",
        "| query | what it answers | parameters |",
        "|---|---|---|",
    ]
    for query in QUERIES:
        taken = [
            f"`--{p.name}` {p.description}" + (f" (default {p.default})" if p.default else "")
            for p in query.parameters
        ]
        lines.append(f"| `{query.name}` | {query.title}. {query.description} | {'; '.join(taken)} |")
    return "\n".join(lines) + "\n"


def test_the_overview_is_up_to_date() -> None:
    assert (data_path("queries") / "README.md").read_text(encoding="utf-8") == overview()


def test_what_every_store_holds_of_the_queries_is_up_to_date() -> None:
    assert (data_path("ontology") / GUIDE).read_bytes() == turtle(QUERIES)


def _write_golden() -> None:
    from tests.query.conftest import fixture_quads, write_fixture_index

    (data_path("queries") / "README.md").write_text(overview(), encoding="utf-8")
    (data_path("ontology") / GUIDE).write_bytes(turtle(QUERIES))
    store = ox.Store()
    store.extend(fixture_quads())
    with write_fixture_index() as index:
        for query in QUERIES:
            text = golden(ask(query, store, index))
            (GOLDEN / f"{query.name}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    _write_golden()
