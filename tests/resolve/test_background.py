"""What a name is matched with: candidates by form, one decision a concept, nothing merged."""

from __future__ import annotations

import pytest

from kg.model import Concept
from kg.resolve.background import Taxonomy, close_form, heads, matches
from kg.resolve.expansions import Senses
from kg.resolve.same import Profile

CONCEPTS = (
    Concept("dataset/moss", "MOSS", types=("Dataset",)),
    Concept("metric/moss", "moss", types=("Metric",)),
    Concept("topic/behavior-cloning", "behavior cloning", ("BC",), broader=("topic/imitation-learning",)),
    Concept("topic/computer-network", "computer network"),
    Concept("topic/computer-vision", "computer vision"),
    Concept("topic/imitation-learning", "imitation learning"),
    Concept("topic/optical-flow", "optical flow", broader=("topic/computer-vision",)),
    Concept("topic/rate-of-convergence", "rate of convergence"),
    Concept("topic/robot-learning", "robot learning"),
    Concept("topic/router", "routers", broader=("topic/computer-network",)),
)
TAXONOMY = Taxonomy(CONCEPTS)


def found(name: str, *types: str, longs: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    profile = Profile("n", name, longs=frozenset(longs), types=frozenset(types or ("Concept",)))
    senses = Senses({"bc": {"behaviorclon": 3}})
    made = matches(profile, TAXONOMY, senses)
    return [(match.kind, match.concept, match.rule) for match in made]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Behaviour Cloning", ("exact", "topic/behavior-cloning", "one spelling")),
        ("BC", ("exact", "topic/behavior-cloning", "one spelling")),
        ("optical flows", ("exact", "topic/optical-flow", "one spelling")),
        ("convergence rate", ("close", "topic/rate-of-convergence", "close form")),
        ("robotic learning", ("close", "topic/robot-learning", "close form")),
        ("self-supervised optical flow", ("broad", "topic/optical-flow", "head noun")),
        ("behavior cloning of robots", ("broad", "topic/behavior-cloning", "head noun")),
    ],
)
def test_a_match_has_its_rule(name: str, expected: tuple[str, str, str]) -> None:
    assert found(name) == [expected]


@pytest.mark.parametrize("name", ["lichen", "optical flow and depth", "learning", "BCQ"])
def test_nothing_is_matched_without_a_form_in_common(name: str) -> None:
    assert found(name) == []


def test_an_abbreviation_of_another_long_form_is_another_thing() -> None:
    assert found("BC", longs=("boundary condition",)) == []
    assert found("BC", longs=("behavior cloning",)) == [("exact", "topic/behavior-cloning", "one spelling")]


def test_datasets_and_metrics_are_matched_by_what_papers_take_the_name_for() -> None:
    assert [match[1] for match in found("MOSS", "Dataset")] == ["dataset/moss"]
    assert [match[1] for match in found("MOSS", "Metric")] == ["metric/moss"]
    assert found("MOSS", "Method") == []


def test_a_method_is_no_topic_of_a_field_far_from_learning() -> None:
    assert found("router", "Method") == []
    assert found("router", "Concept") == [("exact", "topic/router", "one spelling")]
    assert found("optical flow", "Method") == [("exact", "topic/optical-flow", "one spelling")]


def test_close_forms_keep_different_words_apart() -> None:
    assert close_form("quality of service") == close_form("service quality")
    assert close_form("image generation") != close_form("image recognition")


def test_heads_stop_at_a_preposition() -> None:
    assert list(heads("detection of small objects")) == ["detection"]
    assert list(heads("tracking or control")) == []
    assert list(heads("control")) == []
