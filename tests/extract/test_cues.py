from __future__ import annotations

import numpy as np
import pytest

from kg.extract.context import Reader
from kg.extract.cues import NAMES, Seen, see
from kg.extract.tokens import Words


def _seen(sentence: str, start: int) -> Seen:
    tokens = Words().read(sentence)
    at = [a for a, _ in tokens.offsets.tolist()].index(start)
    return see(
        tokens.lower, tokens.offsets, np.array([at]), np.array([at + 1]), np.array([[0, len(sentence)]])
    )


def _context(sentence: str, name: str) -> str | None:
    start = sentence.index(name)
    context = Reader(sentence).context(start, start + len(name), (0, len(sentence)))
    seen = _seen(sentence, start)
    gates, close = seen.gates[0].tolist(), seen.close[0].tolist()
    assert Reader(sentence).context(start, start + len(name), (0, len(sentence)), gates, close) == context
    return context


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
        ("Batch voting is no longer needed here.", "Batch voting", "negated"),
        ("Kernel machines, which ignore order, are old.", "Kernel machines", "rival"),
        ("Although MossNet is popular, it is slow.", "MossNet", "rival"),
        ("A test of MossNet is left for future work.", "MossNet", "hypothetical"),
        ("MossNet may help further.", "MossNet", "hypothetical"),
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
    start = sentence.index(name)
    assert Reader(sentence).beaten(start, (0, len(sentence))) is loses
    seen = _seen(sentence, start)
    gates, close = seen.gates[0].tolist(), seen.close[0].tolist()
    assert Reader(sentence).beaten(start, (0, len(sentence)), gates, close=close) is loses


def test_a_word_after_a_full_stop_without_a_blank_lets_regular_expressions_look() -> None:
    text = "No maps.Without labels it learns."
    assert _seen(text, text.index("labels")).close[0].tolist() == [True, False, False]


def test_cues_of_the_sentence_and_those_near_or_next_to_a_mention() -> None:
    text = (
        "We propose FernNet, which, after a very long pause that nobody asked for here, is evaluated on Moss "
        "with care."
    )
    tokens = Words().read(text)
    first = np.array([tokens.words.index("FernNet"), tokens.words.index("Moss")])
    seen = see(tokens.lower, tokens.offsets, first, first + 1, np.array([[0, len(text)]] * 2))

    def names(flags: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> list[list[str]]:
        return [[name for name, flag in zip(NAMES, row, strict=True) if flag] for row in flags.tolist()]

    assert names(seen.near) == [["propose", "we"], ["evaluate", "on", "for"]]
    assert names(seen.sentence) == [["propose", "we", "with", "evaluate", "on", "for"]] * 2
    assert names(seen.before) == [["propose", "we"], ["evaluate", "on"]]
    assert names(seen.after) == [[], ["with"]]
