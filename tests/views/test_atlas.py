"""An atlas: themes found, named and placed, the same every time, members inside their discs."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations

import numpy as np

from kg.analytics.louvain import louvain
from kg.views import Edge, Node, Picture
from kg.views.atlas import ALONE, Theme, chart
from kg.views.forces import Floats, Ints
from kg.views.html import render
from kg.views.hubs import node_sizes
from kg.views.pack import packed
from kg.views.rim import at_the_rim, small_ones


def cliques(count: int, size: int) -> tuple[Ints, Floats]:
    """So many full graphs, each tied to the next by one weak edge."""
    inside = [(c * size + a, c * size + b) for c in range(count) for a, b in combinations(range(size), 2)]
    between = [(c * size, (c + 1) * size) for c in range(count - 1)]
    return np.array(inside + between), np.array([1.0] * len(inside) + [0.1] * len(between))


def test_louvain_finds_what_hangs_together() -> None:
    label = louvain(20, *cliques(4, 5))
    assert sorted(len(set(label[i : i + 5].tolist())) for i in range(0, 20, 5)) == [1] * 4
    assert len(set(label.tolist())) == 4
    assert louvain(20, *cliques(4, 5), sparing=True).tolist() == label.tolist()
    assert louvain(3, np.zeros((0, 2), dtype=np.int64), np.zeros(0)).tolist() == [0, 1, 2]


LINKED = Picture(
    "Papers",
    (
        Node("paper/2311.12345", "A", "Paper", 1, href="https://arxiv.org/abs/2311.12345"),
        Node("paper/doi-10.1145-1-ab", "B", "Paper", 1, href="https://doi.org/10.1145/1"),
        Node("paper/hep-ph/9901001", "C", "Paper", 1, href="https://arxiv.org/abs/hep-ph/9901001"),
        Node("paper/title-x", "D", "Paper", 1),
    ),
    themes=True,
)
"""Papers whose addresses follow from their identifiers, one whose does not, and one without."""


def fields(themes: int = 4, papers: int = 30, own: int = 10) -> Picture:
    """Papers of a few themes: each has names of its own, shares the theme's, and some tie two themes."""
    nodes, edges = [], []
    for t in range(themes):
        nodes += [Node(f"name/shared-{t}-{s}", f"shared {t} {s}", "Method", papers // 3) for s in range(3)]
        for p in range(papers):
            paper = f"paper/{t}-{p:02}"
            nodes.append(Node(paper, f"Paper {t} {p}", "Paper", own + 2, date=f"2024-{t + 1:02}"))
            nodes += [Node(f"name/{t}-{p}-{i}", f"own {t} {p} {i}", "Concept", 1) for i in range(own)]
            edges += [Edge(paper, f"name/{t}-{p}-{i}", "uses", 0.5) for i in range(own)]
            edges += [Edge(paper, f"name/shared-{t}-{s}", "addresses", 0.9) for s in {p % 3, (p + 1) % 3}]
        edges.append(Edge(f"paper/{t}-00", f"name/shared-{(t + 1) % themes}-0", "discusses", 0.4))
    nodes += [Node("paper/alone", "Alone", "Paper", 1), Node("name/alone", "alone", "Task", 1)]
    edges.append(Edge("paper/alone", "name/alone", "uses", 0.5))
    ordered = tuple(sorted(edges, key=lambda e: e.key))
    return Picture("Fields", tuple(sorted(nodes, key=lambda n: n.id)), ordered, themes=True)


def inside(inner: Theme, outer: Theme) -> bool:
    return math.hypot(inner.x - outer.x, inner.y - outer.y) + inner.radius <= outer.radius + 2


def test_themes_are_found_named_and_hold_their_members() -> None:
    picture = fields()
    atlas = chart(picture)
    top = [theme for theme in atlas.themes if theme.parent < 0]
    assert [theme.name for theme in top[:4]] == [
        f"shared {t} {a} · shared {t} {b}" for t, a, b in ((0, 1, 2), (1, 1, 2), (2, 1, 2), (3, 1, 2))
    ]
    assert [(theme.name, theme.papers, theme.names) for theme in top[4:]] == [(ALONE, 1, 1)]
    assert sum(theme.papers for theme in top) == sum(node.kind == "Paper" for node in picture.nodes)
    assert all(inside(theme, atlas.themes[theme.parent]) for theme in atlas.themes if theme.parent >= 0)
    for one, other in combinations(top, 2):
        assert math.hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius
    for x, y, number, size in zip(atlas.x, atlas.y, atlas.theme, node_sizes(picture), strict=True):
        home = atlas.themes[number]
        assert math.hypot(x - home.x, y - home.y) + size <= home.radius + 2


def test_an_atlas_is_the_same_every_time() -> None:
    assert render(fields()) == render(fields())


def test_columns_hold_what_the_picture_holds() -> None:
    picture = fields(2, 6, 3)
    data = packed(picture)
    columns = data["packed"]
    sources = np.cumsum(columns["step"]).tolist()
    ends = [(picture.nodes[a].id, picture.nodes[b].id) for a, b in zip(sources, columns["to"], strict=True)]
    assert ends == [(edge.source, edge.target) for edge in picture.edges]
    assert [data["relations"][ord(r) - 97] for r in columns["r"]] == [e.relation for e in picture.edges]
    assert [c / 100 for c in columns["c"]] == [edge.confidence for edge in picture.edges]
    assert (
        dict(columns["date"])[next(i for i, n in enumerate(picture.nodes) if n.id == "paper/1-03")]
        == "2024-02"
    )
    slugs = zip(columns["name"], columns["label"], strict=True)
    assert [local or label.lower().replace(" ", "-") for local, label in slugs] == [
        node.id.partition("/")[2] for node in picture.nodes
    ]


def test_columns_hold_the_address_of_each_paper() -> None:
    columns = packed(LINKED)["packed"]
    assert (columns["href"], columns["link"]) == ([0, 2], [[1, "https://doi.org/10.1145/1"]])


def test_a_small_or_empty_picture_may_be_an_atlas() -> None:
    one = Picture("One", (Node("name/bert", "BERT", "Method", 1),), themes=True)
    assert [theme.names for theme in chart(one).themes] == [1]
    assert chart(replace(one, nodes=())).themes == []


def test_small_discs_lie_at_the_rim_near_their_kin() -> None:
    radius = np.array([100.0, 80.0, 90.0, 10.0, 12.0, 9.0])
    places = np.array([[0.0, 0.0], [185.0, 0.0], [90.0, 175.0], [90.0, 60.0], [95.0, 60.0], [85.0, 62.0]])
    pairs, weights = np.array([[0, 3], [1, 4], [0, 1]]), np.array([2.0, 3.0, 1.0])
    small = small_ones(radius)
    assert small.tolist() == [4, 3, 5]
    at = at_the_rim(places, radius, small, pairs, weights, gap=1.0)
    assert at[:3].tolist() == places[:3].tolist()
    for one, other in combinations(range(6), 2):
        apart = math.hypot(*(at[one] - at[other]))
        assert apart >= radius[one] + radius[other]
        if {one, other} & {3, 4, 5}:
            assert apart >= radius[[one, other]].max() + 30 - 10  # room for a name beside each
    assert math.hypot(*(at[3] - at[0])) < math.hypot(*(at[3] - at[1]))
    assert math.hypot(*(at[4] - at[1])) < math.hypot(*(at[4] - at[0]))
    assert small_ones(np.array([3.0, 3.0])).tolist() == small_ones(np.zeros(0)).tolist() == []
