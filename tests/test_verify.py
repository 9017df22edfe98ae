"""What `kg.check.verify` finds in a store that is not whole."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from benchmarks.damage import damage, outcomes
from kg.archive import backup
from kg.build import build
from kg.build.derived import demand, derive_all, publish
from kg.build.upgrade import upgrade
from kg.check import verify
from kg.errors import ForeignPath, StoreNotFound
from kg.index.layout import DELTA
from kg.store.layout import VOCABULARY, locate
from kg.store.manifest import write_manifest
from kg.store.records import pack, unpack
from kg.store.writer import Writer
from kg.vocab import GRAPH_LINKS, name_iri, term
from tests.archive.test_backup import made
from tests.decisions import append
from tests.keywords import Keywords
from tests.stores import publish_fixture

MENDS: list[Callable[[Path], object]] = [
    lambda store: made(store, 1),
    lambda store: build([], store, extractor=Keywords()),
    lambda store: upgrade(store, extractors=[Keywords()]),
]
"""What brings a store up, where something is to read and where not."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with records, a retraction and a paper that was read again."""
    store = made(tmp_path_factory.mktemp("verify") / "s", 0, 1, 2)
    append(store, "retract", ["2401.00003"], author="A", time="2026-01-01T00:00:00Z", reason="wrong")
    made(store, 0, 3)
    return store


@pytest.fixture
def store(whole: Path, tmp_path: Path) -> Path:
    """A copy to damage."""
    return Path(shutil.copytree(whole, tmp_path / "store"))


def found(store: Path, *, quick: bool = False) -> list[str]:
    return [f"{finding.part}: {finding.message}" for finding in verify(store, quick=quick).findings]


def test_whole_stores(whole: Path, tmp_path: Path) -> None:
    assert found(whole) == []
    assert found(publish_fixture(tmp_path / "fixture")) == []
    backup(whole, tmp_path / "b")
    assert verify(tmp_path / "b").parts == ("files", "index", "ledger", "records", "live", "shapes", "graph")
    assert found(tmp_path / "b") == []


def test_a_store_that_is_written_to(whole: Path) -> None:
    with Writer.open(whole):
        assert found(whole, quick=True) == []


def test_a_changed_file(store: Path) -> None:
    damage(locate(store) / "index.sqlite", "bit", 5000)
    assert found(store) == ["files: snapshots/00000002/index.sqlite is not what was published"]


def test_a_missing_file(store: Path) -> None:
    (locate(store) / "index.sqlite").unlink()
    (message,) = found(store)
    assert message.startswith("files: snapshot 00000002 of ")
    assert "index.sqlite is missing" in message


def test_what_a_killed_build_demanded_is_not_taken_for_what_was_published(store: Path) -> None:
    with Writer.open(store) as writer:
        demand(writer.state, 0.95)
    (store / VOCABULARY).write_text("name,type,aliases\nattention,Method,transformer\n", encoding="utf-8")
    assert found(store) == []


def test_a_triple_that_does_not_follow(store: Path) -> None:
    with Writer.open(store) as writer:
        derived, counts = derive_all(writer, ["2401.00003"])
        one, other = name_iri("transformer"), name_iri("nothing")
        wrong = Quad(NamedNode(one), NamedNode(term("usedFor")), NamedNode(other), NamedNode(GRAPH_LINKS))
        writer.load([wrong])
        publish(writer, derived, counts)
    assert f"graph: this triple does not follow from the papers: {wrong} ." in found(store)


def edit(database: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(database)) as opened:
        assert opened.execute(statement, values).rowcount == 1
        opened.commit()


def test_rows_of_the_index(store: Path) -> None:
    snapshot = locate(store)
    edit(snapshot / "index.sqlite", "UPDATE entity SET papers = papers + 1 WHERE slug = 'transformer'")
    write_manifest(snapshot, before=None)
    (message,) = found(store, quick=True)
    assert message.startswith("index: the index index.sqlite is damaged (a row of entity does not fit")


def test_a_record_that_was_not_read(store: Path) -> None:
    file = store / "records" / "records.sqlite"
    with closing(sqlite3.connect(file)) as opened:
        digest, body = opened.execute("SELECT digest, body FROM record ORDER BY digest LIMIT 1").fetchone()
    from kg.model import Record

    record = unpack(Record, body)
    other = pack(Record(title=f"{record.title}!", abstract=record.abstract))
    edit(file, "UPDATE record SET body = ? WHERE digest = ?", other, digest)
    assert found(store, quick=True) == [
        f"records: the record {digest[:12]} is not what was read; restore a backup"
    ]


def test_records_that_are_no_database(store: Path) -> None:
    file = store / "records" / "records.sqlite"
    file.write_bytes(b"\xa5" * 9000)
    mend = "restore a backup (`kg restore-backup`), or build again from the sources into a new store"
    assert found(store, quick=True) == [
        f"records: {file} is damaged: file is not a database; {mend}",
    ]


def test_books_and_graph_that_differ(store: Path) -> None:
    edit(store / "live" / "state.sqlite", "DELETE FROM paper WHERE id = '2401.00002'")
    assert found(store, quick=True) == ["records: paper 2401.00002 is in the graph and not in the books"]


def test_a_ledger_that_can_not_be_read(store: Path) -> None:
    (store / "ledger.jsonl").write_text("{}\n")
    (message,) = found(store, quick=True)
    assert message.startswith("ledger: ledger.jsonl, line 1: no ledger entry")


def test_a_working_graph_that_is_damaged(store: Path) -> None:
    for file in (store / "live" / "graph").glob("*.sst"):
        damage(file, "bit", 100)
    messages = found(store, quick=True)
    assert messages
    assert all(m.startswith("live: ") and "is not the file that was published" in m for m in messages)


def test_a_damaged_backup(whole: Path, tmp_path: Path) -> None:
    backup(whole, tmp_path / "b")
    damage(tmp_path / "b" / "records" / "records.sqlite", "bit", 3000)
    assert found(tmp_path / "b", quick=True) == ["files: records/records.sqlite is not what was backed up"]


def test_a_store_with_a_vocabulary(store: Path, tmp_path: Path) -> None:
    words = tmp_path / "words.csv"
    words.write_text("name,type,aliases\ntransformer,Method,attention network\n", encoding="utf-8")
    build([], store, extractor=Keywords(), vocabulary=words)
    assert found(store) == []


@pytest.mark.parametrize("kind", ["bit", "cut"])
def test_the_next_build_writes_a_damaged_index_anew(store: Path, kind: str) -> None:
    damage(locate(store) / "index.sqlite", kind, 5000)
    made(store, 1)
    assert found(store) == []


def test_the_next_build_makes_damaged_tables_anew(store: Path) -> None:
    file = store / "live" / "derived.sqlite"
    with closing(sqlite3.connect(file)) as opened:
        (page,) = opened.execute("SELECT rootpage FROM sqlite_master WHERE name = 'edge'").fetchone()
    content = bytearray(file.read_bytes())
    content[4096 * (page - 1) : 4096 * page] = b"\xff" * 4096
    file.write_bytes(content)
    made(store, 1)
    assert found(store) == []


@pytest.mark.parametrize("content", [b"no database at all " * 999, b""])
@pytest.mark.parametrize("mend", MENDS)
def test_tables_that_are_no_database_are_made_anew(
    store: Path, content: bytes, mend: Callable[[Path], object]
) -> None:
    (store / "live" / "derived.sqlite").write_bytes(content)
    mend(store)
    assert found(store) == []


def test_a_delta_that_a_kill_left_empty(store: Path) -> None:
    (base,) = (store / "live").glob("index-*.sqlite")
    base.with_name(f"{base.stem}-{DELTA}").touch()
    made(store, 1)
    assert found(store) == []


@pytest.mark.parametrize(
    ("make", "error"), [(lambda p: None, StoreNotFound), (lambda p: (p / "x").touch(), ForeignPath)]
)
def test_no_store_is_an_error(tmp_path: Path, make: Callable[[Path], None], error: type[Exception]) -> None:
    make(tmp_path)
    with pytest.raises(error):
        verify(tmp_path)


def test_ten_damages_at_random(whole: Path) -> None:
    every = list(outcomes(whole, 10, seed=5))
    assert len(every) >= 9
    for outcome in every:
        assert outcome.answers in ("same", "told"), outcome
        assert outcome.found or outcome.answers == "same", outcome
        if "snapshots" in outcome.file and not outcome.file.endswith("lock"):
            assert outcome.found or "snapshots/00000001" in outcome.file, outcome


def test_a_lost_working_graph_is_made_again(store: Path) -> None:
    shutil.rmtree(store / "live" / "graph")
    assert found(store) == []
    made(store, 1)
    assert found(store) == []
    assert json.loads((store / "papertriples.json").read_text()) == {"format": 1}
