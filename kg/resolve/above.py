"""What is broader than an entity, inferred from what papers call it a kind of and what its name ends in.

The background knows no name that came after it: so new names are put below each other, and below older
ones. Marked as inferred, with the rule and a score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from kg.model import Broader, EntityEdge, EntityNode
from kg.names import slug
from kg.resolve.background import heads
from kg.resolve.coined import is_makeshift
from kg.resolve.expansions import looks_short

HEAD, KIND = "head noun", "isA"
HEAD_SCORE = 0.6


def head_names(label: str) -> tuple[str, ...]:
    """Slugs of the names that a label ends in, the longest first.

    A single word says too little ("learning"), unless it is an abbreviation.

    >>> head_names("offline multi-agent reinforcement learning"), head_names("graph-based RAG")
    (('multi-agent-reinforcement-learning', 'reinforcement-learning'), ('rag',))
    """
    if is_makeshift(label):
        return ()
    own = slug(label)
    found = (slug(head) for head in heads(label) if " " in head or looks_short(head))
    return tuple(dict.fromkeys(name for name in found if name != own))


def above(
    entity: str, label: str, kinds: Mapping[str, float], named: Callable[[str], str | None]
) -> tuple[Broader, ...]:
    """What is broader than an entity, sorted.

    ``kinds``: the entities that papers call it a kind of, with the confidence, but for those that are called
    a kind of it, too; ``named``: the entity that a name stands for, None where there is none.
    """
    found = {other: Broader(entity, other, KIND, score) for other, score in kinds.items() if other != entity}
    for head in head_names(label):
        other = named(head)
        if other is not None and other != entity:
            found.setdefault(other, Broader(entity, other, HEAD, HEAD_SCORE))
            break
    return tuple(found[other] for other in sorted(found))


def above_all(
    entities: Iterable[EntityNode], entity_of: Mapping[str, str], links: Iterable[EntityEdge]
) -> Iterator[Broader]:
    """What is broader than each of all entities; ``entity_of`` leads from names to entities."""
    nodes = {node.slug: node for node in entities}
    kinds: dict[str, dict[str, float]] = {}
    for link in links:
        if link.predicate == "isA":
            kinds.setdefault(link.subject, {})[link.object] = link.confidence

    def named(name: str) -> str | None:
        entity = entity_of.get(name)
        return entity if entity in nodes else None

    for found, node in sorted(nodes.items()):
        mine = {o: score for o, score in kinds.get(found, {}).items() if found not in kinds.get(o, {})}
        yield from above(found, node.label, mine, named)
