"""What a client accepts against what there is."""

from __future__ import annotations

import pytest

from kg.server.negotiate import BOOLEAN, CSV, JSON, ROWS, TSV, TURTLE, XML, choose


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        (f"{XML};q=0.1, {JSON};q=0.9", JSON),
        (f"{JSON};q=0, {XML}", XML),
        (f"{JSON};q=0, */*", XML),
        ("text/*", CSV),
        ("text/*;q=0.5, text/tab-separated-values", TSV),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/xml"),
        ("TEXT/CSV", CSV),
        ("text/csv; header=present ; q=0.4, text/tab-separated-values;q=0.30", CSV),
        ("text/csv;q=nan, text/csv;q=2", None),
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", JSON),
        ("text/csv;q=.5, text/tab-separated-values;q=.25", CSV),
        ("text/csv;q=., text/csv;q=.1234", None),
        ("image/png", None),
        (TURTLE, None),
        (";;;,,,=", None),
    ],
)
def test_choose(accept: str | None, chosen: str | None) -> None:
    assert choose(accept, ROWS) == chosen


def test_a_truth_value_has_no_table() -> None:
    assert choose("text/csv", BOOLEAN) is None


def test_a_long_header_is_not_read_to_its_end() -> None:
    assert choose(",".join(["image/png"] * 100 + [CSV]), ROWS) is None
