"""The lock of the one writer."""

from __future__ import annotations

import fcntl
import os
import time
import weakref
from pathlib import Path

from kg.errors import StoreBusy
from kg.store.layout import LOCK

_PAUSE = 0.05


class WriterLock:
    """Held from `acquire` to `release`, or to the end of the process however it ends.

    Child processes made by ``fork`` let go of it at once, so that a worker that outlives a killed writer
    does not keep the next one out.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor
        _held.add(self)

    @classmethod
    def acquire(cls, store: Path, *, wait: float = 0.0) -> WriterLock:
        """Lock ``store`` for writing; try for ``wait`` seconds.

        Raises `StoreBusy`, which names the process that holds it.
        """
        descriptor = os.open(store / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        until = time.monotonic() + wait
        while not _try(descriptor):
            if time.monotonic() >= until:
                holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
                os.close(descriptor)
                who = f"process {holder}" if holder else "another process"
                raise StoreBusy(f"{who} is writing to {store}; wait for it to end, or stop it")
            time.sleep(_PAUSE)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        return cls(descriptor)

    def release(self) -> None:
        """Let go; a second time does nothing."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            self.forget()

    def forget(self) -> None:
        """Close our descriptor without a trace in the file: what a forked child does."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


_held: weakref.WeakSet[WriterLock] = weakref.WeakSet()


def _forget_all() -> None:
    for lock in list(_held):
        lock.forget()


os.register_at_fork(after_in_child=_forget_all)
