"""The tables of derivation read as the plain records that the graph and the index are written from."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from kg.derive.says import FORM, WRITTEN
from kg.derive.tables import Tables
from kg.index.making import Title
from kg.mapping import Contributor
from kg.model import Broader, Comparison, EntityEdge, EntityNode, NameNode, PaperEdge
from kg.resolve.profiles import best_label


class Shown(NamedTuple):
    """An entity with the numbers of its links and of papers' relations to it."""

    node: EntityNode
    near: int
    cited: int


class Records:
    """Reads single records, and streams of all of them."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    # Entities and names

    def computed(self, slug: str) -> Shown | None:
        """An entity as edges and names make it now; None where no edge leads to it."""
        t = self._tables
        counts = t.rows("SELECT type, count(DISTINCT paper) FROM edge WHERE entity = ? GROUP BY type", slug)
        if not counts:
            return None
        papers, cited = t.rows("SELECT count(DISTINCT paper), count(*) FROM edge WHERE entity = ?", slug)[0]
        written = t.rows("SELECT value, n FROM fact WHERE name = ? AND what = ?", slug, WRITTEN)
        forms = {
            form
            for (name,) in t.rows("SELECT slug FROM name WHERE entity = ?", slug)
            for (form,) in t.rows("SELECT value FROM fact WHERE name = ? AND what = ?", name, FORM)
        }
        label = best_label(Counter(dict(written)) or Counter(forms))
        near = t.number("SELECT count(*) FROM link WHERE subject = ?", slug)
        near += t.number("SELECT count(*) FROM link WHERE object = ?", slug)
        types = tuple(sorted(counts, key=lambda pair: (-pair[1], pair[0])))
        node = EntityNode(slug, label, tuple(sorted(forms - {label})), types, papers)
        return Shown(node, near, cited)

    def entity(self, slug: str) -> Shown | None:
        """An entity as it was last computed."""
        row = self._tables.row("SELECT * FROM entity WHERE slug = ?", slug)
        return None if row is None else shown(row)

    def entities(self) -> Iterator[Shown]:
        """All entities by slug."""
        return map(shown, self._tables.stream("SELECT * FROM entity ORDER BY slug"))

    def labels(self, entity: str) -> list[str]:
        """The labels of the names that stand for an entity, by their slugs."""
        rows = self._tables.rows("SELECT label FROM name WHERE entity = ? ORDER BY slug", entity)
        return [row[0] for row in rows]

    def all_labels(self) -> Iterator[tuple[str, list[str]]]:
        """For each slug that names stand for, their labels."""
        rows = self._tables.stream("SELECT entity, slug, label FROM name ORDER BY entity, slug")
        for entity, group in groupby(rows, key=lambda row: row[0]):
            yield entity, [row[2] for row in group]

    def name(self, slug: str) -> NameNode | None:
        """A name and what it stands for."""
        row = self._tables.row("SELECT slug, label, entity FROM name WHERE slug = ?", slug)
        return None if row is None else NameNode(*row)

    def names(self) -> Iterator[NameNode]:
        """All names by slug."""
        for row in self._tables.stream("SELECT slug, label, entity FROM name ORDER BY slug"):
            yield NameNode(*row)

    def plain_names(self) -> Iterator[NameNode]:
        """The names that are no entity."""
        ask = "SELECT slug, label, entity FROM name WHERE slug NOT IN (SELECT slug FROM entity) ORDER BY slug"
        for row in self._tables.stream(ask):
            yield NameNode(*row)

    def above(self, entity: str) -> tuple[Broader, ...]:
        """What is broader than an entity, sorted."""
        return tuple(Broader(*row) for row in self._tables.rows(f"{_ABOVE} WHERE entity = ?", entity))

    def all_above(self) -> Iterator[Broader]:
        """What is broader than each of all entities, sorted."""
        return (Broader(*row) for row in self._tables.stream(f"{_ABOVE} ORDER BY entity, broader"))

    # Comparisons

    def comparison(self, one: str, other: str) -> list[Comparison]:
        """A comparison in a list; an empty list where there is none."""
        ask = "SELECT * FROM comparison WHERE one = ? AND other = ?"
        return [compared(row) for row in self._tables.rows(ask, one, other)]

    def comparisons(self) -> Iterator[Comparison]:
        """All comparisons."""
        return map(compared, self._tables.stream("SELECT * FROM comparison ORDER BY one, other"))

    # Edges and links

    def edges(self, paper: str) -> list[PaperEdge]:
        """The edges of one paper, sorted."""
        return [edge(row) for row in self._tables.rows("SELECT * FROM edge WHERE paper = ?", paper)]

    def links(self) -> Iterator[EntityEdge]:
        """All links, sorted."""
        rows = self._tables.stream("SELECT * FROM support ORDER BY subject, predicate, object, paper")
        for key, group in groupby(rows, key=lambda row: row[:3]):
            yield _link(key, list(group))

    def link(self, subject: str, predicate: str, object_: str) -> list[EntityEdge]:
        """A link in a list; an empty list where no paper says so."""
        key = (subject, predicate, object_)
        ask = "SELECT * FROM support WHERE subject = ? AND predicate = ? AND object = ? ORDER BY paper"
        rows = self._tables.rows(ask, *key)
        return [_link(key, rows)] if rows else []

    # Papers and people

    def title(self, paper: str) -> Title | None:
        """What the index says of a paper."""
        row = self._tables.row("SELECT id, title, date, aliases FROM paper WHERE id = ?", paper)
        return None if row is None else Title(row[0], row[1], row[2], tuple(json.loads(row[3])))

    def titles(self) -> Iterator[Title]:
        """All papers."""
        for row in self._tables.stream("SELECT id, title, date, aliases FROM paper ORDER BY id"):
            yield Title(row[0], row[1], row[2], tuple(json.loads(row[3])))

    def paper_quads(self, paper: str) -> int:
        """The quads of a paper's two graphs."""
        row = self._tables.row("SELECT quads + resolved FROM paper WHERE id = ?", paper)
        return 0 if row is None else int(row[0])

    def claims(self, paper: str) -> int | None:
        """The claims of a paper; None where there is no such paper."""
        row = self._tables.row("SELECT claims FROM paper WHERE id = ?", paper)
        return None if row is None else int(row[0])

    def alias(self, alias: str) -> list[tuple[str, str]]:
        """Another name of a paper with that paper in a list; an empty list where no paper has it."""
        rows = self._tables.rows("SELECT alias, max(paper) FROM alias WHERE alias = ? GROUP BY alias", alias)
        return [(row[0], row[1]) for row in rows]

    def aliases(self) -> Iterator[tuple[str, str]]:
        """All other names of papers."""
        yield from self._tables.stream("SELECT alias, max(paper) FROM alias GROUP BY alias ORDER BY alias")

    def contributor(self, kind: str, iri: str) -> list[Contributor]:
        """An author (``person``) or a venue in a list; an empty list where no paper has it."""
        rows = self._tables.rows(f"SELECT iri, name, n FROM {kind} WHERE iri = ?", iri)
        return [_contributor(rows)] if rows else []

    def contributors(self, kind: str) -> Iterator[Contributor]:
        """All authors or venues by IRI."""
        rows = self._tables.stream(f"SELECT iri, name, n FROM {kind} ORDER BY iri")
        for _, group in groupby(rows, key=lambda row: row[0]):
            yield _contributor(list(group))

    def extractors(self) -> list[tuple[str, str]]:
        """Names and versions of all extractors that read something."""
        return [(row[0], row[1]) for row in self._tables.rows("SELECT name, version FROM extractor")]


_ABOVE = "SELECT entity, broader, rule, score FROM broader"


def shown(row: Any) -> Shown:
    """An entity from its row."""
    slug, label, aliases, types, papers, near, cited = row
    kinds = tuple((kind, count) for kind, count in json.loads(types))
    return Shown(EntityNode(slug, label, tuple(json.loads(aliases)), kinds, papers), near, cited)


def entity_row(found: Shown) -> tuple[Any, ...]:
    """An entity as its row."""
    node = found.node
    aliases, types = json.dumps(node.aliases, ensure_ascii=False), json.dumps(node.types)
    return node.slug, node.label, aliases, types, node.papers, found.near, found.cited


def edge(row: Any) -> PaperEdge:
    """A paper's edge from its row."""
    paper, relation, entity, confidence, type_, core = row
    return PaperEdge(paper, relation, entity, confidence, type_, bool(core))


def _link(key: tuple[Any, ...], rows: list[Any]) -> EntityEdge:
    subject, predicate, object_ = key
    return EntityEdge(
        subject=subject,
        predicate=predicate,
        object=object_,
        confidence=max(row[4] for row in rows),
        papers=tuple(row[3] for row in rows),
    )


def compared(row: Any) -> Comparison:
    """A comparison from its row."""
    one, other, same, rule, signals = row
    return Comparison(one, other, bool(same), rule, _signals(signals))


@lru_cache(maxsize=10_000)
def _signals(text: str) -> tuple[tuple[str, float], ...]:
    return tuple((name, score) for name, score in json.loads(text))


def _contributor(rows: list[Any]) -> Contributor:
    """The most frequent spelling; of equals the first in alphabetical order."""
    best = min(rows, key=lambda row: (-row[2], row[1]))
    return Contributor(best[0], best[1], sum(row[2] for row in rows))
