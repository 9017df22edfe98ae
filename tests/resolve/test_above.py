"""What is broader than an entity, from kinds and from the ends of names."""

from __future__ import annotations

import pytest

from kg.model import Broader, Entity, Extraction, Link
from kg.resolve import derive
from kg.resolve.above import head_names
from tests.resolve.test_resolve import entity, extraction


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("offline reinforcement learning", ("reinforcement-learning",)),
        ("graph-based RAG", ("rag",)),
        ("safe multi-agent path finding", ("multi-agent-path-finding", "path-finding")),
        ("deep learning", ()),
        ("planning and control", ()),
        ("two-stage training framework", ("training-framework",)),
        ("two-stage framework", ()),
    ],
)
def test_what_a_name_ends_in(label: str, expected: tuple[str, ...]) -> None:
    assert head_names(label) == expected


def found(*entities: Entity, links: tuple[Link, ...] = ()) -> list[tuple[str, str, str, float]]:
    papers: list[Extraction] = [extraction(f"p{n}", use) for n, use in enumerate(entities)]
    papers.append(extraction("all", *entities, links=links))
    return [(b.entity, b.broader, b.rule, b.score) for b in derive(papers, threshold=0.5).above]


def test_the_longest_end_that_is_an_entity() -> None:
    names = ("RL", "policy gradient method", "deep policy gradient method", "new deep policy gradient method")
    assert found(*map(entity, names), entity("offline RL")) == [
        ("deep-policy-gradient-method", "policy-gradient-method", "head noun", 0.6),
        ("new-deep-policy-gradient-method", "deep-policy-gradient-method", "head noun", 0.6),
        ("offline-rl", "rl", "head noun", 0.6),
    ]


def test_a_name_that_no_plain_triple_leads_to_is_not_above() -> None:
    assert found(entity("path finding", confidence=0.3), entity("safe path finding")) == []


def test_kinds_unless_both_are_a_kind_of_each_other() -> None:
    a, b, c = entity("A1"), entity("B1"), entity("C1")
    links = (Link("A1", "isA", "B1", 0.7, 0, 1), Link("B1", "isA", "C1", 0.8, 0, 1))
    assert found(a, b, c, links=links) == [("a1", "b1", "isA", 0.7), ("b1", "c1", "isA", 0.8)]
    assert found(a, b, c, links=(*links, Link("B1", "isA", "A1", 0.7, 0, 1))) == [("b1", "c1", "isA", 0.8)]


def test_what_people_made_one_is_not_above_itself() -> None:
    papers = [extraction("p1", entity("RL"), entity("offline RL"))]
    assert derive(papers).above == (Broader("offline-rl", "rl", "head noun", 0.6),)
