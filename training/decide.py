"""Trains and measures the last decisions of a folder of weights on the held-out papers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as fn

from kg.evaluate.matching import EXACT, match, norm
from kg.extract.analysis import Analysis
from kg.extract.assemble import entities_of, entity_inputs, judged_by, link_candidates
from kg.extract.decide import Calibration, Committee, softmax
from kg.extract.features import CORE, MAIN, RELATIONS, TYPES, Lexicon
from kg.extract.judged import Judged
from kg.extract.linking import links_rows
from kg.extract.pipeline import read_analyser
from kg.extract.rules import relation_of
from kg.model import ENTITY_TYPES, LINK_PREDICATES, STORED_FROM
from kg.model import RELATIONS as RELATION_NAMES
from training.choose import choose
from training.judges import FOLDS, Task, Weights, calibrate, train_task
from training.papers import Annotated
from training.prepare import left_out, write_config
from training.reliability import reliability, threshold_of

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


OFTEN = 4
"""Times the held-out papers are shown beside the others, which the network knows: it reads them better."""
LINK_SLACK = 0.005
"""F1 given up for links that are surer: the best F1 is nearly flat over its threshold."""
MEASURES = (
    "entity_exact", "entity_exact_typed", "type_accuracy", "relation_accuracy", "core_recall", "contribution",
    "main_task", "works",
)  # fmt: skip
"""Which measures of the names are told, of `kg.evaluate`."""


@dataclass(slots=True)
class Seen:
    """A held-out paper: what was found in it, and what of that is right."""

    paper: Annotated
    analysis: Analysis
    gold: Ints
    """Of each candidate the gold entity that it matches, or -1."""
    exact: NDArray[np.bool_]


def look(papers: Sequence[Annotated], folder: Path, *, counted: bool = False) -> list[Seen]:
    """Analyse the papers and compare the candidates with the gold.

    Papers that are ``counted`` in the lexicon are each looked at with a lexicon that does not count them.
    """
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    analyser = read_analyser(folder, config)
    counts = analyser.lexicon.counts
    out = []
    for paper in papers:
        if counted:
            analyser.lexicon = Lexicon(left_out(counts, paper))
        analysis = analyser.analyse(paper.text)
        if not analysis.candidates:
            continue
        guesses = [_guess(analysis, i) for i in range(len(analysis.candidates))]
        gold, exact = _compared(paper, analysis, guesses)
        out.append(Seen(paper, analysis, gold, exact))
    return out


def _compared(
    paper: Annotated, analysis: Analysis, guesses: list[dict[str, Any]]
) -> tuple[Ints, NDArray[np.bool_]]:
    """Of each candidate its gold entity, and whether it is that exactly.

    The best reading comes first: what another reading finds again is not right a second time.
    """
    gold = np.full(len(guesses), -1, dtype=np.int64)
    exact = np.zeros(len(guesses), dtype=bool)
    main = [j for j, candidate in enumerate(analysis.candidates) if not candidate.other]
    for i, j, score in match(paper.entities, [guesses[j] for j in main]):
        if score >= EXACT:
            gold[main[j]], exact[main[j]] = i, True
    left = [i for i in range(len(paper.entities)) if i not in set(gold.tolist())]
    rest = np.flatnonzero(gold < 0).tolist()
    for i, j, score in match([paper.entities[i] for i in left], [guesses[j] for j in rest]):
        gold[rest[j]], exact[rest[j]] = left[i], score >= EXACT
    return gold, exact


def _guess(analysis: Analysis, i: int) -> dict[str, Any]:
    candidate, decided = analysis.candidates[i], analysis.decided[i]
    return {
        "name": candidate.name,
        "aliases": list(candidate.aliases),
        "type": ENTITY_TYPES[int(decided[TYPES].argmax())],
        "relation": RELATION_NAMES[int(decided[RELATIONS].argmax())],
    }


def entity_task(seen: list[Seen]) -> Task:
    """Keep, type, relation, core and main task of all candidates."""
    rows = np.concatenate([entity_inputs(s.analysis) for s in seen])
    paper = np.concatenate([np.full(len(s.gold), k) for k, s in enumerate(seen)])
    keep = torch.from_numpy(np.concatenate([s.exact for s in seen]).astype(np.float32))
    types, relations, core = (torch.tensor(values) for values in _labels(seen))
    main = torch.from_numpy(np.concatenate([_main(s) for s in seen]))

    def loss(logits: Tensor, raw: Tensor, part: Ints) -> Tensor:
        known = types[part] >= 0
        total = fn.binary_cross_entropy_with_logits(logits[:, 0], keep[part])
        total = total + fn.binary_cross_entropy_with_logits(logits[:, MAIN], main[part])
        if known.any():
            both = (logits[:, :MAIN] + raw[:, :MAIN])[known]
            total = total + 0.5 * fn.cross_entropy(both[:, TYPES], types[part][known])
            total = total + 0.7 * fn.cross_entropy(both[:, RELATIONS], relations[part][known])
            total = total + 0.4 * fn.binary_cross_entropy_with_logits(logits[known, CORE], core[part][known])
        return total

    return Task(rows, paper, loss, outputs=15, hidden=64, epochs=6, seeds=2)


def _unmeasured(task: Task, papers: int) -> Task:
    """The task with all papers after the first ones marked as never left out, and seen less often."""
    task.paper = np.where(task.paper < papers, task.paper, -1)
    task.often = OFTEN
    return task


def _main(s: Seen) -> Floats:
    """Which candidates are a main task of the paper."""
    mains = [
        i
        for i, entity in enumerate(s.paper.entities)
        if entity["type"] == "Task" and entity["relation"] == "addresses" and entity.get("core", False)
    ]
    return np.isin(s.gold, mains).astype(np.float32)


def _labels(seen: list[Seen]) -> tuple[list[int], list[int], list[float]]:
    types, relations, core = [], [], []
    for s in seen:
        for i in s.gold.tolist():
            entity = s.paper.entities[i] if i >= 0 else None
            types.append(ENTITY_TYPES.index(entity["type"]) if entity else -1)
            relations.append(RELATION_NAMES.index(entity["relation"]) if entity else -1)
            core.append(float(entity.get("core", False)) if entity else 0.0)
    return types, relations, core


def entity_outcomes(seen: list[Seen], judged: list[Judged]) -> tuple[Floats, NDArray[np.bool_]]:
    """Raw score of each candidate's triple, and whether name and relation are right."""
    raw, right = [], []
    for s, j in zip(seen, judged, strict=True):
        for i, candidate in enumerate(s.analysis.candidates):
            relation, chance, _ = relation_of(candidate, j.relations[i])
            raw.append(float(j.keep[i]) * chance)
            gold = s.paper.entities[s.gold[i]] if s.exact[i] else None
            right.append(gold is not None and gold["relation"] == RELATION_NAMES[relation])
    return np.array(raw, np.float32), np.array(right)


def link_task(seen: list[Seen], judged: list[Judged]) -> tuple[Task, Ints]:
    """Which predicate, if any, of all candidate pairs; and the labels."""
    rows, paper, labels = [], [], []
    for k, (s, j) in enumerate(zip(seen, judged, strict=True)):
        chosen, forward, backward, _ = link_candidates(s.analysis, j.keep)
        if not len(chosen):
            continue
        rows.append(links_rows(s.analysis, j, chosen, forward, backward))
        paper.append(np.full(len(chosen), k))
        labels += _link_labels(s, chosen)
    label = np.array(labels, dtype=np.int64)
    target = torch.from_numpy(label)

    def loss(logits: Tensor, _: Tensor, part: Ints) -> Tensor:
        return fn.cross_entropy(logits, target[part])

    return Task(np.concatenate(rows), np.concatenate(paper), loss, outputs=7, hidden=48, epochs=8), label


def _link_labels(s: Seen, chosen: Ints) -> list[int]:
    by_name = {norm(e["name"]): i for i, e in enumerate(s.paper.entities)}
    gold = {}
    for link in s.paper.links:
        a, b = by_name.get(norm(link["subject"]), -2), by_name.get(norm(link["object"]), -2)
        predicate = LINK_PREDICATES.index(link["predicate"]) + 1
        gold[a, b] = predicate
        if link["predicate"] == "comparedWith":
            gold[b, a] = predicate
    pairs = s.analysis.pairs.ends[chosen].tolist()
    return [gold.get((int(s.gold[i]), int(s.gold[j])), 0) for i, j in pairs]


def decide(
    papers: list[Annotated],
    folder: Path,
    *,
    version: str,
    counted: Sequence[Annotated] = (),
    more: Sequence[Annotated] = (),
) -> dict[str, Any]:
    """Train, calibrate, choose the threshold; writes ``judges.npz`` and ``config.json``; returns figures.

    The figures are those of ``papers``, each decided by members that have not seen it. The network has been
    trained on the others; it is hardly surer of them, so that they can help to train. Those that are
    ``counted`` in the lexicon are looked at without it knowing them.
    """
    others = [*look(counted, folder, counted=True), *look(more, folder)]
    return decide_seen(look(papers, folder), others, folder, version=version)


def decide_seen(seen: list[Seen], more: list[Seen], folder: Path, *, version: str) -> dict[str, Any]:
    """As `decide`, from papers that have been looked at."""
    papers = [s.paper for s in seen]
    task = _unmeasured(entity_task([*seen, *more]), len(seen))
    weights, logits = train_task(task, "entity")
    judged = [judged_by(logits[task.paper == k], s.analysis) for k, s in enumerate(seen)]
    raw, right = entity_outcomes(seen, judged)
    weights |= calibrate(raw, right, "entity_calibration")
    committee = Committee(weights, "entity")
    known = [judged_by(committee(entity_inputs(s.analysis)), s.analysis) for s in more if len(s.gold)]
    links, labels = link_task([*seen, *more], [*judged, *known])
    links = _unmeasured(links, len(seen))
    link_weights, link_logits = train_task(links, "link")
    link_logits, labels = link_logits[links.paper >= 0], labels[links.paper >= 0]
    chances = softmax(link_logits)
    best = chances[:, 1:].argmax(axis=1) + 1
    link_raw, link_right = chances[np.arange(len(best)), best], best == labels
    weights |= link_weights | calibrate(link_raw, link_right, "link_calibration")
    halves: dict[str, Any] = {k: np.asarray(v, np.float32) for k, v in weights.items()}
    np.savez(folder / "judges.npz", **halves)
    figures = _figures(seen, judged, raw, right, weights)
    figures |= _link_figures(papers, link_raw, link_right, weights)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    calibration = Calibration(weights, "entity_calibration")
    found = [entities_of(s.analysis, j, calibration).values() for s, j in zip(seen, judged, strict=True)]
    figures["threshold"], scores = choose(papers, found)
    figures["measures"] = {k: v for k, v in scores.to_dict().items() if k in MEASURES}
    config |= {
        "version": version,
        "threshold": figures["threshold"],
        "link_threshold": figures["link_threshold"],
    }
    write_config(folder, config)
    return figures


def best_f1(
    confidence: NDArray[np.float64], hit: NDArray[np.bool_], wanted: int, *, slack: float = 0.0
) -> tuple[float, float]:
    """The highest threshold whose F1 is the best, or less by no more than ``slack``; and that F1."""
    steps = np.round(np.arange(0.2, 0.9, 0.01), 2)
    scores = []
    for step in steps:
        said = confidence >= step
        scores.append(2 * int((hit & said).sum()) / max(int(said.sum()) + wanted, 1))
    at = int(np.flatnonzero(np.array(scores) >= max(scores) - slack)[-1])
    return float(steps[at]), float(scores[at])


def _figures(
    seen: list[Seen], judged: list[Judged], raw: Floats, right: NDArray[np.bool_], weights: Weights
) -> dict[str, Any]:
    confidence = np.round(Calibration(weights, "entity_calibration")(raw), 2)
    exact = np.concatenate([s.exact for s in seen])
    wanted = sum(len(s.paper.entities) for s in seen)
    threshold, f1 = best_f1(confidence, exact, wanted)
    types, relations, _ = _labels(seen)
    told = np.concatenate([j.types for j in judged]).argmax(axis=1)
    related = np.concatenate([j.relations for j in judged]).argmax(axis=1)
    said, stored = confidence >= threshold, confidence >= STORED_FROM
    known = (np.array(types) >= 0) & said
    typed = exact & (told == np.array(types))
    return {
        "papers": len(seen),
        "folds": FOLDS,
        "entity_f1": round(f1, 4),
        "typed_f1": round(2 * int((typed & said).sum()) / (int(said.sum()) + wanted), 4),
        "precision": round(float(exact[said].mean()), 4),
        "recall_of_candidates": round(float(exact.sum()) / wanted, 4),
        "type_accuracy": round(float((told == np.array(types))[known].mean()), 4),
        "relation_accuracy": round(float((related == np.array(relations))[known].mean()), 4),
        "triples": reliability(confidence[stored], right[stored]),
        "threshold_of_name_precision_90": threshold_of(confidence, exact, 0.9),
    }


def _link_figures(
    papers: list[Annotated], raw: Floats, right: NDArray[np.bool_], weights: Weights
) -> dict[str, Any]:
    confidence = np.round(Calibration(weights, "link_calibration")(raw), 2)
    threshold, f1 = best_f1(confidence, right, sum(len(p.links) for p in papers), slack=LINK_SLACK)
    stored = confidence >= STORED_FROM
    return {
        "link_threshold": threshold,
        "link_f1": round(f1, 4),
        "links": reliability(confidence[stored], right[stored]),
    }
