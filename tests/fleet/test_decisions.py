"""Decisions and a lab's vocabulary hold on many machines as they do on one, byte for byte."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from kg import ledger
from kg.archive import backup
from kg.build import build
from kg.check import verify
from kg.errors import InputError, UsageError
from kg.fleet import load
from kg.ledger import Action, Entry
from kg.names import slug
from kg.store.snapshot import Snapshot
from tests.build.test_build import PAPERS, write
from tests.fleet.extractors import Coining, Meaning
from tests.fleet.test_fleet import lines, markers, run
from tests.keywords import Keywords

TIME = "2026-11-28T12:00:00Z"
ROWS = (
    "name,type,aliases,ignore\nImage Net,Dataset,ImageNet,\nabstract number,Concept,Number|numbers,\n"
    "transformer network,Method,transformer,\naccuracy,,,yes\nnever written,Task,nor this,\n"
)
NAMES = (
    "reinforcement learning",
    "Q-learning",
    "transformer",
    "diffusion model",
    "ImageNet",
    "accuracy",
    "MIDAS",
    "two-stage framework",
    "RL",
    "nobody's name",
    "another unused one",
)
PAPER_NAMES = ("2401.00001", "2401.00003", "2402.00001", "2402.00002", "title-paper-2-on-diffusion-models")


def decision(action: Action, *names: str, papers: Sequence[str] = (), **rest: object) -> Entry:
    pairs = tuple((slug(name), name) for name in names)
    return Entry(0, TIME, "ada", action, tuple(papers), "because", pairs, **rest)  # type: ignore[arg-type]


MIXED = (
    decision("merge", "Q-learning", "diffusion model", "an unused name"),
    decision("different", "transformer", "Q-learning"),
    decision("different", "reinforcement learning", "RL"),
    decision("rename", "Q-learning", value="Learning of Q"),
    decision("alias", "transformer", value="attention network"),
    decision("unalias", "transformer", value="transformers"),
    decision("retype", "ImageNet", value="Concept"),
    decision("broader", "Q-learning", "reinforcement learning"),
    decision("broader", "MIDAS", "nobody's name"),
    decision("split", "transformer", papers=["2401.00001", "2401.00003"], sense="transformer~x", value=""),
    decision("split", "accuracy", papers=["2401.00002"], sense="accuracy~y", value="top-1 accuracy"),
    decision("reject", "ImageNet", papers=["2401.00004"], value="evaluatesOn"),
    decision("reject", "Q-learning", "reinforcement learning", papers=["2401.00007"], value="usedFor"),
    decision("merge", "nobody's name", "another unused one"),
    decision("retract", papers=["2401.00006"]),
    decision("merge", "MIDAS", "ImageNet"),
    Entry(0, TIME, "ada", "undo", reason="no", undoes=16),
)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Papers, some twice, without identifiers: they answer under two names."""
    again = [{key: value for key, value in paper.items() if key != "id"} for paper in PAPERS[:5]]
    coined: list[dict[str, object]] = [
        {
            "id": f"2402.{n:05d}",
            "title": f"MIDAS: a thing for RL number {n}",
            "abstract": "We have a two-stage framework for reinforcement learning, RL. It is a transformer.",
            "date": "2024-02-01",
        }
        for n in range(1, 4)
    ]
    return [write(tmp_path / "a.jsonl", PAPERS), write(tmp_path / "b.jsonl", [*again, *coined])]


@pytest.fixture
def words(tmp_path: Path) -> Path:
    path = tmp_path / "words.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def decided(files: list[Path], store: Path, entries: Sequence[Entry], **options: object) -> bytes:
    """A store that one process built, with these decisions, as `kg export` writes it."""
    store.mkdir()
    (store / "papertriples.json").write_text('{"format": 1}\n')
    ledger.write(store, entries)
    build(files, store, **{"extractor": Coining(), **options})  # type: ignore[arg-type]
    with Snapshot.open(store) as snapshot:
        return b"".join(snapshot.sorted_nquads())


def test_all_kinds_of_decisions_and_a_vocabulary(files: list[Path], words: Path, tmp_path: Path) -> None:
    one = tmp_path / "one"
    expected = decided(files, one, MIXED, vocabulary=words)
    done = run(files, tmp_path / "out", decisions=one / ledger.FILE, vocabulary=words)
    assert lines(tmp_path / "out") == expected
    assert (done.papers, done.problems) == (14, [])
    for text in (b"Learning of Q", b"attention network", b"/name/transformer~x> <http", b"RetractedPaper"):
        assert text in expected
    counts = load(tmp_path / "out", tmp_path / "two")
    with Snapshot.open(tmp_path / "two") as snapshot:
        assert b"".join(snapshot.sorted_nquads()) == expected
        assert snapshot.index.stats() == counts
    assert ledger.read(tmp_path / "two") == ledger.read(one)
    assert verify(tmp_path / "two").findings == ()
    assert load(tmp_path / "out", tmp_path / "two") == counts
    report = build(files, tmp_path / "two", extractor=Coining())
    assert (report.added, report.updated, report.published, report.retracted) == (0, 0, False, 1)


def test_a_store_or_a_backup_is_named_whole(files: list[Path], words: Path, tmp_path: Path) -> None:
    expected = decided(files, tmp_path / "one", MIXED[:4], vocabulary=words)
    backup(tmp_path / "one", tmp_path / "kept")
    for place in ("one", "kept"):
        run(files, tmp_path / place / "../out", decisions=tmp_path / place)
        assert lines(tmp_path / "out") == expected


def test_only_what_follows_from_a_decision_is_done_again(files: list[Path], tmp_path: Path) -> None:
    run(files, tmp_path / "out")
    before = markers(tmp_path / "out")
    expected = decided(files, tmp_path / "one", MIXED[:1])
    run(files, tmp_path / "out", decisions=tmp_path / "one")
    assert lines(tmp_path / "out") == expected
    after = markers(tmp_path / "out")
    stages = {file.parent.parent.name for file, found in after.items() if before.get(file) != found}
    assert "given" in stages
    assert stages.isdisjoint({"read", "keep", "extract", "coin", "sense"})


def test_a_sense_that_somebody_splits_off_goes_before_what_names_beside_it_tell(tmp_path: Path) -> None:
    said = [f"We use SAM with {rest}." for rest in ("image segmentation, a mask decoder", "flat minima")]
    said += ["We use the segment anything model (SAM)."] * 2 + ["We use sharpness-aware minimization (SAM)."]
    papers: list[dict[str, object]] = [
        {"id": f"2403.{n:05d}", "title": f"Thing {n}", "abstract": text} for n, text in enumerate(said, 1)
    ]
    file = write(tmp_path / "a.jsonl", papers)
    entries = [
        decision("split", "SAM", papers=["2403.00002"], sense="sam~z", value="sharpness-aware minimization"),
        decision("merge", "SAM", "segment anything model"),
    ]
    expected = decided([file], tmp_path / "one", entries, extractor=Meaning())
    run([file], tmp_path / "out", extractor=Meaning(), decisions=tmp_path / "one")
    assert lines(tmp_path / "out") == expected


@pytest.mark.parametrize("seed", range(4))
def test_any_decisions(seed: int, files: list[Path], words: Path, tmp_path: Path) -> None:
    given = words if seed % 2 else None
    expected = decided(files, tmp_path / "one", _drawn(random.Random(seed)), vocabulary=given)
    run(files, tmp_path / "out", shards=1 + seed % 3, decisions=tmp_path / "one")
    assert lines(tmp_path / "out") == expected


def _drawn(dice: random.Random) -> list[Entry]:
    """Decisions at random; those that contradict earlier ones count for nothing, on one machine or many."""
    found: list[Entry] = []
    for number in range(14):
        one, other = dice.sample(NAMES, 2)
        paper = dice.choice(PAPER_NAMES)
        found.append(
            dice.choice(
                [
                    decision("merge", one, other),
                    decision("merge", one, other),
                    decision("different", one, other),
                    decision("broader", one, other),
                    decision("rename", one, value=f"{other} {number}"),
                    decision("alias", one, value=dice.choice(NAMES) + dice.choice(["", "s", " too"])),
                    decision("unalias", one, value=dice.choice(NAMES)),
                    decision("retype", one, value=dice.choice(["Method", "Concept"])),
                    decision("split", one, papers=[paper], sense=f"{slug(one)}~{number}", value=""),
                    decision("reject", one, papers=[paper], value=dice.choice(["uses", "proposes"])),
                    decision("retract", papers=[paper]),
                ]
            )
        )
    return found


def test_what_can_not_be_used_is_said(files: list[Path], words: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"holds no decisions: name a store, a backup, or a ledger\.jsonl"):
        run(files, tmp_path / "out", decisions=tmp_path / "nothing")
    with pytest.raises(InputError, match=r"none\.csv: can not be read"):
        run(files, tmp_path / "out", vocabulary=tmp_path / "none.csv")
    words.write_text("title\nx\n")
    with pytest.raises(InputError, match="the first row must name the columns"):
        run(files, tmp_path / "out", vocabulary=words)
    words.write_text("name,type\nx,Ship\nabstract,Concept\n")
    done = run(files[:1], tmp_path / "out", extractor=Keywords(), vocabulary=words)
    assert [problem[:44] for problem in done.problems] == ["words.csv, line 2: no type is called 'Ship';"]
    assert json.loads((tmp_path / "out" / "papertriples-shards.json").read_text())["extractor"][1][:13] == (
        "1+vocabulary-"
    )
