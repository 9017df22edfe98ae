"""What abbreviations stand for, and when that makes two names one."""

from __future__ import annotations

import pytest

from kg.resolve.expansions import Senses, expands, looks_short, shipped
from kg.resolve.forms import stem_form
from kg.resolve.same import same
from tests.resolve.test_same import NONE, profile


@pytest.mark.parametrize(
    ("long", "short", "verdict"),
    [
        ("reinforcement learning from human feedback", "RLHF", True),
        ("generative adversarial networks", "GANs", True),
        ("Counterfactual Conservative Q-Learning", "CFCQL", True),
        ("Contrastive Language-Image Pre-Training", "CLIP", True),
        ("centralized training with decentralized execution", "CTDE", True),
        ("electroencephalogram", "EEG", True),
        ("multi-agent pathfinding", "MAPF", True),
        ("multilingual instruction fine-tuning", "IFT", False),
        ("policy gradient", "PPO", False),
        ("testing MSE", "MSE", False),
        ("IMUs", "IMU", False),
        ("learning", "MARL", False),
        ("vision-language-action model", "VLA", True),
        ("state-of-the-art", "SOTA", True),
        ("policy optimization agent", "PO", False),
    ],
)
def test_what_an_abbreviation_stands_for(long: str, short: str, verdict: bool) -> None:
    assert expands(long, short) is verdict


def test_what_looks_short() -> None:
    assert [looks_short(name) for name in ("GAN", "LoRA", "Adam", "it", "two WORDS")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_the_shipped_table_knows_common_abbreviations() -> None:
    papers, every = shipped().support("GANs", "Generative Adversarial Networks")
    assert papers > 50
    assert papers / every > 0.9
    assert shipped().support("QQQZ", "nothing at all") == (0, 0)


def test_an_abbreviation_needs_papers_that_explain_it() -> None:
    long, short = profile("unpaired multimodal learner", shorts=("UML",)), profile("UML")
    once = NONE.with_papers({("UML", long.name): 1})
    twice = NONE.with_papers({("UML", long.name): 2})
    assert (same(long, short, once).same, same(long, short, once).rule) == (False, "no rule joins them")
    assert (same(long, short, twice).same, same(long, short, twice).rule) == (True, "explained abbreviation")


def test_an_abbreviation_in_two_senses_stands_for_neither() -> None:
    senses = NONE.with_papers(
        {("SAM", "segment anything model"): 5, ("SAM", "sharpness-aware minimization"): 4}
    )
    verdict = same(profile("segment anything model", shorts=("SAM",)), profile("SAM"), senses)
    assert (verdict.same, verdict.rule) == (False, "ambiguous abbreviation")
    assert dict(verdict.signals)["share of explanations"] == 0.56


def test_the_senses_of_one_abbreviation_are_two_things() -> None:
    one = profile("SAM", longs=("segment anything model",))
    other = profile("SAM", longs=("sharpness-aware minimization",))
    assert (same(one, other, NONE).same, same(one, other, NONE).rule) == (False, "two senses")


def test_an_explained_abbreviation_is_its_long_form() -> None:
    verdict = same(
        profile("SAM", longs=("Segment Anything Models",)), profile("segment anything model"), NONE
    )
    assert (verdict.same, verdict.rule) == (True, "spelled out")


def test_a_word_that_one_paper_spells_out_is_elsewhere_that_word() -> None:
    long = "patched attention for nonlinear dynamics"
    spelled, word = profile("Panda", longs=(long,)), profile("Panda")
    for papers, expected in ((1, (False, "a word that one paper spells out")), (2, (True, "one spelling"))):
        senses = NONE.with_papers({("Panda", long): papers})
        verdict = same(spelled, word, senses)
        assert (verdict.same, verdict.rule) == expected


def test_a_bare_abbreviation_is_no_sense_that_papers_rarely_mean() -> None:
    rare = profile("GAN", longs=("graph attention network",))
    senses = NONE.with_papers(
        {("GAN", "graph attention network"): 1, ("GAN", "generative adversarial net"): 9}
    )
    assert same(rare, profile("GAN"), senses).rule == "ambiguous abbreviation"
    alone = NONE.with_papers({("OMEGA", "out-of-distribution math"): 1})
    omega = profile("OMEGA", longs=("out-of-distribution math",))
    assert same(omega, profile("OMEGA"), alone).same
    plural = profile("VLA", longs=("VLAs",))
    assert same(plural, profile("VLA"), NONE).same


def test_what_is_measured_is_told_from_what_is_not() -> None:
    senses = NONE.with_papers({("MAE", "mean absolute error"): 5, ("MAE", "masked autoencoder"): 6})
    error = profile("mean absolute error", shorts=("MAE",), type_="Metric")
    coder = profile("masked autoencoder", shorts=("MAE",))
    for long, type_ in ((error, "Metric"), (coder, "Method")):
        assert same(long, profile("MAE", type_=type_), senses).rule == "explained abbreviation"
    assert same(error, profile("MAE"), senses).rule == "ambiguous abbreviation"


def test_a_dataset_is_no_task_because_of_an_abbreviation() -> None:
    task = profile("vision-and-language navigation", shorts=("VLN",), type_="Task")
    senses = NONE.with_papers({("VLN", task.name): 5})
    verdict = same(task, profile("VLN", type_="Dataset"), senses)
    assert (verdict.same, verdict.rule) == (False, "a dataset is no task")
    assert same(task, profile("VLN", type_="Task"), senses).same


def test_few_papers_near_the_threshold_decide_nothing() -> None:
    long, short = profile("unpaired model learner", shorts=("UML",)), profile("UML")
    for told, other, expected in ((3, 2, False), (4, 2, True), (60, 40, True)):
        counts = {"uml": {stem_form(long.name): told, "unifiedmodellanguag": other}}
        assert same(long, short, Senses(counts)).same is expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("multimodal LLMs", "multi-modal large language model"),
        ("offline RL", "Offline Reinforcement Learning"),
        ("LLM-based agent", "large language model agent"),
        ("3DGS SLAM", "3D Gaussian splatting SLAM"),
    ],
)
def test_a_usual_abbreviation_inside_a_name_is_spelled_out(one: str, other: str) -> None:
    verdict = same(profile(one), profile(other), shipped())
    assert (verdict.same, verdict.rule) == (True, "spelled out inside")


@pytest.mark.parametrize(
    ("one", "other"),
    [("offline RL", "online reinforcement learning"), ("VFM agent", "vision foundation model agent")],
)
def test_what_is_rare_or_says_more_is_not_spelled_out(one: str, other: str) -> None:
    assert not same(profile(one), profile(other), shipped()).same
