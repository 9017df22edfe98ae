from __future__ import annotations

import pytest

from kg.extract.cues import Reader, beaten, context_of


def _context(sentence: str, name: str) -> str | None:
    start = sentence.index(name)
    return context_of(sentence, start, start + len(name), (0, len(sentence)))


@pytest.mark.parametrize(
    ("sentence", "name", "context"),
    [
        ("It learns without any human labels at all.", "human labels", "negated"),
        ("We use a table instead of a neural net.", "neural net", "negated"),
        ("Our solver does not rely on backtracking.", "backtracking", "negated"),
        ("Unlike GridFlow, it needs no map.", "GridFlow", "rival"),
        ("In contrast to the kernel trick, we stay linear.", "kernel trick", "rival"),
        ("Recurrent nets suffer from slow training.", "Recurrent nets", "rival"),
        ("Future work could combine it with MossNet.", "MossNet", "hypothetical"),
        ("Existing planners rely on heuristics.", "heuristics", "background"),
        ("We build on MossNet.", "MossNet", None),
        ("Our method uses attention and does not need maps.", "attention", None),
    ],
)
def test_context(sentence: str, name: str, context: str | None) -> None:
    assert _context(sentence, name) == context


@pytest.mark.parametrize(
    ("sentence", "name", "loses"),
    [
        ("FernNet outperforms MossNet clearly.", "MossNet", True),
        ("FernNet outperforms MossNet clearly.", "FernNet", False),
        ("It is faster than the MossNet.", "MossNet", True),
        ("We train MossNet.", "MossNet", False),
    ],
)
def test_beaten(sentence: str, name: str, loses: bool) -> None:
    assert beaten(sentence, sentence.index(name), (0, len(sentence))) is loses


def test_cues_near_are_cues_of_the_sentence() -> None:
    text = "We propose FernNet, which, after a very long pause that nobody asked for here, is evaluated."
    near, whole = Reader(text).see(text.index("FernNet"), (0, len(text)))
    assert any(near)
    assert all(w or not n for n, w in zip(near, whole, strict=True))
    assert sum(whole) > sum(near)
