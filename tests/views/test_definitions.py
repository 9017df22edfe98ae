"""What a panel says that a name is: a sentence of a paper, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from kg.model import Entity, EntityType, Extraction, Mention, Paper, Relation
from kg.resolve import derive
from kg.text import sentences
from kg.views import Picture, overview
from kg.views.defining import defining
from kg.views.picture import Sentence
from tests.views.samples import fixture_picture


def said(sentence: str, name: str, *, task: bool = False) -> str | None:
    """What a sentence is found to say of a name."""
    start = sentence.index(name)
    found = defining(sentence, (start, start + len(name)), task=task)
    return found and " ".join(sentence[a:b] for a, b in found.marks if (a, b) != (start, start + len(name)))


@pytest.mark.parametrize(
    ("sentence", "name", "what"),
    [
        ("We propose Mira, a small network for reading maps.", "Mira", "a small network for reading maps"),
        ("We propose a small map network, called Mira.", "Mira", "a small map network"),
        ("In this work, we introduce a new loss function named Mira (M).", "Mira", "a new loss function"),
        (
            "Map reading (MR) is the task of finding roads in scans.",
            "Map reading",
            "the task of finding roads in scans",
        ),
        ("Recently, map reading aims to find roads in scans.", "map reading", "aims to find roads in scans"),
        ("Mira: A Benchmark of Scanned Maps", "Mira", "A Benchmark of Scanned Maps"),
        ("Mira, a net of two layers, outperforms all others.", "Mira", "a net of two layers"),
    ],
)
def test_a_sentence_says_what_a_name_is(sentence: str, name: str, what: str) -> None:
    assert said(sentence, name) == what


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Map reading is a challenging task in vision.", "Map reading"),
        ("The training of Mira is a process of three stages.", "Mira"),
        ("We compare with Mira, a decoder, and a recurrent network.", "Mira"),
        ("We propose Deep Mira, a network for reading maps.", "Mira"),
        ("Mira outperforms a network for reading maps.", "Mira"),
        ("Mira is not a network for reading maps.", "Mira"),
        ("We use Mira.", "Mira"),
    ],
)
def test_other_sentences_say_nothing_of_what_it_is(sentence: str, name: str) -> None:
    assert said(sentence, name) is None


def test_a_task_is_no_framework() -> None:
    sentence = "Map Reading, a framework of two stages, is fast."
    assert said(sentence, "Map Reading") == "a framework of two stages"
    assert said(sentence, "Map Reading", task=True) is None


def written(paper: str, text: str, name: str, relation: Relation) -> tuple[Paper, Extraction]:
    """A paper whose one sentence names one thing."""
    title = f"Paper {paper}"
    start = len(title) + 1 + text.index(name)
    mention = Mention(start, start + len(name), name, len(title) + 1, len(title) + 1 + len(text))
    kind: EntityType = "Method"
    entity = Entity(name, kind, relation, 0.9, (mention,))
    return Paper(paper, title, text, date="2024-01-01"), Extraction(paper, "spacy", "1", (entity,))


def mira(*, texts: bool = True) -> Picture:
    """Two papers that define one thing, the one that uses it first."""
    pairs = [
        written("1", "Mira is a network of two layers for scans.", "Mira", "uses"),
        written("2", "We propose Mira, a small network for maps.", "Mira", "proposes"),
    ]
    known = {paper.id: (paper, extraction) for paper, extraction in pairs}
    return overview(derive([e for _, e in pairs], threshold=0.5), known, texts=texts)


def test_the_paper_that_proposes_a_thing_defines_it() -> None:
    node = next(node for node in mira().nodes if node.id == "name/mira")
    assert node.definition == Sentence("2", 8, 50, ((19, 23), (25, 49)))


def test_without_texts_nothing_is_defined() -> None:
    assert all(node.definition is None for node in mira(texts=False).nodes)


def test_definitions_of_the_fixture() -> None:
    found = {n.label: n.definition.paper for n in fixture_picture().nodes if n.definition}
    assert found == {"SkyBoxes": "2303.99004", "aerial object detection": "2303.99004"}


ABSTRACT = (
    "We propose Mira, a small network for maps. It is fast.",
    "Experiments on four cities show that Mira outperforms older readers.",
    "Our method is simple.",
)


def resulting(abstract: str, *, relation: Relation = "proposes") -> Picture:
    """One paper with this abstract, and what it says of Mira."""
    paper, extraction = written("1", abstract, "Mira", relation)
    title = len(paper.title) + 1
    spans = [span for span in sentences(paper.text) if span[0] >= title]
    starts = [(paper.text.find("Mira", *span), span) for span in spans]
    mentions = tuple(Mention(at, at + 4, "Mira", *span) for at, span in starts if at >= 0)
    known = replace(extraction, entities=(replace(extraction.entities[0], mentions=mentions),))
    return overview(derive([known], threshold=0.5), {paper.id: (paper, known)})


def test_results_are_the_sentences_that_speak_of_it() -> None:
    node = next(node for node in resulting(" ".join(ABSTRACT)).nodes if node.id == "name/mira")
    text = "Paper 1\n" + " ".join(ABSTRACT)
    assert node.results is not None
    assert node.results.better is not None
    assert node.results.tested is not None
    assert text[node.results.better.start : node.results.better.end].strip() == ABSTRACT[1]
    assert [text[a:b] for a, b in node.results.better.marks] == ["outperforms"]
    assert [text[a:b] for a, b in node.results.tested.marks] == ["Experiments"]


def test_what_a_paper_only_uses_has_no_results_there() -> None:
    picture = resulting(" ".join(ABSTRACT), relation="uses")
    assert all(node.results is None for node in picture.nodes)


@pytest.mark.browser
def test_the_panel_says_what_a_method_improves_on_or_why_not(show: Callable[..., Any]) -> None:
    page = show(resulting(" ".join(ABSTRACT)), "#at=name%2Fmira")
    told = [box.text.split("\n") for box in page.find_elements("css selector", "#panel .result")]
    assert told == [
        ["improves on, compared with", ABSTRACT[1]],
        ["tested on", "The sentence above says where."],
    ]
    marks = page.find_elements("css selector", "#panel .result mark")
    assert [mark.text for mark in marks] == ["Experiments", "outperforms"]
    page = show(resulting(ABSTRACT[0]), "#at=name%2Fmira")
    told = [box.text.split("\n") for box in page.find_elements("css selector", "#panel .result")]
    assert told == [
        ["improves on, compared with", "Its title and abstract name nothing that it is held against."],
        ["tested on", "Its title and abstract do not say where it was tested."],
    ]
    page = show(mira(texts=False), "#at=name%2Fmira")
    told = [box.text.split("\n")[1] for box in page.find_elements("css selector", "#panel .result")]
    assert told == ["Nothing in this file; its title and abstract may."] * 2
    page = show(resulting(ABSTRACT[0], relation="uses"), "#at=name%2Fmira")
    assert page.find_elements("css selector", "#panel .result") == []
    page = show(fixture_picture(), "#at=name%2Ftilenet")
    names = [b.text for b in page.find_elements("css selector", "#panel .result button.node")]
    assert names == ["PlainDet", "SkyBoxes"]
    assert page.get_log("browser") == []


@pytest.mark.browser
def test_the_panel_shows_it_with_its_paper(show: Callable[..., Any]) -> None:
    page = show(mira(), "#at=name%2Fmira")
    shown = page.find_element("css selector", "#panel .definition")
    assert shown.text.split("\n") == [
        "definition",
        "We propose Mira, a small network for maps.",
        "Paper 2",
        "2024-01-01",
    ]
    marks = [mark.text for mark in shown.find_elements("css selector", "mark")]
    assert marks == ["Mira", "a small network for maps"]
    page = show(mira(texts=False), "#at=name%2Fmira")
    assert page.find_elements("css selector", "#panel .definition") == []
    assert page.get_log("browser") == []
