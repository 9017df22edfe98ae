"""Decisions in a store: applied, undone without a trace, equal whatever the order of builds."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from pathlib import Path

import pytest

import kg
from kg import ledger
from kg.build import build
from kg.build.claims import reject
from kg.build.deciding import Decided, decide, record
from kg.build.drafts import alias, draft, find_name, of_names, rename, retype, split
from kg.check import check
from kg.errors import NotFound, StoreDamaged, UsageError
from kg.ledger import Entry
from kg.store.snapshot import Snapshot
from tests.build.test_build import PAPERS, by_graph, made, nquads, write
from tests.keywords import Keywords

Make = Callable[[Snapshot], Entry | tuple[Entry, ...]]

DECISIONS: dict[str, Make] = {
    "merge": lambda s: of_names(s, "merge", ["transformer", "diffusion model"]),
    "different": lambda s: of_names(s, "different", ["transformer", "Q-learning"]),
    "broader": lambda s: of_names(s, "broader", ["Q-learning", "reinforcement learning"]),
    "rename": lambda s: rename(s, "transformer", "Transformer"),
    "retype": lambda s: retype(s, "transformer", "concept"),
    "alias": lambda s: alias(s, "transformer", "attention network", there=True),
    "split": lambda s: split(s, "transformer", ["2401.00001", "2401.00005"]),
    "split as": lambda s: split(s, "transformer", ["2401.00002"], "power transformer"),
    "reject": lambda s: reject(s, ["2401.00003", "proposes", "transformer"]),
    "reject link": lambda s: reject(s, ["transformer", "usedFor", "reinforcement learning"]),
    "retract": lambda _: draft("retract", papers=("2401.00004",)),
}


def decided(store: Path, make: Make, reason: str = "why") -> Decided:
    with Snapshot.open(store) as snapshot:
        made = make(snapshot)
    drafts = [made] if isinstance(made, Entry) else made
    return decide(store, drafts, author="Ada", reason=reason, extractor=Keywords())


def undo(store: Path, number: int) -> Decided:
    return decided(store, lambda _: draft("undo", undoes=number))


def but_curation(store: Path) -> bytes:
    return b"".join(line for line in nquads(store).splitlines(keepends=True) if b"/g/curation>" not in line)


def test_trouble_says_what_is_written_already(store: Path) -> None:
    file = store / "records" / "records.sqlite"
    whole = file.read_bytes()
    file.write_bytes(b"\xa5" * len(whole))
    with pytest.raises(StoreDamaged, match="is damaged: file is not a database; restore a backup"):
        decided(store, DECISIONS["rename"])
    assert ledger.read(store) == ()
    file.write_bytes(whole)
    for table in (store / "live" / "graph").glob("*.sst"):
        table.unlink()
    with pytest.raises(StoreDamaged, match=r"anew\. In the ledger entry 1 is written already: do not decide"):
        decided(store, DECISIONS["rename"])
    assert len(ledger.read(store)) == 1


@pytest.fixture
def store(tmp_path: Path) -> Path:
    made(tmp_path / "s", write(tmp_path / "a.jsonl", PAPERS))
    return tmp_path / "s"


@pytest.mark.parametrize("kind", DECISIONS)
def test_each_decision_shows_and_its_undo_leaves_no_trace(store: Path, kind: str) -> None:
    before = nquads(store)
    done = decided(store, DECISIONS[kind])
    assert done.applied
    shown = but_curation(store)
    assert shown != before
    with Snapshot.open(store) as snapshot:
        assert [p for p in check(snapshot.store).problems if p.severity == "violation"] == []
    number = done.entries[-1].number
    undo(store, number)
    assert but_curation(store) == before
    undo(store, number + 1)
    assert but_curation(store) == shown
    with Snapshot.open(store) as snapshot:
        assert [p for p in check(snapshot.store).problems if p.severity == "violation"] == []


def test_decisions_leave_the_graphs_of_papers_alone(store: Path) -> None:
    before = by_graph(nquads(store))
    for kind in ("merge", "retype", "split", "reject", "reject link"):
        decided(store, DECISIONS[kind])
    after = by_graph(nquads(store))
    assert all(after[graph] == quads for graph, quads in before.items() if "/g/paper/" in graph)


def test_a_claim_about_a_sense_is_rejected_where_it_is_made(store: Path) -> None:
    sense = decided(store, DECISIONS["split"]).entries[0].sense
    with Snapshot.open(store) as snapshot:
        with pytest.raises(NotFound, match="nothing in this graph says"):
            reject(snapshot, ["2401.00001", "proposes", "name:transformer"])
        (entry,) = reject(snapshot, ["2401.00001", "proposes", f"name:{sense}"])
    assert entry.names == (("transformer", "transformer"),)
    decided(store, lambda _: entry)
    with Snapshot.open(store) as snapshot:
        edges = snapshot.index.derived(["paper/2401.00001"]).paper_edges
    assert sense not in {edge.entity for edge in edges}


def test_every_name_keeps_answering(store: Path) -> None:
    decided(store, DECISIONS["merge"])
    with kg.open(store) as graph:
        replaced = graph.query("SELECT ?n ?e { ?n dcterms:isReplacedBy ?e . ?e a kg:Entity }").rows
        pairs = {tuple(cell.value.rpartition("/")[2] for cell in row if cell) for row in replaced}
        assert graph.neighbours("transformer").id == graph.neighbours("diffusion model").id
    assert pairs == {("diffusion-model", "transformer")}


def test_builds_in_any_order_with_decisions_in_between(tmp_path: Path) -> None:
    halves = [write(tmp_path / f"{n}.jsonl", part) for n, part in enumerate((PAPERS[:7], PAPERS[7:]))]
    made(tmp_path / "once", *halves)
    for kind in ("merge", "different", "retype", "split", "reject link"):
        decided(tmp_path / "once", DECISIONS[kind])
    for name, order in (("forward", halves), ("backward", halves[::-1])):
        made(tmp_path / name, order[0])
        entries = ledger.read(tmp_path / "once")
        for entry in entries[:3]:
            ledger.write(tmp_path / name, [entry])
            build([], tmp_path / name, extractor=Keywords())
        made(tmp_path / name, order[1])
        ledger.write(tmp_path / name, entries[3:])
        build([], tmp_path / name, extractor=Keywords())
        assert nquads(tmp_path / name) == nquads(tmp_path / "once")


def test_a_decision_waits_for_a_build_that_runs(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.store.writer import Writer

    with Writer.open(store):
        done = decided(store, DECISIONS["merge"])
    assert (done.applied, len(done.entries)) == (False, 1)
    before = nquads(store)
    build([], store, extractor=Keywords())
    assert nquads(store) != before


def test_what_is_decided_already_is_not_written_again(store: Path) -> None:
    decided(store, DECISIONS["merge"])
    done = decided(store, lambda s: of_names(s, "merge", ["diffusion model", "transformer"]))
    assert (done.entries, [e.number for e in done.repeated]) == ((), [1])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda s: of_names(s, "merge", ["transformr", "Q-learning"]), "did you mean 'transformer'"),
        (lambda s: retype(s, "transformer", "Thing"), "there are: Method, Task"),
        (lambda s: alias(s, "transformer", "nope", there=False), "'transformer' has no alias 'nope'"),
        (lambda s: alias(s, "transformer", "Transformer", there=False), "is the label of its entity"),
        (lambda s: split(s, "Q-learning", ["2401.00001"]), "paper 2401.00001 has no use of 'Q-learning'"),
        (lambda s: split(s, "transformer", ["nope"]), "no paper 'nope'"),
        (lambda s: reject(s, ["2401.00001", "uses", "transformer"]), "nothing in this graph says"),
        (lambda s: reject(s, ["2401.00001", "eats", "transformer"]), "no predicate is called 'eats'"),
        (lambda s: reject(s, ["zzz"]), "'zzz' is no claim"),
        (lambda s: rename(s, "transformer", " "), "an empty label"),
    ],
)
def test_what_can_not_be_is_said_and_nothing_is_written(store: Path, make: Make, message: str) -> None:
    with pytest.raises((NotFound, UsageError), match=message):
        decided(store, make)
    assert ledger.read(store) == ()


def test_a_decision_has_an_author_and_a_reason(store: Path) -> None:
    for author, reason in (("", "why"), ("Ada", " ")):
        with pytest.raises(UsageError, match="a decision needs"):
            record(store, [draft("undo", undoes=1)], author=author, reason=reason)


def test_a_claim_by_its_iri(store: Path) -> None:
    with kg.open(store) as graph:
        query = "SELECT ?c { ?c a kg:Claim ; rdf:subject paper:2401.00003 ; rdf:predicate kg:proposes }"
        (row,) = graph.query(query).rows
    assert row[0] is not None
    iri = row[0].value
    with Snapshot.open(store) as snapshot:
        by_words = reject(snapshot, ["2401.00003", "proposes", "transformer"])
        assert reject(snapshot, [iri]) == reject(snapshot, [iri[-20:]]) == by_words
    decided(store, DECISIONS["reject"])
    assert f"/curation/1> <https://w3id.org/papertriples/ontology#rejects> <{iri}>" in nquads(store).decode()


def test_a_name_is_found_by_slug_and_iri(store: Path) -> None:
    with Snapshot.open(store) as snapshot:
        expected = ("diffusion-model", "diffusion model")
        for text in ("Diffusion Models", "diffusion-model", "name:diffusion-model"):
            assert find_name(snapshot.index, text) == expected


def _decide_many(store: Path, name: str) -> None:
    for n in range(20):
        entry = Entry(0, "", "", "alias", names=(("transformer", "transformer"),), value=f"{name} {n}")
        record(store, [entry], author=name, reason="why")


def test_people_who_decide_at_the_same_time_lose_nothing(store: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_decide_many, args=(store, name)) for name in ("x", "y")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    entries = ledger.read(store)
    assert [entry.number for entry in entries] == list(range(1, 41))
    assert {entry.author for entry in entries} == {"x", "y"}


def test_a_claim_is_rejected_under_what_its_name_stands_for_in_the_paper(store: Path) -> None:
    decided(store, DECISIONS["split as"])
    with Snapshot.open(store) as snapshot:
        (entry,) = reject(snapshot, ["2401.00002", "proposes", "power transformer"])
        assert (entry.slugs, entry.papers) == (("transformer",), ("2401.00002",))
        with pytest.raises(NotFound, match="nothing in this graph says"):
            reject(snapshot, ["2401.00002", "proposes", "transformer"])
    decided(store, lambda s: reject(s, ["2401.00002", "proposes", "power transformer"]))
    with kg.open(store) as graph:
        assert graph.query("SELECT ?e { paper:2401.00002 kg:proposes ?e }").rows == ()
