"""A store says of two names what the measured function says, in whatever order its papers came."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import kg
from kg.build.derived import derive_all, publish
from kg.errors import NotFound
from kg.evaluate.names import same_in_store
from kg.model import Entity, Extraction, Mention, Paper, Relation
from kg.store.snapshot import Snapshot
from kg.store.state import PaperRow
from kg.store.writer import Writer

PAIRS = [
    ("PPO", (), "proximal policy optimization", ("PPO",)),
    ("UML", (), "unpaired multimodal learner", ("UML",)),
    ("Qwen2", (), "Qwen2.5", ()),
    ("behaviour cloning", ("BC",), "behavioral cloning", ("BC",)),
    ("fern", (), "ferns", ()),
    ("moss", (), "lichen", ()),
]
"""Two names, each with the aliases that its paper gives."""


def row(paper: str, name: str, aliases: Sequence[str], relation: Relation = "uses") -> PaperRow:
    """A paper whose title holds the name and its aliases."""
    title = " or ".join((name, *aliases))
    mention = Mention(0, len(name), name, 0, len(title))
    entity = Entity(name, "Method", relation, 0.9, (mention,), tuple(aliases))
    return PaperRow(Paper(paper, title), (Extraction(paper, "test", "1", (entity,)),))


def store(path: Path, rows: Sequence[PaperRow]) -> Path:
    with Writer.open(path) as writer:
        for one in rows:
            writer.put([one])
        publish(writer, *derive_all(writer, ()))
    return path


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0])
def test_a_store_of_two_papers_gives_the_same_verdict(
    tmp_path: Path, pair: tuple[str, tuple[str, ...], str, tuple[str, ...]]
) -> None:
    one, aliases, other, more = pair
    made = store(tmp_path / "s", [row("2401.00001", one, aliases), row("2401.00002", other, more)])
    sides = [
        {"name": name, "aliases": list(also), "type": "Method", "paper": paper}
        for name, also, paper in ((one, aliases, "p1"), (other, more, "p2"))
    ]
    with kg.open(made) as graph:
        answer = graph.why_same(one, other)
        assert (answer.same, answer.rule or "no candidates") == same_in_store(*sides)
        with pytest.raises(NotFound):
            graph.why_same(one, "never heard of it")


def test_a_name_that_two_papers_coin_is_two_entities(tmp_path: Path) -> None:
    rows = [row(f"2401.0000{n}", "MIDAS", (), "proposes") for n in (1, 2)]
    with kg.open(store(tmp_path / "s", [*rows, row("2401.00003", "MIDAS", ())])) as graph:
        answer = graph.why_same("MIDAS", "midas~2401.00002")
        assert (answer.same, answer.rule) == (False, "coined twice")
        found = [graph.neighbours(name).rows for name in ("midas", "midas~2401.00002")]
        assert [sorted(row.id for row in rows) for rows in found] == [
            ["2401.00001", "2401.00003"],
            ["2401.00002"],
        ]


def test_the_order_of_papers_changes_no_byte(tmp_path: Path) -> None:
    rows = [
        row(f"2401.{2 * n + side:05}", *half)
        for n, (one, aliases, other, more) in enumerate(PAIRS)
        for side, half in enumerate(((one, aliases), (other, more)))
    ]
    written = []
    for name, order in (("a", rows), ("b", rows[::-1]), ("c", rows[5:] + rows[:5])):
        with Snapshot.open(store(tmp_path / name, order)) as snapshot:
            written.append(b"".join(snapshot.sorted_nquads()))
    assert written[0] == written[1] == written[2]
    assert b"isReplacedBy" in written[0]


def test_a_name_keeps_its_iri_when_another_becomes_canonical(tmp_path: Path) -> None:
    first = [row("2401.00001", "multi-modal moss", ())]
    later = [row(f"2401.0000{n}", "multimodal moss", ()) for n in (2, 3)]
    with kg.open(store(tmp_path / "one", first)) as graph:
        assert graph.why_same("multi-modal moss", "multi-modal moss").one.entity == "multi-modal-moss"
    with kg.open(store(tmp_path / "all", first + later)) as graph:
        answer = graph.why_same("multi-modal moss", "multimodal moss")
        assert (answer.one.name, answer.one.entity) == ("multi-modal-moss", "multimodal-moss")
        assert graph.find("multi-modal moss")[0].id == "multimodal-moss"
