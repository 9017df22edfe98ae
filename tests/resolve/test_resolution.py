"""From comparisons to entities: no chains, no dependence on order, evidence kept."""

from __future__ import annotations

from itertools import permutations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.model import Comparison, Entity, EntityType, Extraction
from kg.names import sense_slug
from kg.resolve import resolve
from kg.resolve.decide import decide
from kg.resolve.profiles import BLOCK_LIMIT, candidates, read_names
from kg.resolve.same import Verdict
from tests.resolve.test_resolve import entity, extraction


def entities(*papers: Extraction) -> dict[str, str]:
    return {name: decision.entity for name, decision in resolve(papers).decisions.items()}


def test_spellings_join_the_most_used_name() -> None:
    papers = [
        extraction("p1", entity("multimodal learning")),
        extraction("p2", entity("multimodal learning")),
        extraction("p3", entity("multi-modal learning")),
    ]
    assert entities(*papers) == {
        "multi-modal-learning": "multimodal-learning",
        "multimodal-learning": "multimodal-learning",
    }
    (found,) = resolve(papers).comparisons
    assert (found.one, found.other, found.same, found.rule) == (
        "multi-modal-learning",
        "multimodal-learning",
        True,
        "one spelling",
    )


def test_versions_stay_apart() -> None:
    names = ("Qwen2", "Qwen2.5", "Qwen 2.5", "CIFAR-10", "CIFAR-100")
    found = entities(*(extraction(f"p{n}", entity(name)) for n, name in enumerate(names)))
    assert found["qwen-2.5"] == found["qwen2.5"] != found["qwen2"]
    assert found["cifar-10"] != found["cifar-100"]


def test_two_senses_stay_apart_and_each_joins_its_long_form() -> None:
    papers = [
        extraction("p1", entity("SAM", long_form="segment anything model")),
        extraction("p2", entity("SAM", long_form="sharpness-aware minimization")),
        extraction("p3", entity("segment anything model")),
    ]
    assert entities(*papers) == {
        sense_slug("SAM", "segment anything model"): "segment-anything-model",
        sense_slug("SAM", "sharpness-aware minimization"): "sam~sharpness-aware-minimization",
        "segment-anything-model": "segment-anything-model",
    }


def test_no_chain_is_followed() -> None:
    """What is the same as a member, but not as the centre, stays outside."""
    papers = [extraction(f"p{n}", entity(name)) for n, name in enumerate(["aa", "bb", "cc"])]
    names = read_names(papers)
    share = Verdict(True, "test", (("share of explanations", 0.0),))
    chain = [("aa", "bb"), ("bb", "cc")]
    compared = [Comparison(one, other, share.same, share.rule, share.signals) for one, other in chain]
    found = {name: decision.entity for name, decision in decide(names, compared).items()}
    assert found == {"aa": "aa", "bb": "aa", "cc": "cc"}


def test_a_member_that_is_another_sense_keeps_a_name_out() -> None:
    papers = [extraction(f"p{n}", entity(name)) for n, name in enumerate(["aa", "bb", "cc"])]
    signals = (("share of explanations", 0.0),)
    compared = [
        Comparison("aa", "bb", True, "test", signals),
        Comparison("aa", "cc", True, "test", signals),
        Comparison("bb", "cc", False, "two senses", signals),
    ]
    found = {name: decision.entity for name, decision in decide(read_names(papers), compared).items()}
    assert found == {"aa": "aa", "bb": "aa", "cc": "cc"}


def test_no_name_is_compared_with_all() -> None:
    many = [extraction(f"p{n}", entity(f"thing number {n}")) for n in range(500)]
    assert candidates(read_names(many)) == []
    block = [extraction(f"p{n}", entity(f"aa {n} thing", aliases=(f"A{n}T",))) for n in range(50)]
    assert len(candidates(read_names(block))) == 0


def test_a_block_has_a_limit() -> None:
    words = ("alpha", "beta")
    many = [
        extraction(f"p{n}", entity(f"u{n:03}x {words[n % 2]} zone", aliases=("UBZ", "UAZ")))
        for n in range(BLOCK_LIMIT * 2 + 60)
    ]
    assert len(candidates(read_names(many))) <= 2 * BLOCK_LIMIT * (BLOCK_LIMIT - 1) // 2


POOL = st.sampled_from(
    [
        "GAN",
        "GANs",
        "generative adversarial network",
        "generative adversarial net",
        "graph attention network",
        "multi-modal GAN",
        "multimodal GAN",
        "GAN model",
        "Qwen2",
        "Qwen 2",
        "Qwen2.5",
    ]
)
USES = st.builds(
    entity,
    POOL,
    aliases=st.lists(POOL, max_size=2).map(tuple),
    long_form=st.sampled_from([None, None, "generative adversarial network", "graph attention network"]),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(USES, min_size=1, max_size=3), min_size=1, max_size=4))
def test_the_order_of_papers_does_not_matter(papers: list[list[Entity]]) -> None:
    read = [extraction(f"p{n}", *uses) for n, uses in enumerate(papers)]
    first = resolve(read)
    for order in permutations(read):
        again = resolve(order)
        assert (again.decisions, again.comparisons) == (first.decisions, first.comparisons)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(USES, min_size=1, max_size=3), min_size=1, max_size=4))
def test_names_stand_for_centres_and_stay_what_they_are(papers: list[list[Entity]]) -> None:
    read = [extraction(f"p{n}", *uses) for n, uses in enumerate(papers)]
    found = resolve(read)
    for name, decision in found.decisions.items():
        assert found.decisions[decision.entity].entity == decision.entity
        if decision.entity != name:
            one, other = sorted((name, decision.entity))
            assert any((c.one, c.other, c.same) == (one, other, True) for c in found.comparisons)
    alone = resolve(read[:1]).decisions
    assert alone.keys() <= found.decisions.keys()


def explained(number: int, name: str, short: str, *, type_: EntityType = "Method") -> list[Extraction]:
    return [extraction(f"{short}{n}", entity(name, type_=type_, aliases=(short,))) for n in range(number)]


def test_a_needless_head_goes_where_its_name_goes() -> None:
    papers = [
        *explained(3, "Massive Long Questions", "MALQ", type_="Dataset"),
        extraction("p1", entity("MALQ", type_="Dataset")),
        extraction("p2", entity("MALQ dataset", type_="Dataset")),
    ]
    found = entities(*papers)
    assert found["malq"] == found["malq-dataset"] == "massive-long-question"


def test_what_a_model_is_takes_a_second_witness() -> None:
    papers = [
        *explained(4, "vision-language-tasting", "VLT"),
        extraction("p1", entity("VLT")),
        extraction("p2", entity("VLT model")),
    ]
    assert entities(*papers)["vlt-model"] == "vlt-model"
    found = entities(*papers, *explained(2, "vision-language-tasting model", "VLT"))
    assert found["vlt"] == found["vlt-model"] == "vision-language-tasting"
