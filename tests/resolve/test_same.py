"""Forms, expansions, and the verdict on two names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.resolve.expansions import Senses, expands, shipped
from kg.resolve.forms import core_form, glued_form, headless_form, numbers, stem_form, words_form
from kg.resolve.same import Profile, same

NONE = Senses({})


def profile(
    name: str, *, shorts: tuple[str, ...] = (), longs: tuple[str, ...] = (), type_: str = "Method"
) -> Profile:
    slug = core_form(name).replace(" ", "-") + ("~" + longs[0] if longs else "")
    return Profile(slug, name, frozenset(shorts), frozenset(longs), frozenset({type_}))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("multi-modal model", "multimodal models"),
        ("neural modelling", "neural modeling"),
        ("behaviour cloning", "behavior cloning"),
        ("optimisation", "optimization"),
        ("dialogue act", "dialog acts"),
        ("β-VAE", "beta-VAE"),
        ("Llama3-8B", "LLaMA-3-8B"),
        ("labelled data", "labeled data"),
        ("sim-to-real transfer", "Sim2Real transfer"),
        ("Fréchet distance", "Frechet distance"),
        ("LLMs-as-judges", "LLM-as-a-Judge"),
    ],
)
def test_one_spelling(one: str, other: str) -> None:
    assert glued_form(one) == glued_form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Qwen2.5", "Qwen2"),
        ("CIFAR-10", "CIFAR-100"),
        ("C++", "C"),
        ("1 10", "11 0"),
        ("supervised learning", "unsupervised learning"),
        ("noise", "noize"),
    ],
)
def test_two_spellings(one: str, other: str) -> None:
    assert glued_form(one) != glued_form(other)


def test_a_head_that_names_the_kind_falls_away_behind_a_proper_name_only() -> None:
    assert headless_form("PPO algorithm") == headless_form("PPO")
    assert headless_form("KITTI dataset") == headless_form("KITTI")
    assert headless_form("LLM-based method") != headless_form("LLM-based framework")
    assert headless_form("Bayesian method") != headless_form("Bayesian framework")


def test_a_needless_head_must_speak_of_the_type_of_both() -> None:
    assert same(profile("PPO algorithm"), profile("PPO"), NONE).rule == "one spelling"
    assert not same(profile("QA benchmark", type_="Dataset"), profile("QA", type_="Task"), NONE).same
    assert not same(profile("RL algorithm"), profile("RL", type_="Task"), NONE).same
    assert same(profile("KITTI benchmark", type_="Dataset"), profile("KITTI", type_="Dataset"), NONE).same


def test_numbers_and_stems() -> None:
    assert numbers("Qwen2.5-7B") == ("2.5", "7")
    assert stem_form("training with decentralized execution") == stem_form(
        "training and decentralized execution"
    )


def test_versions_stay_apart_whatever_else_agrees() -> None:
    for one, other in [("Qwen2.5", "Qwen2"), ("CIFAR-10", "CIFAR-100"), ("SAM", "SAM 2")]:
        assert same(profile(one), profile(other), NONE).rule == "other numbers"


def test_long_forms_that_differ_in_a_word_are_two() -> None:
    for one, other, expected in (
        ("self-supervised learning", "semi-supervised learning", False),
        ("visual large language model", "vision large language model", True),
        ("video large language model", "vision large language model", False),
        ("cryogenic electron microscopy", "cryo-electron microscopy", True),
        ("neural radiated field", "neural radiance field", True),
        ("language/image model", "language model", False),
    ):
        short = "".join(word[0] for word in core_form(one).split()).upper()
        verdict = same(profile(one, shorts=(short,)), profile(other, shorts=(short,)), NONE)
        assert (verdict.same, verdict.rule) == (expected, "long forms agree" if expected else "two senses")


def test_a_needless_head_of_a_long_form_says_nothing() -> None:
    action = profile("vision-language-action", shorts=("VLA",))
    model = profile("vision-language-action model", shorts=("VLA",))
    assert same(action, model, NONE).rule == "long forms agree"
    senses = NONE.with_papers({("VLA", action.name): 5, ("VLA", model.name): 4})
    assert senses.support("VLA", "vision-language-action") == (9, 9)
    verdict = same(model, profile("VLA model"), senses)
    assert (verdict.same, verdict.rule) == (True, "explained abbreviation")
    assert not same(model, profile("VLA dataset", type_="Dataset"), senses).same
    best = profile("state-of-the-art", shorts=("SOTA",))
    said = NONE.with_papers({("SOTA", best.name): 9})
    assert same(best, profile("SOTA"), said).same
    assert not same(best, profile("SOTA method"), said).same


def test_a_proper_name_is_what_its_abbreviation_says_with_a_head() -> None:
    model = profile("Segment Anything Model", shorts=("SAM",))
    verdict = same(profile("Segment Anything"), model, NONE)
    assert (verdict.same, verdict.rule) == (True, "without its head")
    assert not same(profile("segment anything"), model, NONE).same
    assert not same(profile("Segment Anything", type_="Task"), model, NONE).same
    assert not same(profile("Segment Anything"), profile("Segment Anything Model"), NONE).same


def test_long_forms_that_nearly_agree_are_one() -> None:
    one = profile("behavior cloning", shorts=("BC",))
    other = profile("behavioral cloning", shorts=("BC",))
    assert (same(one, other, NONE).same, same(one, other, NONE).rule) == (True, "long forms agree")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sequence of tokens", "token sequence"),
        ("LLM-based agents", "LLM agent"),
        ("AI-powered tool", "AI-enabled tools"),
        ("consumer-grade GPU", "consumer GPU"),
        ("INT4 quantization", "INT4"),
        ("FP16 half-precision", "FP16"),
        ("geometry of the scene", "scene geometry"),
    ],
)
def test_the_same_words(one: str, other: str) -> None:
    verdict = same(profile(one), profile(other), NONE)
    assert (verdict.same, verdict.rule) == (True, "same words")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("recognition of small objects", "small object recognition"),
        ("model-based planning", "model planning"),
        ("AI-driven education", "AI education"),
        ("INT4 inference", "INT4"),
    ],
)
def test_other_words(one: str, other: str) -> None:
    assert words_form(one) != words_form(other)


TEXTS = st.sampled_from(
    ["SAM", "SAM 2", "sam model", "segment anything model", "GAN", "gan", "GAN framework", "x"]
)
PROFILES = st.builds(
    lambda name, shorts, type_: profile(name, shorts=tuple(shorts), type_=type_),
    TEXTS,
    st.lists(TEXTS, max_size=2),
    st.sampled_from(["Method", "Task"]),
)


@given(PROFILES, PROFILES)
def test_the_verdict_does_not_depend_on_the_order(one: Profile, other: Profile) -> None:
    assert same(one, other, shipped()) == same(other, one, shipped()) or one.slug == other.slug


@given(st.text(max_size=40))
def test_forms_take_any_text_and_are_settled(text: str) -> None:
    for form in (core_form, glued_form, headless_form, stem_form):
        assert isinstance(form(text), str)
    assert numbers(text) == numbers(text)


def test_a_capital_s_at_the_end_may_be_a_letter() -> None:
    assert expands("Monte Carlo Tree Search", "MCTS")
    assert expands("graph neural networks", "GNNS")
    assert not expands("Monte Carlo Tree Search", "MCTs")
    verdict = same(profile("3DGS"), profile("3D Gaussian Splatting"), shipped())
    assert (verdict.same, verdict.rule) == (True, "explained abbreviation")


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ("vision foundation model", "visual foundation model", "long forms agree"),
        ("robot operating system", "robotics operating system", "long forms agree"),
        ("question answer", "question answering", "long forms agree"),
        ("low-rank adaptation", "low-rank adapter", "two senses"),
        ("analog-to-digital conversion", "analog-to-digital converter", "two senses"),
    ],
)
def test_forms_of_one_word_are_one_but_who_does_is_not_what_is_done(one: str, other: str, rule: str) -> None:
    verdict = same(profile(one, shorts=("ABC",)), profile(other, shorts=("ABC",)), NONE)
    assert (verdict.same, verdict.rule) == (rule == "long forms agree", rule)
