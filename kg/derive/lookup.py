"""The index, brought up to the tables: written anew, or by a delta that lies over an older one.

Both files lie in ``live/`` under a number of their own; a snapshot has a hard link of the first, which never
changes, and a copy of the second.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg.derive.marks import SEPARATOR
from kg.derive.records import Records, edge, shown
from kg.derive.tables import Tables
from kg.index.editor import Editor, change_meta, merge
from kg.index.layout import DELTA, ENTITY
from kg.index.making import (
    SYMMETRIC,
    Row,
    Terms,
    Title,
    broader_row,
    citing_row,
    entity_row,
    entity_terms,
    link_rank,
    link_rows,
    mention_row,
    paper_row,
    paper_terms,
)
from kg.index.writer import add_rows, write_rows
from kg.model import EntityNode
from kg.vocab import clean_literal

SHARE = 8
"""The delta is merged into the index once it is larger than this part of it."""


class IndexStage:
    """Writes the index of a store's ``live`` folder; repeating it changes nothing."""

    def __init__(self, live: Path, tables: Tables, records: Records) -> None:
        self._live = live
        self._t = tables
        self._records = records

    @property
    def base(self) -> Path:
        """The index that never changes."""
        return self._live / f"index-{self._t.note('index') or 0}.sqlite"

    @property
    def delta(self) -> Path:
        """What changed since it was written."""
        return self.base.with_name(f"{self.base.stem}-{DELTA}")

    @property
    def intact(self) -> bool:
        """Whether the index is there, and nobody touched it since it was written."""
        return self.base.exists() and self._t.note("sign") == _sign(self.base)

    def _next_path(self) -> Path:
        return self._live / f"index-{1 + int(self._t.note('index') or 0)}.sqlite"

    def _take(self, path: Path) -> None:
        """Let a complete file be the index; the older ones go."""
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
        self._t.set_note("sign", _sign(path))
        self._t.set_note("index", path.stem.removeprefix("index-"))
        for old in self._live.glob("index-*"):
            if old not in (self.base, self.delta):
                old.unlink()

    # All

    def write_all(self, counts: Mapping[str, int]) -> None:
        """A new index of everything."""
        self.begin()
        self.write_rows(self.part)
        self.end(counts)

    def begin(self) -> None:
        """Nothing of older ones is needed any more."""
        for old in self._live.glob("index-*"):
            old.unlink()

    @property
    def part(self) -> Path:
        """Where a new index is written; no other process writes there, not even one that was left over."""
        return self._live / f"index-new-{os.getpid()}.part"

    def end(self, counts: Mapping[str, int]) -> None:
        """Complete what `write_rows` left at `part`, and let it be the index."""
        path = self._next_path()
        add_rows(self.part, "meta", sorted(counts.items()))
        self.part.rename(path)
        self._take(path)

    def write_rows(self, path: Path) -> None:
        """A new index of everything but the counts; nothing else changes, here or in the tables."""
        write_rows(
            path,
            {
                "term": ((*key, *term) for terms in self._all_terms() for key, term in terms.items()),
                "entity": (entity_row(*found) for found in self._records.entities()),
                "name": ((n.slug, n.entity, clean_literal(n.label)) for n in self._records.names()),
                "paper": (paper_row(*found) for found in self._papers()),
                "alias": self._records.aliases(),
                "neighbour": self._neighbours(),
                "broader": map(broader_row, self._records.all_above()),
                "meta": (),
            },
        )

    def _all_terms(self) -> Iterator[Terms]:
        for slug, labels in self._records.all_labels():
            found = self._records.entity(slug)
            yield entity_terms(slug, found.node if found else None, labels)
        alone = "SELECT slug FROM entity WHERE slug NOT IN (SELECT entity FROM name)"
        for (slug,) in self._t.stream(alone):
            found = self._records.entity(slug)
            yield entity_terms(slug, found.node if found else None, ())
        for title in self._records.titles():
            yield paper_terms(title)

    def _papers(self) -> Iterator[tuple[Title, int]]:
        for title in self._records.titles():
            yield title, self._t.number("SELECT count(*) FROM edge WHERE paper = ?", title.id)

    def _neighbours(self) -> Iterator[Row]:
        node = lru_cache(maxsize=50_000)(self._node)
        for link in self._records.links():
            yield from link_rows(link, node(link.subject), node(link.object))
        rows = self._t.stream(
            "SELECT edge.*, entity.label, paper.title, paper.date FROM edge "
            "JOIN entity ON entity.slug = edge.entity JOIN paper ON paper.id = edge.paper"
        )
        for *plain, label, title, date in rows:
            found = edge(plain)
            yield mention_row(found, label)
            yield citing_row(found, Title(found.paper, title, date, ()))

    def _node(self, slug: str) -> EntityNode:
        found = self._records.entity(slug)
        assert found is not None, slug  # the ends of a link are entities
        return found.node

    # What is pending

    def write_pending(self, counts: Mapping[str, int]) -> None:
        """What the marks name."""
        with Editor(self.base, self.delta) as editor:
            change = {
                "entity": self._change_entity,
                "name": self._change_name,
                "paper": self._change_paper,
                "link": self._change_link,
                "alias": self._change_alias,
            }
            for kind, key, was in self._t.stream("SELECT kind, key, was FROM pending ORDER BY kind, key"):
                if kind in change:
                    change[kind](editor, key, json.loads(was))
            change_meta(editor, counts)

    def merge_large(self, share: int = SHARE) -> None:
        """Merge the delta into the index where it has become too large a part of it."""
        if self.delta.exists() and self.delta.stat().st_size * share > self.base.stat().st_size:
            path = self._next_path()
            path.unlink(missing_ok=True)
            merge(self.base, self.delta, path)
            self._take(path)

    def _change_entity(self, editor: Editor, slug: str, was: Any) -> None:
        found, labels = self._records.entity(slug), self._records.labels(slug)
        old = shown(was["node"]).node if was["node"] is not None else None
        new = found.node if found is not None else None
        editor.change_terms(entity_terms(slug, old, was["labels"]), entity_terms(slug, new, labels))
        if found is None:
            editor.drop("entity", (slug,))
        else:
            editor.put("entity", entity_row(*found))

    def _change_name(self, editor: Editor, slug: str, was: Any) -> None:
        name = self._records.name(slug)
        if name is None:
            editor.drop("name", (slug,))
        else:
            editor.put("name", (slug, name.entity, clean_literal(name.label)))
        above = self._records.above(slug)
        for broader in set(was or ()).difference(found.broader for found in above):
            editor.drop("broader", (slug, broader))
        for found in above:
            editor.put("broader", broader_row(found))

    def _change_paper(self, editor: Editor, paper: str, was: Any) -> None:
        new = self._records.title(paper)
        edges = self._records.edges(paper)
        old = _title(was["title"]) if was is not None else None
        editor.change_terms(paper_terms(old) if old else {}, paper_terms(new) if new else {})
        before = list(self._rows(old, map(edge, was["edges"]))) if old is not None else []
        after = list(self._rows(new, edges)) if new is not None else []
        self._replace(editor, before, after)
        if new is None:
            editor.drop("paper", (paper,))
        else:
            editor.put("paper", paper_row(new, len(edges)))

    def _rows(self, title: Title, edges: Any) -> Iterator[Row]:
        for found in edges:
            entity = self._records.entity(found.entity)
            yield mention_row(found, entity.node.label if entity else "")
            yield citing_row(found, title)

    def _change_link(self, editor: Editor, key: str, was: Any) -> None:
        subject, predicate, object_ = key.split(SEPARATOR)
        before = _link_keys(subject, predicate, object_, *was) if was is not None else []
        after: list[Row] = []
        for link in self._records.link(subject, predicate, object_):
            after += link_rows(link, self._node(subject), self._node(object_))
        self._replace(editor, before, after)

    def _replace(self, editor: Editor, before: list[Row], after: list[Row]) -> None:
        for key in {row[:4] for row in before} - {row[:4] for row in after}:
            editor.drop("neighbour", key)
        for row in after:
            editor.put("neighbour", row)

    def _change_alias(self, editor: Editor, alias: str, _: Any) -> None:
        found = self._records.alias(alias)
        if found:
            editor.put("alias", found[0])
        else:
            editor.drop("alias", (alias,))

    # For readers

    def place(self, path: Path) -> None:
        """Leave the index at ``path``, and the delta beside it."""
        try:
            os.link(self.base, path)
        except OSError:  # another file system, or one without hard links
            shutil.copyfile(self.base, path)
        if self.delta.exists():
            shutil.copyfile(self.delta, path.with_name(DELTA))


def write_aside(live: Path, tables: Path, to: Path) -> None:
    """`IndexStage.write_rows` in a process of its own, of tables that nobody writes meanwhile."""
    to.unlink(missing_ok=True)
    opened = Tables(tables)
    try:
        IndexStage(live, opened, Records(opened)).write_rows(to)
    finally:
        opened.close()


def _sign(file: Path) -> str:
    """What tells a file from a later state of it: snapshots hold the same file, which may be harmed there."""
    stat = file.stat()
    return f"{stat.st_size} {stat.st_mtime_ns}"


def _title(kept: Any) -> Title:
    """A paper as a mark kept it."""
    name, title, date, aliases = kept
    return Title(name, title, date, tuple(aliases))


def _link_keys(subject: str, predicate: str, object_: str, confidence: float, papers: int) -> list[Row]:
    """The keys of a link's two rows."""
    sure = round(100 * confidence)
    keys = []
    for here, other, way in ((subject, object_, "out"), (object_, subject, "in")):
        direction = "both" if predicate in SYMMETRIC else way
        keys.append((f"name/{here}", ENTITY, link_rank(predicate, direction, papers, sure), other))
    return keys
