"""What an expectation holds of, what it says of itself, and which ones are refused."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kg.evaluate.expectations import expectation

ANSWER: dict[str, Any] = {
    "entities": [
        {
            "name": "optical flow",
            "aliases": [],
            "type": "Concept",
            "relation": "discusses",
            "context": "negated",
        },
        {
            "name": "GlideNet",
            "aliases": ["Glide Network", "GN"],
            "type": "Method",
            "relation": "proposes",
            "context": None,
        },
        {"name": "FlowNet", "aliases": [], "type": "Method", "relation": "comparesWith", "context": None},
        {"name": "depth completion", "aliases": [], "type": "Task", "relation": "addresses", "context": None},
    ],
    "links": [
        {"subject": "GlideNet", "predicate": "usedFor", "object": "depth completion"},
        {"subject": "GlideNet", "predicate": "comparedWith", "object": "FlowNet"},
    ],
}


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        ({"entity": "Optical flows"}, True),
        ({"entity": "optical flow", "relation": "discusses", "context": ["negated", "rival"]}, True),
        ({"entity": "optical flow", "relation": ["uses"]}, False),
        ({"entity": "flow", "aliases": ["optical-flow"], "type": "Concept"}, True),
        ({"entity": "GlideNet", "context": "negated"}, False),
        ({"entity": "depth"}, False),
        ({"subject": "GN", "predicate": "usedFor", "object": "depth completion"}, True),
        ({"subject": "depth completion", "predicate": "usedFor", "object": "GlideNet"}, False),
        ({"subject": "FlowNet", "predicate": "comparedWith", "object": "GlideNet"}, True),
        ({"subject": "GlideNet", "object": "depth completion"}, True),
        ({"subject": "FlowNet", "object": "depth completion"}, False),
        ({"same": ["GlideNet", "glide networks", "GN"]}, True),
        ({"same": ["GlideNet", "FlowNet"]}, False),
    ],
)
def test_holds(wanted: dict[str, Any], holds: bool) -> None:
    assert expectation(wanted).holds(ANSWER) is holds


@pytest.mark.parametrize(
    ("wanted", "words", "came"),
    [
        (
            {"entity": "optical flow", "relation": ["uses", "proposes"]},
            "optical flow: uses|proposes",
            "discusses Concept negated",
        ),
        ({"entity": "tracker"}, "tracker", "nothing"),
        (
            {"subject": "FlowNet", "object": "GlideNet"},
            "FlowNet —any link→ GlideNet",
            "GlideNet —comparedWith→ FlowNet",
        ),
        ({"subject": "FlowNet", "object": "tracker"}, "FlowNet —any link→ tracker", "no entity tracker"),
        (
            {"subject": "FlowNet", "predicate": "isA", "object": "depth completion"},
            "FlowNet —isA→ depth completion",
            "no link between them",
        ),
        ({"same": ["GN", "FlowNet"]}, "GN = FlowNet", "GlideNet (Glide Network, GN), FlowNet"),
    ],
)
def test_words_and_what_came(wanted: dict[str, Any], words: str, came: str) -> None:
    read = expectation(wanted)
    assert (read.words(), read.came(ANSWER)) == (words, came)


@pytest.mark.parametrize(
    ("plain", "problem"),
    [
        ("optical flow", "an expectation is an object, not 'optical flow'"),
        ({"name": "x"}, "an expectation needs 'entity', 'subject' and 'object', or 'same'"),
        ({"entity": "x", "relations": ["uses"]}, "an expectation of this kind has no key 'relations'"),
        ({"entity": "x", "relation": "employs"}, "no relation is called 'employs'; there are: proposes, "),
        ({"entity": "x", "context": 3}, "'context' is a word or a list of words"),
        ({"entity": ""}, "'entity' is a word or a list of words"),
        ({"entity": []}, "'entity' needs a name"),
        ({"subject": ["x", "y"], "object": "z"}, "'subject' and 'object' are one name each"),
        ({"same": ["x"]}, "'same' needs at least two names"),
    ],
)
def test_refused(plain: Any, problem: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(problem)}"):
        expectation(plain)
