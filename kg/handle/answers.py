"""The picture of what a query finds: its names and papers, what was asked about, and papers that tie them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from kg import vocab
from kg.errors import NotFound
from kg.handle.papers import Papers
from kg.store.snapshot import Snapshot
from kg.views import Only, Picture, entity_node, paper_node, selection
from kg.views.layout import LABELS_ROOM_UP_TO

NAMED = {"name", "topic", "task", "method", "dataset", "metric", "concept", "paper"}
"""Types of parameters that stand for a node."""
BESIDE = 40
"""Most papers that are drawn because they tie names of an answer without papers."""
LOOKED_AT = 100
"""Names of an answer whose papers are looked at, and papers of each."""


def answer_picture(
    snapshot: Snapshot,
    papers: Papers,
    query: str,
    values: Mapping[str, str],
    limit: int,
    only: Only,
    texts: bool,
) -> Picture:
    """What a query finds, with what it was asked about; raises `NotFound` where there is nothing to draw."""
    from kg.query import load_query, run_saved

    saved = load_query(query)
    result = run_saved(snapshot.path, saved, values, snapshot.index)
    terms = [term for row in (result.triples or result.rows) for term in row if term is not None]
    found = dict.fromkeys(term.value.removeprefix(vocab.BASE) for term in terms)
    nodes = [node for node in found if node.startswith(("name/", "paper/"))]
    if not nodes:
        raise NotFound("the query finds no papers or entities to draw; select their IRIs, not only labels")
    kinds = {parameter.name: parameter.type for parameter in saved.parameters}
    asked = _asked(snapshot, [value for name, value in values.items() if kinds.get(name) in NAMED])
    ties = (
        [] if any(node.startswith("paper/") for node in nodes) else _ties(snapshot, [*asked, *nodes], limit)
    )
    wanted = {*nodes, *asked, *ties}
    title = ": ".join(filter(None, (saved.title, ", ".join(values.values()))))
    part = snapshot.index.derived(wanted)
    made = selection(part, papers, wanted, limit=limit, only=only, title=title, texts=texts)
    drawn = {node.id for node in made.nodes} - set(nodes)
    return replace(
        made, notes=(*made.notes, *_notes(snapshot, [a for a in asked if a in drawn], drawn, ties))
    )


def _asked(snapshot: Snapshot, values: Iterable[str]) -> list[str]:
    """The nodes that parameters name."""
    found = []
    for value in values:
        try:
            match = snapshot.index.resolve(value, fuzzy=False)
        except NotFound:
            continue
        found.append(paper_node(match.id) if match.kind == "paper" else entity_node(match.id))
    return found


def _ties(snapshot: Snapshot, names: list[str], limit: int) -> list[str]:
    """Papers that name at least two of these, those that name most first, as many as there is room for."""
    held: Counter[str] = Counter()
    for node in [name for name in names if name.startswith("name/")][:LOOKED_AT]:
        rows = snapshot.index.neighbours(node.removeprefix("name/"), types=["Paper"], limit=LOOKED_AT).rows
        held.update({paper_node(row.id) for row in rows})
    several = sorted((paper for paper in held if held[paper] > 1), key=lambda paper: (-held[paper], paper))
    room = min(BESIDE, limit - len(names), LABELS_ROOM_UP_TO - len(names))
    return several[: max(room, 0)]


def _notes(snapshot: Snapshot, asked: list[str], drawn: set[str], ties: list[str]) -> list[str]:
    said = [snapshot.index.label(*node.split("/", 1)) or node for node in asked]
    tying = len(drawn & set(ties))
    if tying:
        said.append(f"{tying:,} {'paper that names' if tying == 1 else 'papers that name'} several of it")
    return [f"Beside the answer: {', '.join(said)}."] if said else []
