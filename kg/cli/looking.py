"""The work of ``kg neighbours``: looked up in the index, printed for people or machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kg.cli.plain import fail, print_json, reading, say, width

if TYPE_CHECKING:
    from kg.index.rows import Direction, Match, Neighbour, Neighbours


BROADER = 3
"""Most broader names that are told."""


def look_up(
    name: str,
    *,
    store: str | None = None,
    relations: Sequence[str] = (),
    types: Sequence[str] = (),
    direction: str = "both",
    depth: int = 1,
    min_confidence: float = 0.0,
    limit: int = 20,
    exact: bool = False,
    as_json: bool = False,
    more: dict[str, Any] | None = None,
    told: Sequence[str] = (),
) -> None:
    """Print what ``name`` is linked to: as JSON with ``more`` beside it, for people below the lines ``told``.

    Raises `kg.errors.UsageError` for a relation or type that is none.
    """
    if relations or types:  # the records are worth their price only where there is something to check
        from kg.model import ENTITY_TYPES, LINK_PREDICATES, RELATIONS

        _known(relations, (*RELATIONS, *LINK_PREDICATES), "relation")
        _known(types, (*ENTITY_TYPES, "Paper"), "type")
    _known([direction], ("out", "in", "both"), "direction")
    way: Direction | None = None if direction == "both" else direction  # type: ignore[assignment]
    with reading(store) as index:
        match = index.resolve(name, fuzzy=not exact)
        found = index.neighbours(
            match,
            relations=relations,
            types=types,
            direction=way,
            depth=depth,
            min_confidence=min_confidence,
            limit=limit,
        )
    if match.how == "similar":
        say(f"kg: took {name!r} for {match.label!r}")
    if as_json:
        from kg.index import to_plain

        print_json({**to_plain(found), **(more or {})})
    else:
        print(render(found, width(), heading=_heading(match), told=told, none=match.unsure))


def _known(given: Sequence[str], allowed: tuple[str, ...], what: str) -> None:
    for value in given:
        if value not in allowed:
            fail(f"no {what} is called {value!r}; there are: {', '.join(allowed)}")


def _heading(match: Match) -> str:
    """What was found, of which types, in how many papers."""
    if match.kind == "paper":
        return match.label
    papers = f"{match.papers:,} paper" + "s" * (match.papers != 1)
    return f"{match.label} ({'; '.join(filter(None, (', '.join(match.types), papers)))})"


def render(
    found: Neighbours,
    columns_wide: int,
    *,
    heading: str | None = None,
    told: Sequence[str] = (),
    none: str = "",
) -> str:
    """The neighbours, or why there are ``none``, for people, below what is ``told`` of what they are of."""
    from kg.terminal import columns, one_line

    rows = [
        (
            _arrow(row),
            ", ".join(row.types) or "Paper",
            f"{row.support}",
            f"{row.confidence:.2f}",
            _target(row),
        )
        for row in found.rows
    ]
    lines = [one_line(heading or found.label)]
    lines += ["  " + one_line(f"below {a.label} ({a.rule}, {a.score:.2f})") for a in found.broader[:BROADER]]
    lines += told
    lines.append(columns(rows, head=("relation", "type", "papers", "conf", "name"), width=columns_wide))
    if not rows:
        lines[-1] = one_line(none) or "no neighbours pass these filters"
    if found.left_out:
        lines.append(f"… and {found.left_out} more; raise --limit or narrow with --relation and --type")
    if found.unexpanded:
        lines.append(f"… {found.unexpanded} neighbours were not followed further")
    return "\n".join(lines)


def _arrow(row: Neighbour) -> str:
    shape = {"out": "→ {}", "in": "← {}", "both": "↔ {}"}[row.direction]
    return "  " * (row.depth - 1) + shape.format(row.relation)


def _short(title: str, width: int = 64) -> str:
    """A title that leaves room for the identifier behind it."""
    return title if len(title) <= width else title[: width - 1].rstrip() + "…"


def _target(row: Neighbour) -> str:
    if row.kind == "paper":
        date = f" ({row.date[:4]})" if row.date else ""
        return f"{_short(row.label)}{date} [{row.id}]"
    papers = ", ".join(row.papers[:3]) + (", …" if len(row.papers) > 3 else "")
    via = f" via {row.of}" if row.depth > 1 else ""
    return f"{row.label}{via}" + (f"  [{papers}]" if papers else "")
