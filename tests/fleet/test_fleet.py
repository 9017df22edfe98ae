"""What many workers write is what one build writes, byte for byte, whatever happens to them on the way."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg.build import build
from kg.check import check, verify
from kg.cli import why_same
from kg.errors import ExtractionError, ForeignPath, InputError, StoreBusy, StoreError, UsageError
from kg.fleet import Done, extract_far, load, open_engine
from kg.fleet.plan import _owned
from kg.fleet.tasks import MARKER, Task, perform
from kg.store.nquads import sorted_nquads
from kg.store.snapshot import Snapshot
from tests.build.extractors import Fatal
from tests.build.test_build import PAPERS, write
from tests.build.test_build_extractors import Wrong
from tests.conftest import ROOT
from tests.fleet.extractors import Coining, Meaning, Murderous, Unlucky
from tests.keywords import Keywords

SHARDS = 2


class Inline:
    """Does each task when it is asked for, in this process."""

    workers = 1

    def submit(self, task: Task) -> object:
        return Ran(perform(task))

    def wait(self, running: Collection[Any], timeout: float) -> list[Any]:
        return list(running)

    def result(self, done: Any) -> dict[str, Any]:
        return dict(done.marker)

    def close(self) -> None:
        """Nothing was started."""


class Ran:
    """A task that is done."""

    def __init__(self, marker: dict[str, Any]) -> None:
        self.marker = marker


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Papers in two files, some of them in both, with and without identifiers."""
    folder = tmp_path_factory.mktemp("sources")
    again = [{key: value for key, value in paper.items() if key != "id"} for paper in PAPERS[:5]]
    longer = [{**PAPERS[8], "abstract": f"{PAPERS[8]['abstract']} It is a longer version of it."}]
    coined: list[dict[str, object]] = [
        {
            "id": f"2402.{n:05d}",
            "title": f"MIDAS: a thing for RL number {n}",
            "abstract": "We have a two-stage framework for reinforcement learning, RL. It is a transformer.",
            "date": "2024-02-01",
        }
        for n in range(1, 4)
    ]
    return [write(folder / "a.jsonl", PAPERS), write(folder / "b.jsonl", [*again, *longer, *coined])]


@pytest.fixture(scope="module")
def expected(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What one process builds of them, as `kg export` writes it."""
    return built(files, tmp_path_factory.mktemp("built") / "store")


def built(files: list[Path], store: Path, extractor: Keywords | None = None, jobs: int = 1) -> bytes:
    build(files, store, extractor=extractor or Coining(), jobs=jobs)
    with Snapshot.open(store) as snapshot:
        return b"".join(snapshot.sorted_nquads())


def lines(out: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted((out / "quads").iterdir()))


def run(files: list[Path], out: Path, engine: Any = None, **options: Any) -> Done:
    return extract_far(
        files, out, engine or Inline(), **{"extractor": Coining(), "shards": SHARDS, **options}
    )


def markers(out: Path) -> dict[Path, int]:
    """The marker of each task that is done, with what changes when it is written anew."""
    return {file: file.stat().st_ino for file in (out / "work").glob(f"*/*/{MARKER}")}


def test_byte_for_byte_and_only_once(files: list[Path], expected: bytes, tmp_path: Path) -> None:
    done = run(files, tmp_path / "out")
    assert lines(tmp_path / "out") == expected
    assert b"name/midas~2402.00002> <http" in expected
    assert (done.records, done.papers, done.problems) == (21, 15, [])
    assert done.quads == expected.count(b"\n")
    loaded = ox.Store()
    for part in (tmp_path / "out" / "quads").iterdir():
        loaded.bulk_load(path=str(part), format=ox.RdfFormat.N_QUADS)
    assert b"".join(sorted_nquads(loaded)) == expected
    before = markers(tmp_path / "out")
    assert run(files, tmp_path / "out") == done
    assert markers(tmp_path / "out") == before


@pytest.mark.parametrize("shards", [1, 7])
def test_the_number_of_shards_changes_no_byte(
    shards: int, files: list[Path], expected: bytes, tmp_path: Path
) -> None:
    run(files, tmp_path / "out", shards=shards)
    assert lines(tmp_path / "out") == expected


def test_what_a_bare_abbreviation_means(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sees = "image segmentation, a mask decoder, a point prompt"
    learns = "the loss landscape, flat minima, a step size"
    said = [
        *(f"We use the segment anything model (SAM) with {sees}." for _ in range(2)),
        *(f"We use sharpness-aware minimization (SAM) with {learns}." for _ in range(2)),
        f"We use SAM with {sees}.",
        f"We use SAM with {learns}.",
    ]
    papers: list[dict[str, object]] = [
        {"id": f"2403.{n:05d}", "title": f"Thing {n}", "abstract": text, "date": "2024-03-01"}
        for n, text in enumerate(said, 1)
    ]
    file = write(tmp_path / "a.jsonl", papers)
    run([file], tmp_path / "out", extractor=Meaning())
    found = lines(tmp_path / "out")
    assert found == built([file], tmp_path / "store", Meaning())
    assert found.count(b"standsFor> <https://w3id.org/papertriples/name/segment-anything-model>") == 1
    assert found.count(b"standsFor> <https://w3id.org/papertriples/name/sharpness-aware-minimization>") == 1
    why_same.command("SAM", "segment anything model", store=str(tmp_path / "store"))
    with Snapshot.open(tmp_path / "store") as snapshot:
        assert check(snapshot.store).ok
    assert capsys.readouterr().out.splitlines()[-1] == (
        "  one thing in 1 paper, by the names beside it or by a decision: 2403.00005"
    )


def test_what_surrounds_names_of_many_papers(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.resolve.company.MANY", 2)
    monkeypatch.setattr("kg.resolve.company.FIRST", 3)
    run(files, tmp_path / "out")
    found = lines(tmp_path / "out")
    assert found == built(files, tmp_path / "store")
    assert found.count(b"/ontology#companyOf> ") > 1
    with Snapshot.open(tmp_path / "store") as snapshot:
        assert check(snapshot.store).ok


def test_what_changed_is_done_again(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", PAPERS[:6])
    run([file], tmp_path / "out")
    write(file, PAPERS)
    run([file], tmp_path / "out")
    assert lines(tmp_path / "out") == built([file], tmp_path / "store")


@pytest.mark.parametrize("name", ["local", "dask"])
def test_a_killed_worker_a_straggler_and_poison(name: str, files: list[Path], tmp_path: Path) -> None:
    """All in one run: nothing but the poison is left out, as by a build with several jobs, and it is told."""
    unlucky = Unlucky(folder=tmp_path)
    engine = open_engine(name, workers=2)
    try:
        done = run(files, tmp_path / "out", engine, extractor=unlucky, late=0.1)
        assert not unlucky.go.exists()  # the one that waits waits still
    finally:
        unlucky.go.touch()
        engine.close()
    assert (tmp_path / "killed").exists()
    assert (tmp_path / "waited").exists()
    assert done.papers == 14
    assert [problem[:51] for problem in done.problems] == [
        "paper 2401.00005 ended the process that read it, tw"
    ]
    assert lines(tmp_path / "out") == built(files, tmp_path / "store", Fatal(word="Paper 5 "), jobs=2)


def test_the_driver_killed_and_started_again(files: list[Path], expected: bytes, tmp_path: Path) -> None:
    """Killed once some stages are done: the next one does none of them again."""
    code = (
        "import sys, pathlib\n"
        "from kg.fleet import extract_far\n"
        "from tests.fleet.test_fleet import Inline, SHARDS\n"
        "from tests.fleet.extractors import Coining\n"
        "def told(stage, done, of):\n"
        "    if 'block' in stage:\n"
        "        print('there', flush=True)\n"
        "        sys.stdin.read()\n"
        "out, *files = map(pathlib.Path, sys.argv[1:])\n"
        "extract_far(files, out, Inline(), extractor=Coining(), shards=SHARDS, on_progress=told)\n"
    )
    out = tmp_path / "out"
    command = [sys.executable, "-c", code, str(out), *map(str, files)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as driver:
        assert driver.stdout is not None
        assert driver.stdout.readline() == b"there\n"
        driver.kill()
    (out / "work" / "extract" / ".00000.half-made").mkdir()
    before = markers(out)
    assert any(file.match("extract/*/*") for file in before)
    assert run(files, out).papers == 15
    assert lines(out) == expected
    assert before.items() <= markers(out).items()
    assert not list((out / "work").glob("*/.*"))


def test_one_load_makes_the_store(files: list[Path], expected: bytes, tmp_path: Path) -> None:
    """With all that a build keeps: the next build of the same files changes nothing, and reads nothing."""
    out, store = tmp_path / "out", tmp_path / "store"
    with pytest.raises(UsageError, match="holds no shards that are done"):
        load(out, store)
    run(files, out)
    counts = load(out, store)
    with Snapshot.open(store) as snapshot:
        assert b"".join(snapshot.sorted_nquads()) == expected
        assert snapshot.index.stats() == counts
    assert verify(store).findings == ()
    assert load(out, store) == counts
    report = build(files, store, extractor=Coining())
    assert (report.added, report.updated, report.unchanged, report.published) == (0, 0, 15, False)
    build([write(tmp_path / "c.jsonl", PAPERS[:1])], tmp_path / "other", extractor=Keywords())
    with pytest.raises(UsageError, match="holds papers already; load into a new folder"):
        load(out, tmp_path / "other")


def test_damage_is_done_again(files: list[Path], expected: bytes, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(files, out)
    (out / "work" / "tell" / "00001" / MARKER).write_text("{")
    (out / "work" / "read" / "00000" / MARKER).unlink()
    run(files, out)
    assert lines(out) == expected


def test_what_a_task_raises_is_raised(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.fleet.driver.ATTEMPTS", 2)
    engine = open_engine("local", workers=1)
    try:
        with pytest.raises(ExtractionError, match="is not 'zzz'"):
            run(files, tmp_path / "out", engine, extractor=Wrong())
        with pytest.raises(StoreError, match="lost its worker 2 times"):
            run(files, tmp_path / "out", engine, extractor=Murderous())
    finally:
        engine.close()


def test_where_and_what_from(files: list[Path], tmp_path: Path) -> None:
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "thesis.tex").touch()
    with pytest.raises(ForeignPath, match="holds files that no extraction wrote"):
        run(files, tmp_path / "foreign")
    with pytest.raises(UsageError, match="no such file"):
        run([tmp_path / "nothing"], tmp_path / "out")
    with pytest.raises(InputError, match="workers can not read standard input"):
        run([Path("-")], tmp_path / "out")
    with _owned(tmp_path / "out"), pytest.raises(StoreBusy, match="another process works in"):
        run(files, tmp_path / "out")
    with pytest.raises(UsageError, match="no engine is called 'hadoop'; there are local, dask"):
        open_engine("hadoop")
    with pytest.raises(UsageError, match="the local engine has no scheduler"):
        open_engine("local", scheduler="tcp://127.0.0.1:1")
