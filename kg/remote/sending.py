"""Brings a server's graphs up to a store's: what changed goes there whole, what went goes, all is verified.

Nothing else there is touched: not the default graph, no graph that we did not send. Each request can be
repeated; stopped at any moment, the same call goes on where the last one was (`kg.remote.record`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from pyoxigraph import NamedNode

from kg.errors import RemoteError, UsageError
from kg.remote.credentials import Credentials
from kg.remote.graphs import NOTHING, Told, spool, told_of, write_graph
from kg.remote.http import Patience
from kg.remote.record import Held, Record
from kg.remote.report import Published
from kg.remote.service import Service, query_address
from kg.remote.verify import verify
from kg.store.journal import SETTING, touched_since
from kg.store.manifest import read_settings
from kg.store.snapshot import Snapshot
from kg.vocab import BASE

AT_ONCE = 50
"""Graphs that are noted together; so many at most are sent again after a kill."""
_BATCH_BYTES = 16 << 20
CHECKS = ("digests", "counts", "none")
Progress = Callable[[str, int, int], None]
Waiting = tuple[str, Told, IO[bytes]]
"""A graph that is to be sent: what it comes to, and its lines."""


def publish(
    store: str | Path,
    address: str,
    *,
    queries: str | None = None,
    credentials: Credentials | None = None,
    patience: Patience | None = None,
    check: str = "digests",
    recheck: bool = False,
    dry_run: bool = False,
    on_progress: Progress | None = None,
) -> Published:
    """Let the graph store at ``address`` hold the graphs that ``store`` has published.

    ``queries`` is where the same server answers queries; by default, the usual place beside such an address.
    ``check``: how graphs that were sent are verified, by fetching them back and by counting
    (``digests``), by counting alone, or not. ``recheck`` verifies all that the server has of ours first, and
    sends again what is not as it was sent. ``dry_run`` counts what would be done.

    Raises `UsageError`, `RemoteError` and `kg.errors.StoreError`.
    """
    at = _checked(check, address, queries)
    with (
        Snapshot.open(store) as snapshot,
        Service(address, at, credentials, patience or Patience()) as service,
        Record.open(Path(store), address) as record,
    ):
        report, progress = Published(address, snapshot.name), on_progress or (lambda *_: None)
        if recheck and not dry_run:
            record.doubt_all()
            verify(record, service, report, by="digests", progress=progress)
            report.counted = report.compared = 0
        _Job(snapshot, record, service, report, progress, dry_run=dry_run).run(all_of_it=recheck)
        if check != "none" and not dry_run:
            _refuse(address, verify(record, service, report, by=check, progress=progress))
        return report


def _checked(check: str, address: str, queries: str | None) -> str | None:
    """Where queries are asked. Raises `UsageError` for a check that is none, or can not be made."""
    if check not in CHECKS:
        raise UsageError(f"no check is called {check!r}; there are {', '.join(CHECKS)}")
    at = queries or query_address(address)
    if at is None and check == "counts":
        raise UsageError("counts are asked of a query endpoint; say where it is (--query-endpoint)")
    return at


def _refuse(address: str, wrong: list[str]) -> None:
    if wrong:
        raise RemoteError(
            f"{address}: {len(wrong):,} graphs are not there as they were sent, {wrong[0]} for one; "
            "the same command sends them again"
        )


class _Job:
    """Sending, batch by batch."""

    def __init__(
        self,
        snapshot: Snapshot,
        record: Record,
        service: Service,
        report: Published,
        progress: Progress,
        *,
        dry_run: bool,
    ) -> None:
        self._snapshot = snapshot
        self._record = record
        self._service = service
        self._report = report
        self._progress = progress
        self._dry_run = dry_run

    def run(self, *, all_of_it: bool) -> None:
        """Send what changed, then remove what is gone; only what the journal names is read, if it can say."""
        token = (read_settings(self._snapshot.path) or {}).get(SETTING)
        touched = None if all_of_it else self._touched(token)
        if touched is None:
            ours = _graphs(self._snapshot)
            gone = set(self._record.graphs()).difference(ours)
        else:
            ours = sorted(filter(self._there, touched))
            gone = {graph for graph in touched.difference(ours) if self._record.held(graph) is not None}
            self._report.unchanged = self._record.count()
            self._report.unchanged -= sum(map(self._has, touched))
            self._report.graphs = self._report.unchanged
        self._send_changed(ours)
        self._withdraw(sorted(gone))
        if token is not None and not self._dry_run:
            self._record.set_note(SETTING, token)

    def _touched(self, token: str | None) -> set[str] | None:
        """The graphs that may not be there as they are here; None for any."""
        before = self._record.note(SETTING)
        if token is None or before is None:
            return None
        found = touched_since(self._snapshot.directory, before, snapshot=token)
        return None if found is None else set(filter(_is_ours, found)) | self._record.unknown()

    def _there(self, graph: str) -> bool:
        return self._snapshot.store.contains_named_graph(NamedNode(graph))

    def _has(self, graph: str) -> bool:
        held = self._record.held(graph)
        return held is not None and held.triples > 0

    def _send_changed(self, ours: list[str]) -> None:
        batch: list[Waiting] = []
        try:
            for done, graph in enumerate(ours):
                self._progress("comparing", done, len(ours))
                changed = self._changed(graph)
                if changed is not None:
                    batch.append((graph, *changed))
                if len(batch) >= AT_ONCE or sum(told.size for _, told, _ in batch) > _BATCH_BYTES:
                    self._send(batch)
            self._send(batch)
        finally:
            _close(batch)

    def _changed(self, graph: str) -> tuple[Told, IO[bytes]] | None:
        """What a graph comes to and its lines; None where the server has it so already."""
        lines = spool()
        write_graph(self._snapshot.store, graph, lines)
        told = told_of(lines)
        self._report.graphs += bool(told.triples)
        held = self._record.held(graph)
        if held is not None and held.digest == told.digest:
            self._report.unchanged += 1
        elif told.triples or held is not None:
            return told, lines
        lines.close()
        return None

    def _send(self, batch: list[Waiting]) -> None:
        self._report.sent += len(batch)
        self._report.triples += sum(told.triples for _, told, _ in batch)
        if not self._dry_run and batch:
            self._record.expect(graph for graph, _, _ in batch)
            for graph, _, lines in batch:
                lines.seek(0)
                self._service.put(graph, lines)
            self._record.sent(Held(graph, told.digest, told.triples, told.size) for graph, told, _ in batch)
        _close(batch)

    def _withdraw(self, graphs: list[str]) -> None:
        self._report.withdrawn = len(graphs)
        for at in range(0, 0 if self._dry_run else len(graphs), AT_ONCE):
            some = graphs[at : at + AT_ONCE]
            self._record.expect(some)
            for graph in some:
                self._service.delete(graph)
            self._record.sent(Held(graph, NOTHING.digest, 0, 0) for graph in some)


def _close(batch: list[Waiting]) -> None:
    """Nothing of a batch is needed any more."""
    for _, _, lines in batch:
        lines.close()
    batch.clear()


def _graphs(snapshot: Snapshot) -> list[str]:
    """The graphs of ours that a snapshot holds, sorted."""
    names: Iterator[str] = (str(node.value) for node in snapshot.store.named_graphs())
    return sorted(filter(_is_ours, names))


def _is_ours(graph: str) -> bool:
    return graph.startswith(f"{BASE}g/")
