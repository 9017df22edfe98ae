"""``kg ask``: what was understood, the answer, and what is not understood."""

from __future__ import annotations

import json

from tests.cli.conftest import Kg


def test_says_what_it_understood_and_answers(kg: Kg) -> None:
    ran = kg("ask", "which", "approaches", "tackle", "objct detection?", "--limit", "1")
    assert ran.code == 0
    assert ran.out.splitlines()[2].split() == [
        "name:convolutional-neural-network",
        "convolutional",
        "neural",
        "network",
        "2",
    ]
    assert ran.err.splitlines() == [
        "kg: understood as: kg query methods-for-task --task 'object detection'",
        "kg: took 'objct detection' for 'object detection'",
        "kg: there are more rows; raise --limit",
    ]


def test_a_number_in_the_question_is_how_many_are_wanted(kg: Kg) -> None:
    ran = kg("ask", "the 2 most used datasets")
    assert len(ran.out.splitlines()) == 4
    assert ran.err == "kg: understood as: kg query top-datasets --limit 2\n"


def test_for_machines(kg: Kg) -> None:
    found = json.loads(kg("ask", "--json", "who proposed TileNet?").out)
    assert found["query"] == "papers-proposing"
    assert found["parameters"] == {"name": "TileNet"}
    assert found["command"] == "kg query papers-proposing --name TileNet"
    assert len(found["result"]["results"]["bindings"]) == 1
    assert "dcterms:title" in json.loads(kg("ask", "--json", "what surrounds MolBox").out)["result"]


def test_what_is_not_understood_is_said_with_the_nearest_command(kg: Kg) -> None:
    ran = kg("ask", "which methods are not used for object detection")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[:2] == [
        "kg: 'not': no name in this graph, and no word known here; nearest:",
        "  kg query methods-for-task --task 'object detection'",
    ]
    assert kg("ask", "").err.startswith("kg: an empty question")
