"""A worker as its parent sees it: started, asked, killed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import kg
from kg.server.settings import Settings
from kg.server.worker import ANSWER, QUESTION

_ALLOCATION = {"MALLOC_ARENA_MAX": "2", "GLIBC_TUNABLES": "glibc.malloc.tcache_count=512"}
"""How the engine gets its memory: it asks for many small pieces."""
STARTING = 30.0
"""Seconds within which a new process must be ready."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker said about an answer, and the answer: its bytes, or an open file that holds them."""

    head: dict[str, Any]
    body: bytes | memoryview
    file: int | None = None

    def close(self) -> None:
        """Let it go: nobody wants it."""
        if self.file is not None:
            os.close(self.file)


Heard = Callable[[Reply | None], None]


class Ended(Exception):
    """The process ended without an answer; ``code`` as subprocesses tell it, and what it said last."""

    def __init__(self, code: int, complaint: str) -> None:
        self.code, self.complaint = code, complaint
        super().__init__(f"exit code {code}")


class Channel(asyncio.Protocol):
    """Our end of a worker's socket."""

    def __init__(self) -> None:
        self.heard: Heard | None = None
        """Called with the next answer, or with None where the process is gone."""
        self.lost = False
        self._pieces: list[bytes] = []
        self._size = self._whole = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is ours."""
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """A piece of an answer, mostly all of it."""
        self._pieces.append(data)
        self._size += len(data)
        if self._size < max(self._whole, ANSWER.size):
            return
        joined = data if len(self._pieces) == 1 else b"".join(self._pieces)
        about, size = ANSWER.unpack_from(joined)
        self._whole = ANSWER.size + about + size
        if self._size < self._whole:
            self._pieces = [joined]
            return
        self._pieces, self._size, self._whole = [], 0, 0
        head = json.loads(joined[ANSWER.size : ANSWER.size + about])
        self._tell(Reply(head, memoryview(joined)[ANSWER.size + about :]))

    def connection_lost(self, exc: Exception | None) -> None:
        """The process is gone."""
        self.lost = True
        self._tell(None)

    def _tell(self, reply: Reply | None) -> None:
        heard, self.heard = self.heard, None
        if heard is not None:
            heard(reply)


class Process:
    """One worker process; it answers one question at a time. A large answer lies in ``file``."""

    def __init__(self, process: asyncio.subprocess.Process, channel: Channel, file: Path) -> None:
        self._process, self._channel, self._file = process, channel, file
        assert process.stderr is not None
        self._stderr = process.stderr

    @classmethod
    async def start(cls, settings: Settings, file: Path, graph: Path | None = None) -> Process:
        """A process that is ready to be asked, most quickly about ``graph``."""
        package = str(Path(kg.__file__).resolve().parents[1])
        paths = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))
        numbers = os.getpid(), settings.max_memory, settings.max_bytes
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                child = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-P", "-m", "kg.server.worker", str(file), *map(str, numbers)),
                    *([] if graph is None else [str(graph)]),
                    stdin=theirs.fileno(),
                    stdout=asyncio.subprocess.DEVNULL,
                    stderr=asyncio.subprocess.PIPE,
                    env={**_ALLOCATION, **os.environ, "PYTHONPATH": paths},
                )
            ours.setblocking(False)
            _, channel = await asyncio.get_running_loop().create_connection(Channel, sock=ours)
        except BaseException:
            ours.close()
            raise
        process = cls(child, channel, file)
        try:
            if await asyncio.wait_for(process._next(), STARTING) is None:
                raise await process.ended()
        except BaseException:
            process.kill()
            raise
        return process

    async def _next(self) -> Reply | None:
        future: asyncio.Future[Reply | None] = asyncio.get_running_loop().create_future()

        def heard(reply: Reply | None) -> None:
            if not future.done():
                future.set_result(reply)

        self._channel.heard = heard
        return await future

    @property
    def is_lost(self) -> bool:
        """Whether it is known to be gone."""
        return self._channel.lost

    def ask(self, message: bytes, heard: Heard) -> None:
        """Send a question; ``heard`` gets the answer, or None where the process ends before."""
        self._channel.heard = lambda reply: heard(reply and self._opened(reply))
        self._channel.transport.write(QUESTION.pack(len(message)) + message)

    def _opened(self, reply: Reply) -> Reply:
        """The reply with its file, which is gone from its folder, so that the next one may be written."""
        if not reply.head.get("spooled"):
            return reply
        descriptor = os.open(self._file, os.O_RDONLY | os.O_CLOEXEC)
        self._file.unlink()
        return Reply(reply.head, b"", descriptor)

    def worked(self) -> float | None:
        """Seconds that it has had a processor so far; None where the system does not tell."""
        try:
            return int(Path(f"/proc/{self._process.pid}/schedstat").read_text().split()[0]) / 1e9
        except (OSError, ValueError, IndexError):
            return None

    def stand_back(self, *, kindness: int) -> None:
        """Be nicer than this process by so much; only a privileged one can take that back (with 0)."""
        with contextlib.suppress(PermissionError, ProcessLookupError):
            mine = os.getpriority(os.PRIO_PROCESS, 0)
            os.setpriority(os.PRIO_PROCESS, self._process.pid, mine + kindness)

    async def ended(self) -> Ended:
        """Why the process is gone."""
        complaint = b""
        with contextlib.suppress(TimeoutError):
            complaint = await asyncio.wait_for(self._stderr.read(4096), 1)
        return Ended(await self._process.wait(), complaint.decode("utf-8", "replace"))

    def kill(self) -> None:
        """End it now, whatever it does; nothing more is heard of it.

        Not by the library's own method: that one reaps a child which has just died, and its code is lost.
        """
        self._channel.heard = None
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)

    async def close(self) -> None:
        """End it and wait until it is gone."""
        self.kill()
        await self._process.wait()
        self._channel.transport.close()
        self._file.unlink(missing_ok=True)
