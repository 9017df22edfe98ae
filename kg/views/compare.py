"""Two things side by side, and the way between two: which nodes are whose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from kg.errors import NotFound
from kg.model import Derived
from kg.views.assemble import Assembler, Triple, triples_of
from kg.views.evidence import Papers
from kg.views.only import EVERYTHING, Only
from kg.views.picture import Picture
from kg.views.select import allowed

COMPARE_LIMIT = 100
WAY_LIMIT = 40
BOTH, FIRST, SECOND = 0, 1, 2


def compared(
    derived: Derived,
    papers: Papers,
    first: Collection[str],
    second: Collection[str],
    *,
    sides: tuple[str, str, str],
    limit: int = COMPARE_LIMIT,
    only: Only = EVERYTHING,
    title: str = "Compared",
    texts: bool = True,
) -> Picture:
    """Two sets of nodes with all that they touch: what both touch, and what only one does.

    ``sides`` names the three, shared first. What is shared goes first where there is no room for all.
    """
    triples = allowed(derived, only)
    near = [_near(triples, set(nodes)) for nodes in (first, second)]
    ends = dict.fromkeys(first, FIRST) | dict.fromkeys(second, SECOND)
    side = {
        node: ends.get(node, BOTH if near[0][node] and near[1][node] else FIRST if near[0][node] else SECOND)
        for node in near[0] | near[1]
    }
    both = set(first) & set(second)
    side |= dict.fromkeys(both, BOTH)
    ranked = sorted(side, key=lambda n: (n not in ends, side[n] != BOTH, -(near[0][n] + near[1][n]), n))
    kept = set(ranked[: max(limit, 2)])
    shown = [t for t in triples if t.source in kept and t.target in kept]
    counts = Counter(side[node] for node in ranked if node not in ends or node in both)
    notes = ["; ".join(f"{name}: {counts[i]:,}" for i, name in enumerate(sides)) + "."]
    if len(kept) < len(side):
        notes.append(f"Shown are {len(kept):,} of {len(side):,} nodes, what is shared first.")
    made = Assembler(derived, papers, texts=texts, only=only).picture(title, kept, shown, notes=tuple(notes))
    nodes = tuple(
        replace(n, side=side[n.id], facts=(("Belongs", sides[side[n.id]]), *n.facts)) for n in made.nodes
    )
    return replace(made, nodes=nodes, sides=sides)


def _near(triples: list[Triple], nodes: set[str]) -> Counter[str]:
    """How often each node is touched by ``nodes``; these themselves count, too."""
    found = Counter(dict.fromkeys(sorted(nodes), 1))
    for triple in triples:
        for end, other in ((triple.source, triple.target), (triple.target, triple.source)):
            if end in nodes:
                found[other] += 1
    return found


def way(
    derived: Derived,
    papers: Papers,
    steps: Collection[str],
    *,
    limit: int = WAY_LIMIT,
    only: Only = EVERYTHING,
    title: str | None = None,
    texts: bool = True,
) -> Picture:
    """The nodes of a path with what lies between them besides; the page opens with the path highlighted.

    ``limit`` and ``only`` choose what lies besides; the path is shown whatever they say.
    """
    if len(steps) < 2:
        raise NotFound("a path leads from one name to another")
    on = list(steps)
    between = [t for t in triples_of(derived) if t.source in on and t.target in on]
    besides = [t for t in allowed(derived, only) if not (t.source in on and t.target in on)]
    touched: Counter[str] = Counter()
    for triple in besides:
        for end, other in ((triple.source, triple.target), (triple.target, triple.source)):
            if end in on and other not in on:
                touched[other] += 1
    aside = [node for node in sorted(touched, key=lambda n: (-touched[n], n)) if touched[node] > 1]
    kept = {*on, *aside[: max(limit - len(on), 0)]}
    shown = [*between, *(t for t in besides if t.source in kept and t.target in kept)]
    made = Assembler(derived, papers, texts=texts, only=only)
    heading = title or f"From {made.label(on[0])} to {made.label(on[-1])}"
    return replace(made.picture(heading, kept, shown, whole=on), path=(on[0], on[-1]))
