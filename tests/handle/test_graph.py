"""The handle that Python users get."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.errors import NotFound, UsageError
from kg.handle import Graph
from kg.vocab import GRAPH_BACKGROUND
from tests.fixture import fixture_derived, fixture_pairs
from tests.stores import publish_fixture


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_fixture(tmp_path_factory.mktemp("handle") / "store")


@pytest.fixture
def graph(store: Path) -> Graph:
    return kg.open(store)


def test_show_gives_every_statement_with_its_sentence(graph: Graph) -> None:
    with graph:
        for paper, extraction in fixture_pairs():
            shown = graph.show(paper.id)
            assert {(s.predicate, s.object) for s in shown.statements} == {
                (e.relation, e.name) for e in extraction.entities
            }
            assert {(s.subject, s.predicate, s.object) for s in shown.links} == {
                (link.subject, link.predicate, link.object) for link in extraction.links
            }
            for statement in (*shown.statements, *shown.links):
                assert paper.text[statement.start : statement.end] == statement.sentence


def test_every_plain_triple_has_a_why(graph: Graph) -> None:
    derived = fixture_derived()
    labels = {node.slug: node.label for node in derived.entities}
    with graph:
        for edge in derived.paper_edges:
            assert graph.why(edge.paper, edge.relation, f"name:{edge.entity}")
        for link in derived.entity_edges:
            found = graph.why(f"name:{link.subject}", link.predicate, f"name:{link.object}")
            assert {s.paper for s in found} == set(link.papers), labels[link.subject]


def test_a_link_that_is_less_sure_has_a_why(graph: Graph) -> None:
    with graph:
        found = graph.why("Sliding Attention", "partOf", "transformer")
    assert [(s.paper, s.confidence, s.plain) for s in found] == [("2310.99010", 0.45, False)]


def test_what_nothing_says_is_not_found(graph: Graph) -> None:
    with graph, pytest.raises(NotFound, match="nothing in this graph says"):
        graph.why("2303.99003", "uses", "TileNet")
    with graph, pytest.raises(UsageError, match="no predicate is called 'likes'"):
        graph.why("2303.99003", "likes", "TileNet")


def test_a_query_gives_typed_rows(graph: Graph) -> None:
    with graph:
        result = graph.query("methods-for-task", task="object detection", limit=1)
    assert result.variables == ("method", "label", "papers")
    method, label, papers = result.rows[0]
    assert method is not None
    assert label is not None
    assert papers is not None
    assert (method.kind, label.value, papers.value, papers.is_number) == (
        "iri",
        "convolutional neural network",
        "2",
        True,
    )


def test_copies_for_rdflib(graph: Graph) -> None:
    with graph:
        whole = graph.to_rdflib()
        background = len(list(graph.snapshot.graph(GRAPH_BACKGROUND)))
        assert len(whole) == graph.stats()["triples"] + background
        one = graph.to_rdflib(["2303.99003"])
        assert 0 < len(one) < len(whole)
        assert all(triple in whole for triple in one)
        with pytest.raises(UsageError, match="more than 10;"):
            graph.to_rdflib(limit=10)


def test_copies_for_networkx(graph: Graph) -> None:
    derived = fixture_derived()
    with graph:
        whole = graph.to_networkx()
        one = graph.to_networkx(["2303.99003"])
    assert whole.number_of_edges() == len(derived.paper_edges) + len(derived.entity_edges)
    assert one.nodes["name/tilenet"] == {"label": "TileNet", "type": "Method", "papers": 2}
    assert one.has_edge("paper/2303.99003", "name/tilenet", key="proposes")
    assert [n for n in one if n.startswith("paper/")] == ["paper/2303.99003"]


def test_without_a_folder_it_is_the_store_of_the_command_line(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_STORE", str(store))
    with kg.open() as graph:
        assert graph.stats()["papers"] == 12


def test_a_graph_stays_as_it_is_while_it_is_open(store: Path, graph: Graph) -> None:
    with graph:
        before = graph.stats()
        assert graph.snapshot.name == "00000001"
        assert graph.stats() == before
    with kg.open(str(store)) as again:
        assert again.stats() == before
