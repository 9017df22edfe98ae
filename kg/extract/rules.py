"""What is set by rule over what the committees decide: what a paper must have, and what a sentence denies."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kg.extract.analysis import Analysis
from kg.extract.features import Candidate
from kg.extract.judged import BY_RULE, Judged, hardly, lean, show_proposed, show_tasks
from kg.model import ENTITY_TYPES, Context
from kg.model import RELATIONS as RELATION_NAMES

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

_DISCUSSES, _COMPARES, _USES, _EVALUATES, _ADDRESSES, _PROPOSES, _REPORTS = map(
    RELATION_NAMES.index,
    ("discusses", "comparesWith", "uses", "evaluatesOn", "addresses", "proposes", "reports"),
)
_METHOD, _TASK, _DATASET, _METRIC = map(ENTITY_TYPES.index, ("Method", "Task", "Dataset", "Metric"))
_SURE = 0.4
_LIKELY = 0.08
_KNOWN_LIKELY = 0.4
"""As `_LIKELY`, for what is proposed under a name that other papers have."""
_NEVER_PROPOSED = 0.02
"""Chance of being proposed up to which nobody asks whether others made a thing."""
_PROMOTED = 0.9
"""Chance given to what a paper must have and none of its candidates is likely to be."""
_TASK_FROM, _CORE_FROM = 0.2, 0.3
"""Chances from which what is addressed, and matters, is a task."""
_DOUBTFUL = 0.6
"""Chance of `uses` below which what is named as others' work only is not used."""

_BY_STRENGTH: tuple[Context, ...] = ("negated", "rival", "hypothetical", "background")
_TAKEN: dict[Context, tuple[int, ...]] = {
    "negated": (_USES, _EVALUATES, _ADDRESSES, _PROPOSES),
    "hypothetical": (_USES, _EVALUATES, _PROPOSES),
    "rival": (_USES,),
    "background": (_EVALUATES,),
}
"""The relations that a paper does not have to a thing that it names in this context only."""

_OURS = re.compile(r"\bour\s+(?:[\w-]+\s+){0,3}$|,\s+$", re.IGNORECASE)
_KIND = re.compile(
    r"\s*(?:\([^)]{1,20}\)\s*)?(?:,|is|are)\s+an?\s+(?:[\w-]+\s+){0,3}?"
    r"(?:(?P<dataset>dataset|data set|corpus|benchmark)|(?P<metric>metric|measure|score))\b",
    re.IGNORECASE,
)
_OTHERS_OWN = re.compile(
    r"\s*(?:\([^)]{1,20}\)\s*)?,?\s*(?:introduced|proposed|developed|released|made)\s+by\s", re.I
)
_BORROWED = re.compile(
    r"\b(?:following|as\s+in|like|similar\s+to|inspired\s+by|based\s+on|builds?\s+(?:up)?on|extends?"
    r"|adapts?|extending"
    r"|adapting|fine-?tun(?:e|es|ing)|initiali[sz]ed\s+from|pre-?trained\s+on|weights\s+(?:of"
    r"|from)|(?:reviews?|surveys?|overview)(?:\s+(?:of|on))?|revisits?)\s+(?:the\s+|a\s+)?$",
    re.I,
)
_BEFORE_USE = re.compile(
    r"\b(?:pre-?train(?:ed|ing)|initiali[sz]ed|warm-?started|weights)\s+(?:\w+\s+){0,2}?(?:on|from|of"
    r"|with)\s+(?:the\s+)?$",
    re.I,
)
_EXPLAINED = re.compile(r"\s*,\s+(?:an?|our|the)\s", re.I)
_MEANS = re.compile(r"\b(?:with|by|using|via|from|in|on|of|to|for)\s+(?:an?\s+|the\s+)?$", re.I)
_NAME = r"[\w+./*’'-]+(?:\s[\w+./*-]+){0,2}"
_AMONG = re.compile(
    r"\b(?:data\s*sets|corpora|benchmarks|test\s+sets)\s*(?:,|:|\(|\bsuch\s+as|\blike|\bincluding|\bnamely)\s*"
    rf"(?:{_NAME}(?:,\s+(?:and\s+)?|\s+and\s+))*(?:the\s+)?$",
    re.IGNORECASE,
)
_EXAMINED = re.compile(
    rf"\b(?:test|evaluate|benchmark|assess|probe)s?\s+(?:the\s+)?(?:{_NAME}(?:,\s+(?:and\s+)?|\s+and\s+))*(?:the\s+)?$",
    re.IGNORECASE,
)
_MAKING = re.compile(
    r"\b(?:introduc|present|propos|releas|construct|collect|contribut|creat|build|curat)", re.IGNORECASE
)
_TESTING = re.compile(
    r"\b(?:evaluat|test|experiment|validat|benchmark|results?\b|compar|perform)", re.IGNORECASE
)
_AMOUNTS = re.compile(r"\s*(?:\([^)]{1,20}\)\s*)?(?:of|to|by|is|at)\s+(?:only\s+|just\s+|about\s+)?[\d.]")
_SERVES = re.compile(
    r"\s*(?:\([^)]{1,20}\)\s*)?(?:is|are)\s+(?:here\s+)?(?:used|applied|employed)\s+(?:here\s+)?(?:to|for|as)\b"
)
_SIZED = re.compile(r"[A-Z][\w.]*(?:-[\w.]+)*-\d+[A-Za-z]?")
_LIKENED = re.compile(r"(?:^|[,;]\s)\s*as\s+(?:in|with|for)\s+(?:the\s+)?$", re.IGNORECASE)
_BELITTLED = re.compile(
    r"\s*(?:(?:alone\s+)?(?:says?|tells?|reveals?)\s+(?:us\s+)?(?:too\s+|very\s+)?little|(?:can\s+)?misleads?\b"
    r"|(?:is|are|can\s+be)\s+(?:often\s+|a\s+)?(?:misleading|poor|deceptive|not\s+a\s+fair)\b|hides?\b)"
)
_OUR_TESTS = re.compile(r"\bour\s+(?:\w+\s+)?(?:runs|tests|experiments|trials|measurements)\b", re.IGNORECASE)
_TESTED = re.compile(r"\b(?:evaluated|tested|validated|benchmarked)\s+on\s+(?:the\s+)?$", re.IGNORECASE)


def prefer_main(judged: Judged, analysis: Analysis) -> None:
    """Nearly every paper addresses a task and proposes something: where none does, the likeliest is taken.

    A name of the paper's own making is proposed rather than a thing that others have; and what is named only
    as avoided, as a rival, or as what might be is neither. What the text calls a dataset or a metric is one.
    """
    candidates = analysis.candidates
    for row, candidate in enumerate(candidates):
        type_by_text(judged, row, candidate, analysis.text)
    share_keep(judged.keep, candidates)
    stated = np.array([None in c.contexts or not {*c.contexts} & _TAKEN.keys() for c in candidates])
    made = np.array([is_made(c, analysis.text) for c in candidates])
    asked = made | (judged.relations[:, _PROPOSES] > _NEVER_PROPOSED)
    data = judged.types.argmax(axis=1) == _DATASET
    lent = np.array(
        [
            o and (borrowed(c, analysis.text) or (d and is_known(c, analysis.text)))
            for c, o, d in zip(candidates, asked, data, strict=True)
        ]
    )
    made &= stated & ~lent & (judged.relations.argmax(axis=1) != _EVALUATES)
    hardly(judged.relations, lent, _PROPOSES)
    addressed_is_task(judged)
    is_task = judged.types.argmax(axis=1) == _TASK
    addressed = is_task & (judged.relations.argmax(axis=1) == _ADDRESSES)
    likely = judged.types[:, _TASK] * judged.relations[:, _ADDRESSES] * judged.keep * stated
    parts = [(judged.types, _TASK), (judged.relations, _ADDRESSES)]
    _promote(likely, addressed & (judged.keep > _SURE), parts)
    show_tasks(judged, stated)
    proposed = (judged.relations.argmax(axis=1) == _PROPOSES) & (judged.keep > _SURE)
    kinds = judged.types.argmax(axis=1)
    nameless = np.array([not c.coined for c in candidates]) & (judged.relations[:, _PROPOSES] < _KNOWN_LIKELY)
    means = np.array([is_means(c, analysis.text) for c in candidates])
    able = made | ~(nameless | means | lent | (kinds == _TASK) | (kinds == _METRIC))
    own = judged.relations[:, _PROPOSES] * judged.keep * np.where(made, 10.0, 1.0) * stated * able
    if not (proposed & made).any() and made.any():
        proposed, own = proposed & made, own * made
    _promote(np.asarray(own, np.float32), proposed, [(judged.relations, _PROPOSES)])
    show_proposed(judged, stated & able)


def is_made(candidate: Candidate, text: str) -> bool:
    """Whether a name looks coined and stands where a paper names its own: "TideNet predicts …"."""
    word = candidate.forms[0]
    if " " in word or not any(c.isupper() for c in word[1:]) or not any(c.islower() for c in word):
        return False
    return candidate.coined and any(
        start == sentence[0] or _OURS.search(text, max(sentence[0], start - 60), start) is not None
        for (start, _), sentence in zip(candidate.spans, candidate.sentences, strict=True)
    )


def share_keep(keep: Floats, candidates: Sequence[Candidate]) -> None:
    """The members of one coordinated phrase are all names, or none; so are "M-7B", "M-70B"."""
    members: dict[tuple[int, int] | str, list[int]] = {}
    for row, candidate in enumerate(candidates):
        for span in candidate.spans if candidate.fixed_name is not None else ():
            members.setdefault(span, []).append(row)
        if _SIZED.fullmatch(candidate.name):
            members.setdefault(re.sub(r"\d+", "#", candidate.name), []).append(row)
    for rows in members.values():
        keep[rows] = keep[rows].max()


def borrowed(candidate: Candidate, text: str) -> bool:
    """Whether a text says that others made a thing, or that it starts from it."""
    return any(
        _OTHERS_OWN.match(text, end, end + 60) is not None
        or _BORROWED.search(text, max(sentence[0], start - 60), start) is not None
        for (start, end), sentence in zip(candidate.spans, candidate.sentences, strict=True)
    )


def is_known(candidate: Candidate, text: str) -> bool:
    """Whether other papers have a name, and no sentence around it tells of making."""
    return not candidate.coined and not any(_MAKING.search(text, *s) for s in candidate.sentences)


def is_means(candidate: Candidate, text: str) -> bool:
    """Whether the abstract names a thing only as what something is done with, by or on."""
    title = text.find("\n")
    spans = [span for span in candidate.spans if span[0] > title]
    return bool(spans) and all(
        _MEANS.search(text, max(0, start - 20), start) and not _EXPLAINED.match(text, end, end + 8)
        for start, end in spans
    )


def addressed_is_task(judged: Judged) -> None:
    """Nothing but a task is addressed: where one is likely enough, it is one."""
    addressed = judged.relations.argmax(axis=1) == _ADDRESSES
    unsure = addressed & (judged.types[:, _TASK] > _TASK_FROM) & (judged.core > _CORE_FROM)
    for row in np.flatnonzero(unsure & (judged.types.argmax(axis=1) != _TASK)):
        lean(judged.types, int(row), _TASK)


def _promote(likely: Floats, there: Flags, parts: list[tuple[Floats, int]]) -> None:
    best = int(likely.argmax())
    if there.any() or likely[best] < _LIKELY:
        return
    for chances, column in parts:
        chances[best] *= 1.0 - _PROMOTED
        chances[best, column] += _PROMOTED


def type_by_text(judged: Judged, row: int, candidate: Candidate, text: str) -> None:
    """ "MossSet, a dataset of …" is a dataset; what something is tested on is one, and not merely used."""
    if judged.relations[row].argmax() == _EVALUATES and all(
        _BEFORE_USE.search(text[max(0, start - 60) : start]) for start, _ in candidate.spans
    ):
        lean(judged.relations, row, _USES)
    if candidate.beaten and judged.relations[row].argmax() == _COMPARES:
        lean(judged.relations, row, _COMPARES)
    _relation_by_text(judged, row, candidate, text)
    for start, end in candidate.spans:
        hit = _KIND.match(text, end, end + 80)
        if hit:
            lean(judged.types, row, _DATASET if hit["dataset"] else _METRIC)
            return
        if candidate.forms[0][:1].isupper() and _TESTED.search(text, max(0, start - 40), start):
            lean(judged.types, row, _DATASET)
            if judged.relations[row].argmax() in (_USES, _DISCUSSES):
                lean(judged.relations, row, _EVALUATES)
            return


def _relation_by_text(judged: Judged, row: int, candidate: Candidate, text: str) -> None:
    """What has an amount is reported, what "is used to" is used, and "data sets, A and B," are data sets.

    A model that is examined itself ("we test A and B") is used, as no other is compared with it.
    """
    relation, name = judged.relations[row].argmax(), candidate.forms[0]
    listed = name[:1].isupper() and any(word in text for word in ("sets", "corpora", "benchmarks"))
    for (start, end), sentence, context in zip(
        candidate.spans, candidate.sentences, candidate.contexts, strict=True
    ):
        if (
            relation == _PROPOSES
            and judged.types[row].argmax() == _METRIC
            and _AMOUNTS.match(text, end, end + 40)
        ):
            lean(judged.relations, row, _REPORTS)
        elif relation in (_ADDRESSES, _PROPOSES) and context is None and _SERVES.match(text, end, end + 50):
            judged.relations[row, [_ADDRESSES, _PROPOSES]] *= 0.1
            lean(judged.relations, row, _USES)
            lean(judged.types, row, _METHOD)
        elif (
            relation == _REPORTS and len(candidate.spans) == 1 and _BELITTLED.match(text, end, end + 50)
        ) or (relation == _EVALUATES and _LIKENED.search(text[max(sentence[0], start - 20) : start])):
            lean(judged.relations, row, _DISCUSSES)
        elif (
            relation in (_USES, _DISCUSSES)
            and (context == "rival" or candidate.beaten)
            and _OUR_TESTS.search(text, *sentence)
        ):
            lean(judged.relations, row, _COMPARES)
        elif (
            relation == _COMPARES
            and not candidate.beaten
            and _EXAMINED.search(text, max(sentence[0], start - 120), start)
        ):
            lean(judged.relations, row, _USES)
        elif listed and _AMONG.search(text, max(sentence[0], start - 120), start):
            lean(judged.types, row, _DATASET)
            made = _MAKING.search(text, *sentence)
            if relation in (_USES, _DISCUSSES, _PROPOSES) and not made and _TESTING.search(text, *sentence):
                lean(judged.relations, row, _EVALUATES)


def relation_of(candidate: Candidate, chances: Floats) -> tuple[int, float, Context | None]:
    """Index of the relation, its chance, and the context that took another one away.

    A thing named only as what is not used, what others use or what one might use is no `uses`, and what loses
    a comparison is compared with.
    """
    best = int(chances.argmax())
    contexts = set(candidate.contexts)
    if best == _USES and candidate.beaten:
        shown = next((c for c in _BY_STRENGTH[:3] if c in contexts), None)
        return _COMPARES, max(float(chances[_COMPARES]), BY_RULE), shown
    if None in contexts or not contexts:
        return best, float(chances[best]), None
    context = next(c for c in _BY_STRENGTH if c in contexts)
    doubtful = context == "background" and best == _USES and chances[best] < _DOUBTFUL
    if doubtful or best in _TAKEN.get(context, ()):
        return _DISCUSSES, max(float(chances[_DISCUSSES]), BY_RULE), context
    shown = context if best in (_DISCUSSES, _COMPARES) else None
    return best, float(chances[best]), shown
