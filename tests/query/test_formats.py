"""Results in every form: exact, readable back, and harmless where they are shown."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.query import FORMATS, Result, Term, write
from kg.query.engine import from_engine
from kg.query.result import from_plain, to_plain
from kg.query.terms import iri, literal

BASE = "https://w3id.org/papertriples/"
PLAIN = Result(
    ("method", "papers", "note"),
    (
        (iri(f"{BASE}name/tilenet"), literal("12", "integer"), Term("literal", "=1+1")),
        (iri(f"{BASE}ontology#uses"), literal("3", "integer"), Term("literal", "né", language="fr")),
        (iri(f"{BASE}paper/2303.99003"), None, Term("blank", "b0")),
    ),
)


def labels(kind: str, local: str) -> str | None:
    return "TileNet" if (kind, local) == ("name", "tilenet") else None


def test_table() -> None:
    assert write(PLAIN, labels=labels) == (
        "method            papers  note\n"
        "----------------  ------  ----\n"
        "TileNet               12  =1+1\n"
        "uses                   3  né\n"
        "paper:2303.99003          _:b0\n"
    )


def test_iris_are_as_short_as_they_can_be() -> None:
    locals_ = ("claim/0a1b", "author/ada-ember", "paper/2303.99003#char=0,7", "name/gone")
    result = Result(("x",), (*((iri(f"{BASE}{local}"),) for local in locals_), (iri("http://a.example/b"),)))
    assert write(result, labels=labels).splitlines()[2:] == [*locals_[:3], "name:gone", "http://a.example/b"]


def test_a_query_with_labels_shows_names_as_curies() -> None:
    result = Result(("method", "label"), ((iri(f"{BASE}name/tilenet"), Term("literal", "TileNet")),))
    assert write(result, labels=labels).splitlines()[2] == "name:tilenet  TileNet"


def test_table_in_full() -> None:
    assert f"{BASE}name/tilenet" in write(PLAIN, labels=labels, full=True, width=200)


def test_a_table_fits_its_width() -> None:
    wide = Result(("a", "b"), ((Term("literal", "x" * 200), Term("literal", "short")),))
    assert max(map(len, write(wide, width=60).splitlines())) <= 60
    assert "short" in write(wide, width=60)


def test_a_table_can_not_drive_a_terminal() -> None:
    evil = "\x1b]8;;http://evil.example\x07click\x1b[2J\u202e\r\n"
    shown = write(Result(("x",), ((Term("literal", evil),), (iri("http://a/\u202e"),))))
    assert shown.isprintable() or set(shown) <= set("x-click\nhtp:/a ")
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_csv_is_no_spreadsheet_program() -> None:
    cells = ["=cmd", "+1", "-1", "@x", "\t=1", " =1", "\xa0=1", "'=1", "plain", 'a "b", c', "-5"]
    terms = [*(Term("literal", cell) for cell in cells[:-1]), literal(cells[-1], "integer")]
    rows = list(csv.reader(io.StringIO(write(Result(("x",), tuple((t,) for t in terms)), "csv"))))
    assert [row[0] for row in rows[1:]] == [
        "'=cmd", "'+1", "'-1", "'@x", "'\t=1", "' =1", "'\xa0=1", "''=1", "plain", 'a "b", c', "-5",
    ]  # fmt: skip


def test_tsv() -> None:
    assert write(PLAIN, "tsv").splitlines()[1:] == [
        f'<{BASE}name/tilenet>\t12\t"=1+1"',
        f'<{BASE}ontology#uses>\t3\t"né"@fr',
        f"<{BASE}paper/2303.99003>\t\t_:b0",
    ]


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
TERMS = st.one_of(
    st.none(),
    st.builds(Term, st.just("literal"), TEXTS),
    st.builds(lambda text: Term("literal", text, language="en"), TEXTS),
    st.builds(lambda n: literal(str(n), "integer"), st.integers()),
    st.builds(lambda n: iri(f"http://example.org/{n}"), st.integers(0)),
)


@given(st.lists(st.tuples(TERMS, TERMS), max_size=4))
def test_json_and_tsv_are_read_back_by_the_engine(rows: list[tuple[Term | None, Term | None]]) -> None:
    result = Result(("a", "b"), tuple(rows))
    for form, reader in (("json", ox.QueryResultsFormat.JSON), ("tsv", ox.QueryResultsFormat.TSV)):
        found = ox.parse_query_results(write(result, form), reader)
        assert isinstance(found, ox.QuerySolutions)
        again = [tuple(None if t is None else from_engine(t) for t in solution) for solution in found]
        assert again == rows
    assert from_plain(json.loads(json.dumps(to_plain(result)))) == result


def test_xml_is_well_formed_whatever_is_in_it() -> None:
    evil = "a\x00\x0b\ufffe<b>&\r\n"
    root = ElementTree.fromstring(write(Result(("x",), ((Term("literal", evil),),)), "xml"))
    literals = root.findall(".//{*}literal")
    assert [node.text for node in literals] == ["a<b>&\r\n"]


def test_booleans() -> None:
    yes = Result(boolean=True)
    assert [write(yes, form) for form in ("table", "csv", "tsv")] == ["yes\n", "true\n", "true\n"]
    assert json.loads(write(yes, "json")) == {"head": {}, "boolean": True}
    assert "<boolean>true</boolean>" in write(yes, "xml")


def test_triples_are_turtle() -> None:
    triples = Result(triples=((iri(f"{BASE}name/a"), iri(f"{BASE}ontology#uses"), iri(f"{BASE}name/b")),))
    assert write(triples, "ttl").endswith("name:a kg:uses name:b .\n")
    assert "subject" in write(triples)
    assert write(Result(triples=()), "ttl") == ""
    with pytest.raises(UsageError, match="no form as csv; use ttl, jsonld, markdown or table"):
        write(triples, "csv")
    with pytest.raises(UsageError, match="use table, csv, tsv, json, xml, markdown or parquet"):
        write(PLAIN, "ttl")
    with pytest.raises(UsageError, match="no format 'pdf'"):
        write(PLAIN, "pdf")


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_result_has_a_head_at_most(form: str) -> None:
    empty = Result(triples=()) if form in ("ttl", "jsonld") else Result(("x",))
    assert isinstance(write(empty, form), str)


def test_a_triple_term() -> None:
    term = Term("triple", "", parts=(iri("http://a/"), iri("http://b/"), literal("1", "integer")))
    result = Result(("t",), ((term,),))
    assert "<<( <http://a/> <http://b/> 1 )>>" in write(result, "tsv")
    assert "<triple><subject><uri>http://a/</uri></subject>" in write(result, "xml")
    assert '"type": "triple"' in write(result, "json")
    assert from_plain(json.loads(json.dumps(to_plain(result)))) == result
