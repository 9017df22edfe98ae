"""The one load: shards that are done become a store, with its index, its books and its records.

Nothing is read again: papers and what was found in them come from the shards. What follows from all of them
is derived once more by `kg.derive`, which keeps its tables for later builds; the graphs are equal.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from kg.build import versions
from kg.build.derived import follow, remember_threshold
from kg.build.reader import EXTRACTOR, Reader
from kg.build.retractions import Retractions
from kg.build.vocabulary import remember
from kg.durable import write_atomically
from kg.errors import UsageError
from kg.fleet.driver import Progress
from kg.fleet.given import STAGE
from kg.fleet.plan import MARKER, WORK
from kg.fleet.shards import grouped, require_pyarrow, table
from kg.ledger import FILE as LEDGER
from kg.model import Extraction, Paper, Record
from kg.papers import keys
from kg.serial import loads
from kg.store.layout import VOCABULARY
from kg.store.state import PaperRow
from kg.store.writer import Writer

_NOTE = "shards"
_AT_ONCE = 500


def load(out: Path, store: str | Path, *, on_progress: Progress | None = None) -> dict[str, int]:
    """Make ``store`` of what `kg.fleet.extract_far` left in ``out``, and publish it; the counts of the store.

    Killed, the same call goes on. Raises `UsageError` where ``out`` is not done, and where the store holds
    something else already: later papers are added by `kg.build.build`.
    """
    require_pyarrow()
    progress = on_progress or (lambda *_: None)
    done = _done(out)
    name, version, entity, link = done["extractor"]
    with Writer.open(store) as writer:
        state = writer.state
        if state.note(_NOTE) != done["content"]:
            if state.record_count() or state.paper_count():
                raise UsageError(f"{store} holds papers already; load into a new folder")
            _take_over(out / WORK / STAGE, writer.path)
        versions.require(writer)
        state.set_note(_NOTE, done["content"])
        state.set_note(EXTRACTOR, json.dumps([name, version]))
        remember_threshold(state, (name, version), entity, link)
        for shard in range(done["shards"]):
            progress("loading", shard, done["shards"])
            _load_shard(writer, out / WORK, shard)
        progress("writing", 0, 0)
        writer.catch_up()
        progress("resolving", 0, 0)
        retracted = _settled(writer, out / WORK, done["shards"])
        counts, write_index = follow(writer, retracted)
        if writer.unpublished:
            progress("publishing", 0, 0)
            writer.publish(write_index)
    return counts


def _take_over(given: Path, store: Path) -> None:
    """The decisions and the vocabulary that the shards were made with are those of the new store."""
    for file in sorted(given.glob(f"*/{LEDGER}")):
        write_atomically(store / LEDGER, file.read_text("utf-8"))
    for file in sorted(given.glob(f"*/{VOCABULARY}")):
        remember(store, file.read_text("utf-8"))


def _settled(writer: Writer, work: Path, shards: int) -> list[str]:
    """The papers that were left out as retracted; their records are kept, and known to be theirs."""
    out = Retractions(writer.path, writer.state)
    for shard in range(shards):
        for name, records in table(sorted((work / "papers").iterdir()), "out", shard).items():
            out.keep_out(name)
            writer.state.assign(records, name)
    out.settle()
    Reader(writer, "", None).settle()
    return out.gone()


def _done(out: Path) -> dict[str, Any]:
    try:
        done = json.loads((out / MARKER).read_bytes())
    except (OSError, ValueError):
        done = {}
    if not isinstance(done, dict) or "content" not in done:
        raise UsageError(
            f"{out} holds no shards that are done; run `kg extract … --engine … --out {out}` to its end"
        )
    return done


def _load_shard(writer: Writer, work: Path, shard: int) -> None:
    papers, read = sorted((work / "papers").iterdir()), sorted((work / "extract").iterdir())
    for _, found in grouped(papers, "kept", shard):
        records = [loads(Record, text) for texts in found for text in json.loads(texts)]
        writer.state.add_records(records, keys=keys)
    digests = {paper: tuple(records) for paper, (_, records) in table(papers, "paper", shard).items()}
    waiting = _rows(read, shard, digests)
    while some := list(islice(waiting, _AT_ONCE)):
        writer.put(some, defer=True)


def _rows(folders: list[Path], shard: int, digests: dict[str, tuple[str, ...]]) -> Iterator[PaperRow]:
    for name, found in grouped(folders, "read", shard):
        paper, extraction = json.loads(found[0])
        yield PaperRow(loads(Paper, paper), (loads(Extraction, extraction),), digests[name])
