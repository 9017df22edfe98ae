"""Names that share a part are all found, and what only looks like one is left alone."""

from __future__ import annotations

import pytest

from kg.extract.coordination import find


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We prune MossNet-18/50 on phones.", ["MossNet-18", "MossNet-50"]),
        ("Fern-3-1B/7B/30B are compared.", ["Fern-3-1B", "Fern-3-7B", "Fern-3-30B"]),
        ("It runs on Fern-3.5/4 only.", ["Fern-3.5", "Fern-4"]),
        ("Moss-tiny/base read text.", ["Moss-tiny", "Moss-base"]),
        ("Shifted sets are FernNet-A/R.", ["FernNet-A", "FernNet-R"]),
        ("Shifted sets are FernNet-A, -C and -R.", ["FernNet-A", "FernNet-C", "FernNet-R"]),
        ("We report top-3/top-9 accuracy.", ["top-3 accuracy", "top-9 accuracy"]),
        ("We report top-3 and top-9 error rate.", ["top-3 error rate", "top-9 error rate"]),
        ("It learns by lazy-eager and natural learning.", ["lazy-eager learning", "natural learning"]),
        ("a model for edge and corner detection.", ["edge detection", "corner detection"]),
        ("machine vision and speech recognition differ", []),
        ("Moss-B/16 runs 24/7 over TCP/IP", []),
        ("and/or", []),
        ("It runs on the Fern, Moss and Kelp datasets.", ["Fern", "Moss", "Kelp"]),
        ("We fit the Fern-Moss and Kelp models.", ["Fern-Moss model", "Kelp model"]),
    ],
)
def test_shared_parts(text: str, names: list[str]) -> None:
    assert [name for shared in find(text) for name in shared.names] == names


def test_offsets_are_those_of_the_whole_phrase() -> None:
    text = "A tool for edge and corner detection."
    (shared,) = find(text)
    assert text[shared.start : shared.end] == "edge and corner detection"
