"""A large picture as an atlas: named themes within themes, each a disc that unfolds into what lies in it.

Everything has its place beforehand, the members of a folded theme too, so that unfolding moves nothing.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from kg.analytics.louvain import louvain
from kg.views.forces import Floats, Ints, separate_discs, spread, sunflower
from kg.views.groups import telling
from kg.views.hubs import Hubs, gathered
from kg.views.picture import Picture
from kg.views.rim import at_the_rim, small_ones

TOWN = 300
"""Members of a theme that are shown side by side; a larger one is divided into themes of its own."""
SMALLEST = 12
"""Members below which a theme is no place of its own, but goes to those on their own."""
DEPTH = 3
ALONE = "Smaller themes"
GAP = 60.0
"""Between the discs of one theme, in pixels at full zoom."""
PACKED = 1.2
"""Area in which discs are spread, by that of the discs."""
ASPECT = 1.5
SQUEEZED = 8
"""Times that packed discs are drawn to the middle and pushed apart again."""
AT_ONCE = 40_000
"""Pairs of hubs whose repulsion is worked out at once: as many as a processor keeps near."""
STEPS = 30
"""Of the forces inside a town; more move little."""


@dataclass(slots=True)
class Theme:
    """A disc of the atlas."""

    name: str
    parent: int
    """Number of the theme that it lies in; -1 for the map itself."""
    x: int = 0
    y: int = 0
    radius: int = 0
    papers: int = 0
    names: int = 0


@dataclass(slots=True)
class Atlas:
    """Where each node and each theme lies; themes come after those they lie in."""

    x: Ints
    y: Ints
    theme: Ints
    """The innermost theme of each node."""
    themes: list[Theme] = field(default_factory=list)


def chart(picture: Picture) -> Atlas:
    """The atlas of a picture."""
    if not picture.nodes:
        return Atlas(*np.zeros((3, 0), dtype=np.int64))
    hubs = gathered(picture)
    tree = _Tree(picture, hubs)
    at, themes = _placed(picture, hubs, tree)
    everywhere = at[hubs.of] + hubs.offset
    place = np.rint(everywhere).astype(np.int64)
    return Atlas(place[:, 0], place[:, 1], tree.theme[hubs.of], themes)


class _Tree:
    """Themes within themes over the hubs of a picture."""

    def __init__(self, picture: Picture, hubs: Hubs) -> None:
        self.parents: list[int] = []
        self.names: list[str] = []
        self.theme = np.full(len(hubs.radius), -1, dtype=np.int64)
        self._hubs = hubs
        self._namer = _Namer(picture, hubs)
        self._divide(np.arange(len(hubs.radius)), hubs.pairs, hubs.weights, -1, 1)

    def _divide(self, members: Ints, pairs: Ints, weights: Floats, parent: int, depth: int) -> None:
        """Make the themes of these hubs, tied by ``pairs`` (of hubs), below ``parent``."""
        groups = self._groups(members, pairs, weights)
        part = np.full(len(self._hubs.radius), -1, dtype=np.int64)
        for place, (group, _) in enumerate(groups):
            part[group] = place
        home = part[pairs[:, 0]]
        home[home != part[pairs[:, 1]]] = -1
        for place, (group, alone) in enumerate(groups):
            number = len(self.parents)
            self.parents.append(parent)
            self.names.append(ALONE if alone else "")
            size = self._hubs.members[group].sum()
            if size > TOWN and depth < DEPTH and len(group) > 1:
                self._divide(group, pairs[home == place], weights[home == place], number, depth + 1)
            else:
                self.theme[group] = number
        siblings = [n for n, up in enumerate(self.parents) if up == parent and not self.names[n]]
        self._name(siblings, [g for g, alone in groups if not alone])

    def _groups(self, members: Ints, pairs: Ints, weights: Floats) -> list[tuple[Ints, bool]]:
        """Communities, largest first; what is too small for one in parts at the end."""
        place = np.zeros(len(self._hubs.radius), dtype=np.int64)
        place[members] = np.arange(len(members))
        label = louvain(len(members), place[pairs], weights, sparing=True)
        size = np.bincount(label, self._hubs.members[members])
        found = [(members[label == i], False) for i in np.flatnonzero(size >= SMALLEST)]
        rest = members[size[label] < SMALLEST]
        if len(found) <= 1 and len(members) > 1 and self._hubs.members[members].sum() > TOWN:
            return [(part, not found) for part in self._parts(members)]
        if len(rest):
            found.append((rest, True))
        return found

    def _parts(self, members: Ints) -> list[Ints]:
        """Members in parts of the size of a town, where no community tells them apart."""
        share = np.cumsum(self._hubs.members[members]) // TOWN
        return [members[share == part] for part in np.unique(share)]

    def _name(self, numbers: list[int], groups: list[Ints]) -> None:
        for number, group in zip(numbers, groups, strict=True):
            self.names[number] = self._namer.name(group)


class _Namer:
    """Names groups by the entities that most of their papers share and others share least."""

    def __init__(self, picture: Picture, hubs: Hubs) -> None:
        self._label = {node.id: node.label for node in picture.nodes}
        self._kind: dict[str, str] = {node.id: node.kind for node in picture.nodes}
        self._nodes, self._hub_of = picture.nodes, hubs.of.tolist()
        hub = {node.id: of for node, of in zip(picture.nodes, self._hub_of, strict=True)}
        metrics = {node.id for node in picture.nodes if node.kind == "Metric"}
        self._named: defaultdict[int, list[str]] = defaultdict(list)
        self._total: Counter[str] = Counter()
        for edge in picture.edges:
            if edge.source.startswith("paper/") and edge.target not in metrics:
                self._named[hub[edge.source]].append(edge.target)
                self._total[edge.target] += 1

    def name(self, group: Ints) -> str:
        """A name for a group of hubs: two entities, or what there is."""
        inside: Counter[str] = Counter()
        for hub in group.tolist():
            inside.update(self._named.get(hub, ()))
        shared = Counter({node: count for node, count in inside.items() if count > 1}) or inside
        if shared:
            return telling(shared, self._total, self._label, self._kind)
        first = next((i for i, hub in enumerate(self._hub_of) if hub == group[0]), 0)
        return self._nodes[first].label


def _placed(picture: Picture, hubs: Hubs, tree: _Tree) -> tuple[Floats, list[Theme]]:
    """Towns around their centres first, then from the innermost theme outwards."""
    count = len(tree.parents)
    at, radius = _towns(hubs, tree)
    centre = np.zeros((count, 2))
    children: defaultdict[int, list[int]] = defaultdict(list)
    for number, parent in enumerate(tree.parents):
        children[parent].append(number)
    whole = _ties(tree.theme[hubs.pairs], hubs.weights, count)
    for number in (*range(count - 1, -1, -1), -1):
        inner = children.get(number)
        if inner:
            ties = _ties_between(whole, tree, inner)
            room = radius[inner] + GAP / 2
            places = _outermost(room, *ties) if number < 0 else _pack(room, *ties, aspect=1.0)
            centre[inner] = places
            if number >= 0:
                out = np.hypot(places[:, 0], places[:, 1]) + radius[inner]
                radius[number] = out.max() + GAP
    for number, parent in enumerate(tree.parents):  # outermost first
        if parent >= 0:
            centre[number] += centre[parent]
    at = at + centre[tree.theme]
    return at, _told(picture, hubs, tree, centre, radius)


def _towns(hubs: Hubs, tree: _Tree) -> tuple[Floats, Floats]:
    """Places of hubs around the centres of their themes, all towns in one go; and the towns' radii."""
    count = len(tree.parents)
    at = np.zeros((len(hubs.radius), 2))
    place = np.zeros(len(at), dtype=np.int64)
    for towns in _alike(_members(hubs, tree.theme)):
        members, ties = (np.concatenate(part) for part in zip(*towns, strict=True))
        place[members] = np.arange(len(members))
        pairs, weights = place[hubs.pairs[ties]], hubs.weights[ties]
        at[members] = _spread(hubs.radius[members], pairs, weights, steps=STEPS, alike=len(towns))
    # Side by side on a line, so that no town pushes another.
    reach = np.zeros(count)
    np.maximum.at(reach, tree.theme, np.hypot(at[:, 0], at[:, 1]) + hubs.radius)
    line = np.cumsum(4 * reach + 400) - 2 * reach
    apart = at.copy()
    apart[:, 0] += line[tree.theme]
    apart = separate_discs(apart, hubs.radius, rounds=40)
    apart[:, 0] -= line[tree.theme]
    radius = np.zeros(count)
    np.maximum.at(radius, tree.theme, np.hypot(apart[:, 0], apart[:, 1]) + hubs.radius + GAP / 2)
    return apart, radius


def _ties_between(whole: tuple[Ints, Floats], tree: _Tree, themes: list[int]) -> tuple[Ints, Floats]:
    """Pairs of these themes, by place in the list, with the weight of the ties between them."""
    place = {number: i for i, number in enumerate(themes)}
    home = np.full(len(tree.parents), -1, dtype=np.int64)
    for number, parent in enumerate(tree.parents):
        home[number] = place.get(number, home[parent] if parent >= 0 else -1)
    pairs, weights = whole
    pairs, weights = _ties(home[pairs], weights, len(themes))
    return pairs, np.log1p(weights)


def _ties(ends: Ints, weights: Floats, count: int) -> tuple[Ints, Floats]:
    """Pairs of numbers below ``count``, each once, with the sum of their weights; without what is in none."""
    low, high = np.minimum(ends[:, 0], ends[:, 1]), np.maximum(ends[:, 0], ends[:, 1])
    kept = (low >= 0) & (low != high)
    key, where = np.unique(low[kept] * count + high[kept], return_inverse=True)
    pairs = np.stack((key // max(count, 1), key % max(count, 1)), axis=1)
    return pairs, np.bincount(where, weights[kept], len(key)).astype(np.float64)


def _members(hubs: Hubs, theme: Ints) -> Iterator[tuple[Ints, Ints]]:
    """For each theme, the hubs in it and the numbers of the pairs in it."""
    inner = np.flatnonzero(theme[hubs.pairs[:, 0]] == theme[hubs.pairs[:, 1]])
    of = theme[hubs.pairs[inner, 0]]
    inner, of = inner[np.argsort(of, kind="stable")], np.sort(of)
    order = np.argsort(theme, kind="stable")
    numbers, starts = np.unique(theme[order], return_index=True)
    for number, members in zip(numbers.tolist(), np.split(order, starts[1:]), strict=True):
        first, last = np.searchsorted(of, [number, number + 1])
        yield members, inner[first:last]


def _alike(towns: Iterable[tuple[Ints, Ints]]) -> Iterator[list[tuple[Ints, Ints]]]:
    """Towns of equally many hubs together: hundreds of small ones take longer one by one."""
    by_size: defaultdict[int, list[tuple[Ints, Ints]]] = defaultdict(list)
    for town in towns:
        by_size[len(town[0])].append(town)
    for size in sorted(by_size):
        step = max(1, AT_ONCE // size**2)
        for first in range(0, len(by_size[size]), step):
            yield by_size[size][first : first + step]


def _pack(radius: Floats, pairs: Ints, weights: Floats, *, aspect: float) -> Floats:
    """Discs near those they are tied to, close together, without overlap, around the origin."""
    at = _spread(radius, pairs, weights, steps=120, aspect=aspect)
    for _ in range(SQUEEZED):
        at = separate_discs(at * 0.86, radius, rounds=60)
    at = separate_discs(at, radius)
    middle: Floats = at - np.average(at, axis=0, weights=radius**2)
    return middle


def _outermost(radius: Floats, pairs: Ints, weights: Floats) -> Floats:
    """The discs of the map itself: the small ones at its rim, where their names fit beside them."""
    small = small_ones(radius)
    if not len(small):
        return _pack(radius, pairs, weights, aspect=ASPECT)
    large = np.setdiff1d(np.arange(len(radius)), small)
    place = np.full(len(radius), -1, dtype=np.int64)
    place[large] = np.arange(len(large))
    among = (place[pairs] >= 0).all(axis=1)
    at = np.zeros((len(radius), 2))
    at[large] = _pack(radius[large], place[pairs[among]], weights[among], aspect=ASPECT)
    return at_the_rim(at, radius, small, pairs, weights, gap=GAP / 2)


def _spread(
    radius: Floats, pairs: Ints, weights: Floats, *, steps: int, aspect: float = 1.0, alike: int = 1
) -> Floats:
    """Discs by forces, stretched to the area they need; several towns ``alike`` as if each were alone."""
    count = len(radius) // alike
    if count == 1:
        return np.zeros((alike, 2))
    town = np.repeat(np.arange(alike), count)
    room = (radius.reshape(alike, count) ** 2).sum(axis=1)
    most = np.zeros(alike)
    np.maximum.at(most, town[pairs[:, 0]], weights)
    start = np.tile(sunflower(count, math.sqrt(count)), (alike, 1))
    charge = radius / np.sqrt(room / count)[town]
    scaled = weights / np.maximum(most, 1e-9)[town[pairs[:, 0]]]
    places = spread(start, pairs, scaled, charge, steps=steps, alike=alike).reshape(alike, count, 2)
    low, high = places.min(axis=1, keepdims=True), places.max(axis=1, keepdims=True)
    area = (PACKED * math.pi * room)[:, None, None] * [aspect, 1 / aspect]
    places = (places - (high + low) / 2) * np.sqrt(area) / np.maximum(high - low, 1e-6)
    flat: Floats = places.reshape(-1, 2)
    return flat


def _told(picture: Picture, hubs: Hubs, tree: _Tree, centre: Floats, radius: Floats) -> list[Theme]:
    """The themes as records, each with what lies in it."""
    papers = np.array([node.kind == "Paper" for node in picture.nodes], dtype=np.int64)
    own = tree.theme[hubs.of]
    counts = [np.bincount(own, which, len(tree.parents)).astype(int) for which in (papers, 1 - papers)]
    for number in range(len(tree.parents) - 1, -1, -1):
        if tree.parents[number] >= 0:
            for count in counts:
                count[tree.parents[number]] += count[number]
    return [
        Theme(name, parent, round(centre[i, 0]), round(centre[i, 1]), math.ceil(radius[i]), p, n)
        for i, (name, parent, p, n) in enumerate(
            zip(tree.names, tree.parents, counts[0].tolist(), counts[1].tolist(), strict=True)
        )
    ]
