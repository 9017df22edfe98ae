"""Which predicted entity is which gold entity: by equal forms, then by overlap of their words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

Json = Mapping[str, Any]

_IRREGULAR = {
    "policies": "policy",
    "matrices": "matrix",
    "minima": "minimum",
    "indices": "index",
    "criteria": "criterion",
    "vertices": "vertex",
    "hypotheses": "hypothesis",
    "analyses": "analysis",
}
_SMALL = frozenset(["of", "for", "the", "with", "in", "and", "to", "a", "on", "via", "by"])
MOST_FORMS = 4
"""Of a predicted entity its name and first three aliases count, so that listing every phrase does not pay."""
EXACT = 2.0
_RELAXED_FROM = 0.5


def singular(word: str) -> str:
    """The singular by rule, applied to every word."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and re.search(r"(ss|sh|ch|x|z)es$", word):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=100_000)
def norm(name: str) -> str:
    """The form under which the measures compare names; coarser than `kg.names.normal_form`."""
    text = re.sub(r"\\epsilon", "ε", name)
    text = re.sub(r"\\[a-zA-Z]+", " ", text)
    text = re.sub(r"[\$\{\}\\~\^_]", "", text).lower()
    text = text.replace("'s ", " ").replace("’s ", " ")
    text = re.sub(r"[^\w\s\+\*%εαβ@/.]", " ", text)
    text = re.sub(r"^(the|a|an)\s+", "", text.strip())
    words = [singular(word.strip(".")) for word in text.replace("/", " ").split()]
    return " ".join(word for word in words if word)


def forms(entity: Json, *, limit: int | None = None) -> frozenset[str]:
    """The normalised forms of an entity: its name and its aliases, the first ``limit`` of them."""
    names = [entity["name"], *entity.get("aliases", ())][:limit]
    return frozenset(form for name in names if (form := norm(name)))


def similarity(gold: frozenset[str], predicted: frozenset[str]) -> float:
    """`EXACT` where a form is shared (spaces aside), else the best overlap of words if one half or more."""
    if gold & predicted:
        return EXACT
    if {form.replace(" ", "") for form in gold} & {form.replace(" ", "") for form in predicted}:
        return EXACT
    return max((_overlap(a, b) for a in gold for b in predicted), default=0.0)


def _overlap(a: str, b: str) -> float:
    one, two = set(a.split()) - _SMALL, set(b.split()) - _SMALL
    if not one or not two:
        return 0.0
    share = len(one & two) / len(one | two)
    return share if share >= _RELAXED_FROM else 0.0


def match(gold: Sequence[Json], predicted: Sequence[Json]) -> list[tuple[int, int, float]]:
    """Greedy one-to-one matching: (gold, predicted, similarity), the most similar first.

    Among equals the same type, then the same relation, then the earlier entity is preferred.
    """
    gold_forms = [forms(entity) for entity in gold]
    predicted_forms = [forms(entity, limit=MOST_FORMS) for entity in predicted]
    candidates = [
        (score, g["type"] == p["type"], g["relation"] == p["relation"], -i, -j)
        for i, g in enumerate(gold)
        for j, p in enumerate(predicted)
        if (score := similarity(gold_forms[i], predicted_forms[j])) > 0
    ]
    used_gold, used_predicted, out = set(), set(), []
    for score, _, _, minus_i, minus_j in sorted(candidates, reverse=True):
        i, j = -minus_i, -minus_j
        if i not in used_gold and j not in used_predicted:
            used_gold.add(i)
            used_predicted.add(j)
            out.append((i, j, score))
    return out


def agrees(gold: Json, predicted: Json, field: str) -> bool:
    """Whether a field is the gold's, or the second annotator's where the two differed (``also``)."""
    return predicted[field] in (gold[field], gold.get("also", {}).get(field))
