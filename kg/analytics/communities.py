"""Themes: groups of papers that are like each other, named by what tells them from the rest."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kg.analytics.alike import Features, features_of, nearest_pairs
from kg.analytics.corpus import Corpus
from kg.analytics.louvain import louvain
from kg.analytics.naming import Naming
from kg.analytics.stated import Stated, stated_of
from kg.analytics.ties import Floats, Ints, Watch, unwatched

SEED = 7
NAMED_BY = 3
ROUNDS = 6
"""Times that papers go to the theme that they fit best, at most; few still move then."""
SETTLED = 0.005
"""It ends when fewer than this share of the papers move."""
ENOUGH = 500
"""Papers below which there are too few of a theme to say what it is like but by them."""
TOGETHER = 1000
"""Papers that are held against all themes at once."""
SETTLING = 100
"""Themes, the largest, whose papers may go to another of them."""


class Community(NamedTuple):
    """Papers of one theme."""

    name: str
    """Its most telling terms."""
    terms: tuple[str, ...]
    papers: tuple[str, ...]
    """Local names, the most central first."""
    entities: tuple[str, ...]
    """Slugs of the names that at least two of its papers share, the most shared first."""


def communities(
    source: Corpus | Stated, *, seed: int = SEED, resolution: float = 1.0, watch: Watch = unwatched
) -> tuple[Community, ...]:
    """Groups of papers by the Louvain method over each one's nearest; the largest first.

    In a larger graph each paper then goes to the group whose names and words it shares most. Papers that are
    like no other are groups of one, at the end. Higher ``resolution``: more and smaller groups. The same
    papers and seed give the same groups.
    """
    stated = stated_of(source) if isinstance(source, Corpus) else source
    count = len(stated.papers)
    watch("weighing names", 0, 0)
    features = features_of(stated)
    pairs, weights = nearest_pairs(features, count, watch=watch)
    label = louvain(count, pairs, weights, resolution=resolution, seed=seed, watch=watch)
    inside = label[pairs[:, 0]] == label[pairs[:, 1]]
    strength: Floats = np.bincount(pairs[inside].ravel(), np.repeat(weights[inside], 2), count).astype(float)
    if count >= ENOUGH:
        label, strength = _settled(features, label, watch)
    return _told(stated, label, strength, watch)


def _settled(features: Features, label: Ints, watch: Watch) -> tuple[Ints, Floats]:
    """Groups after papers went to those they fit best, and how well each paper fits its own.

    ``label`` numbers groups by size; papers of groups from `SETTLING` on stay.
    """
    groups = min(int(label.max(initial=0)) + 1, SETTLING)
    taken = label[features.paper] < groups
    paper, weight = features.paper[taken], features.weight[taken].astype(np.float32)
    feature = np.unique(features.feature[taken], return_inverse=True)[1]
    fit = np.zeros(len(label))
    for done in range(ROUNDS):
        watch("settling themes", done, ROUNDS)
        best, fit = _fitting(paper, feature, weight, label, groups)
        moves = int((best != label).sum())
        label = best
        if moves <= SETTLED * len(label):
            break
    return label, fit


def _fitting(
    paper: Ints, feature: Ints, weight: npt.NDArray[np.float32], label: Ints, groups: int
) -> tuple[Ints, Floats]:
    """The group that each paper fits best, by the angle to what its papers have together, and the fit.

    A paper that fits none better stays where it is.
    """
    size = (int(feature.max(initial=-1)) + 1) * groups
    centre = np.bincount(feature * groups + label[paper], weight, size).reshape(-1, groups).astype(np.float32)
    centre /= np.maximum(np.sqrt((centre**2).sum(axis=0)), 1e-9)
    best, fit = label.copy(), np.zeros(len(label))
    bounds = np.searchsorted(paper, np.arange(0, len(label) + TOGETHER, TOGETHER))
    for low, high in pairwise(bounds.tolist()):
        if low == high:
            continue
        papers, first = np.unique(paper[low:high], return_index=True)
        parts = centre[feature[low:high]]
        parts *= weight[low:high, None]
        scores = np.round(np.add.reduceat(parts, first), 5)
        rows = np.arange(len(papers))
        chosen = scores.argmax(axis=1)
        own = label[papers]
        best[papers] = np.where(scores[rows, chosen] > scores[rows, own], chosen, own)
        fit[papers] = scores[rows, best[papers]]
    return best, fit


def _told(stated: Stated, label: Ints, strength: Floats, watch: Watch) -> tuple[Community, ...]:
    """The groups as records, the largest first."""
    groups: dict[int, list[int]] = {}
    for paper, number in enumerate(label.tolist()):
        groups.setdefault(number, []).append(paper)
    ordered = sorted(groups.values(), key=lambda group: (-len(group), group))
    naming = Naming(stated)
    bounds = np.searchsorted(stated.paper, np.arange(len(stated.papers) + 1)).tolist()
    names, found = stated.name.tolist(), []
    for done, group in enumerate(ordered):
        watch("naming themes", done, len(ordered))
        terms = naming.terms(group)
        inside = Counter(name for paper in group for name in names[bounds[paper] : bounds[paper + 1]])
        shared = sorted((name for name, n in inside.items() if n > 1), key=lambda name: (-inside[name], name))
        central = sorted(group, key=lambda paper: (-round(float(strength[paper]), 9), paper))
        title = " · ".join(terms[:NAMED_BY]) or stated.titles[group[0]]
        papers = tuple(stated.papers[paper] for paper in central)
        found.append(Community(title, terms, papers, tuple(stated.slugs[name] for name in shared)))
    return tuple(found)
