"""A worker as its parent sees it: started, asked, killed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kg
from kg.server.settings import Settings

STARTING = 30.0
"""Seconds within which a new process must be ready."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker said: its line, and the bytes that followed."""

    head: dict[str, Any]
    body: bytes


class Ended(Exception):
    """The process ended without an answer; ``code`` as subprocesses tell it, and what it said last."""

    def __init__(self, code: int, complaint: str) -> None:
        self.code, self.complaint = code, complaint
        super().__init__(f"exit code {code}")


class Process:
    """One worker process; it answers one question at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self._stdin, self._stdout, self._stderr = process.stdin, process.stdout, process.stderr

    @classmethod
    async def start(cls, settings: Settings) -> Process:
        """A process that is ready to be asked."""
        package = str(Path(kg.__file__).resolve().parents[1])
        paths = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))
        numbers = os.getpid(), settings.max_memory, settings.max_bytes
        process = cls(
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "kg.server.worker", *map(str, numbers)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": paths, "MALLOC_ARENA_MAX": "2"},
            )
        )
        try:
            line = await asyncio.wait_for(process._stdout.readline(), STARTING)
            if line != b"ready\n":
                raise await process.ended()
        except BaseException:
            process.kill()
            raise
        return process

    async def ask(self, request: dict[str, Any]) -> Reply:
        """Send a request and wait for the answer; raises `Ended`."""
        try:
            self._stdin.write(json.dumps(request).encode() + b"\n")
            await self._stdin.drain()
            line = await self._stdout.readline()
            if not line.endswith(b"\n"):
                raise await self.ended()
            head = json.loads(line)
            size = 0 if head.get("spooled", True) else head["size"]
            return Reply(head, await self._stdout.readexactly(size))
        except (ConnectionError, asyncio.IncompleteReadError):
            raise await self.ended() from None

    async def ended(self) -> Ended:
        """Why the process is gone."""
        complaint = b""
        with contextlib.suppress(TimeoutError):
            complaint = await asyncio.wait_for(self._stderr.read(4096), 1)
        return Ended(await self._process.wait(), complaint.decode("utf-8", "replace"))

    def kill(self) -> None:
        """End it now, whatever it does.

        Not by the library's own method: that one reaps a child which has just died, and its code is lost.
        """
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)

    async def close(self) -> None:
        """End it and wait until it is gone."""
        self.kill()
        await self._process.wait()
        self._stdin.close()
        with contextlib.suppress(ConnectionError):
            await self._stdin.wait_closed()
