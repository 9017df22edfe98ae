"""One name that may stand for two things: found, shown, and split on the terminal."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from kg import ledger
from kg.build.derived import derive_all, publish, remember_threshold
from kg.cli.main import main
from kg.model import Entity, EntityType, Extraction, Mention, Paper
from kg.store.snapshot import Snapshot
from kg.store.state import PaperRow
from kg.store.writer import Writer
from kg.suggest import Material, Suggestion, suggest

Use = tuple[str, EntityType, str | None]

WORDS = ("tangerine", "obsidian", "labyrinth", "cormorant", "juniper", "monsoon", "zephyr", "quarry")


def paper(number: int, *uses: Use) -> PaperRow:
    title, abstract = f"Paper {number}", f"We use {', '.join(name for name, _, _ in uses)}."
    made = Paper(f"2401.0000{number}", title, abstract)
    start, entities = len(title) + 1, []
    for name, kind, long_form in uses:
        at = made.text.index(name)
        mention = Mention(at, at + len(name), name, start, len(made.text))
        entities.append(Entity(name, kind, "uses", 0.9, (mention,), long_form=long_form))
    return PaperRow(made, (Extraction(made.id, "test", "1", tuple(entities)),))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Five papers that explain PRM and share words, one that writes PRM beside others; MATH in two types."""
    prm: Use = ("PRM", "Method", "process reward model")
    rows = []
    for n in range(5):
        shared = " ".join(WORDS[n : n + 4])
        kind: EntityType = "Dataset" if n < 3 else "Task"
        rows.append(paper(n + 1, prm, (f"{shared} policy", "Method", None), ("MATH", kind, None)))
    rows.append(paper(6, ("PRM", "Method", None), ("narrow corridor maze roadmap", "Task", None)))
    store = tmp_path / "s"
    with Writer.open(store) as writer:
        remember_threshold(writer.state, ("test", "1"), 0.5, 0.5)
        writer.put(rows)
        publish(writer, *derive_all(writer, ()))
    return store


def splits(store: Path) -> list[Suggestion]:
    with Snapshot.open(store) as snapshot:
        found = suggest(Material(snapshot), ledger.read(store))
    return [suggestion for suggestion in found if suggestion.kind == "split"]


def test_other_types_and_other_company_are_told(store: Path) -> None:
    math, prm = splits(store)
    assert (math.one.label, math.group, math.why) == (
        "MATH",
        ("2401.00004", "2401.00005"),
        "a Task in 2 papers, a Dataset in 3",
    )
    assert (math.other.label, math.usefulness) == ("MATH in 2 papers", 0.8)
    assert (prm.one.name, prm.group, prm.why) == (
        "prm",
        ("2401.00006",),
        "no rare word in common with the names in its other papers",
    )


def test_review_splits_and_asks_no_more(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("s\nd a roadmap of motion planning\nq\n"))
    with pytest.raises(SystemExit):
        main(["review", "--kind", "split", "--store", str(store), "--author", "Ada"])
    out = capsys.readouterr().out
    assert (
        "2 of 2: two things under one name? (no rare word in common with the names in its other papers)"
        in out
    )
    assert "“We use PRM, narrow corridor maze roadmap.” 2401.00006" in out
    (entry,) = ledger.read(store)
    assert (entry.action, entry.papers, entry.reason) == (
        "split",
        ("2401.00006",),
        "a roadmap of motion planning",
    )
    assert [suggestion.one.label for suggestion in splits(store)] == ["MATH"]
