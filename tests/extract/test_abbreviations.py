from __future__ import annotations

import pytest

from kg.extract.abbreviations import find


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("We study graph neural networks (GNNs) here.", "GNNs", "graph neural networks"),
        ("data that are out-of-distribution (OOD)", "OOD", "out-of-distribution"),
        ("uses multi-head attention (MHA; see below)", "MHA", "multi-head attention"),
        ("SAM (Segment Anything Model) is large", "SAM", "Segment Anything Model"),
        (
            "called Counterfactual Conservative Q-Learning (CFCQL).",
            "CFCQL",
            "Counterfactual Conservative Q-Learning",
        ),
        ("by Proximal Policy Optimization (PPO).", "PPO", "Proximal Policy Optimization"),
        ("robust principal component pursuit (PCP)", "PCP", "principal component pursuit"),
        ("a mixture of many mixtures of experts (MoE)", "MoE", "mixtures of experts"),
    ],
)
def test_finds_short_and_long_form(text: str, short: str, long: str) -> None:
    (found,) = find(text)
    assert text[found.short_start : found.short_end] == short
    assert text[found.long_start : found.long_end] == long


@pytest.mark.parametrize(
    "text",
    [
        "we improve it by 3% (see Table 2)",
        "a plain remark (which explains nothing)",
        "large models (e.g. big ones)",
        "unrelated words stand here (XQZ)",
        "",
    ],
)
def test_leaves_other_brackets_alone(text: str) -> None:
    assert find(text) == []
