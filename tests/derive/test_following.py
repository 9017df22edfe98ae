"""A store that follows its papers equals one that is derived anew and plainly: every quad, every row."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.derive import bring_up, index_writer
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
        with patch("kg.resolve.company.MANY", many), patch("kg.resolve.company.FIRST", first):
            follow(steps, share=0)
