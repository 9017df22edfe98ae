"""Communities of a picture's nodes, found with a fixed seed and named by their most telling entities."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from kg.analytics.naming import TYPES
from kg.views.forces import Floats, Ints
from kg.views.picture import Picture

SEED = 7
LEAST = 0.5
"""What a name of another type tells."""
SMALLEST_NAMED = 4
"""Papers that a group needs before the map names it."""


def communities(count: int, pairs: Ints, weights: Floats) -> Ints:
    """The Louvain community of each of ``count`` nodes; numbered by size, largest first."""
    import networkx as nx  # 190 ms, and only pictures of many nodes need it

    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_weighted_edges_from(zip(*pairs.T.tolist(), weights.tolist(), strict=True) if len(pairs) else ())
    found = nx.community.louvain_communities(graph, seed=SEED)
    found.sort(key=lambda members: (-len(members), min(members)))
    number = np.zeros(count, dtype=np.int64)
    for index, members in enumerate(found):
        number[sorted(members)] = index
    return number


def name_groups(picture: Picture, group: Sequence[int]) -> dict[int, str]:
    """The two entities that most papers of a group share and that others share least; small groups none."""
    number = {node.id: index for node, index in zip(picture.nodes, group, strict=True)}
    label = {node.id: node.label for node in picture.nodes if node.kind != "Paper"}
    kinds: dict[str, str] = {node.id: node.kind for node in picture.nodes}
    inside: defaultdict[int, Counter[str]] = defaultdict(Counter)
    total: Counter[str] = Counter()
    for edge in picture.edges:
        if edge.source in number and edge.target in label and edge.source.startswith("paper/"):
            inside[number[edge.source]][edge.target] += 1
            total[edge.target] += 1
    papers = Counter(number[node.id] for node in picture.nodes if node.kind == "Paper")
    names = {}
    for index in sorted(inside):
        shared = Counter({node: count for node, count in inside[index].items() if count > 1})
        if shared and papers[index] >= SMALLEST_NAMED:
            names[index] = telling(shared, total, label, kinds)
    return names


def telling(
    inside: Counter[str], total: Counter[str], label: Mapping[str, str], kinds: Mapping[str, str]
) -> str:
    """The labels of two nodes that most papers of a group name and others least, none within the other.

    A task or a method tells more than data or a concept.
    """
    best = sorted(
        inside, key=lambda node: (-TYPES.get(kinds[node], LEAST) * inside[node] ** 2 / total[node], node)
    )
    kept: list[str] = []
    for text in (label[node] for node in best[:8]):
        folded = text.casefold()
        if len(kept) < 2 and not any(folded in k.casefold() or k.casefold() in folded for k in kept):
            kept.append(text)
    return " · ".join(kept)
