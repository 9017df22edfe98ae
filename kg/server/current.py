"""The snapshot that is published now, held while anybody is being answered from it."""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kg.errors import StoreError
from kg.store.layout import GRAPH, MANIFEST, Hold, current_name, hold

OFTEN = 0.2
"""Seconds for which the name of the snapshot is not read again."""


class Held:
    """A held snapshot: its directory, its digest, and how many are being answered from it."""

    def __init__(self, held: Hold) -> None:
        self.path = held.path
        self.digest = hashlib.sha256((held.path / MANIFEST).read_bytes()).hexdigest()[:20]
        self.users = 0
        self.hold = held

    @property
    def graph(self) -> str:
        """Where the engine opens it."""
        return str(self.path / GRAPH)


class Current:
    """Follows what is published in a store; an old snapshot is let go when its last reader has gone.

    ``taken`` is called with the directory of each newer snapshot that is taken up.
    """

    def __init__(self, store: Path, taken: Callable[[Path], None] = lambda _: None) -> None:
        self.store, self._taken = store, taken
        self._held = Held(hold(store))
        self._looked = time.monotonic()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Held]:
        """The snapshot to answer one request from."""
        held = self.take()
        try:
            yield held
        finally:
            self.give_back(held)

    def take(self) -> Held:
        """The snapshot to answer one request from, until it is given back."""
        self._look()
        self._held.users += 1
        return self._held

    @property
    def path(self) -> Path:
        """The directory of the snapshot that was published when somebody last looked."""
        return self._held.path

    def give_back(self, held: Held) -> None:
        """A request is answered."""
        held.users -= 1
        if held is not self._held and held.users == 0:
            held.hold.close()

    def _look(self) -> None:
        """Take up what was published meanwhile; where it can not be read, the old one stays."""
        now = time.monotonic()
        if now - self._looked < OFTEN:
            return
        self._looked = now
        old = self._held
        with contextlib.suppress(StoreError, OSError):
            if current_name(self.store) != old.path.name:
                self._held = Held(hold(self.store))
                if old.users == 0:
                    old.hold.close()
                self._taken(self._held.path)

    def close(self) -> None:
        """Let go."""
        self._held.hold.close()
