"""Names to entities, and extractions to plain edges."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from kg.model import Entity, EntityEdge, EntityType, Extraction, Link, Mention, Relation
from kg.resolve import derive

AT = (Mention(start=0, end=1, text="x", sentence_start=0, sentence_end=1),)


def entity(
    name: str,
    relation: Relation = "uses",
    *,
    type_: EntityType = "Method",
    confidence: float = 0.9,
    aliases: tuple[str, ...] = (),
    long_form: str | None = None,
) -> Entity:
    return Entity(
        name=name,
        type=type_,
        relation=relation,
        confidence=confidence,
        mentions=AT,
        aliases=aliases,
        long_form=long_form,
    )


def extraction(paper: str, *entities: Entity, links: tuple[Link, ...] = ()) -> Extraction:
    return Extraction(paper=paper, extractor="test", version="1", entities=entities, links=links)


def test_a_bare_abbreviation_takes_its_only_long_form() -> None:
    a = extraction("p1", entity("reinforcement learning from human feedback", aliases=("RLHF",)))
    b = extraction("p2", entity("RLHF"))
    found = derive([a, b], threshold=0.5)
    assert [(e.slug, e.aliases, e.papers) for e in found.entities] == [
        ("reinforcement-learning-from-human-feedback", ("RLHF",), 2)
    ]
    assert [(n.slug, n.entity) for n in found.names] == [
        ("reinforcement-learning-from-human-feedback", "reinforcement-learning-from-human-feedback"),
        ("rlhf", "reinforcement-learning-from-human-feedback"),
    ]


def test_two_long_forms_join_nothing() -> None:
    papers = [
        extraction("p1", entity("segment anything model", aliases=("SAM",))),
        extraction("p2", entity("sharpness-aware minimization", aliases=("SAM",))),
        extraction("p3", entity("SAM")),
    ]
    assert [e.slug for e in derive(papers, threshold=0.5).entities] == [
        "sam",
        "segment-anything-model",
        "sharpness-aware-minimization",
    ]


def test_a_name_in_two_senses_is_two_nodes() -> None:
    papers = [
        extraction("p1", entity("SAM", long_form="segment anything model")),
        extraction("p2", entity("SAM", long_form="sharpness-aware minimization")),
    ]
    assert [e.slug for e in derive(papers, threshold=0.5).entities] == [
        "sam~segment-anything-model",
        "sam~sharpness-aware-minimization",
    ]


def test_two_roles_are_one_node_with_both_types() -> None:
    papers = [
        extraction("p1", entity("reinforcement learning", "uses")),
        extraction("p2", entity("Reinforcement Learning", "addresses", type_="Task")),
        extraction("p3", entity("reinforcement learning", "uses")),
    ]
    (node,) = derive(papers, threshold=0.5).entities
    assert (node.label, node.types, node.papers) == (
        "reinforcement learning",
        (("Method", 2), ("Task", 1)),
        3,
    )


def test_links_need_both_ends_above_the_threshold_and_no_context() -> None:
    links = (
        Link("A1", "usedFor", "B1", 0.8, 0, 1),
        Link("A1", "usedFor", "C1", 0.8, 0, 1),
        Link("A1", "isA", "B1", 0.8, 0, 1, context="negated"),
        Link("A1", "partOf", "B1", 0.3, 0, 1),
        Link("B1", "comparedWith", "A1", 0.7, 0, 1),
    )
    paper = extraction("p1", entity("A1"), entity("B1"), entity("C1", confidence=0.3), links=links)
    assert derive([paper], threshold=0.5).entity_edges == (
        EntityEdge("a1", "comparedWith", "b1", 0.7, ("p1",)),
        EntityEdge("a1", "usedFor", "b1", 0.8, ("p1",)),
    )


NAMES = st.sampled_from(["RLHF", "reinforcement learning from human feedback", "GAN", "GANs", "graph", "C++"])
ENTITIES = st.builds(
    entity,
    NAMES,
    st.sampled_from(["uses", "proposes"]),
    confidence=st.sampled_from([0.3, 0.6, 0.9]),
    aliases=st.lists(NAMES, max_size=2).map(tuple),
)


@given(st.lists(st.lists(ENTITIES, min_size=1, max_size=4), min_size=1, max_size=4))
def test_the_order_of_papers_does_not_matter(papers: list[list[Entity]]) -> None:
    read = [extraction(f"p{n}", *entities) for n, entities in enumerate(papers)]
    first = derive(read, threshold=0.5)
    assert all(derive(order, threshold=0.5) == first for order in permutations(read))
