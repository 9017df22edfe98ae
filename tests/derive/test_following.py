"""A store that follows its papers equals one that is derived anew and plainly: every quad, every row."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.derive import bring_up, index_writer
from kg.derive.graph import GraphStage
from kg.derive.tables import place
from kg.index.scans import Scans
from kg.index.table import Tables
from kg.model import Entity, Extraction, Link, Mention, Paper, Relation
from kg.resolve.meanings import all_meanings
from kg.store.nquads import nquads
from kg.store.state import PaperRow
from kg.store.writer import Writer
from kg.vocab import GRAPH_BACKGROUND
from tests.derive.papers import IDS, dump, expected, rows

Step = tuple[list[PaperRow], list[str]]
STEPS = st.lists(
    st.tuples(st.lists(rows(), max_size=4), st.lists(st.sampled_from(IDS), max_size=2)),
    min_size=2,
    max_size=4,
)


@contextmanager
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp())
    try:
        yield made
    finally:
        shutil.rmtree(made)


def follow(steps: Sequence[Step], *, share: int) -> None:
    """Take each step and compare."""
    there: dict[str, PaperRow] = {}
    with folder() as path, Writer.open(path / "store") as writer:
        for number, (put, remove) in enumerate(steps):
            new = {row.paper.id: row for row in put}
            gone = [name for name in remove if name in there and name not in new]
            there = {name: row for name, row in (there | new).items() if name not in gone}
            writer.put(list(new.values()), remove=gone)
            counts = bring_up(writer, (), most=100, share=share)
            (path / str(number)).mkdir()
            index_writer(writer)(path / str(number) / "index.sqlite")
            plain = expected(there, writer, path / f"{number}.sqlite")
            assert b"".join(sorted(nquads(writer.quads()))) == plain
            assert dump(path / str(number) / "index.sqlite") == dump(path / f"{number}.sqlite")
            assert scanned(path / str(number) / "index.sqlite") == scanned(path / f"{number}.sqlite")
            assert counts["triples"] == len(writer) - len(writer.graph(GRAPH_BACKGROUND))


def scanned(index: Path) -> list[object]:
    """What the analytics read of an index."""
    tables = Tables(index)
    try:
        scans = Scans(tables)
        return [scans.entities(), scans.papers(), list(scans.said()), scans.links()]
    finally:
        tables.close()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_following_equals_deriving_anew(steps: list[Step]) -> None:
    follow(steps, share=0)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_merging_the_index_changes_no_row(steps: list[Step]) -> None:
    follow(steps, share=10**9)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_blocks_that_are_too_large_are_followed(steps: list[Step]) -> None:
    with patch("kg.resolve.profiles.BLOCK_LIMIT", 2), patch("kg.derive.names.BLOCK_LIMIT", 2):
        follow(steps, share=0)


def coined(paper: str, *, relation: Relation = "proposes") -> PaperRow:
    """A paper whose title begins with the name that it proposes."""
    use = Entity("Panda", "Method", relation, 0.9, (Mention(0, 5, "Panda", 0, 5),))
    return PaperRow(Paper(paper, "Panda"), (Extraction(paper, "first", "1", (use,)),))


def test_a_paper_that_coins_a_name_gives_others_another_sense() -> None:
    follow(
        [
            ([coined(IDS[2]), coined(IDS[4], relation="uses")], []),
            ([coined(IDS[1])], []),
            ([coined(IDS[3])], [IDS[1]]),
            ([coined(IDS[2], relation="uses")], []),
        ],
        share=0,
    )


def panda(paper: str, *, long_form: str | None = None) -> PaperRow:
    """A paper that uses a name which is also a word."""
    mention = Mention(0, 5, "Panda", 0, 5)
    use = Entity("Panda", "Method", "uses", 0.9, (mention,), long_form=long_form)
    return PaperRow(Paper(paper, "Panda and more"), (Extraction(paper, "first", "1", (use,)),))


def test_a_word_is_compared_again_when_more_papers_spell_it_out() -> None:
    spelled = "patched attention"
    follow(
        [
            ([panda(IDS[1]), panda(IDS[2], long_form=spelled)], []),
            ([panda(IDS[3], long_form=spelled)], []),
            ([panda(IDS[4], long_form="panel data")], [IDS[2]]),
        ],
        share=0,
    )


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_lists_that_are_full_are_followed(steps: list[Step]) -> None:
    with (
        patch("kg.resolve.standing.LISTED", 2),
        patch("kg.resolve.standing.PAIRED", 2),
        patch("kg.derive.lists.LISTED", 2),
        patch("kg.derive.lists.PAIRED", 2),
        patch("kg.derive.lists.KEPT", 3),
    ):
        follow(steps, share=0)


def sam(paper: str, beside: str, *, long: str | None = None) -> PaperRow:
    """A paper that writes an abbreviation, alone or with its long form, beside other names."""
    names = beside.split(", ")
    uses = [Entity(name, "Concept", "discusses", 0.9, (Mention(0, 1, name[0], 0, 1),)) for name in names]
    mention = (Mention(2, 3, "S", 0, 3),)
    if long is None:
        uses.append(Entity("SAM", "Method", "uses", 0.9, mention))
    else:
        uses.append(Entity(long, "Method", "uses", 0.9, mention, aliases=("SAM",)))
    title = f"{names[0][0]} SAM"
    return PaperRow(Paper(paper, title), (Extraction(paper, "first", "1", tuple(uses)),))


def test_what_a_bare_abbreviation_means_follows_the_papers_that_explain_it() -> None:
    anything, sharp = "segment anything model", "sharpness-aware minimization"
    sees = "image segmentation, mask decoder, point prompt"
    learns = "imperfect landscape, flat optimum, step size"
    seen = [sam(IDS[n], sees, long=anything) for n in range(2)]
    learnt = [sam(IDS[n], learns, long=sharp) for n in range(2, 4)]
    bare = [sam(IDS[4], sees), sam(IDS[5], learns), sam(IDS[6], "indoor scene")]
    told = all_meanings([e for row in (*seen, *learnt, *bare) for e in row.extractions])
    assert sorted(pair[0] for pair in told) == [IDS[4], IDS[5]]
    follow(
        [
            ([*seen, learnt[0], *bare], []),
            ([learnt[1]], []),
            ([sam(IDS[4], learns)], []),
            ([sam(IDS[0], learns, long=anything)], []),
            ([sam(IDS[5], learns, long=sharp)], [IDS[2]]),
            ([sam(IDS[0], sees, long=anything)], [IDS[3]]),
        ],
        share=0,
    )


def naming(paper: str, date: str | None, *uses: tuple[str, Relation]) -> PaperRow:
    """A paper with these names, the first of them linked to the second."""
    text = " and ".join(name for name, _ in uses)
    entities, at = [], 0
    for number, (name, relation) in enumerate(uses):
        mention = Mention(at, at + len(name), name, 0, len(text))
        entities.append(Entity(name, "Method", relation, 0.9 - number / 10, (mention,)))
        at += len(name) + 5
    link = Link(uses[0][0], "usedFor", uses[1][0], 0.8, 0, len(text))
    return PaperRow(
        Paper(paper, text, date=date), (Extraction(paper, "first", "1", tuple(entities), (link,)),)
    )


def test_the_company_of_what_many_papers_name_is_followed() -> None:
    """A name gets a company, loses one, and members of it come and go, by papers, relations and dates."""
    tree, lake, road = "broad tree", "deep lake", "long road"
    steps: list[Step] = [
        ([naming(IDS[1], "2024", (tree, "uses"), (lake, "addresses"))], []),
        ([naming(IDS[2], None, (lake, "uses"), (road, "uses"))], []),
        ([naming(IDS[3], "2024-01", (tree, "uses"), (road, "addresses"), (lake, "reports"))], []),
        ([naming(IDS[3], "2023", (tree, "proposes"), (road, "addresses"))], []),
        ([naming(IDS[1], "2025", (road, "uses"), (tree, "evaluatesOn"))], [IDS[2]]),
        ([], [IDS[1], IDS[3]]),
    ]
    for many, first in ((0, 100), (1, 1)):
        for worth in (0.25, 100):
            with patch("kg.derive.company.WORTH", worth), companies(many, first):
                follow(steps, share=0)


@contextmanager
def companies(many: int, first: int) -> Iterator[None]:
    """Entities of more than so many papers have a company, with so many members a list."""
    with patch("kg.resolve.company.MANY", many), patch("kg.resolve.company.FIRST", first):
        yield


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS, st.integers(0, 2), st.integers(1, 3))
def test_companies_follow_what_changed(steps: list[Step], many: int, first: int) -> None:
    with patch("kg.derive.company.WORTH", 100), companies(many, first):
        follow(steps, share=0)


def test_a_company_whose_lists_were_not_kept_gets_them() -> None:
    """Tables of before there were lists hold none; the graph is read for what it holds."""
    tree, lake = "broad tree", "deep lake"
    first = {row.paper.id: row for row in (naming(IDS[1], "2024", (tree, "uses"), (lake, "addresses")),)}
    second = {row.paper.id: row for row in (naming(IDS[2], "2025", (tree, "uses"), (lake, "uses")),)}
    with folder() as path, Writer.open(path / "store") as writer, companies(0, 1):
        writer.put(list(first.values()))
        bring_up(writer, ())
        with closing(sqlite3.connect(place(writer.path))) as tables:
            tables.execute("DROP TABLE near")
        writer.put(list(second.values()))
        bring_up(writer, (), most=100)
        plain = expected(first | second, writer, path / "plain.sqlite")
        assert b"".join(sorted(nquads(writer.quads()))) == plain
        with closing(sqlite3.connect(place(writer.path))) as tables:
            assert [row[0] for row in tables.execute("SELECT entity FROM near")] == [
                "broad-tree",
                "deep-lake",
            ]


@pytest.mark.parametrize("written", [False, True])
def test_companies_are_right_after_a_kill_between_tables_and_graph(written: bool) -> None:
    """What the graph held is known from the tables: trying the change again changes nothing more."""
    tree, lake, road = "broad tree", "deep lake", "long road"
    steps = [
        naming(IDS[1], "2024", (tree, "uses"), (lake, "addresses")),
        naming(IDS[2], "2025", (tree, "uses"), (road, "uses")),
        naming(IDS[1], "2023", (tree, "proposes"), (road, "addresses")),
    ]
    write = GraphStage.write_small

    def killed(*values: Any) -> None:
        if written:
            write(*values)
        raise RuntimeError("killed")

    there: dict[str, PaperRow] = {}
    with folder() as path, companies(0, 1), patch("kg.derive.company.WORTH", 100):
        for number, row in enumerate(steps):
            there[row.paper.id] = row
            with Writer.open(path / "store") as writer:
                writer.put([row])
                if number:
                    with patch.object(GraphStage, "write_small", killed), pytest.raises(RuntimeError):
                        bring_up(writer, (), most=100)
            with Writer.open(path / "store") as writer:
                bring_up(writer, (), most=100)
                plain = expected(there, writer, path / f"{number}.sqlite")
                assert b"".join(sorted(nquads(writer.quads()))) == plain
