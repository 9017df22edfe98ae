"""Weights are restored as they were written, and a lexicon leaves out a paper where it must."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch is needed to train, not to run or test the package")

import torch

from kg.extract.pipeline import read_lexicon
from training.model import Network, Shape
from training.papers import Annotated
from training.prepare import export, left_out, lexicon, restore

SMALL = Shape(width=32, hidden=32, blocks="c1 a", heads=1, static=8)


def paper(number: int, *names: str) -> Annotated:
    entities = [{"name": name, "type": "Method", "relation": "uses"} for name in names]
    return Annotated(str(number), "Moss filters", "They filter rain.", entities)


def test_a_network_is_restored_as_it_was_rounded(tmp_path: Path) -> None:
    torch.manual_seed(3)
    network = Network(SMALL, torch.randn(4, SMALL.static))
    words = {"": 0, "moss": 1, "\n": 2, "rain": 3}
    export(network, words, tmp_path)
    again, known = restore(tmp_path, SMALL)
    assert known == {"moss": 1, "rain": 3}
    assert torch.equal(again.tags.weight, network.tags.weight.half().float())
    assert torch.allclose(again.vectors, network.vectors, atol=0.02)
    other = tmp_path / "other"
    export(again, known, other)
    for name in ("words.txt", "network.npz"):
        assert (other / name).read_bytes() == (tmp_path / name).read_bytes()


def test_a_lexicon_without_a_paper_counts_the_others(tmp_path: Path) -> None:
    papers = [paper(n, *(["moss filters"] if n < 3 else [])) for n in range(6)]
    lexicon(papers, tmp_path)
    counts = read_lexicon(tmp_path / "lexicon.tsv")
    assert counts["moss filter"] == (3, 6)
    assert left_out(counts, papers[0])["moss filter"] == (2, 5)
    assert left_out(counts, papers[5])["moss filter"] == (3, 5)


def test_a_form_that_only_this_paper_makes_frequent_is_unknown_to_it(tmp_path: Path) -> None:
    papers = [paper(n, "moss filters") for n in range(5)]
    lexicon(papers, tmp_path)
    counts = read_lexicon(tmp_path / "lexicon.tsv")
    assert counts["moss filter"] == (5, 5)
    assert left_out(counts, papers[0])["moss filter"] == (0, 0)
