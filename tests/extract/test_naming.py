from __future__ import annotations

import pytest

from kg.extract.naming import choose, plain_form


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
