from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.naming import _written, choose, plain_form


def test_the_long_form_is_the_name() -> None:
    text = "Tidal forest models (TFMs) work. A TFM is small."
    name, aliases = choose(["Tidal forest models", "TFMs", "TFM"], "Tidal forest models", text)
    assert name == "Tidal forest model"
    assert aliases == ("TFMs", "TFM", "Tidal forest models")


def test_a_form_of_more_than_six_words_is_an_alias() -> None:
    long = "layer wise pruned teacher assistant of ten models"
    assert choose([long, "LPT"], long, "")[0] == "LPT"


@pytest.mark.parametrize(
    ("form", "text", "name"),
    [
        (
            "Offline Reinforcement Learning",
            "we study offline reinforcement learning",
            "offline reinforcement learning",
        ),
        ("GANs", "", "GAN"),
        ("neural networks", "", "neural network"),
        ("FernNet", "the fernnet", "FernNet"),
        ("ImageNet-C", "", "ImageNet-C"),
        ("  two   spaces ", "", "two space"),
    ],
)
def test_plain_form(form: str, text: str, name: str) -> None:
    assert plain_form(form, text) == name


@given(st.text(alphabet="as _-1", max_size=14))
def test_a_word_is_written_as_a_pattern_would_find_it(text: str) -> None:
    for word in ("a", "as", "sa", "a1"):
        assert _written(word, text) is bool(re.search(rf"(?<!\w){word}s?(?!\w)", text))
