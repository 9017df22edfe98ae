"""Sorted N-Quads are the same however they are made."""

from __future__ import annotations

import random

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kg.mapping import paper_quads
from kg.store.nquads import nquads, sorted_nquads
from tests.mapping.papers import SAMPLE, sample_extraction


def test_sorted_by_bytes_whatever_the_order() -> None:
    quads = paper_quads(SAMPLE, [sample_extraction()])
    expected = sorted(set(nquads(quads)))
    random.Random(1).shuffle(quads)
    assert list(sorted_nquads(quads)) == expected
    assert list(sorted_nquads(iter(quads + quads), run_bytes=1000)) == expected
    assert set(parse(b"".join(expected), format=RdfFormat.N_QUADS)) == set(quads)


def test_a_line_ends_at_a_line_feed_only() -> None:
    text = "a\u0085b\u2028c\nd\re\x0bf"
    quad = Quad(NamedNode("http://a/s"), NamedNode("http://a/p"), Literal(text), NamedNode("http://a/g"))
    lines = list(nquads([quad]))
    assert len(lines) == 1
    assert list(parse(lines[0], format=RdfFormat.N_QUADS)) == [quad]


def test_nothing_gives_nothing() -> None:
    assert list(sorted_nquads([])) == []
