"""Sparing memory changes nothing of what is derived."""

from __future__ import annotations

from kg.build.sparing import links_in_parts, names_in_parts, slim
from kg.mapping import Contributors, links_quads, names_quads
from kg.resolve import derive, resolve
from tests.fixture import fixture_extractions, fixture_papers


def test_slim_extractions_give_the_same() -> None:
    full = list(fixture_extractions())
    spare = list(map(slim, full))
    assert spare != full
    assert resolve(spare).comparisons == resolve(full).comparisons
    assert derive(spare) == derive(full)


def test_parts_are_the_whole() -> None:
    read = list(fixture_extractions())
    found = resolve(read)
    derived = derive(read, resolution=found)
    people = Contributors()
    for paper in fixture_papers():
        people.add(paper)
    whole = names_quads(
        derived, authors=people.authors(), venues=people.venues(), comparisons=found.comparisons
    )
    assert set(names_in_parts(derived, people, found.comparisons)) == set(whole)
    assert set(links_in_parts(derived.entity_edges)) == set(links_quads(derived.entity_edges))
