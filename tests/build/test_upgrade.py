"""A store of an older version, and one that is made again: equal to one built from its sources."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

import kg
from kg import ledger
from kg.build import build, versions
from kg.build.upgrade import upgrade
from kg.check import verify
from kg.errors import ExtractionError, StoreNotFound, StoreVersionError
from kg.model import Extraction, Paper
from kg.sources import record as cleaning
from kg.vocab import paper_graph, paper_iri
from tests.build.test_build import PAPERS, nquads, write
from tests.conftest import ROOT
from tests.decisions import append
from tests.keywords import Keywords

RULES = ("CLEANING_VERSION", "KEYS_VERSION", "LAYOUT_VERSION")
ROUGH = [{**paper, "abstract": f"{paper['abstract']}  Costs &amp; benefits."} for paper in PAPERS[:6]]
ROUGH[5] = {"title": "On  graphs", "abstract": ROUGH[5]["abstract"], "date": "2024"}
TITLE = "title-on-graphs-2024"


def decide(store: Path) -> None:
    append(store, "retract", ["2401.00002"], author="A", time="2026-01-01T00:00:00Z", reason="wrong")


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store as an older version left it: texts hardly cleaned, other triples, tables not there yet."""
    folder = tmp_path_factory.mktemp("old")
    file = write(folder / "a.jsonl", ROUGH)
    store = folder / "s"
    with pytest.MonkeyPatch.context() as patch:
        for rule in RULES:
            patch.setattr(versions, rule, "0")
        patch.setattr(cleaning, "clean", str.strip)
        build([file], store, extractor=Keywords())
        decide(store)
        build([file], store, extractor=Keywords())
    live = store / "live"
    graph = Store(str(live / "graph"))
    iri, name = (make("2401.00001") for make in (paper_iri, paper_graph))
    graph.add(Quad(NamedNode(iri), NamedNode("http://a/older"), Literal("x"), NamedNode(name)))
    graph.flush()
    del graph
    (live / "derived.sqlite").unlink()
    with closing(sqlite3.connect(live / "state.sqlite")) as state:
        for table in ("reader", "size", "changed", "changed_extraction"):
            state.execute(f"DROP TABLE {table}")
    return store


@pytest.fixture
def store(old: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(old, tmp_path / "s"))


@pytest.fixture(scope="module")
def expected(old: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the sources give today."""
    store = tmp_path_factory.mktemp("new") / "s"
    for _ in range(2):
        build([old.parent / "a.jsonl"], store, extractor=Keywords("2"))
        if not ledger.read(store):
            decide(store)
    return nquads(store)


def test_an_older_store_becomes_what_its_sources_give_today(store: Path, expected: bytes) -> None:
    before = nquads(store)
    with pytest.raises(StoreVersionError, match=r"cleaning 0 instead of 1.*`kg upgrade --store"):
        build([], store, extractor=Keywords("2"))
    assert nquads(store) == before
    done = upgrade(store, extractors=[Keywords("2")])
    assert done.changes == {"cleaning": ("0", "1"), "keys": ("0", "1"), "layout": ("0", "1")}
    assert (done.records, done.read, done.missing) == (6, 5, ())
    assert nquads(store) == expected
    assert verify(store).ok
    assert len(ledger.read(store)) == 1


def test_a_second_upgrade_does_nothing(store: Path) -> None:
    upgrade(store, extractors=[Keywords("2")])
    done = upgrade(store, extractors=[Keywords("2")])
    assert (done.changes, done.read, done.report.published) == ({}, 0, False)
    assert not build([], store, extractor=Keywords("2")).published


UNTIL_KILLED = """
import os, sys
from kg.build.upgrade import upgrade
from tests.keywords import Keywords
left = int(sys.argv[2])
def progress(*_):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), 9)
upgrade(sys.argv[1], extractors=[Keywords("2")], on_progress=progress, again=sys.argv[3:] == ["again"])
"""


@pytest.mark.parametrize("calls", [1, 2, 3, 4])
def test_a_kill_leaves_the_old_state_to_readers_and_a_rerun_finishes(
    store: Path, expected: bytes, calls: int
) -> None:
    before = nquads(store)
    killed(store, calls)
    assert nquads(store) == before
    assert upgrade(store, extractors=[Keywords("2")]).report.published
    assert nquads(store) == expected


def test_a_killed_rebuild_is_finished_by_whatever_comes_next(store: Path, expected: bytes) -> None:
    upgrade(store, extractors=[Keywords("2")])
    killed(store, 2, "again")
    assert nquads(store) == expected
    build([], store, extractor=Keywords("2"))
    assert nquads(store) == expected
    killed(store, 3, "again")
    assert upgrade(store, extractors=[Keywords("2")], again=True).report.published
    assert nquads(store) == expected


def killed(store: Path, calls: int, *arguments: str) -> None:
    command = [sys.executable, "-c", UNTIL_KILLED, str(store), str(calls), *arguments]
    assert subprocess.run(command, cwd=ROOT).returncode == -9


class Counting:
    """Notes what it reads."""

    name, version, threshold = "keywords", "1", 0.5

    def __init__(self) -> None:
        self.seen: list[str] = []

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        for paper in papers:
            self.seen.append(paper.id)
            yield from Keywords().extract([paper])


def test_a_rebuild_reads_every_paper_again_to_the_same_bytes(tmp_path: Path) -> None:
    store = tmp_path / "s"
    build([write(tmp_path / "a.jsonl", PAPERS[:4])], store, extractor=Keywords())
    before = nquads(store)
    reader = Counting()
    done = upgrade(store, extractors=[reader], again=True)
    assert sorted(reader.seen) == [f"2401.{n:05d}" for n in (1, 2, 3, 4)]
    assert (done.read, done.report.papers) == (4, 4)
    assert nquads(store) == before


def test_each_extractor_reads_what_it_had_read_and_a_missing_one_is_told(tmp_path: Path) -> None:
    store = tmp_path / "s"
    both = Keywords(name="second")
    build([write(tmp_path / "a.jsonl", PAPERS[:4])], store, extractor=Keywords())
    build([write(tmp_path / "b.jsonl", PAPERS[:2])], store, extractor=both)
    before = nquads(store)
    upgrade(store, extractors=[Keywords(), both], again=True)
    assert nquads(store) == before
    assert upgrade(store, extractors=[Keywords()], again=True).missing == ("second",)
    assert nquads(store) == before


def test_records_that_become_equal_are_one_paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "s"
    rough: list[dict[str, object]] = [
        {"title": f"On{' ' * blanks}graphs", "abstract": "We use a transformer."} for blanks in (1, 2)
    ]
    with monkeypatch.context() as patch:
        patch.setattr(versions, "CLEANING_VERSION", "0")
        patch.setattr(cleaning, "clean", str.strip)
        patch.setattr("kg.papers.title_key", lambda title, *_: title)
        build([write(tmp_path / "a.jsonl", rough)], store, extractor=Keywords())
    with kg.open(store) as graph:
        assert graph.stats()["papers"] == 2
    assert upgrade(store, extractors=[Keywords()]).report.papers == 1
    assert verify(store).ok


def test_texts_do_not_change_while_nobody_can_read_them(store: Path) -> None:
    before = nquads(store)
    with pytest.raises(ExtractionError, match=r"none of the extractors .keywords. is installed"):
        upgrade(store)
    assert nquads(store) == before
    assert upgrade(store, extractors=[Keywords("2")]).report.published


def test_no_store_is_made(tmp_path: Path) -> None:
    with pytest.raises(StoreNotFound):
        upgrade(tmp_path / "s")
