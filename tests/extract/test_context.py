"""Constructions that avoid, contrast, doubt or report, and those that only look like it."""

from __future__ import annotations

import numpy as np
import pytest

from kg.extract.context import Reader
from kg.extract.cues import see
from kg.extract.tokens import Words


def gates_of(text: str, start: int, sentence: tuple[int, int]) -> tuple[list[bool], list[bool]]:
    """What the words of the sentence, and those before the mention, let a regular expression look for."""
    tokens = Words().read(text)
    first = np.array([int(np.searchsorted(tokens.offsets[:, 0], start))])
    seen = see(tokens.lower, tokens.offsets, first, first + 1, np.array([sentence]))
    return seen.gates[0].tolist(), seen.close[0].tolist()


def context(sentence: str) -> str | None:
    """Of the part between square brackets; the words that let regular expressions look change no answer."""
    start, end = sentence.index("[") + 2, sentence.index("]") + 1
    text = "T\n" + sentence.replace("[", "").replace("]", "")
    where = (2, len(text))
    found = Reader(text).context(start, end, where)
    assert Reader(text).context(start, end, where, *gates_of(text, start, where)) == found
    return found


@pytest.mark.parametrize(
    "sentence",
    [
        "The filter is tuned without [gradient noise].",
        "It reads neither maps nor [tide tables].",
        "The robot dispenses with [odometry] and looks at walls.",
        "In place of [dropout] it has a gate.",
        "It never consults a [phrase table].",
        "There is no need for [dense labels].",
        "At no time is a [world model] built.",
        "The old [hash table] is replaced by a trie.",
        "The [codebook] becomes superfluous.",
        "We circumvent [matrix inversion] by a trick.",
        "We make no use of [pseudo-labels].",
        "With maps and [beacons] no longer needed, it walks.",
        "The solver forgoes [warm starts].",
        "We do not use sensors or [beacons].",
        "We explored [distillation] at first and abandoned it.",
        "A [segmentation]-free reader of scripts.",
        "The parser gives up [lookahead] for speed.",
        "A trie is a substitute for the [hash table].",
        "The [codebook] becomes redundant.",
        "We explored [distillation] at first and gave it up.",
    ],
)
def test_avoided(sentence: str) -> None:
    assert context(sentence) == "negated"


@pytest.mark.parametrize(
    "sentence",
    [
        "As opposed to [bagging], trees are grown once.",
        "It is an alternative to [bagging].",
        "A weakness of [bagging] is its memory.",
        "Whereas [bagging] wants many trees, ours wants one.",
        "[Bagging] is notoriously slow.",
        "[Bagging] breaks down on short texts.",
        "[Bagging] does not see order.",
        "[Bagging] scales poorly.",
        "[Bagging] deteriorates with noise.",
        "We grow one tree; although [bagging] is common, it is heavy.",
    ],
)
def test_rival(sentence: str) -> None:
    assert context(sentence) == "rival"


@pytest.mark.parametrize(
    "sentence",
    [
        "It might be extended to [rain prediction].",
        "In the future we intend to add [beam stacking].",
        "Whether [beam stacking] pays is an open question.",
        "[Beam stacking] would make it faster.",
        "We hope to try [beam stacking] next.",
        "An extension to [rain prediction] is planned.",
        "One could think of [beam stacking] here.",
        "We leave [beam stacking] to later work.",
    ],
)
def test_possible(sentence: str) -> None:
    assert context(sentence) == "hypothetical"


@pytest.mark.parametrize(
    "sentence",
    [
        "Earlier planners rely on [grid search].",
        "[Grid search] was introduced for tuning kernels.",
        "[Grid search] is widely applied in industry.",
        "In recent years [grid search] came back.",
        "Much effort went into [grid search].",
        "Others have tested theirs on [GridBank].",
        "Since its first days, [grid search] has won friends.",
    ],
)
def test_of_others(sentence: str) -> None:
    assert context(sentence) == "background"


@pytest.mark.parametrize(
    "sentence",
    [
        "Without loss of generality we sort by [merge sort].",
        "Without further words, [merge sort] is run.",
        "It could not run without [merge sort].",
        "We use no fewer than three rounds of [merge sort].",
        "Not only maps but also [merge sort] is used.",
        "Keys may repeat, so we apply [merge sort].",
        "Although keys repeat, [merge sort] is stable.",
        "No matter how many keys there are, [merge sort] works.",
        "Recent keys are sorted; here we use [merge sort].",
        "Unlike people, machines like order; they run [merge sort].",
        "Rather than wait, we use [merge sort].",
        "We use [merge sort], which needs no memory.",
        "Runs fail now and then; [merge sort] finds which.",
    ],
)
def test_plain(sentence: str) -> None:
    assert context(sentence) is None


@pytest.mark.parametrize(
    ("sentence", "loses"),
    [
        ("FernNet beats both Kelp and [MossNet].", True),
        ("FernNet is twice as fast, with a lower error than that of the [MossNet].", True),
        ("We compare FernNet with Kelp and [MossNet].", True),
        ("[MossNet] is beaten by a wide margin.", True),
        ("We take [MossNet] as a baseline.", True),
        ("FernNet is on par with [MossNet].", True),
        ("Against [MossNet], it wins.", True),
        ("FernNet is superior to [MossNet].", True),
        ("FernNet is competitive with [MossNet].", True),
        ("FernNet cuts the errors of [MossNet].", True),
        ("FernNet reduces the misses of [MossNet].", True),
        ("[MossNet] needs three times the memory.", True),
        ("[MossNet] is slower.", True),
        ("[FernNet] beats MossNet.", False),
        ("We run [MossNet] more often.", False),
    ],
)
def test_beaten(sentence: str, loses: bool) -> None:
    start, end = sentence.index("["), sentence.index("]") - 1
    text = sentence.replace("[", "").replace("]", "")
    where = (0, len(text))
    assert Reader(text).beaten(start, where, end=end) is loses
    gates, close = gates_of(text, start, where)
    assert Reader(text).beaten(start, where, gates, end, close) is loses
