"""Positions: the same every time, and nothing on top of anything else."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest

from kg.views import Edge, Node, Picture
from kg.views.forces import EXACT_UP_TO, near_pairs, separate, spread
from kg.views.hubs import node_sizes
from kg.views.layout import LABELS_ROOM_UP_TO, arrange
from kg.views.picture import Kind
from tests.views.samples import fixture_picture, nasty, one_node


def star_field(papers: int, own: int, shared: int) -> Picture:
    """Papers with entities of their own, and shared ones that tie every second paper together."""
    kinds: tuple[Kind, ...] = ("Method", "Task", "Concept")
    nodes = [Node(f"paper/{p}", f"Paper {p}", "Paper", own) for p in range(papers)]
    nodes += [Node(f"name/s{s}", f"shared {s}", "Method", 5) for s in range(shared)]
    nodes += [
        Node(f"name/{p}-{i}", f"own {p} {i}", kinds[i % 3], 1) for p in range(papers) for i in range(own)
    ]
    edges = [Edge(f"paper/{p}", f"name/{p}-{i}", "uses", 0.5) for p in range(papers) for i in range(own)]
    edges += [Edge(f"paper/{p}", f"name/s{p % shared}", "uses", 0.9) for p in range(0, papers, 2)]
    return Picture("Field", tuple(nodes), tuple(edges))


@pytest.mark.parametrize("picture", [fixture_picture(), star_field(40, 12, 6)], ids=["fixture", "field"])
def test_nothing_overlaps_and_nothing_moves(picture: Picture) -> None:
    arrangement = arrange(picture)
    assert arrange(picture) == arrangement
    marks = list(zip(arrangement.x, arrangement.y, node_sizes(picture), strict=True))
    for (x0, y0, r0), (x1, y1, r1) in combinations(marks, 2):
        assert math.hypot(x0 - x1, y0 - y1) >= r0 + r1 - 2


def test_positions_are_whole_numbers_around_the_origin() -> None:
    arrangement = arrange(fixture_picture())
    assert all(isinstance(value, int) for value in (*arrangement.x, *arrangement.y))
    assert abs(max(arrangement.x) + min(arrangement.x)) <= 1


def test_groups_keep_a_papers_own_names_together() -> None:
    picture = star_field(40, 12, 6)
    assert len(picture.nodes) > LABELS_ROOM_UP_TO
    arrangement = arrange(picture)
    group = {node.id: g for node, g in zip(picture.nodes, arrangement.group, strict=True)}
    assert all(group[e.source] == group[e.target] for e in picture.edges if "-" in e.target)


def test_small_and_empty_pictures() -> None:
    assert arrange(Picture("Empty")).x == ()
    assert arrange(one_node()).x == (0,)
    assert len(set(zip(arrange(nasty()).x, arrange(nasty()).y, strict=True))) == len(nasty().nodes)


def test_the_grid_comes_close_to_exact_repulsion() -> None:
    from kg.views.forces import _Exact, _Grid

    random = np.random.default_rng(1)
    at, charge = random.normal(size=(400, 2)) * 50, random.uniform(1, 3, 400)
    exact, grid = _Exact()(at, charge), _Grid()(at, charge)
    far = np.hypot(*at.T) > 60  # in the crowd single neighbours dominate, which a grid smooths
    agree = (exact * grid).sum(axis=1) / np.hypot(*exact.T) / np.hypot(*grid.T)
    assert agree[far].min() > 0.8
    assert np.median(agree[far]) > 0.99


def test_spread_stays_finite_on_many_nodes() -> None:
    count = EXACT_UP_TO + 50
    pairs = np.stack((np.arange(count - 1), np.arange(1, count)), axis=1)
    start = np.stack((np.arange(count) % 25, np.arange(count) // 25), axis=1).astype(np.float64)
    at = spread(start, pairs, np.ones(len(pairs)), np.ones(count), steps=60)
    assert np.isfinite(at).all()
    assert np.abs(at).max() < 1000


def test_boxes_are_pushed_apart() -> None:
    at = separate(np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]]), np.full((3, 2), 10.0))
    first, second = near_pairs(at, np.full((3, 2), 9.7))
    gap = np.abs(at[first] - at[second])
    assert not (gap < 19.4).all(axis=1).any()
