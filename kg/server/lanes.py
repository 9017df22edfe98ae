"""Who waits for which process: a lane for queries that may take long, and a reserved one for short ones."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field

from kg.server.process import Process


class Busy(Exception):
    """All processes are taken and the queue is full, or the wait was too long."""


@dataclass(slots=True)
class Seat:
    """A place for a process; the process in it is replaced when it had to be killed."""

    reserved: bool
    process: Process | None = None


@dataclass(slots=True)
class Lanes:
    """Free seats, and those who wait for one. A short query takes any seat, others none that is reserved."""

    most: int
    _free: list[Seat] = field(default_factory=list)
    _waiting: deque[tuple[bool, asyncio.Future[Seat]]] = field(default_factory=deque)

    async def take(self, *, short: bool, patience: float) -> Seat:
        """A seat with a process; raises `Busy`."""
        fitting = [seat for seat in self._free if short or not seat.reserved]
        if fitting:
            seat = min(fitting, key=lambda seat: seat.reserved)
            self._free.remove(seat)
            return seat
        if len(self._waiting) >= self.most:
            raise Busy
        future: asyncio.Future[Seat] = asyncio.get_running_loop().create_future()
        self._waiting.append((short, future))
        try:
            await asyncio.wait([future], timeout=patience)
        except asyncio.CancelledError:
            if future.done():
                self.give(future.result())  # it came for somebody who has gone
            raise
        finally:
            self._waiting = deque(place for place in self._waiting if place[1] is not future)
        if not future.done():
            raise Busy
        return future.result()

    def give(self, seat: Seat) -> None:
        """Give a seat to whom has waited longest among those that may have it."""
        for short, future in self._waiting:
            if not future.done() and (short or not seat.reserved):
                future.set_result(seat)
                return
        self._free.append(seat)
