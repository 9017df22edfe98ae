"""The journal names every graph that changed from one snapshot to another, however it changed."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.archive import backup, restore
from kg.store.journal import SETTING, touched_since
from kg.store.layout import LIVE, STATE, locate
from kg.store.manifest import read_settings
from kg.store.snapshot import Snapshot
from kg.store.writer import Writer
from tests.fixture import fixture_pairs
from tests.stores import publish_fixture, republish

BASE = "https://w3id.org/papertriples/g/"
LARGE, SMALL = f"{BASE}names", [f"{BASE}paper/{n}" for n in range(4)]


def token(store: Path) -> str:
    settings = read_settings(locate(store))
    assert settings is not None
    return settings[SETTING]


def graphs(store: Path) -> dict[str, frozenset[str]]:
    with Snapshot.open(store) as snapshot:
        found: dict[str, set[str]] = {}
        for quad in snapshot.quads():
            found.setdefault(str(quad.graph_name), set()).add(str(quad))
        return {graph.strip("<>"): frozenset(quads) for graph, quads in found.items()}


def quad(graph: str, number: int) -> ox.Quad:
    return ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal(str(number)), ox.NamedNode(graph))


def change(writer: Writer, dice: random.Random) -> None:
    graph = dice.choice([LARGE, *SMALL])
    quads = [quad(graph, dice.randrange(6)) for _ in range(dice.randrange(4))]
    way = dice.choice(["replace", "rewrite", "amend", "remove", "load"])
    if way == "replace":
        writer.replace({graph: quads, SMALL[0]: [quad(SMALL[0], 1)]})
    elif way == "rewrite":
        writer.rewrite(graph, quads)
    elif way == "amend":
        writer.amend([quad(graph, 0)], quads)
    elif way == "remove":
        writer.remove([graph])
    else:
        writer.load(quads, graphs=[graph])


def empty_index(path: Path) -> None:
    path.touch()


@pytest.mark.parametrize("seed", range(5))
def test_no_change_is_missed(seed: int, tmp_path: Path) -> None:
    dice, store = random.Random(seed), tmp_path / "s"
    seen: list[tuple[str, dict[str, frozenset[str]]]] = []
    for _ in range(6):
        with Writer.open(store) as writer:  # what another process wrote, and did not publish, counts too
            for _ in range(dice.randrange(3)):
                change(writer, dice)
        with Writer.open(store) as writer:
            for _ in range(dice.randrange(4)):
                change(writer, dice)
            writer.publish(empty_index)
        seen.append((token(store), graphs(store)))
    for at, (before, was) in enumerate(seen):
        for after, now in seen[at:]:
            touched = touched_since(store, before, snapshot=after)
            assert touched is not None
            assert {graph for graph in was.keys() | now.keys() if was.get(graph) != now.get(graph)} <= touched
        for earlier, _ in seen[:at]:
            assert touched_since(store, before, snapshot=earlier) is None


def test_one_paper_touches_little(tmp_path: Path) -> None:
    store = publish_fixture(tmp_path / "s")
    first, was, gone = token(store), graphs(store), fixture_pairs()[0][0].id
    republish(store, without=gone)
    touched = touched_since(store, first, snapshot=token(store))
    assert touched is not None
    assert {f"{BASE}paper/{gone}", f"{BASE}resolved/{gone}"} <= touched
    assert len(touched) < 10 < len(was)
    assert touched_since(store, token(store), snapshot=token(store)) == set()


def test_what_is_not_known_may_be_anything(tmp_path: Path) -> None:
    store = publish_fixture(tmp_path / "s")
    first = token(store)
    assert touched_since(store, "0123456789abcdef", snapshot=first) is None
    backup(store, tmp_path / "kept")
    republish(store, without=fixture_pairs()[0][0].id)
    second = token(store)
    restore(tmp_path / "kept", store)
    republish(store, without=fixture_pairs()[1][0].id)
    assert touched_since(store, second, snapshot=token(store)) is None  # that time was undone
    found = touched_since(store, first, snapshot=token(store))
    assert found is None or f"{BASE}paper/{fixture_pairs()[1][0].id}" in found
    shutil.rmtree(store / LIVE / "graph")
    last = token(store)
    with Writer.open(store):
        pass
    assert touched_since(store, last, snapshot=last) is None  # the graph was lost, all of it is written again
    (store / LIVE / STATE).unlink()
    assert touched_since(store, last, snapshot=last) is None
