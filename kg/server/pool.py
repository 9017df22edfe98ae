"""The processes that answer queries: given out, ended at their limits, replaced."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
from collections import OrderedDict
from pathlib import Path
from typing import Any

from kg.query.limits import Limits
from kg.query.running import ended
from kg.server.cost import is_short
from kg.server.lanes import Busy, Lanes, Seat
from kg.server.process import Ended, Process, Reply
from kg.server.settings import Settings

__all__ = ["Busy", "Failed", "Overran", "Pool"]

REMEMBERED = 1_024
"""Queries that are known to overrun the reserved lane."""
SWOLLEN = 4
"""A process whose memory once reached this part of its bound is replaced after its answer."""


class Overran(Exception):
    """The query was ended at its limit of time."""


class Failed(Exception):
    """The query ended its process: nested too deeply, or out of memory. ``reason`` is for the client."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Pool:
    """The worker processes of one server."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings, self._folder = settings, folder
        self._lanes = Lanes(settings.queue)
        self._seats = [Seat(reserved=number == 0) for number in range(settings.workers + 1)]
        self._numbers = itertools.count()
        self._long: OrderedDict[bytes, None] = OrderedDict()
        self._mending: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Start all processes."""
        await asyncio.gather(*(self._fill(seat) for seat in self._seats))

    async def close(self) -> None:
        """End all processes."""
        for task in self._mending:
            task.cancel()
        await asyncio.gather(*self._mending, return_exceptions=True)
        await asyncio.gather(*(seat.process.close() for seat in self._seats if seat.process))

    async def run(self, request: dict[str, Any]) -> tuple[Reply, Path]:
        """The answer to a request, and the file in which a large one lies.

        Raises `Busy`, `Overran` and `Failed`. Cancelling it ends the query.
        """
        text = request["text"]
        mark = hashlib.sha256(text.encode("utf-8", "replace")).digest()
        if mark not in self._long and is_short(text, request.get("terms", ())):
            try:
                return await self._run(request, short=True)
            except Overran:
                self._remember(mark)
        return await self._run(request, short=False)

    def _remember(self, mark: bytes) -> None:
        self._long[mark] = None
        if len(self._long) > REMEMBERED:
            self._long.popitem(last=False)

    async def _run(self, request: dict[str, Any], *, short: bool) -> tuple[Reply, Path]:
        settings = self._settings
        seat = await self._lanes.take(short=short, patience=settings.patience)
        assert seat.process is not None
        file = self._folder / f"answer-{next(self._numbers)}"
        whole = answered = False
        try:
            seconds = min(settings.slice, settings.timeout) if short else settings.timeout
            reply = await asyncio.wait_for(seat.process.ask({**request, "spool": str(file)}), seconds)
            whole = reply.head["peak"] < settings.max_memory // SWOLLEN
            answered = "error" not in reply.head
            return reply, file
        except TimeoutError:
            raise Overran from None
        except Ended as end:
            limits = Limits(timeout=settings.timeout, max_memory=settings.max_memory)
            raise Failed(str(ended(end.code, end.complaint, limits))) from end
        finally:
            self._put_back(seat, whole=whole)
            if not answered:
                file.unlink(missing_ok=True)

    def _put_back(self, seat: Seat, *, whole: bool) -> None:
        """Free the seat; a process that is gone, was ended or has grown is replaced first."""
        if whole:
            self._lanes.give(seat)
            return
        assert seat.process is not None
        seat.process.kill()
        task = asyncio.get_running_loop().create_task(self._mend(seat))
        self._mending.add(task)
        task.add_done_callback(self._mending.discard)

    async def _mend(self, seat: Seat) -> None:
        """A new process for a seat whose process was killed; tried until there is one."""
        assert seat.process is not None
        await seat.process.close()
        seat.process = None
        while seat.process is None:
            try:
                await self._fill(seat)
            except (OSError, TimeoutError, Ended):
                await asyncio.sleep(1)

    async def _fill(self, seat: Seat) -> None:
        seat.process = await Process.start(self._settings)
        self._lanes.give(seat)
