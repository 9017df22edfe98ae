"""The company of entities that many papers name, read off the edges, and brought up to them in the graph.

Tables that were made before there were companies get them without anything being derived anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from pyoxigraph import NamedNode, Quad

from kg import vocab
from kg.derive.marks import Marks
from kg.derive.tables import Tables
from kg.mapping import company_quads
from kg.model import Company
from kg.resolve import company as plain
from kg.store.writer import Writer

_AT_ONCE = 20
_NOTE, _VERSION = "company", "1"


class CompanyStage:
    """Reads companies off the tables."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables
        self._stirred: set[str] = set()

    # What has to be looked at again

    def stir(self, entities: Iterable[str]) -> None:
        """Papers or links of these entities changed."""
        self._stirred.update(entities)

    def mark(self, marks: Marks) -> None:
        """Mark the companies that may have changed, and those that there shall be no more."""
        self._t.run(_TABLE)
        for slug in sorted(self._stirred):
            kept = self._t.row("SELECT 1 FROM company WHERE entity = ?", slug)
            if kept is not None or self._papers(slug) > plain.MANY:
                marks.mark("company", slug)
        self._stirred.clear()

    # What there is

    def company(self, slug: str) -> Company | None:
        """The company of an entity, None where it has few papers."""
        if self._papers(slug) <= plain.MANY:
            return None
        return Company(
            slug,
            newest=self._papers_of(slug, _NEWEST),
            users=self._papers_of(slug, _USERS),
            surest=self._papers_of(slug, _SUREST),
            links=tuple((a, b, c) for a, b, c in self._t.rows(_LINKS, slug, slug, plain.FIRST)),
            beside=tuple(self._beside(slug)),
        )

    def _papers(self, slug: str) -> int:
        row = self._t.row("SELECT papers FROM entity WHERE slug = ?", slug)
        return 0 if row is None else int(row[0])

    def _papers_of(self, slug: str, ask: str) -> tuple[str, ...]:
        return tuple(row[0] for row in self._t.rows(ask, slug, plain.FIRST))

    def _beside(self, slug: str) -> Iterator[tuple[str, str, int]]:
        for role, (mine, theirs) in plain.ROLES.items():
            ask = _BESIDE.format(_listed(mine), _listed(theirs))
            for other, papers in self._t.rows(ask, slug, slug, plain.FIRST):
                yield role, other, papers

    # The graph

    def write(self, writer: Writer) -> None:
        """Bring the graph of companies up to what is pending; all of it where it is new to the tables."""
        if self._t.note(_NOTE) != _VERSION:
            self.write_all(writer)
            return
        keys = iter([row[0] for row in self._t.rows("SELECT key FROM pending WHERE kind = 'company'")])
        while batch := list(islice(keys, _AT_ONCE)):
            gone: list[Quad] = []
            new: list[Quad] = []
            for slug in batch:
                now, then = set(_kept(writer, slug)), set(self._quads(slug))
                gone += now - then
                new += then - now
            writer.amend(gone, new)

    def write_all(self, writer: Writer) -> None:
        """All companies."""
        self._t.run(_TABLE)
        self._t.run("DELETE FROM company")
        many = self._t.rows("SELECT slug FROM entity WHERE papers > ? ORDER BY slug", plain.MANY)
        writer.rewrite(vocab.GRAPH_COMPANY, (quad for (slug,) in many for quad in self._quads(slug)))
        writer.flush()  # the note is durable at once
        self._t.set_note(_NOTE, _VERSION)

    def _quads(self, slug: str) -> list[Quad]:
        """The quads of a company as it is now; how many there are is noted."""
        found = self.company(slug)
        if found is None:
            self._t.run("DELETE FROM company WHERE entity = ?", (slug,))
            return []
        quads = company_quads(found)
        self._t.run("INSERT OR REPLACE INTO company VALUES (?, ?)", (slug, len(quads)))
        return quads

    def size(self) -> int:
        """How many quads the graph of companies holds."""
        return self._t.number("SELECT sum(quads) FROM company")


def _kept(writer: Writer, slug: str) -> Iterator[Quad]:
    """What the graph says of a company, and of its counts."""
    for quad in writer.about(vocab.company_iri(slug), vocab.GRAPH_COMPANY):
        yield quad
        if isinstance(quad.object, NamedNode) and quad.object.value.startswith(_COUNT):
            yield from writer.about(quad.object.value, vocab.GRAPH_COMPANY)


def _listed(relations: Iterable[str]) -> str:
    return ", ".join(f"'{relation}'" for relation in sorted(relations))


_COUNT = f"{vocab.BASE}count/"
_TABLE = "CREATE TABLE IF NOT EXISTS company (entity TEXT PRIMARY KEY, quads INTEGER) WITHOUT ROWID"
_NEWEST = (
    "SELECT id FROM paper WHERE id IN (SELECT paper FROM edge WHERE entity = ?) "
    "ORDER BY coalesce(date, '') DESC, id LIMIT ?"
)
_USERS = (
    "SELECT id FROM paper WHERE id IN (SELECT paper FROM edge WHERE entity = ?1 AND relation = 'uses' "
    "EXCEPT SELECT paper FROM edge WHERE entity = ?1 AND relation = 'proposes') "
    "ORDER BY coalesce(date, '') DESC, id LIMIT ?2"
)
_SUREST = (
    "SELECT paper FROM edge WHERE entity = ? GROUP BY paper ORDER BY max(confidence) DESC, paper LIMIT ?"
)
_LINKS = (
    "SELECT subject, predicate, object FROM (SELECT * FROM link WHERE subject = ? "
    "UNION SELECT * FROM link WHERE object = ?) "
    "ORDER BY papers DESC, confidence DESC, subject, predicate, object LIMIT ?"
)
_BESIDE = (
    "SELECT other.entity, count(DISTINCT other.paper) AS n FROM edge CROSS JOIN edge AS other "
    "ON other.paper = edge.paper WHERE edge.entity = ? AND edge.relation IN ({}) "
    "AND other.relation IN ({}) AND other.entity <> ? GROUP BY 1 ORDER BY n DESC, 1 LIMIT ?"
)
