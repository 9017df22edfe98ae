"""The processes that answer queries: given out, ended at their limits, replaced."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

from kg.query.limits import Limits
from kg.query.running import ended
from kg.server.cost import is_short
from kg.server.lanes import LONG, PROVEN, SHORT, Busy, Failed, Job, Lanes, Outcome, Overran, Question, Seat
from kg.server.process import Ended, Process, Reply
from kg.server.settings import Settings

__all__ = ["Busy", "Failed", "Overran", "Pool", "question"]

REMEMBERED = 4_096
"""Queries that are known to be short, and as many that are known not to be."""
SWOLLEN = 4
"""A process whose memory once reached this part of its bound is replaced after its answer."""
TICK = 0.05
"""Seconds between two looks at who has passed a limit."""
KINDNESS = 12
"""How much nicer a process is made whose query runs for a while: short ones come first."""
AWHILE = 0.25
"""The part of a slice after which it is."""


def question(asked: dict[str, Any]) -> Question:
    """A question from what a worker has to know of it; ``text`` decides whether it looks short."""
    text, terms = asked["text"], asked.get("terms", {})
    mark = hashlib.sha256(json.dumps([text, terms]).encode()).digest()
    return Question(json.dumps(asked).encode(), mark, is_short(text, terms))


class Pool:
    """The worker processes of one server; each opens what ``graph`` says before its first question."""

    def __init__(self, settings: Settings, folder: Path, graph: Callable[[], Path] | None = None) -> None:
        self._settings, self._folder, self._graph = settings, folder, graph
        self._lanes = Lanes(settings.queue)
        self._seats = [Seat(lane) for lane in (*[LONG] * settings.workers, SHORT, PROVEN)]
        self._numbers = itertools.count()
        self._lane_of: OrderedDict[bytes, int] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self._ticking = False

    async def open(self) -> None:
        """Start all processes."""
        self._loop = asyncio.get_running_loop()
        await asyncio.gather(*(self._fill(seat) for seat in self._seats))

    async def close(self) -> None:
        """End all processes."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(seat.process.close() for seat in self._seats if seat.process))

    async def run(self, asked: dict[str, Any]) -> Reply:
        """The answer to a question; raises `Busy`, `Overran` and `Failed`. Cancelling it ends the query."""
        future: asyncio.Future[Outcome] = self._loop.create_future()
        job = self.submit(question(asked), lambda outcome: _settle(future, outcome))
        try:
            outcome = await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled() and isinstance(reply := future.result(), Reply):
                reply.close()
            self.drop(job)
            raise
        if not isinstance(outcome, Reply):
            raise outcome
        return outcome

    def submit(self, asked: Question, done: Callable[[Outcome], None]) -> Job:
        """Have a question answered; ``done`` is called later, with a reply that it then has to close.

        Raises `Busy`.
        """
        job = Job(asked, self._lane_of.get(asked.mark, SHORT if asked.short else LONG), done)
        self._admit(job)
        if not self._ticking:
            self._ticking = True
            self._loop.call_later(TICK, self._tick)
        return job

    def drop(self, job: Job) -> None:
        """Nobody waits for a job any more: one that may take long is ended."""
        if job.gone:
            return
        if job.seat is None:
            self._lanes.leave(job)
        job.gone = True
        if job.seat is not None and job.seat.job is job and job.lane == LONG:
            self._replace(job.seat)

    def _admit(self, job: Job) -> None:
        job.since, job.seat = self._loop.time(), None
        seat = self._lanes.take(job)
        if seat is not None:
            self._begin(seat, job)

    def _begin(self, seat: Seat, job: Job) -> None:
        assert seat.process is not None
        if seat.process.is_lost:  # it was ended from outside, while it had nothing to do
            self._replace(seat)
            self._again(job)
            return
        settings = self._settings
        seconds = settings.timeout if job.lane == LONG else min(settings.slice, settings.timeout)
        job.seat, seat.job = seat, job
        job.began = self._loop.time()
        job.deadline = job.began + seconds
        seat.process.ask(job.question.message, partial(self._heard, seat, job))

    def _heard(self, seat: Seat, job: Job, reply: Reply | None) -> None:
        """The process has answered, or is gone; the next one that waits comes first."""
        if reply is None:
            seat.job = None
            self._start(self._failed(seat, job))
            return
        if self._loop.time() - job.began < self._settings.slice / (2 if job.question.short else 10):
            self._learn(job, PROVEN)
        if job.kind and seat.process is not None:
            seat.process.stand_back(kindness=0)
        if reply.head["peak"] < self._settings.max_memory // SWOLLEN:
            seat.job = None
            self._give(seat)
        else:
            self._replace(seat)
        if job.gone:
            reply.close()
        else:
            job.gone = True
            job.done(reply)

    async def _failed(self, seat: Seat, job: Job) -> None:
        assert seat.process is not None
        end = await seat.process.ended()
        self._replace(seat)
        limits = Limits(timeout=self._settings.timeout, max_memory=self._settings.max_memory)
        self._finish(job, Failed(str(ended(end.code, end.complaint, limits))))

    def _finish(self, job: Job, outcome: Outcome) -> None:
        if not job.gone:
            job.gone = True
            job.done(outcome)

    def _tick(self) -> None:
        """End what has passed its time, send away who has waited too long."""
        now = self._loop.time()
        for seat in self._seats:
            if seat.job is None or seat.process is None:
                continue
            if seat.job.worked is None and seat.job.began + self._settings.slice / 2 <= now:
                seat.job.worked = seat.process.worked()
            if seat.job.deadline <= now and not self._was_starved(seat.job, seat.process, now):
                self._overran(seat, seat.job)
            elif seat.lane == LONG and self._is_long(seat.job, now):
                seat.job.kind = True
                seat.process.stand_back(kindness=KINDNESS)
        for job in self._lanes.late(now - self._settings.patience):
            self._finish(job, Busy())
        self._ticking = bool(self._lanes) or any(seat.job is not None for seat in self._seats)
        if self._ticking:
            self._loop.call_later(TICK, self._tick)

    def _is_long(self, job: Job, now: float) -> bool:
        """Whether a query is not done after a while, and has not stood back yet."""
        return not job.kind and job.began + AWHILE * self._settings.slice <= now

    def _was_starved(self, job: Job, process: Process, now: float) -> bool:
        """Whether a query that looks short is late for want of a processor; then it gets more time."""
        worked, settings = process.worked(), self._settings
        if job.lane == LONG or job.worked is None or worked is None or now >= job.began + settings.timeout:
            return False
        if worked - job.worked >= settings.slice / 4:
            return False
        job.deadline = now + settings.slice / 2
        return True

    def _overran(self, seat: Seat, job: Job) -> None:
        """What is not done within its slice starts again among the long ones; what is not done then, ends."""
        self._replace(seat)
        if job.lane == LONG:
            self._finish(job, Overran())
            return
        self._learn(job, LONG)
        job.lane = LONG
        self._again(job)

    def _learn(self, job: Job, lane: int) -> None:
        """Remember which lane a query is for, however it looks."""
        mark, known = job.question.mark, self._lane_of
        if known.get(mark) != lane:
            known[mark] = lane
            known.move_to_end(mark)
            if len(known) > REMEMBERED:
                known.popitem(last=False)

    def _again(self, job: Job) -> None:
        if not job.gone:
            try:
                self._admit(job)
            except Busy as busy:
                self._finish(job, busy)

    def _replace(self, seat: Seat) -> None:
        """End the process of a seat; another one takes its place."""
        seat.job = None
        if seat.process is not None:
            seat.process.kill()
        self._start(self._mend(seat))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _mend(self, seat: Seat) -> None:
        """A new process for a seat whose process was killed; tried until there is one."""
        if seat.process is not None:
            await seat.process.close()
        seat.process = None
        while seat.process is None:
            try:
                await self._fill(seat)
            except (OSError, TimeoutError, Ended):
                await asyncio.sleep(1)

    async def _fill(self, seat: Seat) -> None:
        file = self._folder / f"answer-{next(self._numbers)}"
        graph = None if self._graph is None else self._graph()
        seat.process = await Process.start(self._settings, file, graph)
        self._give(seat)

    def _give(self, seat: Seat) -> None:
        job = self._lanes.give(seat)
        if job is not None:
            self._begin(seat, job)


def _settle(future: asyncio.Future[Outcome], outcome: Outcome) -> None:
    """Hand an outcome over, unless nobody waits any more."""
    if not future.done():
        future.set_result(outcome)
    elif isinstance(outcome, Reply):
        outcome.close()
