"""The writer: what is stored, replaced, removed and published."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import ExtractionError, StoreBusy, StoreNotFound
from kg.mapping import paper_quads, read_paper
from kg.model import Link, Paper
from kg.store import quads as module
from kg.store import writer as writing
from kg.store.snapshot import Snapshot
from kg.store.state import PaperRow
from kg.store.writer import Writer
from kg.vocab import GRAPH_NAMES, paper_graph, resolved_graph
from tests.conftest import ROOT
from tests.mapping.papers import SAMPLE, sample_extraction
from tests.store.churn import no_index, put, resolved, row, version_of


def quad(number: int, graph: str = GRAPH_NAMES) -> Quad:
    """One of many small quads."""
    return Quad(NamedNode(f"http://a/{number}"), NamedNode("http://a/p"), Literal("x"), NamedNode(graph))


def test_a_paper_replaces_itself_and_leaves_the_others_alone(tmp_path: Path) -> None:
    with Writer.open(tmp_path / "s") as writer:
        put(writer, range(3))
        others = {graph: writer.graph(graph) for graph in (paper_graph("2401.00001"), GRAPH_NAMES)}
        put(writer, [0], version=1)
        assert [version_of(writer, number) for number in range(3)] == [1, 0, 0]
        assert others == {graph: writer.graph(graph) for graph in others}


def test_the_same_paper_again_changes_nothing(tmp_path: Path) -> None:
    with Writer.open(tmp_path / "s") as writer:
        put(writer, range(3))
        writer.publish(no_index)
        before = sorted(map(str, writer.quads()))
        put(writer, range(3))
        assert not writer.unpublished
        assert sorted(map(str, writer.quads())) == before
        assert writer.replace(resolved([row(0)])) == 0


def test_a_removed_paper_leaves_no_trace(tmp_path: Path) -> None:
    with Writer.open(tmp_path / "s") as writer:
        put(writer, range(2))
        writer.put([], remove=["2401.00000"])
        assert {str(q.graph_name) for q in writer.quads()} == {
            f"<{paper_graph('2401.00001')}>",
            f"<{resolved_graph('2401.00001')}>",
        }
        assert writer.state.paper_count() == 1
        writer.publish(no_index)
    with Snapshot.open(tmp_path / "s") as snapshot:
        assert list(snapshot.papers()) == ["2401.00001"]


def test_bulk_and_transactions_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    for bulk_from, name in ((1, "bulk"), (10**9, "transactions")):
        monkeypatch.setattr(module, "BULK_FROM", bulk_from)
        with Writer.open(tmp_path / name) as writer:
            put(writer, range(6))
            put(writer, [7, 8])
            writer.publish(no_index)
        with Snapshot.open(tmp_path / name) as snapshot:
            written.append(b"".join(snapshot.sorted_nquads()))
    assert written[0] == written[1]
    assert len(written[0].splitlines()) > 500


def test_papers_that_are_new_are_streamed_and_give_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    for stream_from, name in ((1, "stream"), (10**9, "pieces")):
        monkeypatch.setattr(writing, "STREAM_FROM", stream_from)
        with Writer.open(tmp_path / name) as writer:
            writer.put([row(0), row(1)])
            writer.put([row(1, 1), row(2), row(3)], remove=["2401.00000"], defer=True)
            writer.catch_up()
            sizes = [writer.state.size(f"2401.{n:05d}") for n in range(4)]
            assert sizes == [None, *(len(writer.graph(paper_graph(f"2401.{n:05d}"))) for n in (1, 2, 3))]
            written.append(sorted(map(str, writer.quads())))
    assert written[0] == written[1]


def test_load_streams_into_the_store(tmp_path: Path) -> None:
    with Writer.open(tmp_path / "s") as writer:
        writer.load(quad(number) for number in range(1000))
        assert len(writer) == 1000
        assert writer.unpublished


def test_a_large_graph_is_rewritten_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CHUNK", 100)
    with Writer.open(tmp_path / "s") as writer:
        other = quad(1, "http://a/other")
        writer.replace({"http://a/other": [other]})
        assert writer.rewrite(GRAPH_NAMES, (quad(n) for n in range(1000))) == 1000
        assert writer.rewrite(GRAPH_NAMES, (quad(n) for n in range(500, 1200))) == 700
        assert set(writer.graph(GRAPH_NAMES)) == {quad(n) for n in range(500, 1200)}
        assert writer.rewrite(GRAPH_NAMES, iter(())) == 700
        assert list(writer.quads()) == [other]
        writer.publish(no_index)
        assert writer.rewrite(GRAPH_NAMES, iter(())) == 0
        assert not writer.unpublished


def test_many_changes_are_written_out_before_they_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits in memory becomes a file of sorted quads; a few changes wait for `flush`."""
    monkeypatch.setattr(module, "FLUSHED", 10)
    with Writer.open(tmp_path / "s") as writer:
        before = len(list((tmp_path / "s" / "live" / "graph").glob("*.sst")))
        writer.amend((), map(quad, range(9)))
        assert len(list((tmp_path / "s" / "live" / "graph").glob("*.sst"))) == before
        writer.amend([quad(0)], ())
        assert len(list((tmp_path / "s" / "live" / "graph").glob("*.sst"))) > before
        assert set(writer.graph(GRAPH_NAMES)) == set(map(quad, range(1, 9)))


def test_text_that_looks_like_sparql_is_only_text(tmp_path: Path) -> None:
    nasty = 'x" } } ; DROP ALL ; INSERT DATA { <a:b> <a:b> "\\'
    paper = replace(SAMPLE, title=nasty, abstract=nasty + "\n\r\t\u2028\u0085\x7f")
    with Writer.open(tmp_path / "s") as writer:
        put(writer, [2])
        writer.put([PaperRow(paper)])
        writer.put([PaperRow(replace(paper, title=nasty + " again"))])
        found = read_paper(writer.graph(paper_graph(paper.id)))[0]
        assert (found.title, found.abstract) == (nasty + " again", paper.abstract)
        assert version_of(writer, 2) == 0


def test_deferred_papers_reach_the_graph_before_they_are_published(tmp_path: Path) -> None:
    with Writer.open(tmp_path / "s") as writer:
        put(writer, [1, 2])
        writer.put([row(1, 1), row(3)], remove=["2401.00002"], defer=True)
        assert len(writer.graph(paper_graph("2401.00003"))) == 0
        with pytest.raises(ValueError, match="deferred"):
            writer.put([row(4)], graphs=resolved([row(4)]), defer=True)
    with Writer.open(tmp_path / "s") as writer:  # as after a kill
        assert [version_of(writer, number) for number in (1, 2, 3)] == [1, None, 0]
        writer.put([row(4)], defer=True)
        writer.publish(no_index)
    with Snapshot.open(tmp_path / "s") as snapshot:
        assert list(snapshot.papers()) == ["2401.00001", "2401.00003", "2401.00004"]


def test_rows_are_kept_in_the_form_that_their_graph_gives_back(tmp_path: Path) -> None:
    paper = replace(SAMPLE, categories=("cs.LG", "cs.CV"))
    with Writer.open(tmp_path / "s") as writer:
        writer.put([PaperRow(paper, (sample_extraction(paper),), ("b", "a"))])
        kept = writer.state.paper(paper.id)
        assert kept is not None
        assert (kept.paper, kept.extractions) == read_paper(writer.graph(paper_graph(paper.id)))
        assert kept.records == ("a", "b")
        assert list(writer.state.papers()) == [kept]


def test_a_row_that_can_not_be_written_is_refused_whole(tmp_path: Path) -> None:
    broken = replace(sample_extraction(), links=(Link("no", "isA", "entity", 0.5, 0, 4),))
    with Writer.open(tmp_path / "s") as writer:
        put(writer, [1])
        with pytest.raises(ExtractionError):
            writer.put([row(1, 1), PaperRow(SAMPLE, (broken,))])
        assert version_of(writer, 1) == 0
        assert writer.state.unfinished() == ([], [])


def test_a_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    with Writer.open(tmp_path / "s") as writer:
        other = "from kg.store.writer import Writer; import sys; Writer.open(sys.argv[1])"
        command = [sys.executable, "-c", other, str(tmp_path / "s")]
        ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
        assert ended.returncode == 1
        assert "kg.errors.StoreBusy: process" in ended.stderr
        with pytest.raises(StoreBusy, match=rf"process \d+ is writing to {tmp_path / 's'}"):
            Writer.open(tmp_path / "s", wait=0.1)
        put(writer, [1])  # the first one is not disturbed
    Writer.open(tmp_path / "s").close()


def test_a_forked_worker_does_not_keep_the_lock(tmp_path: Path) -> None:
    script = """
import os, sys, time
from pathlib import Path
from kg.store.lock import WriterLock
lock = WriterLock.acquire(Path(sys.argv[1]))
if os.fork() == 0:
    print("forked", flush=True)
    time.sleep(30)
os._exit(0)
"""
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "forked\n"
        process.wait()
        Writer.open(tmp_path / "new").close()
        from kg.store.lock import WriterLock

        WriterLock.acquire(tmp_path, wait=1).release()
        process.stdout.close()


def test_without_create_a_store_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(StoreNotFound, match="kg build"):
        Writer.open(tmp_path / "s", create=False)
    assert not (tmp_path / "s").exists()


def test_a_closed_writer_says_so(tmp_path: Path) -> None:
    writer = Writer.open(tmp_path / "s")
    writer.close()
    with pytest.raises(ValueError, match="closed"):
        writer.graph(GRAPH_NAMES)


def test_a_paper_of_a_typical_size_takes_few_triples(tmp_path: Path) -> None:
    found = sample_extraction()
    claims = len(found.entities) + len(found.links)
    mentions = sum(len(entity.mentions) for entity in found.entities)
    quads = paper_quads(SAMPLE, [found])
    bare = paper_quads(SAMPLE, [])
    # 7 a claim (8 with a context), 4 a name and one for each mention and alias, 5 for the extraction
    assert len(quads) - len(bare) <= 7.5 * claims + 5 * len(found.entities) + mentions + 5
    assert len(paper_quads(Paper("2401.00002", "Bare"), [])) == 2
