"""Who waits for which process: a lane for queries that may take long, and a reserved one for short ones."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kg.server.process import Process, Reply


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
    """A question on its way; ``done`` is called once with what became of it, unless it is ``gone`` before."""

    question: Question
    short: bool
    done: Callable[[Outcome], None]
    since: float = 0.0
    deadline: float = 0.0
    seat: Seat | None = None
    gone: bool = False


@dataclass(slots=True, eq=False)
class Seat:
    """A place for a process, which is replaced when it had to be killed; and what it is asked just now."""

    reserved: bool
    process: Process | None = None
    job: Job | None = None


class Lanes:
    """Free seats, and jobs that wait for one. A short one takes any seat, others none that is reserved."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._free: list[Seat] = []
        self._lanes: dict[bool, deque[Job]] = {True: deque(), False: deque()}
        self._waiting = 0

    def take(self, job: Job) -> Seat | None:
        """A seat for a job, or None where it has to wait; raises `Busy`."""
        fitting = [seat for seat in self._free if job.short or not seat.reserved]
        if fitting:
            seat = min(fitting, key=lambda seat: seat.reserved)
            self._free.remove(seat)
            return seat
        if self._waiting >= self._most:
            raise Busy
        self._lanes[job.short].append(job)
        self._waiting += 1
        return None

    def give(self, seat: Seat) -> Job | None:
        """Who has waited longest of those that may have the seat; None where it stays free."""
        lanes = (True,) if seat.reserved else (True, False)
        heads = [job for short in lanes if (job := self._head(short)) is not None]
        if not heads:
            self._free.append(seat)
            return None
        job = min(heads, key=lambda job: job.since)
        self._lanes[job.short].popleft()
        self._waiting -= 1
        return job

    def leave(self, job: Job) -> None:
        """A job that waits is given up; it is passed over when its turn comes."""
        job.gone = True
        self._waiting -= 1

    def late(self, since: float) -> Iterator[Job]:
        """Those that have waited since then or longer; they wait no more."""
        for short, lane in self._lanes.items():
            while (job := self._head(short)) is not None and job.since <= since:
                lane.popleft()
                self._waiting -= 1
                yield job

    def __bool__(self) -> bool:
        """Whether anybody waits."""
        return self._waiting > 0

    def _head(self, short: bool) -> Job | None:
        lane = self._lanes[short]
        while lane and lane[0].gone:
            lane.popleft()
        return lane[0] if lane else None
