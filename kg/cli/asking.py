"""Questions on the terminal that never wait for somebody who is not there."""

from __future__ import annotations

import os
import select
import sys

PATIENCE = 10.0
"""Seconds that a question waits for its line where the answers come from a pipe."""


class Lines:
    """Lines of standard input: from a terminal as they are typed, from a pipe with limited patience."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._waiting = b""
        self.gave_up = False
        """Whether a pipe stayed open and silent."""

    def next(self) -> str | None:
        """The next line without its end; None where there is none any more."""
        if sys.stdin is None or sys.stdin.closed:
            return None
        try:
            descriptor = sys.stdin.fileno()
        except (OSError, ValueError):  # a stream of a test or a notebook, that has no descriptor
            return _without_end(sys.stdin.readline())
        return _without_end(sys.stdin.readline()) if os.isatty(descriptor) else self._from_pipe(descriptor)

    def _from_pipe(self, descriptor: int) -> str | None:
        while b"\n" not in self._waiting:
            ready, _, _ = select.select([descriptor], [], [], self._patience)
            if not ready:
                self.gave_up = True
                return None
            read = os.read(descriptor, 65536)
            if not read:
                line, self._waiting = self._waiting, b""
                return line.decode("utf-8", "replace") or None
            self._waiting += read
        line, self._waiting = self._waiting.split(b"\n", 1)
        return line.decode("utf-8", "replace")


def _without_end(line: str) -> str | None:
    return line.rstrip("\r\n") if line else None
