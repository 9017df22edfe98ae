"""What people decide goes before the rules, in whatever order, and leaves no trace once it is undone."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import ledger
from kg.ledger import Action, Entry
from kg.model import Derived, Extraction, Link
from kg.names import slug
from kg.resolve import derive, resolve
from kg.rulings import NONE, Rulings
from tests.resolve.test_resolve import entity, extraction

NAMES = ("GAN", "GANs model", "graph attention network", "Panda", "panda", "Qwen2", "Qwen-2", "BERT")
PAPERS = tuple(
    extraction(f"p{n}", entity(name), entity(NAMES[(n + 3) % len(NAMES)])) for n, name in enumerate(NAMES)
)


def decided(action: Action, *names: str, **fields: object) -> Entry:
    named = tuple((slug(name), name) for name in names)
    return Entry(0, "", "", action, names=named, **fields)  # type: ignore[arg-type]


def ruled(*entries: Entry) -> Rulings:
    numbered = (Entry(n, *(getattr(e, f) for f in Entry.__slots__[1:])) for n, e in enumerate(entries, 1))
    return ledger.rulings(tuple(numbered))


def entities(rulings: Rulings, papers: tuple[Extraction, ...] = PAPERS) -> dict[str, str]:
    return {name: decision.entity for name, decision in resolve(papers, rulings).decisions.items()}


def everything(rulings: Rulings, papers: tuple[Extraction, ...] = PAPERS) -> tuple[object, Derived]:
    resolution = resolve(papers, rulings)
    return resolution.comparisons, derive(papers, resolution=resolution)


def test_a_merge_joins_entities_with_what_rules_gave_them() -> None:
    before = entities(NONE)
    assert before["qwen-2"] == before["qwen2"] != before["bert"]
    after = entities(ruled(decided("merge", "Qwen-2", "BERT")))
    assert after["qwen-2"] == after["qwen2"] == after["bert"]
    assert set(after) == set(before)


def test_different_goes_before_the_rules() -> None:
    found = resolve(PAPERS, ruled(decided("different", "Qwen2", "Qwen-2")))
    assert found.decisions["qwen2"].entity != found.decisions["qwen-2"].entity
    (comparison,) = (c for c in found.comparisons if {c.one, c.other} == {"qwen2", "qwen-2"})
    assert (comparison.same, comparison.rule) == (False, "decided: different")
    assert dict(comparison.signals)["one spelling"] == 1.0


def test_a_merge_never_takes_along_what_is_held_apart() -> None:
    """BERT is Qwen2, and Qwen-2 is not BERT: then Qwen-2, which a rule gave to Qwen2, stays out."""
    after = entities(ruled(decided("merge", "Qwen2", "BERT"), decided("different", "Qwen-2", "BERT")))
    assert after["qwen2"] == after["bert"] != after["qwen-2"]


def test_two_merges_that_rules_connect_stay_apart_where_people_say_so() -> None:
    rulings = ruled(
        decided("merge", "Qwen2", "BERT"),
        decided("merge", "Qwen-2", "Panda"),
        decided("different", "BERT", "Panda"),
    )
    after = entities(rulings)
    assert after["qwen2"] == after["bert"] != after["panda"] == after["qwen-2"]


def test_names_that_only_the_ledger_knows_answer() -> None:
    derived = everything(ruled(decided("alias", "BERT", value="Bidirectional Thing")))[1]
    assert [(n.slug, n.label, n.entity) for n in derived.names if "bi" in n.slug] == [
        ("bidirectional-thing", "Bidirectional Thing", "bert")
    ]
    (bert,) = (e for e in derived.entities if e.slug == "bert")
    assert bert.aliases == ("Bidirectional Thing",)


def test_an_alias_that_papers_use_joins() -> None:
    after = entities(ruled(decided("alias", "BERT", value="PANDA")))
    assert after["panda"] == after["bert"]


def test_an_alias_taken_away_stays_away() -> None:
    papers = (extraction("p", entity("BERT", aliases=("Bert Simpson",))),)
    derived = everything(ruled(decided("unalias", "BERT", value="Bert Simpson")), papers)[1]
    assert derived.entities[0].aliases == ()


def test_label_and_type() -> None:
    papers = (extraction("p", entity("BERT"), entity("Berts", type_="Task", confidence=0.8)),)
    rulings = ruled(decided("rename", "BERT", value="bert!"), decided("retype", "BERT", value="Concept"))
    (node,) = everything(rulings, papers)[1].entities
    assert (node.slug, node.label, node.types) == ("bert", "bert!", (("Concept", 1),))
    assert "BERT" in node.aliases


def test_a_rejected_claim_gives_no_edge_and_its_name_stays() -> None:
    link = Link("GAN", "usedFor", "BERT", 0.9, 0, 1)
    papers = (extraction("p", entity("GAN"), entity("BERT"), links=(link,)),)
    rulings = ruled(decided("reject", "GAN", "BERT", papers=("p",), value="usedFor"))
    derived = everything(rulings, papers)[1]
    assert (derived.entity_edges, len(derived.paper_edges)) == ((), 2)
    derived = everything(ruled(decided("reject", "GAN", papers=("p",), value="uses")), papers)[1]
    assert [edge.entity for edge in derived.paper_edges] == ["bert"]
    assert derived.entity_edges == ()
    assert {name.slug for name in derived.names} == {"gan", "bert"}


def test_a_split_moves_uses_and_nothing_else() -> None:
    split = decided("split", "Panda", papers=("p3",), sense="panda~x")
    derived = everything(ruled(split))[1]
    of_paper = {edge.paper: edge.entity for edge in derived.paper_edges if "panda" in edge.entity}
    assert of_paper == {"p0": "panda", "p1": "panda", "p3": "panda~x", "p4": "panda"}
    assert derived.elsewhere == (("p3", "panda", "panda~x"),)


def test_a_split_joins_its_long_form_and_nothing_spelled_alike() -> None:
    papers = (
        extraction("p1", entity("MIDAS")),
        extraction("p2", entity("MIDAS")),
        extraction("p3", entity("mixed data sampling"), entity("MIDAS model")),
    )
    split = decided(
        "split", "MIDAS", papers=("p1", "p2"), sense="midas~mixed-data-sampling", value="mixed data sampling"
    )
    after = entities(ruled(split), papers)
    assert after["midas~mixed-data-sampling"] == "mixed-data-sampling" != after["midas-model"]


def test_broader_holds_apart_and_gives_a_pair_of_entities() -> None:
    derived = everything(ruled(decided("broader", "Qwen-2", "Qwen2")))[1]
    assert derived.broader == (("qwen-2", "qwen2"),)
    assert everything(ruled(decided("broader", "BERT", "unknown")))[1].broader == ()


PAIR = st.lists(st.sampled_from(NAMES), min_size=2, max_size=2, unique_by=slug)


@given(st.lists(PAIR, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_merging_is_associative_commutative_and_idempotent(pairs: list[list[str]], dice: object) -> None:
    merges = [decided("merge", *pair) for pair in pairs]
    expected = everything(ruled(*merges))
    shuffled = merges.copy()
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    turned = [decided("merge", *reversed(pair)) for pair in pairs]
    assert everything(ruled(*shuffled)) == everything(ruled(*turned)) == expected
    assert everything(ruled(*merges, *merges)) == expected


@pytest.mark.parametrize(
    "order", list(permutations([("GAN", "BERT"), ("BERT", "Panda"), ("Panda", "Qwen2")]))
)
def test_any_way_to_say_that_four_are_one(order: tuple[tuple[str, str], ...]) -> None:
    one_go = everything(ruled(decided("merge", "GAN", "BERT", "Panda", "Qwen2")))
    assert everything(ruled(*(decided("merge", *pair) for pair in order))) == one_go


KINDS = st.sampled_from(["merge", "different", "broader"])


@given(st.lists(st.tuples(KINDS, PAIR), min_size=1, max_size=6), st.permutations(PAPERS))
def test_the_order_of_papers_does_not_matter_whatever_was_decided(
    drafts: list[tuple[Action, list[str]]], order: list[Extraction]
) -> None:
    rulings = ruled(*(decided(kind, *names) for kind, names in drafts))
    assert everything(rulings, tuple(order)) == everything(rulings)


@given(st.lists(st.tuples(KINDS, PAIR), min_size=1, max_size=6))
def test_what_people_hold_apart_is_apart_and_what_they_join_is_one(
    drafts: list[tuple[Action, list[str]]],
) -> None:
    rulings = ruled(*(decided(kind, *names) for kind, names in drafts))
    after = entities(rulings)
    assert all(after[one] != after[other] for one, other in rulings.apart)
    assert all(after[one] == after[other] for one, other in rulings.same)
    assert all(after[entity] == entity for entity in after.values())
