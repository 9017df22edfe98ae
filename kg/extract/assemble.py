"""Decisions to records: which relation, which sentence backs it, which links remain."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kg.extract.analysis import Analysis
from kg.extract.crossing import Placed, crossed
from kg.extract.cues import NAMES, Seen
from kg.extract.decide import Calibration, Committee, sigmoid, softmax
from kg.extract.features import CORE, MAIN, RELATIONS, TYPES, Candidate
from kg.extract.judged import Judged
from kg.extract.linking import links_rows
from kg.extract.rules import prefer_main, relation_of
from kg.model import (
    ENTITY_TYPES,
    LINK_PREDICATES,
    STORED_FROM,
    Context,
    Entity,
    Link,
    Mention,
    Relation,
)
from kg.model import (
    RELATIONS as RELATION_NAMES,
)
from kg.names import normal_form

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

LINK_CANDIDATE_FROM = 0.05
_LINKED_FROM = 0.2
"""Chance of being a name from which a candidate's links are looked at."""
_COMPARED = LINK_PREDICATES.index("comparedWith")

_BACKING: dict[str, tuple[str, ...]] = {
    "proposes": ("propose", "called", "we"),
    "addresses": ("address", "for"),
    "uses": ("use", "with"),
    "comparesWith": ("compare", "unlike"),
    "evaluatesOn": ("on", "evaluate"),
    "reports": ("gain", "evaluate"),
    "discusses": (),
}
_WANTED = {relation: [NAMES.index(name) for name in names] for relation, names in _BACKING.items()}


@dataclass(frozen=True, slots=True)
class Judges:
    """What was trained on held-out papers."""

    entity: Committee
    link: Committee
    entity_calibration: Calibration
    link_calibration: Calibration


def entity_inputs(analysis: Analysis) -> Floats:
    """What the committee looks at: the features and the network's view of each candidate."""
    return np.concatenate([analysis.rows, analysis.vectors], axis=1)


def judge(analysis: Analysis, judges: Judges) -> Judged:
    """Score all candidates."""
    return judged_by(judges.entity(entity_inputs(analysis)), analysis)


def judged_by(logits: Floats, analysis: Analysis) -> Judged:
    """Scores of all candidates from the logits of a committee, or of those members that may be asked."""
    rows = analysis.rows
    judged = Judged(
        keep=sigmoid(logits[:, 0]),
        types=softmax(logits[:, TYPES] + rows[:, TYPES]),
        relations=softmax(logits[:, RELATIONS] + rows[:, RELATIONS]),
        core=sigmoid(logits[:, CORE]),
        main=sigmoid(logits[:, MAIN]),
    )
    prefer_main(judged, analysis)
    return judged


def entities_of(analysis: Analysis, judged: Judged, calibration: Calibration) -> dict[int, Entity]:
    """The entities worth storing, by the number of their candidate; names are unique."""
    chosen = [relation_of(c, judged.relations[i]) for i, c in enumerate(analysis.candidates)]
    raw = judged.keep * np.array([chance for _, chance, _ in chosen], dtype=np.float32)
    confidence = np.round(calibration(raw), 2).tolist()
    types, core = judged.types.argmax(axis=1).tolist(), (judged.core > 0.5).tolist()
    out: dict[int, Entity] = {}
    taken: set[str] = set()
    for i in sorted(range(len(raw)), key=lambda i: (-confidence[i], i)):
        candidate = analysis.candidates[i]
        if confidence[i] < STORED_FROM or (form := normal_form(candidate.name)) in taken:
            continue
        taken.add(form)
        relation = RELATION_NAMES[chosen[i][0]]
        out[i] = Entity(
            name=candidate.name,
            type=ENTITY_TYPES[types[i]],
            relation=relation,
            confidence=confidence[i],
            mentions=mentions_of(candidate, analysis.text),
            aliases=candidate.aliases,
            core=core[i],
            context=chosen[i][2],
            long_form=_long_form(candidate),
            evidence=best_evidence(candidate, relation, analysis.seen),
        )
    return dict(sorted(out.items()))


def _long_form(candidate: Candidate) -> str | None:
    """Only where the name itself is the abbreviation."""
    long = candidate.long_form
    return long if long and normal_form(long) != normal_form(candidate.name) else None


def mentions_of(candidate: Candidate, text: str) -> tuple[Mention, ...]:
    """The mentions as records, in the order of the text."""
    pairs = sorted(set(zip(candidate.spans, candidate.sentences, strict=True)))
    return tuple(Mention(a, b, text[a:b], s, e) for (a, b), (s, e) in pairs)


def best_evidence(candidate: Candidate, relation: Relation, seen: Seen) -> int:
    """The mention whose sentence backs the relation best: by cues, then in the abstract, then first."""
    if len(candidate.rows) == 1:
        return 0
    wanted = _WANTED[relation]
    rows = dict(zip(zip(candidate.spans, candidate.sentences, strict=True), candidate.rows, strict=True))
    pairs = sorted(rows)
    if len(pairs) == 1:
        return 0
    scores = []
    for pair in pairs:
        row = rows[pair]
        cues = 2 * int(seen.near[row, wanted].sum()) + int(seen.sentence[row, wanted].sum())
        scores.append((cues, pair[1][0] > 0))
    return max(range(len(pairs)), key=lambda k: (scores[k], -k))


def link_candidates(analysis: Analysis, keep: Floats) -> tuple[Ints, Floats, Floats, Ints]:
    """Pairs worth a closer look, in their better direction: rows, both readings, best predicate."""
    chances, index = analysis.chances, analysis.pairs.ends
    count = len(analysis.candidates)
    if count < 2:
        none = np.zeros(0, np.int64)
        return none, np.zeros((0, 8), np.float32), np.zeros((0, 8), np.float32), none
    row_of = np.zeros((count, count), dtype=np.int64)
    row_of[index[:, 0], index[:, 1]] = np.arange(len(index))
    back = row_of[index[:, 1], index[:, 0]]
    score = chances[:, 2:].copy()
    score[:, _COMPARED] = (score[:, _COMPARED] + score[back, _COMPARED]) / 2.0
    top = score.max(axis=1)
    better = (top > top[back]) | ((top == top[back]) & (index[:, 0] < index[:, 1]))
    likely = np.minimum(keep[index[:, 0]], keep[index[:, 1]]) > _LINKED_FROM
    rows = np.flatnonzero(better & likely & (top > LINK_CANDIDATE_FROM))
    return rows, chances[rows], chances[back[rows]], score[rows].argmax(axis=1)


def links_of(
    analysis: Analysis, judged: Judged, judges: Judges, entities: dict[int, Entity]
) -> tuple[Link, ...]:
    """The links between stored entities that are worth storing."""
    rows, forward, backward, _ = link_candidates(analysis, judged.keep)
    if not len(rows):
        return ()
    logits = judges.link(links_rows(analysis, judged, rows, forward, backward))
    chances = softmax(logits)
    best = chances[:, 1:].argmax(axis=1)
    confidence = np.round(judges.link_calibration(chances[np.arange(len(rows)), best + 1]), 2)
    out, places = [], []
    for row, predicate, chance in zip(rows.tolist(), best.tolist(), confidence.tolist(), strict=True):
        i, j = analysis.pairs.ends[row].tolist()
        if chance < STORED_FROM or i not in entities or j not in entities:
            continue
        start, end = _evidence(analysis, row)
        link = Link(entities[i].name, LINK_PREDICATES[predicate], entities[j].name, float(chance), start, end)
        out.append(replace(link, context=_link_context(entities[i], entities[j], link)))
        at = [_begin(analysis, a) for a in analysis.pairs.mentions[row].tolist()]
        places.append(Placed(link.subject, link.predicate, link.object, at[0], at[1], (start, end)))
    denied = crossed(places)
    kept = [link for number, link in enumerate(out) if number not in denied]
    return tuple(
        sorted(kept, key=lambda link: (link.sentence_start, link.subject, link.predicate, link.object))
    )


def _begin(analysis: Analysis, mention: int) -> int:
    owner, k = analysis.flat[mention]
    return analysis.candidates[owner].spans[k][0]


def _evidence(analysis: Analysis, row: int) -> tuple[int, int]:
    """The sentence of the two nearest mentions, or the stretch from one's sentence to the other's."""
    (i, k), (j, m) = (analysis.flat[a] for a in analysis.pairs.mentions[row].tolist())
    one, two = analysis.candidates[i].sentences[k], analysis.candidates[j].sentences[m]
    return min(one[0], two[0]), max(one[1], two[1])


def _link_context(subject: Entity, target: Entity, link: Link) -> Context | None:
    if link.predicate == "comparedWith":
        return None
    return next((e.context for e in (subject, target) if e.context in ("negated", "hypothetical")), None)
