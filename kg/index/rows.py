"""The records that the index answers with.

Named tuples, not data classes: a class of the latter costs half a millisecond to make, and a cold
look-up has thirty of them in all.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from kg.errors import NotFound

Kind = Literal["entity", "paper"]
Direction = Literal["out", "in", "both"]
How = Literal["name", "alias", "title", "identifier", "prefix", "word", "similar"]


class Match(NamedTuple):
    """What a text was found to name, and how."""

    kind: Kind
    id: str
    """Slug of the entity, or local name of the paper."""
    label: str
    text: str
    """The name that matched, as written."""
    how: How
    """``prefix``: the name starts so; ``word``: a later word of it does; ``similar``: a misspelling."""
    papers: int = 0
    types: tuple[str, ...] = ()
    distance: int = 0
    """Edits between the text and the matching name; above 0 for ``similar`` only."""

    @property
    def unsure(self) -> str:
        """What to say of a name that no plain triple has; empty for all others."""
        if self.kind == "paper" or self.papers or self.types:
            return ""
        return f"only less sure claims name {self.label!r}; `kg show PAPER` lists them"

    def sure(self) -> Match:
        """Itself; raises `NotFound` for a name that no plain triple has."""
        if self.unsure:
            raise NotFound(self.unsure)
        return self

    def _repr_html_(self) -> str:
        return Matches([self])._repr_html_()


class EntityRow(NamedTuple):
    """An entity as the index knows it."""

    slug: str
    label: str
    aliases: tuple[str, ...]
    types: tuple[tuple[str, int], ...]
    """Each type with the number of papers that use it so, most frequent first."""
    papers: int
    neighbours: int
    """Entities linked to it, counted once a relation and direction."""

    def _repr_html_(self) -> str:
        from kg.notebook import html_table

        about = f"{self.papers:,} papers, linked to {self.neighbours:,} names"
        written = ", ".join(self.aliases)
        rows = [(kind, f"{number:,}") for kind, number in self.types]
        if written:
            about = f"{about}; also written {written}"
        return html_table(self.label, ("type", "papers"), rows, about=about)


class PaperRow(NamedTuple):
    """A paper as the index knows it."""

    id: str
    title: str
    date: str | None
    aliases: tuple[str, ...]
    entities: int
    """Plain triples from it to entities."""


class Neighbour(NamedTuple):
    """One plain triple between what was asked for and something else."""

    kind: Kind
    id: str
    label: str
    relation: str
    direction: Direction
    """``out``: asked-for relation other; ``in``: the other way round; ``both``: the relation has none."""
    types: tuple[str, ...]
    support: int
    """Papers that say so."""
    confidence: float
    papers: tuple[str, ...]
    core: bool = False
    date: str | None = None
    """Of a paper only."""
    depth: int = 1
    of: str = ""
    """What it is a neighbour of: the asked-for slug or, beyond depth 1, one of its neighbours."""


class Above(NamedTuple):
    """An entity that is broader than another, as was inferred."""

    id: str
    """Slug of the broader entity."""
    label: str
    rule: str
    """``isA``: papers call it a kind of that; ``head noun``: its name ends in that name."""
    score: float


class Neighbours(NamedTuple):
    """The neighbours of one entity or paper, most supported first, entities before papers."""

    kind: Kind
    id: str
    label: str
    rows: tuple[Neighbour, ...]
    left_out: int
    """Rows that passed the filters and fell to the limit."""
    unexpanded: int = 0
    """Beyond depth 1: neighbours whose own neighbours were not looked at, for there were too many."""
    broader: tuple[Above, ...] = ()
    """What is broader than an entity, as was inferred, the surest first."""

    def _repr_html_(self) -> str:
        from kg.notebook import html_table

        arrows = {"out": "→ {}", "in": "← {}", "both": "↔ {}"}
        rows = (
            (
                arrows[row.direction].format(row.relation),
                ", ".join(row.types),
                str(row.support),
                f"{row.confidence:.2f}",
                row.label,
            )
            for row in self.rows
        )
        head = ("relation", "type", "papers", "conf", "name")
        return html_table(self.label, head, rows, left_out=self.left_out)


class Matches(list[Match]):
    """What was found, best first, as a notebook shows it."""

    def _repr_html_(self) -> str:
        from kg.notebook import html_table

        rows = (
            (match.label, match.kind, ", ".join(match.types), f"{match.papers:,}", match.how, match.id)
            for match in self
        )
        return html_table("Found", ("name", "kind", "types", "papers", "how", "id"), rows)


def to_plain(record: Any) -> Any:
    """A record of this file as dictionaries and lists."""
    if isinstance(record, tuple):
        if hasattr(record, "_asdict"):
            return {name: to_plain(value) for name, value in record._asdict().items()}
        return [to_plain(item) for item in record]
    return record
