"""Each figure over the whole graph, exactly, on the fixture; and on an empty graph."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.analytics import (
    Corpus,
    Step,
    communities,
    compare,
    cooccur,
    path,
    rank,
    read_corpus,
    trends,
)
from kg.analytics.chance import adjusted, at_least, at_most
from kg.analytics.ties import ties_of
from kg.errors import NotFound, UsageError
from kg.index import PaperRow
from kg.model import Derived, EntityNode, PaperEdge
from kg.store.snapshot import Snapshot
from tests.analytics.conftest import corpus, empty
from tests.stores import publish_fixture


def test_the_index_gives_the_same_corpus(tmp_path: Path) -> None:
    with Snapshot.open(publish_fixture(tmp_path / "store")) as snapshot:
        read = read_corpus(snapshot.index)
    assert read.derived == corpus().derived
    assert [(p.id, p.title, p.date) for p in read.papers.values()] == [
        (p.id, p.title, p.date) for p in sorted(corpus().papers.values(), key=lambda p: p.id)
    ]


def test_rank() -> None:
    assert [(r.label, r.type, r.papers, r.score) for r in rank(corpus(), limit=4)] == [
        ("PlainDet", "Method", 3, 8.0),
        ("Calm Q-Learning", "Method", 3, 7.0),
        ("object detection", "Task", 3, 7.0),
        ("SkyBoxes", "Dataset", 3, 6.0),
    ]
    by_page = rank(corpus(), by="pagerank", types=["Task"], limit=2)
    assert [(r.label, r.score) for r in by_page] == [
        ("offline reinforcement learning", 0.033836),
        ("text summarisation", 0.031252),
    ]
    bridges = rank(corpus(), by="betweenness", limit=2)
    assert [(r.label, r.score) for r in bridges] == [("Calm Q-Learning", 0.049504), ("transformer", 0.035502)]


def test_pagerank_is_a_distribution() -> None:
    import networkx as nx

    from kg.analytics.rank import _pagerank

    ties = ties_of(corpus())
    told: list[tuple[str, int, int]] = []
    found = dict(zip(ties.nodes, _pagerank(ties, lambda *step: told.append(step)).tolist(), strict=True))
    assert [done for _, done, _ in told] == list(range(1, len(told) + 1))
    assert all(done <= of for _, done, of in told)
    assert told[-1][2] - len(told) <= 2  # it knew when it would end
    assert sum(found.values()) == pytest.approx(1.0)
    assert found.keys() == set(corpus().graph)
    reached = max(nx.connected_components(corpus().graph), key=len)
    share = {
        node: 0.15 / len(found)
        + 0.85
        * sum(
            found[other] * data["confidence"] / corpus().graph.degree(other, weight="confidence")
            for other, data in corpus().graph[node].items()
        )
        for node in reached
    }
    assert share == pytest.approx({node: found[node] for node in reached}, abs=1e-8)


def test_rank_refuses_what_does_not_exist() -> None:
    with pytest.raises(UsageError, match="no measure is called 'fame'; there are: degree, pagerank"):
        rank(corpus(), by="fame")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="no type is called 'Car'; there are: Method, Task"):
        rank(corpus(), types=["Car"])


def test_communities() -> None:
    found = communities(corpus())
    assert [(group.name, group.papers) for group in found] == [
        (
            "offline reinforcement learning · behaviour cloning · D4Maze",
            ("2301.99001", "2302.99002", "2311.99011", "2309.99008"),
        ),
        (
            "object detection · PlainDet · convolutional neural network",
            ("2305.99005", "2303.99004", "2303.99003"),
        ),
        (
            "text summarisation · transformer",
            (
                "2310.99010",
                "doi-10.99999-notes.2023.7-18aa5dd5",
                "title-notes-on-c-kernels-for-attention-00000012",
            ),
        ),
        (
            "molecule property prediction · Graph neural network · MolBox",
            ("2306.99006", "2307.99007"),
        ),
    ]
    assert found[3].entities == (
        "graph-neural-network",
        "mean-absolute-error",
        "molbox",
        "molecule-property-prediction",
    )
    assert communities(corpus()) == found
    assert sorted(p for group in found for p in group.papers) == sorted(corpus().papers)


def test_path() -> None:
    ends = "name/calm-q-learning", "name/regret"
    assert path(corpus(), *ends) == (
        Step(
            *("name/calm-q-learning", "Calm Q-Learning", "comparesWith", False),
            *("paper/2302.99002", "When Behaviour Cloning Is Enough", 0.86, ("2302.99002",)),
        ),
        Step(
            *("paper/2302.99002", "When Behaviour Cloning Is Enough", "reports", True),
            *("name/regret", "regret", 0.72, ("2302.99002",)),
        ),
    )
    assert path(corpus(), ends[0], ends[0]) == ()


def test_the_strongest_path_may_be_longer() -> None:
    ends = "name/plaindet", "name/object-detection"
    (step,) = path(corpus(), *ends)
    assert (step.relation, step.forward, step.papers) == ("usedFor", True, ("2305.99005",))
    weak = Corpus(
        Derived(
            entities=tuple(EntityNode(s, s, (), (("Method", 2),), 2) for s in "ab"),
            paper_edges=(
                PaperEdge("p", "uses", "a", 0.3, "Method"),
                PaperEdge("p", "uses", "b", 0.9, "Method"),
                PaperEdge("q", "uses", "a", 0.9, "Method"),
                PaperEdge("q", "uses", "b", 0.9, "Method"),
            ),
        ),
        [PaperRow("p", "P", None, (), 2), PaperRow("q", "Q", None, (), 2)],
    )
    assert [s.target for s in path(weak, "paper/p", "name/a")] == ["name/a"]
    strongest = path(weak, "paper/p", "name/a", how="strongest")
    assert [s.target for s in strongest] == ["name/b", "paper/q", "name/a"]


def test_path_says_where_none_leads() -> None:
    with pytest.raises(NotFound, match="no way leads from 'TileNet' to 'ROUGE'"):
        path(corpus(), "name/tilenet", "name/rouge")
    with pytest.raises(NotFound, match="no node 'name/x y'"):
        path(corpus(), "name/x y", "name/rouge")


def test_chance_is_exact() -> None:
    assert at_least(3, 3, 3, 12) == pytest.approx(1 / 220)
    assert at_least(0, 3, 3, 12) == pytest.approx(1.0)
    assert at_most(0, 2, 2, 4) == pytest.approx(1 / 6)
    assert at_most(2, 2, 2, 4) == pytest.approx(1.0)
    assert adjusted([]) == []


def grown(recent: int) -> Corpus:
    """Forty papers over ten months; a name in one early paper and in ``recent`` of the last month's."""
    papers = [PaperRow(f"p{i:02}", f"P{i}", f"2023-{i // 4 + 1:02}-0{i % 4 + 1}", (), 1) for i in range(40)]
    using = [papers[0], *papers[40 - recent :]]
    edges = tuple(PaperEdge(p.id, "uses", "new", 0.9, "Method") for p in using)
    entity = EntityNode("new", "New", (), (("Method", len(using)),), len(using))
    return Corpus(Derived(entities=(entity,), paper_edges=edges), papers)


def test_a_rise_is_told_from_chance() -> None:
    found = trends(grown(4), recent=1)
    assert (found.months[0], found.months[-1], found.recent, found.undated) == ("2023-01", "2023-10", 1, 0)
    assert found.papers == (4,) * 10
    (row,) = found.rows
    assert (row.direction, row.counts, row.recent, row.expected) == (
        "rising",
        (1, 0, 0, 0, 0, 0, 0, 0, 0, 4),
        4,
        0.5,
    )
    assert row.rate == 0.000109


def test_two_papers_are_no_trend() -> None:
    (row,) = trends(grown(2), recent=1).rows
    assert (row.direction, row.recent, row.rate) == ("steady", 2, 0.0445)
    assert trends(grown(1), recent=1).rows == ()


def test_trends_without_dates_say_nothing() -> None:
    found = trends(corpus(), limit=1)
    assert (found.undated, found.recent, len(found.months)) == (2, 3, 11)
    assert [row.direction for row in trends(corpus(), limit=99).rows] == ["steady"] * 5
    few = trends(corpus(), recent=20)
    assert (few.recent, {row.rate for row in few.rows}) == (0, {1.0})


def test_cooccur() -> None:
    pairs = cooccur(corpus(), limit=2)
    assert [(p.first_label, p.second_label, p.together, p.expected, p.rate) for p in pairs] == [
        ("PlainDet", "SkyBoxes", 3, 0.75, 0.0366),
        ("object detection", "PlainDet", 3, 0.75, 0.0366),
    ]
    assert pairs[0].papers == ("2303.99003", "2303.99004", "2305.99005")
    (partner,) = cooccur(corpus(), "calm-q-learning", types=["Dataset"])
    assert (partner.first, partner.second, partner.together) == ("calm-q-learning", "d4maze", 2)
    with pytest.raises(NotFound, match="no entity 'x'"):
        cooccur(corpus(), "x")


def test_compare() -> None:
    found = compare(corpus(), "name/tilenet", "name/plaindet")
    assert found.direct == ("comparedWith",)
    assert [(t.label, t.relations, t.other_relations) for t in found.shared] == [
        ("convolutional neural network", ("← partOf",), ("isA",)),
        ("Do Tiles Help? A Second Look at Drone Vision", ("← discusses",), ("← uses",)),
        ("object detection", ("usedFor",), ("usedFor",)),
        ("SkyBoxes", ("evaluatedOn",), ("evaluatedOn",)),
        ("TileNet: Fast Object Detection on Drones", ("← proposes",), ("← comparesWith",)),
    ]
    assert found.only_first == ()
    assert [t.label for t in found.only_second] == [
        "aerial object detection",
        "SkyBoxes: A Benchmark for Aerial Object Detection",
    ]
    with pytest.raises(NotFound, match="no node"):
        compare(corpus(), "name/tilenet", "name/nothing")


def test_a_part_knows_only_its_papers() -> None:
    part = corpus().part({"2301.99001", "2302.99002"})
    assert list(part.papers) == ["2301.99001", "2302.99002"]
    assert {e.slug: e.papers for e in part.entities.values()} == {
        "behaviour-cloning": 2,
        "calm-q-learning": 2,
        "coverage": 1,
        "d4maze": 2,
        "distribution-shift": 1,
        "normalised-return": 1,
        "offline-reinforcement-learning": 2,
        "regret": 1,
    }
    assert part.kind("calm-q-learning") == "Method"
    links = {(e.subject, e.object): e.papers for e in part.derived.entity_edges}
    assert links["behaviour-cloning", "calm-q-learning"] == ("2301.99001", "2302.99002")
    assert ("diffusion-model", "offline-reinforcement-learning") not in links


def test_an_empty_graph_has_nothing_to_tell() -> None:
    assert rank(empty()) == rank(empty(), by="pagerank") == rank(empty(), by="betweenness") == ()
    assert communities(empty()) == ()
    assert cooccur(empty()) == ()
    assert trends(empty()) == ((), (), 0, 0, ())
