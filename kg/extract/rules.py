"""What is set by rule over what the committees decide: what a paper must have, and what a sentence denies."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.extract.analysis import Analysis
from kg.extract.features import Candidate
from kg.model import ENTITY_TYPES, Context
from kg.model import RELATIONS as RELATION_NAMES

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

_DISCUSSES, _COMPARES, _USES, _EVALUATES, _ADDRESSES, _PROPOSES = map(
    RELATION_NAMES.index, ("discusses", "comparesWith", "uses", "evaluatesOn", "addresses", "proposes")
)
_TASK, _DATASET, _METRIC = map(ENTITY_TYPES.index, ("Task", "Dataset", "Metric"))
_SURE = 0.4
_LIKELY = 0.08
_BY_RULE = 0.6
"""Chance of a relation that a rule sets against the committee."""
_DOUBTFUL = 0.6
"""Chance of `uses` below which what is named as others' work only is not used."""

_BY_STRENGTH: tuple[Context, ...] = ("negated", "rival", "hypothetical", "background")
_TAKEN: dict[Context, tuple[int, ...]] = {
    "negated": (_USES, _EVALUATES, _ADDRESSES, _PROPOSES),
    "hypothetical": (_USES, _EVALUATES, _PROPOSES),
    "rival": (_USES,),
}
"""The relations that a paper does not have to a thing that it names in this context only."""

_OURS = re.compile(r"\bour\s+(?:[\w-]+\s+){0,3}$|,\s+$", re.IGNORECASE)
_KIND = re.compile(
    r"^\s*(?:\([^)]{1,20}\)\s*)?(?:,|is|are)\s+an?\s+(?:[\w-]+\s+){0,3}?"
    r"(?:(?P<dataset>dataset|data set|corpus|benchmark)|(?P<metric>metric|measure|score))\b",
    re.IGNORECASE,
)
_TESTED = re.compile(r"\b(?:evaluated|tested|validated|benchmarked)\s+on\s+(?:the\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Judged:
    """Scores of all candidates."""

    keep: Floats
    """Chance that the name is right."""
    types: Floats
    relations: Floats
    core: Floats


def prefer_main(judged: Judged, analysis: Analysis) -> None:
    """Nearly every paper addresses a task and proposes something: where none does, the likeliest is taken.

    A name of the paper's own making is proposed rather than a thing that others have; and what is named only
    as avoided, as a rival, or as what might be is neither. What the text calls a dataset or a metric is one.
    """
    candidates = analysis.candidates
    for row, candidate in enumerate(candidates):
        _type_by_text(judged, row, candidate, analysis.text)
    stated = np.array([None in c.contexts or not {*c.contexts} & _TAKEN.keys() for c in candidates])
    made = np.array([is_made(c, analysis.text) for c in candidates]) & stated
    is_task = judged.types.argmax(axis=1) == _TASK
    addressed = is_task & (judged.relations.argmax(axis=1) == _ADDRESSES)
    likely = judged.types[:, _TASK] * judged.relations[:, _ADDRESSES] * judged.keep * stated
    parts = [(judged.types, _TASK), (judged.relations, _ADDRESSES)]
    _promote(likely, addressed & (judged.keep > _SURE), parts)
    proposed = (judged.relations.argmax(axis=1) == _PROPOSES) & (judged.keep > _SURE)
    own = judged.relations[:, _PROPOSES] * judged.keep * np.where(made, 10.0, 1.0) * stated
    if not (proposed & made).any() and made.any():
        proposed, own = proposed & made, own * made
    _promote(np.asarray(own, np.float32), proposed, [(judged.relations, _PROPOSES)])


def is_made(candidate: Candidate, text: str) -> bool:
    """Whether a name looks coined and stands where a paper names its own: "TideNet predicts …"."""
    word = candidate.forms[0]
    if " " in word or not any(c.isupper() for c in word[1:]) or not any(c.islower() for c in word):
        return False
    return candidate.coined and any(
        start == sentence[0] or _OURS.search(text, max(sentence[0], start - 60), start) is not None
        for (start, _), sentence in zip(candidate.spans, candidate.sentences, strict=True)
    )


def _promote(likely: Floats, there: Flags, parts: list[tuple[Floats, int]]) -> None:
    best = int(likely.argmax())
    if there.any() or likely[best] < _LIKELY:
        return
    for chances, column in parts:
        chances[best] *= 0.5
        chances[best, column] += 0.5


def _type_by_text(judged: Judged, row: int, candidate: Candidate, text: str) -> None:
    """ "MossSet, a dataset of …" is a dataset; what something is tested on is one, and not merely used."""
    for start, end in candidate.spans:
        hit = _KIND.match(text, end, end + 80)
        if hit:
            _set(judged.types, row, _DATASET if hit["dataset"] else _METRIC)
            return
        if candidate.forms[0][:1].isupper() and _TESTED.search(text, max(0, start - 40), start):
            _set(judged.types, row, _DATASET)
            if judged.relations[row].argmax() in (_USES, _DISCUSSES):
                _set(judged.relations, row, _EVALUATES)
            return


def _set(chances: Floats, row: int, column: int) -> None:
    chances[row] *= 1.0 - _BY_RULE
    chances[row, column] += _BY_RULE


def relation_of(candidate: Candidate, chances: Floats) -> tuple[int, float, Context | None]:
    """Index of the relation, its chance, and the context that took another one away.

    A thing named only as what is not used, what others use or what one might use is no `uses`, and what loses
    a comparison is compared with.
    """
    best = int(chances.argmax())
    contexts = set(candidate.contexts)
    if best == _USES and candidate.beaten:
        shown = next((c for c in _BY_STRENGTH[:3] if c in contexts), None)
        return _COMPARES, max(float(chances[_COMPARES]), _BY_RULE), shown
    if None in contexts or not contexts:
        return best, float(chances[best]), None
    context = next(c for c in _BY_STRENGTH if c in contexts)
    doubtful = context == "background" and best == _USES and chances[best] < _DOUBTFUL
    if doubtful or best in _TAKEN.get(context, ()):
        return _DISCUSSES, max(float(chances[_DISCUSSES]), _BY_RULE), context
    shown = context if best in (_DISCUSSES, _COMPARES) else None
    return best, float(chances[best]), shown
