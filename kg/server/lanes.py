"""Who waits for which process: a lane for queries that may take long, others for short ones."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kg.server.process import Process, Reply

LONG, SHORT, PROVEN = range(3)
"""Lanes: what may take long; what looks short; what was short when it was asked before.

What only looks short may still be a runaway, so there is a seat that not even that may take.
"""


class Busy(Exception):
    """All processes are taken and the queue is full, or the wait was too long."""


class Overran(Exception):
    """The query was ended at its limit of time."""


class Failed(Exception):
    """The query ended its process: nested too deeply, or out of memory. ``reason`` is for the client."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


Outcome = Reply | Busy | Overran | Failed


@dataclass(frozen=True, slots=True)
class Question:
    """What a worker is asked; ``mark`` tells it from others, ``short`` says that it looks short."""

    message: bytes
    mark: bytes
    short: bool


@dataclass(slots=True, eq=False)
class Job:
    """A question on its way; ``done`` is called once with what became of it, unless it is ``gone`` before.

    ``worked`` is what its process had worked when half of its slice was over; once it is ``kind``, it leaves
    the processor to others.
    """

    question: Question
    lane: int
    done: Callable[[Outcome], None]
    since: float = 0.0
    began: float = 0.0
    deadline: float = 0.0
    seat: Seat | None = None
    worked: float | None = None
    kind: bool = False
    gone: bool = False


@dataclass(slots=True, eq=False)
class Seat:
    """A place for a process, which is replaced when it had to be killed; and what it is asked just now."""

    lane: int
    process: Process | None = None
    job: Job | None = None


class Lanes:
    """Free seats, and jobs that wait for one. A job takes a seat of its own lane, or of one before it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._free: list[Seat] = []
        self._lanes: tuple[deque[Job], ...] = (deque(), deque(), deque())
        self._waiting = 0

    def take(self, job: Job) -> Seat | None:
        """A seat for a job, or None where it has to wait; raises `Busy`."""
        fitting = [seat for seat in self._free if seat.lane <= job.lane]
        if fitting:
            seat = min(fitting, key=lambda seat: seat.lane)
            self._free.remove(seat)
            return seat
        if self._waiting >= self._most:
            raise Busy
        self._lanes[job.lane].append(job)
        self._waiting += 1
        return None

    def give(self, seat: Seat) -> Job | None:
        """Who has waited longest of those that may have the seat; None where it stays free."""
        heads = [job for lane in self._lanes[seat.lane :] if (job := _head(lane)) is not None]
        if not heads:
            self._free.append(seat)
            return None
        job = min(heads, key=lambda job: job.since)
        self._lanes[job.lane].popleft()
        self._waiting -= 1
        return job

    def leave(self, job: Job) -> None:
        """A job that waits is given up; it is passed over when its turn comes."""
        job.gone = True
        self._waiting -= 1

    def late(self, since: float) -> Iterator[Job]:
        """Those that have waited since then or longer; they wait no more."""
        for lane in self._lanes:
            while (job := _head(lane)) is not None and job.since <= since:
                lane.popleft()
                self._waiting -= 1
                yield job

    def __bool__(self) -> bool:
        """Whether anybody waits."""
        return self._waiting > 0


def _head(lane: deque[Job]) -> Job | None:
    """Who is first in a lane, without those that have left."""
    while lane and lane[0].gone:
        lane.popleft()
    return lane[0] if lane else None
