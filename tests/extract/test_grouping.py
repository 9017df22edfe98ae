from __future__ import annotations

import re

import pytest

from kg.extract.coordination import coordinated
from kg.extract.grouping import Found, group
from kg.extract.spans import Span
from kg.extract.tokens import Words

WORDS = Words()


def _group(text: str, names: list[str]) -> dict[int, list[str]]:
    """Group the first occurrence of each name; returns the surfaces of each group."""
    offsets = WORDS.read(text).offsets
    spans = []
    for name in names:
        hit = re.search(re.escape(name), text)
        assert hit is not None
        first = next(i for i, (a, _) in enumerate(offsets.tolist()) if a == hit.start())
        end = next(i for i, (_, b) in enumerate(offsets.tolist()) if b == hit.end()) + 1
        spans.append(Span(first, end, 0.9))
    found, _ = group(spans, text, offsets)
    out: dict[int, list[str]] = {}
    for item in found:
        out.setdefault(item.group, []).append(_surface(text, item, offsets.tolist()))
    return out


def _surface(text: str, item: Found, offsets: list[list[int]]) -> str:
    return item.name or text[offsets[item.first][0] : offsets[item.end - 1][1]]


def test_joins_plural_hyphen_and_case() -> None:
    text = "Graph Networks are old.\nA graph-network helps."
    assert _group(text, ["Graph Networks", "graph-network"]) == {0: ["Graph Networks", "graph-network"]}


def test_joins_short_and_long_form_and_finds_the_short_one_elsewhere() -> None:
    text = "We train a tidal forest model (TFM).\nLater, TFM wins."
    assert _group(text, ["tidal forest model"]) == {0: ["tidal forest model", "TFM", "TFM"]}


def test_joins_a_name_with_its_generic_head() -> None:
    text = "Zorblax wins. The Zorblax algorithm is fast. Language is not a language model."
    groups = _group(text, ["Zorblax", "Zorblax algorithm", "Language", "language model"])
    assert groups[0] == ["Zorblax", "Zorblax algorithm"]
    assert len(groups) == 3


def test_a_coordinated_span_names_two_things() -> None:
    text = "We test on MOON-10/100 only."
    assert _group(text, ["MOON-10/100"]) == {0: ["MOON-10"], 1: ["MOON-100"]}


@pytest.mark.parametrize(
    ("form", "names"),
    [
        ("CIFAR-10/100", ("CIFAR-10", "CIFAR-100")),
        ("supervised and unsupervised learning", ("supervised learning", "unsupervised learning")),
        ("image and video segmentation", ("image segmentation", "video segmentation")),
        ("ImageNet-A and -R", ("ImageNet-A", "ImageNet-R")),
        ("precision and recall", ()),
        ("search and rescue", ()),
        ("input/output", ()),
    ],
)
def test_coordinated(form: str, names: tuple[str, ...]) -> None:
    assert coordinated(form) == names


def test_another_reading_adds_only_names_that_are_new() -> None:
    text = "Deep graph networks and graph networks."
    offsets = WORDS.read(text).offsets
    main = [Span(0, 3, 0.9), Span(4, 6, 0.8)]
    found, _ = group(main, text, offsets, others=[Span(1, 3, 0.2), Span(0, 2, 0.1), Span(0, 3, 0.1)])
    assert [(f.first, f.end, f.group, f.other) for f in found] == [
        (0, 2, 0, True),
        (0, 3, 1, False),
        (4, 6, 2, False),
    ]


def test_a_span_over_an_explained_abbreviation_ends_before_it() -> None:
    text = "We stack tidal forest model (TFM) layers.\nA TFM layer is deep."
    assert _group(text, ["tidal forest model (TFM) layers"]) == {0: ["tidal forest model", "TFM", "TFM"]}


def test_pieces_of_a_coordinated_phrase_name_nothing_alone() -> None:
    text = "A tool for edge and corner detection."
    groups = _group(text, ["edge", "corner detection"])
    assert sorted(name for names in groups.values() for name in names) == [
        "corner detection", "corner detection", "edge detection",
    ]  # fmt: skip


def test_a_name_within_a_compound_is_another_reading() -> None:
    text = "Zorblax-based sorting of ferns."
    assert _group(text, ["Zorblax-based sorting"]) == {0: ["Zorblax"], 1: ["Zorblax-based sorting"]}
