"""What rules set over the committees: relations that a sentence denies, names of the paper's own making."""

from __future__ import annotations

import numpy as np
import pytest

from kg.extract.features import Candidate
from kg.extract.judged import Judged
from kg.extract.rules import (
    addressed_is_task,
    borrowed,
    is_known,
    is_made,
    is_means,
    relation_of,
    share_keep,
    type_by_text,
)
from kg.model import ENTITY_TYPES, RELATIONS, Context


def candidate(*contexts: Context | None, beaten: bool = False) -> Candidate:
    count = len(contexts)
    return Candidate(
        [(0, 4)] * count,
        [(0, 9)] * count,
        ["Moss"] * count,
        [0.5] * count,
        None,
        [*contexts],
        beaten,
        [0] * count,
    )


def chances(relation: str, chance: float = 0.9) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    out = np.full(len(RELATIONS), (1.0 - chance) / (len(RELATIONS) - 1), dtype=np.float32)
    out[RELATIONS.index(relation)] = chance
    return out


@pytest.mark.parametrize(
    ("found", "relation", "told", "context"),
    [
        (candidate(None), "uses", "uses", None),
        (candidate("negated"), "uses", "discusses", "negated"),
        (candidate("negated", None), "uses", "uses", None),
        (candidate("hypothetical"), "evaluatesOn", "discusses", "hypothetical"),
        (candidate("hypothetical"), "addresses", "addresses", None),
        (candidate("rival"), "uses", "discusses", "rival"),
        (candidate("rival"), "proposes", "proposes", None),
        (candidate("rival", beaten=True), "uses", "comparesWith", "rival"),
        (candidate(None, beaten=True), "uses", "comparesWith", None),
        (candidate("background"), "uses", "uses", None),
        (candidate("background"), "discusses", "discusses", "background"),
        (candidate("background"), "evaluatesOn", "discusses", "background"),
        (candidate("background", None), "evaluatesOn", "evaluatesOn", None),
    ],
)
def test_relation(found: Candidate, relation: str, told: str, context: str | None) -> None:
    best, chance, why = relation_of(found, chances(relation))
    assert (RELATIONS[best], why) == (told, context)
    assert 0.0 < chance <= 1.0


def test_doubtful_use_in_the_background_is_none() -> None:
    best, _, why = relation_of(candidate("background"), chances("uses", 0.5))
    assert (RELATIONS[best], why) == ("discusses", "background")


@pytest.mark.parametrize(
    ("text", "name", "coined", "made"),
    [
        ("TideNet predicts tides.", "TideNet", True, True),
        ("TideNet predicts tides.", "TideNet", False, False),
        ("We train our forecaster TideNet.", "TideNet", True, True),
        ("We compare with TideNet.", "TideNet", True, False),
        ("Tides come and go.", "Tides", True, False),
    ],
)
def test_names_of_the_papers_own_making(text: str, name: str, coined: bool, made: bool) -> None:
    start = text.index(name)
    found = candidate(None)
    found.spans, found.sentences, found.forms = [(start, start + len(name))], [(0, len(text))], [name]
    found.coined = coined
    assert is_made(found, text) is made


def marked(sentence: str) -> tuple[Candidate, str]:
    """The candidate between square brackets, and the text without them."""
    start, end = sentence.index("["), sentence.index("]") - 1
    text = sentence.replace("[", "").replace("]", "")
    name = text[start:end]
    return Candidate([(start, end)], [(0, len(text))], [name], [0.5], None, [None], False, [0]), text


@pytest.mark.parametrize(
    ("sentence", "lent"),
    [
        ("[MossNet], introduced by a team abroad, is run here.", True),
        ("It builds on [MossNet].", True),
        ("Following [MossNet], we sort twice.", True),
        ("It is based on the [MossNet].", True),
        ("This survey reviews [MossNet].", True),
        ("A Survey of [MossNet]", True),
        ("We propose [MossNet].", False),
        ("[MossNet] is proposed.", False),
    ],
)
def test_what_others_made(sentence: str, lent: bool) -> None:
    assert borrowed(*marked(sentence)) is lent


@pytest.mark.parametrize(
    ("sentence", "coined", "known"),
    [
        ("We look for wrong labels in [MossSet].", False, True),
        ("We look for wrong labels in [MossSet].", True, False),
        ("We release [MossSet] again.", False, False),
    ],
)
def test_what_other_papers_have_is_not_made_without_a_word(sentence: str, coined: bool, known: bool) -> None:
    found, text = marked(sentence)
    found.coined = coined
    assert is_known(found, text) is known


def test_the_loser_of_a_comparison_is_surely_compared() -> None:
    types = np.array([[1.0 if name == "Method" else 0.0 for name in ENTITY_TYPES]], dtype=np.float32)
    told = chances("comparesWith", 0.4)[None]
    judged = Judged(np.ones(1, np.float32), types, told, *np.zeros((2, 1), np.float32))
    type_by_text(judged, 0, candidate(None, beaten=True), "Moss lost.")
    assert judged.relations[0].max().round(2) == np.float32(0.76)


@pytest.mark.parametrize(
    ("sentence", "beaten", "relation"),
    [
        ("In our tests it halves the misses of [Moss].", True, "comparesWith"),
        ("In our tests it has the speed of [Moss].", False, "discusses"),
        ("It is said to halve the misses of [Moss].", True, "discusses"),
    ],
)
def test_what_loses_in_our_tests_is_compared(sentence: str, beaten: bool, relation: str) -> None:
    found, text = marked(sentence)
    found.beaten = beaten
    types = np.array([[1.0 if name == "Method" else 0.0 for name in ENTITY_TYPES]], dtype=np.float32)
    told = chances("discusses", 0.7)[None]
    judged = Judged(np.ones(1, np.float32), types, told, *np.zeros((2, 1), np.float32))
    type_by_text(judged, 0, found, text)
    assert RELATIONS[int(judged.relations[0].argmax())] == relation


@pytest.mark.parametrize(
    ("sentence", "kind", "relation"),
    [
        ("We give [MossSet], a dataset of ferns.", "Dataset", "uses"),
        ("[MossScore] is a metric of order.", "Metric", "uses"),
        ("It is tested on [MossSet].", "Dataset", "evaluatesOn"),
        ("We give [MossNet], a reader of ferns.", "Method", "uses"),
    ],
)
def test_what_the_text_calls_a_thing(sentence: str, kind: str, relation: str) -> None:
    candidate, text = marked(sentence)
    types = np.array([[1.0 if name == "Method" else 0.0 for name in ENTITY_TYPES]], dtype=np.float32)
    judged = Judged(np.ones(1, np.float32), types, chances("uses")[None], *np.zeros((2, 1), np.float32))
    type_by_text(judged, 0, candidate, text)
    assert ENTITY_TYPES[int(judged.types[0].argmax())] == kind
    assert RELATIONS[int(judged.relations[0].argmax())] == relation


def test_what_weights_come_from_is_used() -> None:
    candidate, text = marked("It is pretrained on [MossSet].")
    types = np.array([[1.0 if name == "Dataset" else 0.0 for name in ENTITY_TYPES]], dtype=np.float32)
    judged = Judged(
        np.ones(1, np.float32), types, chances("evaluatesOn", 0.7)[None], *np.zeros((2, 1), np.float32)
    )
    type_by_text(judged, 0, candidate, text)
    assert RELATIONS[int(judged.relations[0].argmax())] == "uses"


@pytest.mark.parametrize(
    ("sentence", "means"),
    [
        ("T\nWe sort ferns by [MossNet].", True),
        ("T\nWe look for holes in [MossSet].", True),
        ("T\nWe sort ferns by [MossNet], a new sorter.", False),
        ("T\n[MossNet] sorts ferns.", False),
        ("Sorting with [MossNet]\nFerns are sorted.", False),
    ],
)
def test_what_something_is_done_with(sentence: str, means: bool) -> None:
    assert is_means(*marked(sentence)) is means


def test_members_of_a_coordinated_phrase_share_their_chance() -> None:
    found = [candidate(None) for _ in range(3)]
    found[0].fixed_name, found[1].fixed_name = "Moss-1", "Moss-2"
    keep = np.array([0.9, 0.1, 0.3], dtype=np.float32)
    share_keep(keep, found)
    assert keep.tolist() == pytest.approx([0.9, 0.9, 0.3])


def test_what_is_addressed_is_a_task_where_that_is_likely() -> None:
    kinds = [
        [0.5 if name == "Concept" else p if name == "Task" else 0.0 for name in ENTITY_TYPES]
        for p in (0.4, 0.1)
    ]
    relations = np.stack([chances("addresses")] * 2)
    judged = Judged(
        np.ones(2, np.float32),
        np.array(kinds, np.float32),
        relations,
        *np.full((2, 2), 0.8, np.float32),
    )
    addressed_is_task(judged)
    assert [ENTITY_TYPES[k] for k in judged.types.argmax(axis=1)] == ["Task", "Concept"]


@pytest.mark.parametrize(
    ("sentence", "kind", "before", "relation", "after"),
    [
        ("It makes maps with an [error] of 0.2.", "Metric", "proposes", "reports", "Metric"),
        ("We propose the [error] of a map.", "Metric", "proposes", "proposes", "Metric"),
        ("[Sorting] is used to clean maps.", "Method", "addresses", "uses", "Method"),
        ("[Sorting] matters.", "Task", "addresses", "addresses", "Task"),
        (
            "It is evaluated on two data sets, MossSet and [FernSet].",
            "Method",
            "uses",
            "evaluatesOn",
            "Dataset",
        ),
        ("Tests on benchmarks such as [MossSet] go well.", "Method", "discusses", "evaluatesOn", "Dataset"),
        ("We release two data sets, MossSet and [FernSet].", "Dataset", "proposes", "proposes", "Dataset"),
        ("Tests on benchmarks go well with [MossNet].", "Method", "uses", "uses", "Method"),
        ("We test FernNet and [MossNet] on it.", "Method", "comparesWith", "uses", "Method"),
        ("We test ours against [MossNet].", "Method", "comparesWith", "comparesWith", "Method"),
    ],
)
def test_what_the_words_around_a_name_say_of_it(
    sentence: str, kind: str, before: str, relation: str, after: str
) -> None:
    found, text = marked(sentence)
    types = np.array([[1.0 if name == kind else 0.0 for name in ENTITY_TYPES]], dtype=np.float32)
    judged = Judged(np.ones(1, np.float32), types, chances(before, 0.7)[None], *np.zeros((2, 1), np.float32))
    type_by_text(judged, 0, found, text)
    assert RELATIONS[int(judged.relations[0].argmax())] == relation
    assert ENTITY_TYPES[int(judged.types[0].argmax())] == after
