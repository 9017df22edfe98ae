"""Answers are kept whole, in memory or in a file, and never beyond their bound."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.server.spool import SMALL, Full, Spool, XmlSpool


def test_a_small_answer_makes_no_file(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "answer", 1_000_000)
    spool.write(b"ab")
    spool.write(memoryview(b"c"))
    assert (spool.finish(), spool.size, list(tmp_path.iterdir())) == (b"abc", 3, [])


def test_a_large_answer_lies_in_the_file(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "answer", 1_000_000)
    spool.write(b"a" * SMALL)
    spool.write(b"b")
    assert spool.finish() is None
    assert (tmp_path / "answer").read_bytes() == b"a" * SMALL + b"b"


def test_the_bound(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "answer", 3)
    spool.write(b"abc")
    with pytest.raises(Full):
        spool.write(b"d")


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_xml_loses_what_it_can_not_carry(tmp_path: Path, size: int) -> None:
    spool = XmlSpool(tmp_path / "answer", 1_000)
    data = "a\x00\x0bé\ufffe\uffff\ufffd漢\t\n".encode()
    for start in range(0, len(data), size):
        spool.write(data[start : start + size])
    assert spool.finish() == "aé\ufffd漢\t\n".encode()


def test_what_waits_at_the_end_is_written(tmp_path: Path) -> None:
    spool = XmlSpool(tmp_path / "answer", 1_000)
    spool.write(b"a\xef\xbf")
    assert spool.finish() == b"a\xef\xbf"
