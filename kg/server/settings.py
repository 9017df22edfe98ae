"""What a server allows, and how much one request may take."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """The bounds of a server; each has a value that suits one machine and its user."""

    timeout: float = 10.0
    """Seconds of one query."""
    slice: float = 1.0
    """Seconds that a query may take in the reserved lane before it has to go to the other one."""
    workers: int = max(2, os.cpu_count() or 2)
    """Processes for queries that may take long; two more are kept for short ones."""
    queue: int = 256
    """Most queries that wait for a process."""
    patience: float = 20.0
    """Seconds that a query waits for a process before it is sent away."""
    max_memory: int = 2_000_000_000
    """Bytes of address space of one process."""
    max_bytes: int = 64_000_000
    """Bytes of one answer; more is an error, never a cut answer."""
    max_spools: int = 16
    """Answers that lie on disk at the same time, waiting for slow readers."""
    max_body: int = 4 * 1024 * 1024
    """Bytes of a request's body."""
    max_head: int = 64 * 1024
    """Bytes of a request's line and headers."""
    read_timeout: float = 10.0
    """Seconds within which the head of a request, and then its body, must have arrived."""
    write_timeout: float = 30.0
    """Seconds within which a reader must take the next piece of an answer."""
    max_connections: int = 500
    """Open connections."""
    cors: tuple[str, ...] = ()
    """Origins whose pages may read answers; none by default."""
    names: tuple[str, ...] = ()
    """Host names under which the server may be asked, besides localhost and addresses."""
    token: str | None = None
    """What every request has to bring as a bearer token; nothing by default."""
