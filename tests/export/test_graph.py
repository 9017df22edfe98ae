"""The property graph and the formats that hold it."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pyarrow.parquet as pq
import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.errors import UsageError
from kg.export import export
from kg.export.graph import Edge, Node, PropertyGraph
from kg.export.neo4j import cell
from kg.export.select import select
from kg.model import PaperEdge
from kg.vocab import BASE, PREFIXES, paper_graph, paper_iri
from tests.export.stored import fixture_store, pairs
from tests.fixture import fixture_derived

PAPER = "2301.99001"
NASTY = '=HYPERLINK("http://x")\n<script>&"\x0b;' + "'"


def graph(*, no_text: bool = False) -> PropertyGraph:
    return PropertyGraph(fixture_store(), no_text=no_text)


def nasty_store() -> Store:
    """The fixture with a title full of mischief."""
    store = fixture_store()
    node, where = NamedNode(paper_iri(PAPER)), NamedNode(paper_graph(PAPER))
    title = NamedNode(PREFIXES["dcterms"] + "title")
    for quad in list(store.quads_for_pattern(node, title, None, where)):
        store.remove(quad)
    store.add(Quad(node, title, Literal(NASTY), where))
    return store


def by_id(nodes: list[Node]) -> dict[str, Node]:
    return {node.id: node for node in nodes}


def test_edges_between_papers_and_entities_are_those_of_the_records() -> None:
    # the second extractor of the store is surer of nothing, so that the fixture's own edges come out
    found = [e for e in graph().edges() if e.source.startswith("paper/") and e.target.startswith("name/")]
    first = {(e.source, e.type, e.target) for e in found}
    assert {_edge(edge) for edge in fixture_derived().paper_edges} <= first
    one = next(e for e in found if e.type == "proposes" and e.source == f"paper/{PAPER}")
    assert one == Edge(
        f"paper/{PAPER}",
        "name/calm-q-learning",
        "proposes",
        {
            "confidence": one.properties["confidence"],
            "entityType": "Method",
            "core": True,
            "sentence_start": one.properties["sentence_start"],
            "sentence_end": one.properties["sentence_end"],
            "sentence": one.properties["sentence"],
        },
    )
    text = next(paper.text for paper, _ in pairs() if paper.id == PAPER)
    start, end = one.properties["sentence_start"], one.properties["sentence_end"]
    assert isinstance(start, int)
    assert isinstance(end, int)
    assert text[start:end] == one.properties["sentence"]


def _edge(edge: PaperEdge) -> tuple[str, str, str]:
    return f"paper/{edge.paper}", edge.relation, f"name/{edge.entity}"


def test_links_carry_their_support() -> None:
    found = {
        (e.source, e.type, e.target): (e.properties["support"], e.properties["confidence"])
        for e in graph().edges()
        if e.source.startswith("name/")
    }
    assert found == {
        (f"name/{e.subject}", e.predicate, f"name/{e.object}"): (len(e.papers), e.confidence)
        for e in fixture_derived().entity_edges
    }


def test_nodes_are_what_edges_need() -> None:
    made = graph()
    edges = list(made.edges())
    nodes = by_id(list(made.nodes()))
    assert {end for edge in edges for end in (edge.source, edge.target)} <= set(nodes)
    assert by_id(list(graph().nodes())) == nodes  # also where nobody read the edges
    task = nodes["name/object-detection"]
    assert (task.labels[0], task.labels[-1]) == ("Task", "Entity")
    assert task.properties["iri"] == f"{BASE}name/object-detection"
    paper = nodes[f"paper/{PAPER}"]
    assert paper.labels == ("Paper",)
    assert paper.properties["date"] == "2023-01-12"


def test_mentions_are_slices_of_the_text() -> None:
    texts = {f"paper/{paper.id}": paper.text for paper, _ in pairs()}
    rows = list(graph().mentions())
    assert rows
    for row in rows:
        assert texts[row.paper][row.start : row.end] == row.text
        assert texts[row.paper][row.sentence_start : row.sentence_end] == row.sentence


def test_a_selection_holds_its_papers_only() -> None:
    store = fixture_store()
    made = PropertyGraph(store, select(store, [PAPER]))
    edges = list(made.edges())
    papers = [node.id for node in made.nodes() if node.labels == ("Paper",)]
    assert papers == [f"paper/{PAPER}"]
    assert {e.source for e in edges if e.source.startswith("paper/")} == {f"paper/{PAPER}"}
    assert {row.paper for row in made.mentions()} == {f"paper/{PAPER}"}
    ends = {e.target for e in edges if e.source == f"paper/{PAPER}"}
    assert {end for e in edges if e.source.startswith("name/") for end in (e.source, e.target)} <= ends


@pytest.mark.parametrize("kind", ["graphml", "gexf", "neo4j", "parquet"])
def test_without_text_no_sentence_goes_out(kind: str, tmp_path: Path) -> None:
    sentence = "Drones need object detection within a few watts."
    whole, bare = tmp_path / "whole", tmp_path / "bare"
    export(fixture_store(), whole, format=kind)
    export(fixture_store(), bare, format=kind, no_text=True)
    assert sentence in _text(whole)
    assert sentence not in _text(bare)


def _text(path: Path) -> str:
    if path.is_file():
        return path.read_text(encoding="utf-8")
    tables = [str(pq.read_table(file).to_pylist()) for file in path.glob("*.parquet")]
    return "\n".join([*tables, *(file.read_text(encoding="utf-8") for file in path.glob("*.csv"))])


@pytest.mark.parametrize(("kind", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_networkx_reads_it_back(kind: str, read: object, tmp_path: Path) -> None:
    target = tmp_path / "x.xml"
    export(nasty_store(), target, format=kind)
    assert callable(read)
    again = read(target)
    made = graph()
    assert again.number_of_edges() == len(list(made.edges()))
    assert set(again.nodes) == {node.id for node in made.nodes()}
    assert again.nodes[f"paper/{PAPER}"]["type"] == "Paper"
    assert again.nodes[f"paper/{PAPER}"]["label"].startswith("=HYPERLINK")


@pytest.mark.parametrize("kind", ["graphml", "gexf"])
def test_xml_is_well_formed_and_the_same_each_time(kind: str) -> None:
    out = [io.BytesIO(), io.BytesIO()]
    for stream in out:
        export(nasty_store(), stream, format=kind)
    assert out[0].getvalue() == out[1].getvalue()
    assert b"lastmodified" not in out[0].getvalue()
    ElementTree.fromstring(out[0].getvalue())


def test_neo4j_files_have_the_headers_that_its_import_asks_for(tmp_path: Path) -> None:
    export(nasty_store(), tmp_path / "out", format="neo4j")
    nodes = _rows(tmp_path / "out" / "nodes.csv")
    edges = _rows(tmp_path / "out" / "relationships.csv")
    assert nodes[0][:4] == [":ID", ":LABEL", "iri", "label"]
    assert edges[0][:4] == [":START_ID", ":END_ID", ":TYPE", "confidence:double"]
    assert {len(row) for row in nodes} == {len(nodes[0])}
    assert {len(row) for row in edges} == {len(edges[0])}
    ids = [row[0] for row in nodes[1:]]
    assert len(set(ids)) == len(ids)
    assert {end for row in edges[1:] for end in row[:2]} <= set(ids)
    assert not [value for row in nodes[1:] + edges[1:] for value in row if value[:1] in "=+-@\t\r" and value]
    lines = (tmp_path / "out" / "nodes.csv").read_text(encoding="utf-8").count("\n")
    assert lines == len(nodes)  # a row is a line


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@sum", "'@sum"),
        (" \t=1", "'  =1"),
        ("'=1", "''=1"),
        ("a\r\nb\u2028c", "a b c"),
        ("a=b", "a=b"),
        (-3, "-3"),
        (0.5, "0.5"),
        (True, "true"),
        (("a;b", "c"), "a,b;c"),
        (("=1",), "'=1"),
        (None, ""),
    ],
)
def test_cells_are_safe(value: object, expected: str) -> None:
    assert cell(value) == expected  # type: ignore[arg-type]


def test_parquet_tables_hold_nodes_edges_and_mentions(tmp_path: Path) -> None:
    export(fixture_store(), tmp_path / "out", format="parquet")
    tables = {path.stem: pq.read_table(path) for path in (tmp_path / "out").glob("*.parquet")}
    made = graph()
    assert tables["edges"].num_rows == len(list(made.edges()))
    assert tables["nodes"].num_rows == len(list(made.nodes()))
    assert tables["mentions"].num_rows == len(list(made.mentions()))
    row = tables["nodes"].to_pylist()[0]
    assert row["id"] == f"paper/{PAPER}"
    assert row["categories"] == ["cs.LG"]


def test_parquet_without_pyarrow_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"pip install 'papertriples\[parquet\]'"):
        export(fixture_store(), tmp_path / "out", format="parquet")
    assert list(tmp_path.iterdir()) == []
