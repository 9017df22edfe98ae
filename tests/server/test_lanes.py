"""Who gets which seat."""

from __future__ import annotations

import pytest

from kg.server.lanes import LONG, PROVEN, SHORT, Busy, Job, Lanes, Question, Seat


def job(lane: int, *, since: float = 0.0) -> Job:
    """A job that nobody waits for."""
    return Job(Question(b"", b"", lane != LONG), lane, lambda _: None, since)


def lanes(most: int = 10) -> tuple[Lanes, dict[int, Seat]]:
    """Lanes with a seat of each kind."""
    found, seats = Lanes(most), {lane: Seat(lane) for lane in (SHORT, LONG, PROVEN)}
    assert [found.give(seat) for seat in seats.values()] == [None, None, None]
    return found, seats


def test_each_lane_has_a_seat_that_those_before_it_do_not_get() -> None:
    found, seats = lanes()
    assert found.take(job(LONG)) is seats[LONG]
    long, short = job(LONG), job(SHORT)
    assert found.take(long) is None
    assert found.take(job(SHORT)) is seats[SHORT]
    assert found.take(short) is None
    assert found.take(job(PROVEN)) is seats[PROVEN]
    assert found.give(seats[PROVEN]) is None
    assert found.give(seats[SHORT]) is short
    assert found.give(seats[LONG]) is long
    assert not found


def test_reserved_seats_are_taken_last() -> None:
    found, seats = lanes()
    assert [found.take(job(PROVEN)) for _ in range(4)] == [seats[LONG], seats[SHORT], seats[PROVEN], None]


def test_who_waited_longest_is_next_and_who_left_is_passed_over() -> None:
    found, seats = lanes()
    for _ in seats:
        found.take(job(PROVEN))
    first, gone, third = job(LONG, since=1), job(SHORT, since=2), job(SHORT, since=3)
    for waiting in (first, gone, third):
        assert found.take(waiting) is None
    found.leave(gone)
    assert found.give(seats[PROVEN]) is None
    assert found.give(seats[SHORT]) is third
    assert found.give(seats[LONG]) is first
    assert not found


def test_a_full_queue_and_a_long_wait() -> None:
    found, seats = lanes(most=2)
    for _ in seats:
        found.take(job(PROVEN))
    early, late = job(SHORT, since=1), job(LONG, since=2)
    assert [found.take(early), found.take(late)] == [None, None]
    with pytest.raises(Busy):
        found.take(job(SHORT))
    assert list(found.late(1.5)) == [early]
    assert list(found.late(1.5)) == []
    assert list(found.late(2.5)) == [late]
    assert not found
