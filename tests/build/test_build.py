"""A store is a function of its records, the extractor and the ledger; how it came about does not show."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import kg
from kg.build import BuildReport, build
from kg.build.curate import curate
from kg.check import check
from kg.errors import InputError, NotFound
from kg.model import Extraction, Paper
from kg.store.snapshot import Snapshot
from kg.store.state import State
from tests import decisions
from tests.keywords import Keywords

OWN_TRIPLES = """SELECT (COUNT(*) AS ?n) {
  GRAPH ?g { ?s ?p ?o } FILTER (?g != <https://w3id.org/papertriples/g/background>) }"""
"""What is counted: all but the background."""
PAPERS: list[dict[str, object]] = [
    {
        "id": f"2401.{n:05d}",
        "title": f"Paper {n} on {topic}",
        "abstract": f"We study {topic} with a transformer. Number {n} reports accuracy on ImageNet.",
        "authors": ["Ada Lovelace", f"Author {n}"],
        "date": f"2024-01-{n:02d}",
    }
    for n, topic in enumerate(["reinforcement learning", "diffusion models", "Q-learning", "graphs"] * 3, 1)
]


def write(path: Path, papers: Iterable[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(paper) + "\n" for paper in papers), encoding="utf-8")
    return path


def nquads(store: Path) -> bytes:
    with Snapshot.open(store) as snapshot:
        return b"".join(snapshot.sorted_nquads())


def made(store: Path, *inputs: Path, version: str = "1") -> BuildReport:
    return build(list(inputs), store, extractor=Keywords(version))


def test_a_build_reports_what_it_did(tmp_path: Path) -> None:
    report = made(tmp_path / "s", write(tmp_path / "a.jsonl", PAPERS))
    assert (report.records, report.added, report.updated, report.unchanged) == (12, 12, 0, 0)
    with kg.open(tmp_path / "s") as graph:
        assert graph.stats() == {
            "papers": report.papers,
            "entities": report.entities,
            "claims": report.claims,
            "triples": report.triples,
        }
        counted = graph.query("SELECT (COUNT(*) AS ?n) { ?c a kg:Claim }").rows[0][0]
        everything = graph.query(OWN_TRIPLES).rows[0][0]
        with_triple = graph.query(
            "SELECT (COUNT(DISTINCT ?e) AS ?n) { ?p a kg:Paper ; ?r ?e . ?e a kg:Entity }"
        ).rows[0][0]
    assert counted is not None
    assert everything is not None
    assert with_triple is not None
    assert (counted.value, everything.value, with_triple.value) == (
        str(report.claims),
        str(report.triples),
        str(report.entities),
    )


def test_reading_again_changes_nothing(tmp_path: Path) -> None:
    store, file = tmp_path / "s", write(tmp_path / "a.jsonl", PAPERS)
    made(store, file)
    before = nquads(store)
    report = made(store, file)
    assert (report.added, report.updated, report.unchanged, report.published) == (0, 0, 12, False)
    assert nquads(store) == before


def test_neither_order_nor_the_number_of_builds_shows(tmp_path: Path) -> None:
    halves = [
        write(tmp_path / f"{name}.jsonl", part) for name, part in (("a", PAPERS[:5]), ("b", PAPERS[5:]))
    ]
    made(tmp_path / "once", *halves)
    made(tmp_path / "turned", *reversed(halves))
    for half in reversed(halves):
        made(tmp_path / "grown", half)
    assert nquads(tmp_path / "once") == nquads(tmp_path / "turned") == nquads(tmp_path / "grown")


def test_a_listing_that_grows_at_its_top_changes_no_old_paper(tmp_path: Path) -> None:
    store, file = tmp_path / "s", write(tmp_path / "a.jsonl", PAPERS[3:])
    made(store, file)
    before = dict(by_graph(nquads(store)))
    report = made(store, write(file, PAPERS))
    after = dict(by_graph(nquads(store)))
    assert (report.added, report.updated, report.unchanged) == (3, 0, 9)
    assert all(after[graph] == quads for graph, quads in before.items() if "/g/paper/" in graph)
    made(tmp_path / "t", file)
    made(tmp_path / "t", write(file, PAPERS[3:]))
    assert nquads(tmp_path / "t") == nquads(store)


def test_a_new_version_replaces_exactly_its_own_graph(tmp_path: Path) -> None:
    newer = [{**PAPERS[0], "id": "2401.00001v2", "abstract": "Now about a diffusion model."}]
    first, second = write(tmp_path / "a.jsonl", PAPERS), write(tmp_path / "b.jsonl", newer)
    made(tmp_path / "s", first)
    before = dict(by_graph(nquads(tmp_path / "s")))
    report = made(tmp_path / "s", second)
    after = dict(by_graph(nquads(tmp_path / "s")))
    changed = {graph for graph in before.keys() | after.keys() if before.get(graph) != after.get(graph)}
    papers = {graph for graph in changed if "/g/paper/" in graph}
    assert (report.added, report.updated) == (0, 1)
    assert papers == {"<https://w3id.org/papertriples/g/paper/2401.00001>"}
    made(tmp_path / "fresh", first, second)
    assert nquads(tmp_path / "fresh") == nquads(tmp_path / "s")


def test_a_version_with_another_title_is_warned_about(tmp_path: Path) -> None:
    newer = [{**PAPERS[0], "id": "2401.00001v2", "title": "Something else entirely"}]
    made(tmp_path / "s", write(tmp_path / "a.jsonl", [{**PAPERS[0], "id": "2401.00001v1"}]))
    report = made(tmp_path / "s", write(tmp_path / "b.jsonl", newer))
    assert report.warnings == [
        "2401.00001 was 'Paper 1 on reinforcement learning' and is now 'Something else entirely': "
        "if this is another paper, retract it"
    ]


def by_graph(data: bytes) -> dict[str, set[str]]:
    graphs: dict[str, set[str]] = {}
    for line in data.decode().splitlines():
        graphs.setdefault(line.rsplit(" ", 2)[1], set()).add(line)
    return graphs


def test_a_retracted_paper_stays_out_until_it_is_restored(tmp_path: Path) -> None:
    store, file = tmp_path / "s", write(tmp_path / "a.jsonl", PAPERS)
    made(store, file)
    before = nquads(store)
    assert curate(
        store, "retract", ["2401.00003"], author="Ada", reason="withdrawn", extractor=Keywords()
    ).applied
    gone = nquads(store)
    assert b"paper/2401.00003#" not in gone
    assert b"g/resolved/2401.00003" not in gone
    report = made(store, file)
    assert (report.papers, report.retracted) == (11, 1)
    assert nquads(store) == gone
    with pytest.raises(NotFound, match=r"2401\.00003"):
        curate(store, "retract", ["2401.00003x"], author="Ada", extractor=Keywords())
    curate(store, "restore", ["2401.00003"], author="Ada", extractor=Keywords())
    after = nquads(store)
    decisions = [line for line in after.splitlines() if b"g/curation" in line]
    assert b"".join(line + b"\n" for line in after.splitlines() if line not in decisions) == before
    assert sum(b"#action" in line for line in decisions) == 2
    with Snapshot.open(store) as snapshot:
        assert check(snapshot.store).problems == ()


@pytest.mark.parametrize("step", ["assign", "set_note"])
def test_a_retraction_that_stops_midway_is_finished_and_can_be_taken_back(tmp_path: Path, step: str) -> None:
    store, file = tmp_path / "s", write(tmp_path / "a.jsonl", PAPERS[:4])
    made(store, file)
    before = nquads(store)
    decisions.append(store, "retract", ["2401.00003"], author="Ada", time="2026-01-02T03:04:05Z")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(State, step, stop)
        with pytest.raises(KeyboardInterrupt):
            made(store)
    assert made(store).papers == 3
    assert b"paper/2401.00003> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>" in nquads(store)
    curate(store, "restore", ["2401.00003"], author="Ada", extractor=Keywords())
    assert [line for line in nquads(store).splitlines() if b"/g/curation>" not in line] == before.splitlines()


def stop(*_: object) -> None:
    """As if the process ended here."""
    raise KeyboardInterrupt


@dataclass(frozen=True)
class Interrupted(Keywords):
    """While it reads, somebody retracts a paper of the store that is being built."""

    store: Path = Path()

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        decisions.append(self.store, "retract", ["2401.00002"], author="Ada", time="2026-01-02T03:04:05Z")
        return super().extract(papers)


def test_the_running_build_applies_what_is_decided_meanwhile(tmp_path: Path) -> None:
    store, file = tmp_path / "s", write(tmp_path / "a.jsonl", PAPERS)
    report = build([file], store, extractor=Interrupted(store=store))
    assert (report.papers, report.retracted) == (11, 1)
    with pytest.raises(NotFound), kg.open(store) as graph:
        graph.show("2401.00002")
    assert made(store, file).published is False


def test_a_retraction_equals_a_rebuild_with_the_same_ledger(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", PAPERS)
    made(tmp_path / "s", file)
    curate(tmp_path / "s", "retract", ["2401.00001", "2401.00012"], author="Ada", extractor=Keywords())
    made(tmp_path / "t", write(tmp_path / "none.jsonl", PAPERS[1:2]))
    (tmp_path / "t" / "ledger.jsonl").write_bytes((tmp_path / "s" / "ledger.jsonl").read_bytes())
    made(tmp_path / "t", file)
    drop = b"none.jsonl"  # the one paper that both files hold keeps both origins
    assert drop in nquads(tmp_path / "t")
    made(tmp_path / "s", tmp_path / "none.jsonl")
    assert nquads(tmp_path / "s") == nquads(tmp_path / "t")


def test_broken_records_are_reported_and_the_good_ones_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    lines = [json.dumps(paper) for paper in PAPERS[:3]]
    file.write_text("\n".join([lines[0], '{"id": "x", "ti', *lines[1:]]), encoding="utf-8")
    problems: list[InputError] = []
    report = build([file], tmp_path / "s", extractor=Keywords(), on_problem=problems.append)
    assert (report.added, report.problems) == (3, 1)
    assert "a.jsonl, line 2" in str(problems[0])
    with pytest.raises(InputError, match=r"a\.jsonl, line 2"):
        build([file], tmp_path / "t", extractor=Keywords(), strict=True)
    assert not (tmp_path / "t").exists()


def test_a_wrong_path_beside_a_good_one_is_reported(tmp_path: Path) -> None:
    good, wrong = write(tmp_path / "a.jsonl", PAPERS[:2]), tmp_path / "nothere.json"
    problems: list[InputError] = []
    report = build([wrong, good], tmp_path / "s", extractor=Keywords(), on_problem=problems.append)
    assert (report.added, [str(p) for p in problems]) == (
        2,
        [f"{wrong}: no such file or folder; check the name"],
    )
    with pytest.raises(InputError, match="no such file"):
        build([wrong, good], tmp_path / "t", extractor=Keywords(), strict=True)
    with pytest.raises(InputError, match="no such file"):
        build([wrong], tmp_path / "t", extractor=Keywords())


def test_any_split_of_the_papers_gives_the_same_store(tmp_path: Path) -> None:
    made(tmp_path / "once", write(tmp_path / "all.jsonl", PAPERS))
    expected = nquads(tmp_path / "once").replace(b"all.jsonl", b"x")
    order = random.Random(7)
    shuffled = PAPERS.copy()
    order.shuffle(shuffled)
    for start in range(0, 12, 4):
        (tmp_path / f"d{start}").mkdir()
        made(tmp_path / "grown", write(tmp_path / f"d{start}" / "all.jsonl", shuffled[start : start + 4]))
    numbers = [
        line for line in expected.splitlines() if b"Number>" not in line and b"sourceDigest" not in line
    ]
    found = nquads(tmp_path / "grown").replace(b"all.jsonl", b"x").splitlines()
    assert [line for line in found if b"Number>" not in line and b"sourceDigest" not in line] == numbers
