"""What is broader than each entity, brought up to names, entities and links.

An entity is asked again when its label or its links of kind changed, or when a name that its label ends in
stands for something else now. ``head`` holds the names that labels end in, ``target`` what they stand for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from kg.derive.marks import Marks
from kg.derive.records import Records
from kg.derive.tables import Tables
from kg.resolve.above import KIND, above, head_names

_TARGET = "SELECT entity FROM name WHERE slug = ? AND entity IN (SELECT slug FROM entity)"


class AboveStage:
    """Runs last: it looks at what the other stages made and marked."""

    def __init__(self, tables: Tables, records: Records, marks: Marks) -> None:
        self._t = tables
        self._records = records
        self._marks = marks

    def run_all(self) -> None:
        """All entities into empty tables."""
        labels = "SELECT slug, label FROM entity ORDER BY slug"
        for slug, label in self._t.stream(labels):
            self._put_heads(slug, head_names(label))
        self._t.run(
            "INSERT INTO target SELECT DISTINCT head, name.entity FROM head JOIN name ON name.slug = head "
            "WHERE name.entity IN (SELECT slug FROM entity)"
        )
        for slug, label in self._t.stream(labels):
            self._put(slug, label)

    def run(self) -> None:
        """Those that may have changed."""
        todo: set[str] = set()
        names = {name for (name,) in self._marks.marked("name")}
        for slug, was in self._entities_before():
            found = self._records.entity(slug)
            label = found.node.label if found is not None else None
            if label != was:
                todo.add(slug)
                names |= self._change_heads(slug, head_names(label) if label is not None else ())
            if (label is None) != (was is None):
                names.update(row[0] for row in self._t.rows("SELECT slug FROM name WHERE entity = ?", slug))
        for head in sorted(names):
            if self._changes_target(head):
                todo.update(row[0] for row in self._t.rows("SELECT entity FROM head WHERE head = ?", head))
        for subject, predicate, object_ in self._marks.marked("link"):
            if predicate == KIND:
                todo.update((subject, object_))
        for slug in sorted(todo):
            found = self._records.entity(slug)
            self._put(slug, found.node.label if found is not None else None)

    def _entities_before(self) -> Iterable[tuple[str, str | None]]:
        """The entities that are marked, each with its label before."""
        for slug, was in self._t.rows("SELECT key, was FROM pending WHERE kind = 'entity'"):
            node = json.loads(was)["node"]
            yield slug, None if node is None else node[1]

    def _put_heads(self, slug: str, heads: Iterable[str]) -> None:
        self._t.many("INSERT INTO head VALUES (?, ?)", ((head, slug) for head in heads))

    def _change_heads(self, slug: str, heads: Iterable[str]) -> set[str]:
        """Let a label end in these names; those of which something is to be known now."""
        was = {row[0] for row in self._t.rows("SELECT head FROM head WHERE entity = ?", slug)}
        now = set(heads)
        self._t.many("DELETE FROM head WHERE head = ? AND entity = ?", ((head, slug) for head in was - now))
        self._put_heads(slug, sorted(now - was))
        return now

    def _changes_target(self, head: str) -> bool:
        """Whether a name that labels end in stands for something else than was known."""
        if self._t.row("SELECT 1 FROM head WHERE head = ? LIMIT 1", head) is None:
            self._t.run("DELETE FROM target WHERE head = ?", (head,))
            return False
        was = self._t.row("SELECT entity FROM target WHERE head = ?", head)
        now = self._t.row(_TARGET, head)
        if now is None:
            self._t.run("DELETE FROM target WHERE head = ?", (head,))
        elif now != was:
            self._t.run("INSERT OR REPLACE INTO target VALUES (?, ?)", (head, *now))
        return was != now

    def _put(self, slug: str, label: str | None) -> None:
        now = above(slug, label, self._kinds(slug), self._named) if label is not None else ()
        if now == self._records.above(slug):
            return
        self._marks.mark("name", slug)
        self._t.run("DELETE FROM broader WHERE entity = ?", (slug,))
        rows = ((found.entity, found.broader, found.rule, found.score) for found in now)
        self._t.many("INSERT INTO broader VALUES (?, ?, ?, ?)", rows)

    def _kinds(self, slug: str) -> dict[str, float]:
        rows = self._t.rows(
            "SELECT object, confidence FROM link AS l WHERE subject = ? AND predicate = ? AND NOT EXISTS ("
            "SELECT 1 FROM link WHERE subject = l.object AND predicate = l.predicate AND object = l.subject)",
            slug,
            KIND,
        )
        return dict(rows)

    def _named(self, name: str) -> str | None:
        row = self._t.row("SELECT entity FROM target WHERE head = ?", name)
        return None if row is None else str(row[0])
