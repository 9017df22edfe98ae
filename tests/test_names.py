"""Normal forms and slugs: IRIs depend on them, so exact answers are pinned here."""

from __future__ import annotations

import doctest
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg.names
from kg.names import normal_form, sense_slug, singular, slug


def test_the_examples_in_the_docstrings() -> None:
    assert doctest.testmod(kg.names).failed == 0


@pytest.mark.parametrize(
    ("name", "form", "expected"),
    [
        ("Graph Neural Networks", "graph neural network", "graph-neural-network"),
        ("graph neural-network", "graph neural network", "graph-neural-network"),
        ("the  Transformer", "transformer", "transformer"),
        ("C", "c", "c"),
        ("C++", "c++", "c-cedb1bac"),
        ("C#", "c#", "c-951a4d36"),
        ("漢", "漢", "x-fc9f0d61"),
        ("CIFAR-10", "cifar 10", "cifar-10"),
        ("CIFAR-100", "cifar 100", "cifar-100"),
        ("Qwen2.5", "qwen2.5", "qwen2.5"),
        ("(1+1) EA", "(1+1) ea", "1-1-ea-3b276ae3"),
        ("Schrödinger bridges", "schrödinger bridge", "schrodinger-bridge-1b25a9ef"),
        ("ε-DP", "ε dp", "dp-b5557a90"),
        ("K-means", "k means", "k-means"),
        ("...", "...", "x-ab5df625"),
    ],
)
def test_pinned_forms_and_slugs(name: str, form: str, expected: str) -> None:
    assert (normal_form(name), slug(name)) == (form, expected)


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("policies", "policy"),
        ("matrices", "matrix"),
        ("losses", "loss"),
        ("branches", "branch"),
        ("boxes", "box"),
        ("loss", "loss"),
        ("analysis", "analysis"),
        ("bias", "bias"),
        ("statistics", "statistics"),
        ("gans", "gan"),
        ("its", "its"),
    ],
)
def test_singulars(plural: str, expected: str) -> None:
    assert singular(plural) == expected


@given(st.text())
def test_a_slug_is_a_safe_local_name(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9.-]*", slug(name)), name
    assert ".." not in slug(name)


@given(st.text())
def test_a_normal_form_stays_as_it_is(name: str) -> None:
    assert normal_form(normal_form(name)) == normal_form(name)


def test_senses_are_told_apart_and_a_repeated_name_is_no_sense() -> None:
    assert sense_slug("SAM", "segment anything models") == "sam~segment-anything-model"
    assert sense_slug("SAM", "sam") == sense_slug("SAM", None) == "sam"
