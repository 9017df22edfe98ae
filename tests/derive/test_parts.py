"""What several processes derive is what one derives: every quad, every row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.derive import bring_up, index_writer
from kg.store.layout import LIVE
from kg.store.nquads import nquads
from kg.store.state import PaperRow
from kg.store.writer import Writer
from tests.derive.papers import dump, expected, rows
from tests.derive.test_following import folder


def here(function: Callable[..., None], *values: Any) -> Callable[[], None]:
    """Work that another process would do, done at once."""
    function(*values)
    return lambda: None


def compare(found: list[PaperRow]) -> None:
    """Derive in parts, into an empty graph and over what is there."""
    there = {row.paper.id: row for row in found}
    with folder() as path, Writer.open(path / "store") as writer:
        writer.put(list(there.values()))
        for number in range(2):
            left = writer.path / LIVE / "derived-1-said-0.part"
            left.touch()  # by a build that was killed
            counts = bring_up(writer, (), anew=True, aside=here)
            assert not list((writer.path / LIVE).glob("*.part"))
            (path / str(number)).mkdir()
            index_writer(writer)(path / str(number) / "index.sqlite")
            plain = expected(there, writer, path / f"{number}.sqlite")
            assert b"".join(sorted(nquads(writer.quads()))) == plain
            assert dump(path / str(number) / "index.sqlite") == dump(path / f"{number}.sqlite")
            assert counts == bring_up(writer, ())


FOUND = st.lists(rows(), min_size=1, max_size=12)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FOUND)
def test_parts_change_nothing(found: list[PaperRow]) -> None:
    compare(found)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FOUND)
def test_parts_of_lists_that_are_full_change_nothing(found: list[PaperRow]) -> None:
    with (
        patch("kg.resolve.standing.LISTED", 2),
        patch("kg.resolve.standing.PAIRED", 2),
        patch("kg.derive.lists.LISTED", 2),
        patch("kg.derive.lists.PAIRED", 2),
        patch("kg.derive.lists.KEPT", 3),
    ):
        compare(found)


def test_a_store_without_papers_has_no_parts() -> None:
    compare([])
