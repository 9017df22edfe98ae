"""The lists of an entity's company with what orders their rows: read off the edges, or following changes.

Of each list only the first rows are kept. What is not kept comes after the last of them; so a list whose last
row is no later than before is complete, and where one is, it is read anew.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from kg.derive.tables import Row, Tables
from kg.model import Company, PaperEdge
from kg.resolve import company as plain

Lists = dict[str, list[Row]]
"""Rows by kind; the last of each row's columns (three of a link) say what is listed, the others order it."""
Changed = dict[Any, Row | None]
"""Rows as they are now by what they list, None where it is not there any more."""


class Naming(NamedTuple):
    """What a paper has of its entities: the relations and the highest confidence of each."""

    relations: Mapping[str, frozenset[str]]
    sure: Mapping[str, float]

    def having(self, relations: frozenset[str]) -> set[str]:
        """The entities that it has by any of these relations."""
        return {entity for entity, found in self.relations.items() if found & relations}


def naming(edges: Iterable[PaperEdge]) -> Naming:
    """What the edges of one paper come to."""
    relations: defaultdict[str, set[str]] = defaultdict(set)
    sure: dict[str, float] = {}
    for edge in edges:
        relations[edge.entity].add(edge.relation)
        sure[edge.entity] = max(sure.get(edge.entity, 0.0), edge.confidence)
    return Naming({entity: frozenset(found) for entity, found in relations.items()}, sure)


class Change:
    """One paper as it was and as it is."""

    def __init__(self, was: Naming, now: Naming) -> None:
        self.was = was
        self.now = now

    @property
    def entities(self) -> set[str]:
        """All that it named or names."""
        return {*self.was.relations, *self.now.relations}

    @cached_property
    def _having(self) -> dict[str, tuple[set[str], set[str]]]:
        ends = ((role, theirs) for role, (_, theirs) in plain.ROLES.items())
        return {role: (self.was.having(theirs), self.now.having(theirs)) for role, theirs in ends}

    def beside(self, entity: str, role: str) -> tuple[set[str], set[str]]:
        """The others that it names less, and those that it names more, in a role beside an entity."""
        mine = plain.ROLES[role][0]
        was, now = self._having[role]
        before = was if self.was.relations.get(entity, _NONE) & mine else set()
        after = now if self.now.relations.get(entity, _NONE) & mine else set()
        return before - after - {entity}, after - before - {entity}


class Near:
    """Reads the lists of entities, and keeps them."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def papers(self, slug: str) -> int:
        """How many papers name an entity."""
        row = self._t.row("SELECT papers FROM entity WHERE slug = ?", slug)
        return 0 if row is None else int(row[0])

    # Kept

    def kept(self, slug: str) -> Lists | None:
        """The lists as they were last kept; None where they were not."""
        row = self._t.row("SELECT lists FROM near WHERE entity = ?", slug)
        return None if row is None else unpacked(json.loads(row[0]))

    def keep(self, slug: str, lists: Lists) -> None:
        """Let these be the lists of an entity."""
        packed = json.dumps(lists, ensure_ascii=False, separators=(",", ":"))
        self._t.run("INSERT OR REPLACE INTO near VALUES (?, ?)", (slug, packed))
        self._t.run("INSERT OR REPLACE INTO company VALUES (?, ?)", (slug, size(lists)))

    def forget(self, slug: str) -> None:
        """An entity has no company any more."""
        self._t.run("DELETE FROM near WHERE entity = ?", (slug,))
        self._t.run("DELETE FROM company WHERE entity = ?", (slug,))

    # Read anew

    def read(self, slug: str) -> Lists:
        """All lists of an entity."""
        return {kind: self._read(slug, kind) for kind in KINDS}

    def _read(self, slug: str, kind: str) -> list[Row]:
        if kind in _ASKED:
            return self._t.rows(_ASKED[kind], slug, plain.FIRST)
        mine, theirs = plain.ROLES[kind]
        return self._t.rows(_BESIDE.format(_listed(mine), _listed(theirs)), slug, plain.FIRST)

    # Followed

    def follow(
        self, slug: str, kept: Lists, changes: Mapping[str, Change], links: Iterable[tuple[str, ...]]
    ) -> Lists:
        """The lists as they are, of what they were and the papers and links that changed since."""
        found = dict(kept)
        for kind, changed in self._changed(slug, kept, changes, links):
            rows = followed(kept[kind], changed, ORDERS.get(kind, _by_number), plain.FIRST)
            found[kind] = self._read(slug, kind) if rows is None else rows
        return found

    def _changed(
        self, slug: str, kept: Lists, changes: Mapping[str, Change], links: Iterable[tuple[str, ...]]
    ) -> Iterator[tuple[str, Changed]]:
        days = {paper: self._day(paper) for paper in changes}
        now = {paper: change.now.relations.get(slug, _NONE) for paper, change in changes.items()}
        using = {paper for paper, found in now.items() if "uses" in found and "proposes" not in found}
        yield "newest", {paper: (days[paper], paper) if now[paper] else None for paper in changes}
        yield "users", {paper: (days[paper], paper) if paper in using else None for paper in changes}
        yield (
            "surest",
            {p: (change.now.sure[slug], p) if now[p] else None for p, change in changes.items()},
        )
        yield "links", {key: self._link(key) for key in links}
        for role in plain.ROLES:
            yield role, self._counts(slug, role, kept[role], changes.values())

    def _day(self, paper: str) -> str:
        row = self._t.row("SELECT coalesce(date, '') FROM paper WHERE id = ?", paper)
        return "" if row is None else str(row[0])

    def _link(self, key: tuple[str, ...]) -> Row | None:
        ask = "SELECT papers, confidence FROM link WHERE subject = ? AND predicate = ? AND object = ?"
        row = self._t.row(ask, *key)
        return None if row is None else (*row, *key)

    def _counts(self, slug: str, role: str, kept: list[Row], changes: Iterable[Change]) -> Changed:
        """Of the others that papers name more or less often beside an entity, those that can be listed."""
        more: Counter[str] = Counter()
        for change in changes:
            gone, new = change.beside(slug, role)
            more.subtract(gone)
            more.update(new)
        known = {other: papers for papers, other in kept}
        full = len(kept) >= plain.FIRST
        found: Changed = {}
        for other, number in more.items():
            papers = known.get(other, None if full else 0)
            if papers is not None:
                now = papers + number
            elif number <= 0 or self.papers(other) < kept[-1][0]:
                continue  # it comes after the last, as it did
            else:
                now = self._count(slug, role, other)
            if number or papers is None:
                found[other] = (now, other) if now else None
        return found

    def _count(self, slug: str, role: str, other: str) -> int:
        """In how many papers ``other`` plays a role beside an entity; reads those of whom fewer name."""
        ends = (slug, plain.ROLES[role][0]), (other, plain.ROLES[role][1])
        (few, mine), (many, theirs) = sorted(ends, key=lambda end: self.papers(end[0]))
        return self._t.number(_BOTH.format(_listed(mine), _listed(theirs)), few, many)


def followed(kept: list[Row], changed: Changed, order: Callable[[Row], Any], first: int) -> list[Row] | None:
    """The first rows, of those kept before and what changed since; None where others may be among them."""
    if not changed:
        return kept
    rows = [row for row in kept if _what(row) not in changed]
    rows += [row for row in changed.values() if row is not None]
    rows.sort(key=order)
    if len(kept) >= first and (len(rows) < first or order(rows[first - 1]) > order(kept[-1])):
        return None
    return rows[:first]


def company_of(entity: str, lists: Lists) -> Company:
    """Lists as the record that the graph is written from."""
    return Company(
        entity,
        newest=tuple(row[-1] for row in lists["newest"]),
        users=tuple(row[-1] for row in lists["users"]),
        surest=tuple(row[-1] for row in lists["surest"]),
        links=tuple((row[2], row[3], row[4]) for row in lists["links"]),
        beside=tuple((role, other, papers) for role in plain.ROLES for papers, other in lists[role]),
    )


def lacking(lists: Lists, others: Lists) -> Lists:
    """The rows that other lists do not hold."""
    held = {kind: set(rows) for kind, rows in others.items()}
    return {kind: [row for row in rows if row not in held[kind]] for kind, rows in lists.items()}


def size(lists: Lists) -> int:
    """How many quads tell of them: two of the company, one of each member, two more of each number."""
    return 2 + sum((3 if kind in plain.ROLES else 1) * len(rows) for kind, rows in lists.items())


def unpacked(kept: Mapping[str, list[list[Any]]]) -> Lists:
    """Lists as they were kept in JSON."""
    return {kind: [tuple(row) for row in rows] for kind, rows in kept.items()}


def _what(row: Row) -> Any:
    """What a row lists."""
    return row[2:] if len(row) > 2 else row[-1]


def _by_number(row: Row) -> Any:
    return -row[0], row[1:]


def _by_day(row: Row) -> Any:
    return plain.descending(row[0]), row[1]


def _by_papers(row: Row) -> Any:
    return -row[0], -row[1], row[2:]


def _listed(relations: Iterable[str]) -> str:
    return ", ".join(f"'{relation}'" for relation in sorted(relations))


_NONE: frozenset[str] = frozenset()
ORDERS: Mapping[str, Callable[[Row], Any]] = {
    "newest": _by_day,
    "users": _by_day,
    "surest": _by_number,
    "links": _by_papers,
}
KINDS = (*ORDERS, *plain.ROLES)
_ASKED = {
    "newest": "SELECT coalesce(date, ''), id FROM paper "
    "WHERE id IN (SELECT paper FROM edge WHERE entity = ?) ORDER BY 1 DESC, id LIMIT ?",
    "users": "SELECT coalesce(date, ''), id FROM paper WHERE id IN ("
    "SELECT paper FROM edge WHERE entity = ?1 AND relation = 'uses' "
    "EXCEPT SELECT paper FROM edge WHERE entity = ?1 AND relation = 'proposes') ORDER BY 1 DESC, id LIMIT ?2",
    "surest": "SELECT max(confidence), paper FROM edge WHERE entity = ? GROUP BY paper "
    "ORDER BY 1 DESC, paper LIMIT ?",
    "links": "SELECT papers, confidence, subject, predicate, object FROM ("
    "SELECT * FROM link WHERE subject = ?1 UNION SELECT * FROM link WHERE object = ?1) "
    "ORDER BY papers DESC, confidence DESC, subject, predicate, object LIMIT ?2",
}
_BESIDE = (
    "SELECT count(DISTINCT other.paper) AS n, other.entity FROM edge CROSS JOIN edge AS other "
    "ON other.paper = edge.paper WHERE edge.entity = ?1 AND edge.relation IN ({}) "
    "AND other.relation IN ({}) AND other.entity <> ?1 GROUP BY 2 ORDER BY n DESC, 2 LIMIT ?2"
)
_BOTH = (
    "SELECT count(*) FROM (SELECT DISTINCT paper FROM edge WHERE entity = ?1 AND relation IN ({})) AS one "
    "WHERE EXISTS (SELECT 1 FROM edge WHERE entity = ?2 AND paper = one.paper AND relation IN ({}))"
)
