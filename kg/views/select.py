"""Which nodes and edges a picture shows: pure functions from derived records to a `Picture`.

Each keeps a limit, so that no picture is a hairball, and says in a note what it left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from kg.errors import NotFound
from kg.model import Derived
from kg.views.assemble import Assembler, Triple, triples_of
from kg.views.evidence import Papers
from kg.views.only import EVERYTHING, Only
from kg.views.picture import Kind, Picture, entity_node, paper_node

OVERVIEW_LIMIT = 1500
AROUND_LIMIT = 60


def overview(
    derived: Derived,
    papers: Papers,
    *,
    limit: int = OVERVIEW_LIMIT,
    only: Only = EVERYTHING,
    title: str = "Overview",
    texts: bool = True,
) -> Picture:
    """The whole graph, or its best supported part where it has more than ``limit`` nodes."""
    triples = allowed(derived, only)
    degree = _degrees(triples)
    support = _support(derived)
    ranked = sorted(degree, key=lambda node: (-support.get(node, 0), -degree[node], node))
    if len(ranked) > limit:
        ranked = _balanced(ranked, triples, limit)
    kept = set(ranked)
    shown = [triple for triple in triples if triple.source in kept and triple.target in kept]
    connected = {end for triple in shown for end in (triple.source, triple.target)}
    notes = _note(len(connected), len(degree), "nodes, those that most papers share")
    return Assembler(derived, papers, texts=texts, only=only).picture(title, connected, shown, notes=notes)


def around(
    derived: Derived,
    papers: Papers,
    name: str,
    *,
    depth: int = 2,
    limit: int = AROUND_LIMIT,
    only: Only = EVERYTHING,
    title: str | None = None,
    texts: bool = True,
) -> Picture:
    """The neighbourhood of an entity (slug of any of its names) or of a paper (local name or alias).

    Raises `NotFound` where neither knows ``name``.
    """
    focus = _resolve(derived, papers, name)
    triples = allowed(derived, only)
    order = _by_distance(focus, triples, depth, _support(derived))
    kept = set(order[: max(limit, 1)])
    shown = [triple for triple in triples if triple.source in kept and triple.target in kept]
    notes = _note(
        len(kept) - 1, len(order) - 1, f"neighbours within {depth} steps, nearest and best supported"
    )
    made = Assembler(derived, papers, texts=texts, only=only)
    heading = title if title is not None else f"Around {made.label(focus)}"
    return made.picture(heading, kept, shown, notes=notes, focus=focus)


def paper(
    derived: Derived,
    papers: Papers,
    paper_id: str,
    *,
    limit: int = AROUND_LIMIT,
    only: Only = EVERYTHING,
    texts: bool = True,
) -> Picture:
    """One paper: all it names, with what its entities have to do with each other."""
    focus = _resolve(derived, papers, paper_id)
    if not focus.startswith("paper/"):
        raise NotFound(f"no paper {paper_id!r}")
    title = Assembler(derived, papers, texts=texts).label(focus)
    return around(derived, papers, paper_id, depth=1, limit=limit, only=only, title=title, texts=texts)


def selection(
    derived: Derived,
    papers: Papers,
    wanted: Collection[str],
    *,
    edges: Collection[tuple[str, str, str]] | None = None,
    limit: int = OVERVIEW_LIMIT,
    only: Only = EVERYTHING,
    title: str = "Result",
    texts: bool = True,
) -> Picture:
    """A set of nodes, such as the result of a query, and the triples among them.

    ``wanted`` holds identifiers of nodes (`paper_node`, `entity_node`); what the graph does not hold is
    left out with a note. ``only`` filters nodes by type and triples; ``edges`` keeps to these triples
    (source, relation, target), by default all.
    """
    triples = allowed(derived, only)
    known = {entity_node(e.slug) for e in derived.entities} | {
        paper_node(e.paper) for e in derived.paper_edges
    }
    known |= {node for node in wanted if node.removeprefix("paper/") in papers and node.startswith("paper/")}
    support = _support(derived)
    kinds = {entity_node(e.slug): e.types[0][0] for e in derived.entities if e.types}
    fitting = {node for node in wanted if only.kinds is None or kinds.get(node, "Paper") in only.kinds}
    found = sorted(fitting & known, key=lambda node: (-support.get(node, 0), node))
    kept = set(found[:limit])
    these = None if edges is None else set(edges)
    shown = [
        t
        for t in triples
        if t.source in kept
        and t.target in kept
        and (these is None or (t.source, t.relation, t.target) in these)
    ]
    notes = _note(len(kept), len(found), "nodes of the result, those that most papers share")
    missing = len(set(wanted) - known)
    if missing:
        notes = (*notes, f"{missing:,} of the result are no papers or entities of this graph.")
    return Assembler(derived, papers, texts=texts, only=only).picture(title, kept, shown, notes=notes)


def allowed(derived: Derived, only: Only) -> list[Triple]:
    """The triples that a filter lets through."""
    kinds: dict[str, Kind] = {entity_node(e.slug): e.types[0][0] for e in derived.entities if e.types}
    return [triple for triple in triples_of(derived) if _passes(triple, only, kinds)]


def _passes(triple: Triple, only: Only, kinds: Mapping[str, Kind]) -> bool:
    ends = kinds.get(triple.source, "Paper"), kinds.get(triple.target, "Paper")
    return only.lets(triple.relation, triple.confidence, ends)


def _support(derived: Derived) -> dict[str, int]:
    return {entity_node(entity.slug): entity.papers for entity in derived.entities}


def _degrees(triples: Iterable[Triple]) -> Counter[str]:
    return Counter(end for triple in triples for end in (triple.source, triple.target))


def _balanced(ranked: list[str], triples: list[Triple], limit: int) -> list[str]:
    """The best supported entities and the papers that hold most of them, in the shares of the whole."""
    entities = [node for node in ranked if node.startswith("name/")]
    share = max(1, round(limit * len(entities) / len(ranked)))
    kept = set(entities[:share])
    held = Counter(t.source for t in triples if t.target in kept and t.source.startswith("paper/"))
    papers = sorted(held, key=lambda node: (-held[node], node))
    return [*entities[:share], *papers[: limit - share]]


def _by_distance(focus: str, triples: list[Triple], depth: int, support: dict[str, int]) -> list[str]:
    """All nodes within ``depth`` steps: nearest first, then the strongest tie, then the best supported."""
    near = _neighbours(triples)
    order, seen, ring = [focus], {focus}, [focus]
    for _ in range(depth):
        tie: dict[str, float] = {}
        for node in ring:
            for other, strength in near[node]:
                if other not in seen:
                    tie[other] = tie.get(other, 0.0) + strength
        ring = sorted(tie, key=lambda node: (-round(tie[node], 6), -support.get(node, 0), node))
        seen.update(ring)
        order += ring
    return order


def _neighbours(triples: Iterable[Triple]) -> defaultdict[str, list[tuple[str, float]]]:
    near: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for triple in triples:
        for end, other in _both_ways(triple):
            near[end].append((other, triple.confidence * (1 + triple.core)))
    return near


def _both_ways(triple: Triple) -> Iterator[tuple[str, str]]:
    yield triple.source, triple.target
    yield triple.target, triple.source


def _resolve(derived: Derived, papers: Papers, name: str) -> str:
    bare = name.removeprefix("name/").removeprefix("paper/")
    if not name.startswith("paper/"):
        entity = next((n.entity for n in derived.names if n.slug == bare), None)
        if entity is not None or any(e.slug == bare for e in derived.entities):
            return entity_node(entity or bare)
    if bare in papers:
        return paper_node(papers[bare][0].id)
    raise NotFound(f"no entity and no paper {name!r}")


def _note(shown: int, total: int, what: str) -> tuple[str, ...]:
    if shown >= total:
        return ()
    return (f"Shown are {shown:,} of {total:,} {what}; {total - shown:,} are left out.",)
