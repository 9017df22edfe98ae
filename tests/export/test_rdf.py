"""RDF out: nothing lost, nothing in an order that depends on chance."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, parse, serialize
from rdflib import Graph

from kg.errors import NotFound, UsageError
from kg.export import RDF12, export
from kg.mapping.guide import guide_quads
from kg.vocab import (
    GRAPH_BACKGROUND,
    GRAPH_CURATION,
    GRAPH_LINKS,
    GRAPH_LISTS,
    GRAPH_META,
    GRAPH_NAMES,
    PREFIXES,
    paper_graph,
    paper_iri,
    resolved_graph,
)
from tests.conftest import ROOT
from tests.export.stored import ALIAS, fixture_store, pairs, quads

PAPER = "2301.99001"
KINDS = {"nq": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG, "jsonld": RdfFormat.JSON_LD}
ABSTRACT = NamedNode(PREFIXES["dcterms"] + "abstract")
REIFIES = NamedNode(PREFIXES["rdf"] + "reifies")


def written(store: Store, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    export(store, out, format=kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def read(data: bytes, kind: str) -> set[Quad]:
    return set(parse(data, format=KINDS[kind]))


@pytest.mark.parametrize("kind", KINDS)
def test_every_quad_comes_back(kind: str) -> None:
    store = fixture_store()
    assert read(written(store, kind), kind) == set(store)


def test_turtle_is_the_union_of_all_graphs() -> None:
    store = fixture_store()
    triples = {quad.triple for quad in parse(written(store, "ttl"), format=RdfFormat.TURTLE)}
    assert triples == {quad.triple for quad in store}


def test_rdflib_reads_what_is_written() -> None:
    store = fixture_store()
    assert len(Graph().parse(data=written(store, "ttl"), format="turtle")) == len(store)


def test_nquads_are_sorted_canonical_lines() -> None:
    store = fixture_store()
    lines = written(store, "nq").splitlines(keepends=True)
    canonical = serialize(store, format=RdfFormat.N_QUADS)
    assert canonical is not None
    assert lines == sorted(canonical.splitlines(keepends=True))


@pytest.mark.parametrize("kind", ["nq", "trig", "ttl", "jsonld"])
def test_the_order_in_which_papers_came_does_not_show(kind: str) -> None:
    backwards = Store()
    backwards.extend(reversed(quads(list(reversed(pairs())))))
    assert written(backwards, kind) == written(fixture_store(), kind)


@pytest.mark.parametrize("kind", ["trig", "ttl"])
def test_another_process_writes_the_same(kind: str) -> None:
    # the order of prefixes hangs on a hash that is new in each process
    code = (
        "import sys; from kg.export import export; from tests.export.stored import fixture_store\n"
        f"export(fixture_store(), sys.stdout.buffer, format={kind!r})"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT)
    assert result.stdout == written(fixture_store(), kind)


@pytest.mark.parametrize("kind", KINDS)
def test_without_text_only_abstracts_are_missing(kind: str) -> None:
    store = fixture_store()
    gone = set(store) - read(written(store, kind, no_text=True), kind)
    assert {quad.predicate for quad in gone} == {ABSTRACT}
    assert len(gone) == sum(1 for paper, _ in pairs() if paper.abstract)


def test_jsonld_needs_no_context() -> None:
    data = json.loads(written(fixture_store(), "jsonld"))
    assert isinstance(data, list)
    assert not any("@context" in graph for graph in data)


def test_some_papers_bring_what_they_speak_of_and_nothing_else() -> None:
    store = fixture_store()
    found = read(written(store, "nq", papers=[PAPER]), "nq")
    assert found < set(store)
    graphs = {quad.graph_name.value for quad in found if isinstance(quad.graph_name, NamedNode)}
    assert graphs == {paper_graph(PAPER), resolved_graph(PAPER)} | {
        GRAPH_BACKGROUND,
        GRAPH_LINKS,
        GRAPH_META,
        GRAPH_NAMES,
    }
    own = {NamedNode(paper_graph(PAPER)), NamedNode(resolved_graph(PAPER))}
    assert {q for q in found if q.graph_name in own} == {q for q in store if q.graph_name in own}
    reached = {q.object for q in found if q.graph_name == NamedNode(resolved_graph(PAPER))}
    assert reached <= {q.subject for q in found if q.graph_name == NamedNode(GRAPH_NAMES)}
    others = {paper_iri(paper.id) for paper, _ in pairs()} - {paper_iri(PAPER)}
    assert not others & {getattr(q.subject, "value", "") for q in found}


def test_all_papers_bring_all_but_what_belongs_to_none() -> None:
    store = fixture_store()
    found = read(written(store, "nq", papers=[paper.id for paper, _ in pairs()]), "nq")
    of_all = {
        NamedNode(GRAPH_CURATION),
        NamedNode(GRAPH_LISTS),
    }  # lists are of all papers, whatever is chosen
    missing = {quad for quad in set(store) - found if quad.graph_name not in of_all}
    missing -= set(guide_quads())
    assert {quad.object for quad in missing} == {NamedNode(PREFIXES["kg"] + "RetractedPaper")}


def test_a_paper_is_found_by_its_alias() -> None:
    store = fixture_store()
    assert written(store, "nq", papers=[ALIAS]) == written(store, "nq", papers=[PAPER])


@pytest.mark.parametrize("paper", ["2399.00001", "no paper", "", "../x"])
def test_an_unknown_paper_is_an_error(paper: str) -> None:
    with pytest.raises(NotFound, match="no paper"):
        written(fixture_store(), "nq", papers=[paper])


@pytest.mark.parametrize("kind", sorted(RDF12))
def test_claims_become_annotations_in_rdf_1_2(kind: str) -> None:
    store = fixture_store()
    form = {"nq": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG, "ttl": RdfFormat.TURTLE}[kind]
    found = list(parse(written(store, kind, rdf12=True), format=form))
    assert not any(quad.predicate.value == PREFIXES["rdf"] + "subject" for quad in found)
    reified = {(q.subject, q.object) for q in found if q.predicate == REIFIES}
    for quad in store.quads_for_pattern(None, NamedNode(PREFIXES["rdf"] + "subject"), None):
        assert any(claim == quad.subject for claim, _ in reified)
    plain = {
        Triple(q.subject, q.predicate, q.object)
        for q in store
        if isinstance(q.graph_name, NamedNode)
        and q.graph_name.value.startswith(resolved_graph("x")[:-1])
        and q.predicate.value.startswith(PREFIXES["kg"])
        and "#" not in getattr(q.subject, "value", "#")
    }
    assert plain <= {triple for _, triple in reified}


def test_formats_that_can_not_carry_rdf_1_2_say_so() -> None:
    with pytest.raises(UsageError, match=r"can not carry RDF 1\.2; use one of nq, trig, ttl"):
        written(fixture_store(), "jsonld", rdf12=True)


def test_an_unknown_format_is_an_error() -> None:
    with pytest.raises(UsageError, match="unknown format 'pdf'; one of nq, trig, ttl"):
        written(fixture_store(), "pdf")


def test_an_empty_store_is_an_empty_file(tmp_path: Path) -> None:
    export(Store(), tmp_path / "x.nq", format="nq")
    assert (tmp_path / "x.nq").read_bytes() == b""
