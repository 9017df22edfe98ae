"""Snapshots: readers see whole publications, hold what they read, and old ones go."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import NotFound, StoreNotFound
from kg.mapping import meta_quads
from kg.model import Derived
from kg.store import publish
from kg.store.snapshot import Snapshot
from kg.store.writer import Writer
from kg.vocab import GRAPH_META, GRAPH_NAMES, paper_graph
from tests.conftest import ROOT
from tests.mapping.papers import sample_extraction
from tests.store.churn import no_index, paper, put
from tests.store.test_writer import quad


def names(store: Path) -> list[str]:
    """What lies in the folder of snapshots."""
    return sorted(path.name for path in (store / "snapshots").iterdir())


def test_a_snapshot_gives_papers_back(tmp_path: Path) -> None:
    with Writer.open(tmp_path / "s") as writer:
        put(writer, range(2))
        writer.replace({GRAPH_META: meta_quads(aliases={"title-old-maps": "2401.00001"})})
        path = writer.publish(no_index)
    with Snapshot.open(tmp_path / "s") as snapshot:
        assert snapshot.path == path
        assert snapshot.name == "00000001"
        expected = (paper(1), (sample_extraction(paper(1)),))
        assert snapshot.paper("2401.00001") == expected
        assert snapshot.paper("title-old-maps") == expected
        assert list(snapshot.papers()) == ["2401.00000", "2401.00001"]
        assert len(snapshot.graph(paper_graph("2401.00001"))) > 50
        for unknown in ("2401.00009", "no good IRI", ""):
            with pytest.raises(NotFound, match="no paper"):
                snapshot.paper(unknown)


def test_nothing_is_seen_before_it_is_published(tmp_path: Path) -> None:
    with Writer.open(tmp_path / "s") as writer:
        with pytest.raises(StoreNotFound, match="nothing is published"):
            Snapshot.open(tmp_path / "s")
        put(writer, [0])
        writer.publish(no_index)
        put(writer, [0, 1], version=1)
        with Snapshot.open(tmp_path / "s") as snapshot:
            assert [snapshot.paper(name)[0] for name in snapshot.papers()] == [paper(0)]


def test_the_newest_two_stay_and_what_is_read_stays(tmp_path: Path) -> None:
    store = tmp_path / "s"
    with Writer.open(store) as writer:
        put(writer, [0])
        writer.publish(no_index)
        reader = Snapshot.open(store)
        for version in range(1, 5):
            put(writer, [0], version)
            writer.publish(no_index)
        assert names(store) == ["00000001", "00000004", "00000005"]
        assert reader.paper("2401.00000")[0] == paper(0)  # opens its files only now
        reader.close()
        writer.publish(no_index)
        assert names(store) == ["00000005", "00000006"]


def test_the_next_number_is_beyond_all_that_are_taken(tmp_path: Path) -> None:
    assert publish.next_number(tmp_path) == "00000001"
    assert publish.next_number(tmp_path, first="00000007") == "00000007"
    for name in ("00000002", "00000011", ".new"):  # none of them complete
        (tmp_path / "snapshots" / name).mkdir(parents=True)
    assert publish.next_number(tmp_path, first="00000007") == "00000012"


def test_readers_never_fail_while_snapshots_come_and_go(tmp_path: Path) -> None:
    store = tmp_path / "s"
    script = """
import sys
from kg.store import publish
from kg.store.snapshot import Snapshot
print("ready", flush=True)
seen = []
while not seen or seen[-1] < 40:
    with Snapshot.open(sys.argv[1]) as snapshot:
        found, _ = snapshot.paper("2401.00000")
        assert [snapshot.paper(n)[0].authors for n in snapshot.papers()] == [found.authors] * 2
    seen.append(int(found.title.rpartition(" ")[2]))
assert seen == sorted(seen)
"""
    with Writer.open(store) as writer:
        put(writer, range(2))
        writer.publish(no_index)
        command = [sys.executable, "-c", script, str(store)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as reader:
            assert reader.stdout is not None
            reader.stdout.readline()
            for version in range(1, 41):
                put(writer, range(2), version)
                writer.publish(no_index)
            assert reader.wait(timeout=60) == 0


def test_unchanged_files_keep_their_digest_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.store import manifest

    read: list[str] = []
    digest = manifest.digest_durably

    def counted(file: Path) -> str:
        read.append(file.name)
        return digest(file)

    monkeypatch.setattr(manifest, "digest_durably", counted)
    with Writer.open(tmp_path / "s") as writer:
        writer.load(quad(number) for number in range(5000))
        first = writer.publish(no_index)
        tables = [name for name in read if name.endswith(".sst")]
        read.clear()
        writer.replace({"http://a/g": [quad(1, "http://a/g")]})
        second = writer.publish(no_index)
        assert tables
        assert not set(tables) & set(read)
        for snapshot in (first, second):
            assert manifest.wrong_digests(snapshot) == []


def test_an_index_that_can_not_be_written_publishes_nothing(tmp_path: Path) -> None:
    def broken(path: Path) -> None:
        path.write_bytes(b"half")
        raise KeyError("entity")

    with Writer.open(tmp_path / "s") as writer:
        put(writer, [0])
        writer.publish(no_index)
        put(writer, [0], version=1)
        with pytest.raises(KeyError):
            writer.publish(broken)
        assert names(tmp_path / "s") == ["00000001"]
        assert writer.unpublished
        writer.publish(no_index)
        assert names(tmp_path / "s") == ["00000001", "00000002"]


def test_graph_and_index_are_published_together(tmp_path: Path) -> None:
    from kg.index import write_index

    with Writer.open(tmp_path / "s") as writer:
        put(writer, range(2))
        writer.replace({GRAPH_NAMES: [quad(1)]})
        writer.publish(
            lambda path: write_index(
                path, Derived(), (kept.paper for kept in writer.state.papers()), {"papers": 2}
            )
        )
    with Snapshot.open(tmp_path / "s") as snapshot:
        assert snapshot.index.stats()["papers"] == 2
        assert snapshot.index.paper("2401.00001") is not None
