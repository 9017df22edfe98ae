"""Who gets which seat."""

from __future__ import annotations

import pytest

from kg.server.lanes import Busy, Job, Lanes, Question, Seat


def job(*, short: bool, since: float = 0.0) -> Job:
    """A job that nobody waits for."""
    return Job(Question(b"", b"", short), short, lambda _: None, since)


def lanes(most: int = 10) -> tuple[Lanes, Seat, Seat]:
    """Lanes with a reserved seat and another one."""
    found, reserved, other = Lanes(most), Seat(reserved=True), Seat(reserved=False)
    assert found.give(reserved) is None
    assert found.give(other) is None
    return found, reserved, other


def test_a_reserved_seat_is_for_short_ones() -> None:
    found, reserved, other = lanes()
    assert found.take(job(short=False)) is other
    waiting = job(short=False)
    assert found.take(waiting) is None
    assert found.take(job(short=True)) is reserved
    assert found.give(reserved) is None
    assert found.give(other) is waiting
    assert not found


def test_short_ones_leave_the_reserved_seat_to_the_last() -> None:
    found, reserved, other = lanes()
    assert [found.take(job(short=True)), found.take(job(short=True))] == [other, reserved]


def test_who_waited_longest_is_next_and_who_left_is_passed_over() -> None:
    found, reserved, other = lanes()
    found.take(job(short=True)), found.take(job(short=True))
    first, gone, third = job(short=False, since=1), job(short=True, since=2), job(short=True, since=3)
    for waiting in (first, gone, third):
        assert found.take(waiting) is None
    found.leave(gone)
    assert found.give(reserved) is third
    assert found.give(other) is first
    assert not found


def test_a_full_queue_and_a_long_wait() -> None:
    found, _, _ = lanes(most=2)
    found.take(job(short=True)), found.take(job(short=True))
    early, late = job(short=True, since=1), job(short=False, since=2)
    found.take(early), found.take(late)
    with pytest.raises(Busy):
        found.take(job(short=True))
    assert list(found.late(1.5)) == [early]
    assert list(found.late(1.5)) == []
    assert list(found.late(2.5)) == [late]
    assert not found
