"""Claims found by what they link, under any name that stands for it."""

from __future__ import annotations

from pathlib import Path

from kg.build.drafts import of_names, split
from kg.mapping import linking_papers
from kg.store.snapshot import Snapshot
from tests.build.test_build import PAPERS, made, write
from tests.build.test_deciding import decided

TASK = "reinforcement-learning"


def _linking(store: Path, predicate: str, subject: str) -> list[str]:
    with Snapshot.open(store) as snapshot:
        return linking_papers(snapshot.store, predicate, [(subject, TASK)])


def test_papers_that_link_a_pair(tmp_path: Path) -> None:
    store = tmp_path / "s"
    made(store, write(tmp_path / "a.jsonl", PAPERS[:5]))
    claimed = ["2401.00001", "2401.00005"]
    assert _linking(store, "usedFor", "transformer") == claimed
    assert _linking(store, "isA", "transformer") == []
    assert _linking(store, "usedFor", "accuracy") == []
    done = decided(store, lambda s: split(s, "transformer", ["2401.00005"], "power transformer"))
    assert _linking(store, "usedFor", done.entries[0].sense) == claimed
    decided(store, lambda s: of_names(s, "merge", ["diffusion model", "transformer"]))
    assert _linking(store, "usedFor", "transformer") == claimed
