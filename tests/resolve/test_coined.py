"""Two papers that coin one name mean two things, whatever the order; others' uses go with the first."""

from __future__ import annotations

from itertools import permutations

import pytest

from kg.model import Entity, Extraction, Mention, Relation
from kg.resolve import derive, resolve
from kg.resolve.coined import coins, is_makeshift
from kg.rulings import Rulings, Sense


def use(name: str, relation: Relation = "proposes", *, at: int = 0, long_form: str | None = None) -> Entity:
    mention = Mention(at, at + len(name), name, at, at + len(name))
    return Entity(name, "Method", relation, 0.9, (mention,), long_form=long_form)


def paper(number: int, *uses: Entity) -> Extraction:
    return Extraction(f"2401.0000{number}", "test", "1", uses)


PAPERS = (
    paper(1, use("MIDAS", "uses", at=9)),
    paper(2, use("MIDAS")),
    paper(3, use("MIDAS")),
    paper(4, use("Midas", long_form="mixed data sampling")),
)


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (use("MIDAS"), True),
        (use("MIDAS", "uses"), False),
        (use("MIDAS", at=4), False),
        (use("midas"), False),
        (use("Diffusion Policy"), False),
        (use("two-stage framework", "uses", at=40), True),
    ],
)
def test_what_a_paper_coins(found: Entity, verdict: bool) -> None:
    assert coins(found) is verdict


def test_a_makeshift_name_says_how_many_parts_and_no_more() -> None:
    assert [
        name for name in ("3-step pipeline", "multi-stage training", "staged framework") if is_makeshift(name)
    ] == ["3-step pipeline"]


def test_each_coinage_is_an_entity_and_the_first_keeps_the_name() -> None:
    for order in permutations(PAPERS):
        found = resolve(order)
        assert {name: decision.entity for name, decision in found.decisions.items()} == {
            "midas": "midas",
            "midas~2401.00003": "midas~2401.00003",
            "midas~mixed-data-sampling": "midas~mixed-data-sampling",
        }
        assert {comparison.rule for comparison in found.comparisons} == {"coined twice"}
        derived = derive(order, resolution=found)
        assert [(edge.paper[-1], edge.entity) for edge in derived.paper_edges] == [
            ("1", "midas"),
            ("2", "midas"),
            ("3", "midas~2401.00003"),
            ("4", "midas~mixed-data-sampling"),
        ]
        assert derived.elsewhere == (("2401.00003", "midas", "midas~2401.00003"),)


def test_a_name_that_one_paper_coins_is_one_thing() -> None:
    assert set(resolve(PAPERS[:2]).decisions) == {"midas"}


def test_makeshift_names_stay_in_their_papers() -> None:
    papers = [paper(n, use("two-stage framework", "uses", at=5)) for n in (1, 2)]
    found = resolve([*papers, paper(3, use("2-stage framework", "uses", at=5))])
    assert len({decision.entity for decision in found.decisions.values()}) == 3
    assert found.comparisons == ()


def test_people_go_before() -> None:
    merged = resolve(PAPERS, Rulings(same=(("midas", "midas~2401.00003"),)))
    assert merged.decisions["midas~2401.00003"].entity == "midas"
    own = Sense("midas~web-sources", "web sources")
    split = resolve(PAPERS, Rulings(senses={("2401.00003", "midas"): own}))
    assert "midas~2401.00003" not in split.decisions
    assert split.decisions["midas~web-sources"].entity == "midas~web-sources"
