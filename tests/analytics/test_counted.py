"""What the index answers from its counts is what the whole corpus answers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from kg.analytics import (
    cooccur,
    degree_rank,
    index_cooccur,
    index_trends,
    path,
    rank,
    read_corpus,
    short_path,
    trends,
)
from kg.analytics.chance import at_least, at_most
from kg.errors import NotFound
from kg.index import Index, write_index
from kg.model import Derived, EntityEdge, EntityNode
from kg.store.snapshot import Snapshot
from tests.stores import publish_fixture


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The fixture's index."""
    with Snapshot.open(publish_fixture(tmp_path_factory.mktemp("counted") / "store")) as snapshot:
        yield snapshot.index


def test_rank_by_degree(index: Index) -> None:
    corpus = read_corpus(index)
    for types, limit in (((), 5), ((), 100), (("Task",), 3)):
        assert degree_rank(index, types=types, limit=limit) == rank(corpus, types=types, limit=limit)


def test_trends(index: Index) -> None:
    corpus = read_corpus(index)
    for least in (1, 3):
        assert index_trends(index, least=least, limit=99) == trends(corpus, least=least, limit=99)
    assert index_trends(index, types=["Task"]) == trends(corpus, types=["Task"])


def test_cooccur(index: Index) -> None:
    corpus = read_corpus(index)
    for name in (None, "calm-q-learning", "plaindet"):
        assert index_cooccur(index, name, limit=99) == cooccur(corpus, name, limit=99)
    assert index_cooccur(index, types=["Dataset"]) == cooccur(corpus, types=["Dataset"])
    with pytest.raises(NotFound, match="no entity 'x'"):
        index_cooccur(index, "x")


def test_every_path(index: Index) -> None:
    corpus = read_corpus(index)
    for ends in combinations(sorted(corpus.graph)[::4], 2):
        try:
            expected = path(corpus, *ends)
        except NotFound:
            with pytest.raises(NotFound, match="no way leads from"):
                short_path(index, *ends)
            continue
        found = short_path(index, *ends)
        assert (len(found), found[0].source, found[-1].target) == (len(expected), *ends)
        surest = [1.0, 1.0]
        for i, way in enumerate((found, expected)):
            for step in way:
                surest[i] *= step.confidence
        assert surest[0] == pytest.approx(surest[1])
    with pytest.raises(NotFound, match="no node 'name/x y'"):
        short_path(index, "name/x y", "name/rouge")


def test_a_long_way_is_a_way(tmp_path: Path) -> None:
    names = [f"n{i:02}" for i in range(30)]
    nodes = tuple(EntityNode(name, name, (), (("Concept", 1),), 1) for name in names)
    links = tuple(EntityEdge(a, "isA", b, 0.9, ("p",)) for a, b in pairwise(names))
    write_index(tmp_path / "index", Derived(entities=nodes, entity_edges=links), (), {})
    with Index(tmp_path / "index") as index:
        assert len(short_path(index, "name/n00", "name/n29")) == 29


def test_chance_sums_the_shorter_tail_to_the_same() -> None:
    from math import comb

    for drawn, marked, total in ((7, 5, 20), (15, 12, 20), (3, 30, 40), (0, 4, 9)):
        exact = [
            comb(marked, k) * comb(total - marked, drawn - k) / comb(total, drawn) if k <= drawn else 0.0
            for k in range(marked + 1)
        ]
        for count in range(marked + 2):
            assert at_least(count, drawn, marked, total) == pytest.approx(sum(exact[count:]), abs=1e-12)
            assert at_most(count, drawn, marked, total) == pytest.approx(sum(exact[: count + 1]), abs=1e-12)
