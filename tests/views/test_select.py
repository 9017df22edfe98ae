"""What pictures show: selection, limits with honest notes, evidence."""

from __future__ import annotations

import pytest

from kg.errors import NotFound
from kg.model import (
    Derived,
    Entity,
    EntityEdge,
    EntityNode,
    Extraction,
    Link,
    Mention,
    NameNode,
    Paper,
    PaperEdge,
)
from kg.views import Only, around, entity_node, overview, paper, paper_node, selection
from kg.views.picture import Picture
from tests.fixture import fixture_derived
from tests.views.samples import papers

DERIVED = fixture_derived()
PAPERS = papers()


def consistent(picture: Picture) -> bool:
    """Every edge ends at a node of the picture, every cited paper is there, marks lie in their sentence."""
    nodes = {node.id for node in picture.nodes}
    cards = {card.id: card for card in picture.papers}
    return all(
        {edge.source, edge.target} <= nodes
        and all(
            e.start <= a < b <= e.end and cards[e.paper].text[e.start : e.end]
            for e in edge.evidence
            for a, b in e.marks
        )
        for edge in picture.edges
    )


def test_overview_holds_the_whole_graph() -> None:
    picture = overview(DERIVED, PAPERS)
    assert {n.id for n in picture.nodes if n.kind == "Paper"} == {
        paper_node(e.paper) for e in DERIVED.paper_edges
    }
    assert {n.id for n in picture.nodes if n.kind != "Paper"} == {
        entity_node(e.slug) for e in DERIVED.entities
    }
    assert picture.notes == ()
    assert consistent(picture)


def test_every_edge_of_the_fixture_has_evidence() -> None:
    picture = overview(DERIVED, PAPERS)
    assert [edge for edge in picture.edges if not edge.evidence] == []
    assert all(edge.evidence[0].marks for edge in picture.edges if edge.source.startswith("paper/"))


def test_overview_says_what_it_leaves_out() -> None:
    picture = overview(DERIVED, PAPERS, limit=30)
    assert 0 < len(picture.nodes) <= 30
    assert {node.kind == "Paper" for node in picture.nodes} == {True, False}
    assert picture.notes[0].startswith(f"Shown are {len(picture.nodes)} of ")
    assert consistent(picture)


def test_around_finds_a_name_by_any_of_its_slugs_and_keeps_to_depth() -> None:
    name = next(n for n in DERIVED.names if n.slug == DERIVED.entities[0].slug)
    near = around(DERIVED, PAPERS, name.slug, depth=1)
    far = around(DERIVED, PAPERS, entity_node(name.slug), depth=2)
    assert near.focus == far.focus == entity_node(name.entity)
    assert {n.id for n in near.nodes} <= {n.id for n in far.nodes}
    assert all(near.focus in (e.source, e.target) or e.source != near.focus for e in near.edges)
    assert consistent(far)


def test_around_leaves_out_the_least_supported_and_says_so() -> None:
    slug = max(DERIVED.entities, key=lambda e: (e.papers, e.slug)).slug
    whole = around(DERIVED, PAPERS, slug, limit=1000)
    part = around(DERIVED, PAPERS, slug, limit=6)
    assert len(part.nodes) == 6
    total = len(whole.nodes) - 1
    assert part.notes == (
        f"Shown are 5 of {total} neighbours within 2 steps, nearest and best supported; "
        f"{total - 5} are left out.",
    )


def test_unknown_names_are_an_error() -> None:
    with pytest.raises(NotFound):
        around(DERIVED, PAPERS, "no-such-thing")
    with pytest.raises(NotFound):
        paper(DERIVED, PAPERS, DERIVED.entities[0].slug)


def test_one_paper_shows_all_that_it_names() -> None:
    paper_id = DERIVED.paper_edges[0].paper
    picture = paper(DERIVED, PAPERS, paper_id)
    named = {entity_node(e.entity) for e in DERIVED.paper_edges if e.paper == paper_id}
    assert {n.id for n in picture.nodes} == named | {paper_node(paper_id)}
    assert picture.title == PAPERS[paper_id][0].title


def test_filters() -> None:
    only = Only(kinds=frozenset({"Paper", "Task"}), relations=frozenset({"addresses"}), min_confidence=0.6)
    picture = overview(DERIVED, PAPERS, only=only)
    assert {n.kind for n in picture.nodes} == {"Paper", "Task"}
    assert {e.relation for e in picture.edges} == {"addresses"}
    assert min(e.confidence for e in picture.edges) >= 0.6


def test_selection_keeps_to_what_the_graph_holds() -> None:
    edge = DERIVED.paper_edges[0]
    ends = paper_node(edge.paper), entity_node(edge.entity)
    picture = selection(
        DERIVED, PAPERS, {*ends, "name/unheard-of"}, edges=[(ends[0], edge.relation, ends[1])]
    )
    assert {n.id for n in picture.nodes} == set(ends)
    assert [(e.source, e.relation, e.target) for e in picture.edges] == [(ends[0], edge.relation, ends[1])]
    assert picture.notes == ("1 of the result are no papers or entities of this graph.",)


def test_texts_can_be_left_out() -> None:
    picture = overview(DERIVED, PAPERS, texts=False)
    assert {card.text for card in picture.papers} == {""}
    assert all(edge.evidence for edge in picture.edges)


def test_empty_graph() -> None:
    assert overview(Derived(), {}) == Picture("Overview")


def test_evidence_follows_names_to_entities_several_extractors_and_both_directions() -> None:
    text = "GANs beat VAE."
    found = Paper("2401.00001", "On nets", text)
    at = len("On nets\n")
    gan = Mention(at, at + 4, "GANs", at, at + 14)
    vae = Mention(at + 10, at + 13, "VAE", at, at + 14)
    entities = (
        Entity("GANs", "Method", "proposes", 0.9, (gan,)),
        Entity("VAE", "Method", "comparesWith", 0.8, (vae,), long_form="variational autoencoder"),
    )
    links = (Link("VAE", "comparedWith", "GANs", 0.7, at, at + 14),)
    both = tuple(Extraction(found.id, name, "1", entities, links) for name in ("one", "two"))
    derived = Derived(
        entities=(
            EntityNode("generative-adversarial-network", "GAN", (), (("Method", 1),), 1),
            EntityNode("variational-autoencoder~2", "VAE", (), (("Method", 1),), 1),
        ),
        names=(
            NameNode("gan", "GANs", "generative-adversarial-network"),
            NameNode("vae~variational-autoencoder", "VAE", "variational-autoencoder"),
        ),
        paper_edges=(
            PaperEdge(found.id, "proposes", "generative-adversarial-network", 0.9, "Method"),
            PaperEdge(found.id, "comparesWith", "variational-autoencoder~2", 0.8, "Method"),
        ),
        entity_edges=(
            EntityEdge(
                "generative-adversarial-network",
                "comparedWith",
                "variational-autoencoder~2",
                0.7,
                (found.id,),
            ),
        ),
    )
    picture = overview(derived, {found.id: (found, both)})
    by_relation = {edge.relation: edge.evidence for edge in picture.edges}
    assert [e.extractor for e in by_relation["proposes"]] == ["one/1", "two/1"]
    assert by_relation["comparesWith"][0].marks == ((at + 10, at + 13),)
    assert by_relation["comparedWith"][0].marks == ((at, at + 4), (at + 10, at + 13))
