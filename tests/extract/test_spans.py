from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from kg.extract.spans import B, I, L, O, Span, U, likely, read, trim


def _sure(tags: list[int]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    out = np.full((len(tags), 5), 0.01, dtype=np.float32)
    out[np.arange(len(tags)), tags] = 0.96
    return out


def test_reads_spans() -> None:
    found = read(_sure([O, B, L, O, U, B, I, L]))
    assert [(s.first, s.end) for s in found] == [(1, 3), (4, 5), (5, 8)]
    assert all(s.score == pytest.approx(0.96, abs=1e-3) for s in found)


def test_never_reads_a_half_span() -> None:
    """An I without B, or a B without L, is mended by the rest of the sequence."""
    for tags in ([I, L, O], [O, B, O], [B, I], [L]):
        for span in read(_sure(tags)):
            assert 0 <= span.first < span.end <= len(tags)


def test_nothing_in_nothing_out() -> None:
    assert read(np.zeros((0, 5), dtype=np.float32)) == []


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("the graph network", "graph network"),
        ("Monte Carlo ( MC )", "Monte Carlo"),
        ("sparse core and", "sparse core"),
        ("whether a language model", None),
        ("Whether a Language Model", None),
        ("the conversational ones", None),
        ("the former one", None),
        ("all - in - one", "all - in - one"),
        ("Phase One", "Phase One"),
        ("network ) that", "network"),
        ("value [ 0", "value"),
        ("f ( x ) estimator", "f ( x ) estimator"),
        ("of the", None),
        ("- - ,", None),
    ],
)
def test_trims_what_is_no_part_of_a_name(words: str, kept: str | None) -> None:
    tokens = words.split()
    cut = trim(Span(0, len(tokens), 0.5), tokens)
    assert (None if cut is None else " ".join(tokens[cut.first : cut.end])) == kept


def _by_hand(tags: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> dict[tuple[int, int], float]:
    """Probability of each span, from all well-formed sequences of tags one by one."""
    total, spans = 0.0, dict[tuple[int, int], float]()
    for path in itertools.product(range(5), repeat=len(tags)):
        pairs = zip((O, *path), (*path, O), strict=True)
        if any((before in (B, I)) != (after in (I, L)) for before, after in pairs):
            continue
        chance = math.prod(float(tags[i, tag]) for i, tag in enumerate(path))
        total += chance
        first = 0
        for i, tag in enumerate(path):
            first = i if tag in (B, U) else first
            if tag in (L, U):
                spans[first, i + 1] = spans.get((first, i + 1), 0.0) + chance
    return {span: chance / total for span, chance in spans.items()}


@pytest.mark.parametrize("seed", range(8))
def test_likely_spans_are_those_of_all_readings(seed: int) -> None:
    tags = np.random.default_rng(seed).dirichlet(np.ones(5), 5).astype(np.float32)
    wanted = {span: chance for span, chance in _by_hand(tags).items() if chance >= 0.05}
    found = {(s.first, s.end): s.score for s in likely(tags, least=0.05)}
    assert found == pytest.approx(wanted, abs=1e-5)


def test_nothing_is_likely_in_nothing() -> None:
    assert likely(np.zeros((0, 5), dtype=np.float32), least=0.05) == []
