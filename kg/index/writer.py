"""Writes the index file from the records of the resolution: in key order, so that its pages are full."""

from __future__ import annotations

import heapq
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

from kg.index.keys import WORD, allowed, is_word, stored_keys
from kg.index.layout import TABLES, TITLE, checksum, schema
from kg.index.making import (
    Row,
    Terms,
    Title,
    broader_row,
    citing_row,
    entity_row,
    entity_terms,
    link_rows,
    mention_row,
    paper_row,
    paper_terms,
)
from kg.model import Derived, Paper
from kg.vocab import clean_literal

TOP = 20
"""Terms that are kept for each short beginning; a longer list is not offered for so little."""
TOP_LENGTH = 2

Ranked = tuple[int, str, int, str, int, str]


def write_index(path: Path, derived: Derived, papers: Iterable[Paper], counts: Mapping[str, int]) -> None:
    """Write a new index of ``derived`` and ``papers`` to ``path``, which must not exist.

    ``counts`` are the figures that `Index.stats` gives back. The caller makes the file durable.
    """
    shelf = _Shelf(derived, papers)
    write_rows(
        path,
        {
            "term": ((*key, *term) for key, term in _terms(shelf).items()),
            "entity": map(shelf.entity_row, sorted(shelf.entities)),
            "name": ((n.slug, n.entity, clean_literal(n.label)) for n in derived.names),
            "paper": map(shelf.paper_row, sorted(shelf.papers)),
            "alias": sorted({a: p.id for p in shelf.papers.values() for a in p.aliases}.items()),
            "neighbour": shelf.neighbours(),
            "broader": map(broader_row, derived.above),
            "meta": ((key, counts[key]) for key in sorted(counts)),
        },
    )


def write_rows(path: Path, rows: Mapping[str, Iterable[Row]]) -> None:
    """Write a new index of these rows of each table; the rest follows from the terms.

    Terms and neighbours may come in any order, the others by their keys. Memory stays small: what has to be
    sorted waits in a file beside ``path``.
    """
    aside = path.with_name(f"{path.name}.part")
    aside.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 4096;")
        db.execute("ATTACH ? AS aside", (str(aside),))
        db.executescript("PRAGMA aside.journal_mode = OFF; PRAGMA aside.synchronous = OFF;")
        db.executescript(schema())
        for table in ("term", "entity", "name", "paper", "alias", "neighbour", "broader", "meta"):
            if table in ("term", "neighbour"):
                _insert_sorted(db, table, rows[table])
            else:
                _insert(db, f"main.{table}", table, rows[table])
        found = db.execute("SELECT form, place, node, text, kind, weight FROM term")
        _insert(db, "main.top", "top", top_rows((row[:3], row[3:]) for row in found))
        _insert_keys(db)
        db.commit()
        db.execute("DETACH aside")
    aside.unlink()


def add_rows(path: Path, table: str, rows: Iterable[Row]) -> None:
    """Add rows to a table from which nothing follows, of an index that nobody reads yet."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        _insert(db, f"main.{table}", table, rows)
        db.commit()


class _Shelf:
    """The records, each where its row is made: edges by the node that they touch."""

    def __init__(self, derived: Derived, papers: Iterable[Paper]) -> None:
        self.derived = derived
        self.entities = {node.slug: node for node in derived.entities}
        self.papers = {p.id: Title(p.id, p.title, p.date, p.aliases) for p in papers}
        self.edges = [e for e in derived.paper_edges if e.paper in self.papers and e.entity in self.entities]
        self.links = [
            link
            for link in derived.entity_edges
            if link.subject in self.entities and link.object in self.entities
        ]
        self.near = Counter(end for link in self.links for end in (link.subject, link.object))
        self.cited = Counter(edge.entity for edge in self.edges)
        self.citing = Counter(edge.paper for edge in self.edges)

    def entity_row(self, slug: str) -> Row:
        return entity_row(self.entities[slug], self.near[slug], self.cited[slug])

    def paper_row(self, paper: str) -> Row:
        return paper_row(self.papers[paper], self.citing[paper])

    def neighbours(self) -> Iterator[Row]:
        for link in self.links:
            yield from link_rows(link, self.entities[link.subject], self.entities[link.object])
        for edge in self.edges:
            yield citing_row(edge, self.papers[edge.paper])
            yield mention_row(edge, clean_literal(self.entities[edge.entity].label))


def _insert(db: sqlite3.Connection, to: str, table: str, rows: Iterable[Row]) -> None:
    places = ",".join("?" * (len(TABLES[table][0]) + 1))
    db.executemany(f"INSERT INTO {to} VALUES ({places})", ((*row, checksum(table, row)) for row in rows))


def _insert_sorted(db: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    """Insert rows in key order, so that the pages are full, wherever they come from."""
    columns, keys = TABLES[table]
    db.execute(f"CREATE TABLE aside.{table} ({', '.join(columns)}, sum)")
    _insert(db, f"aside.{table}", table, rows)
    db.execute(f"INSERT INTO main.{table} SELECT * FROM aside.{table} ORDER BY {', '.join(columns[:keys])}")
    db.execute(f"DROP TABLE aside.{table}")


def _insert_keys(db: sqlite3.Connection) -> None:
    """The misspelling keys of all forms that have any."""
    db.execute("CREATE TABLE aside.key (key, form)")
    forms = db.execute("SELECT DISTINCT form FROM term WHERE place = 0 AND weight AND kind <> ?", (TITLE,))
    rows = ((key, form) for (form,) in forms for key in keys_of(form))
    db.executemany("INSERT INTO aside.key VALUES (?, ?)", rows)
    starts = db.execute("SELECT DISTINCT form FROM term WHERE weight AND kind <> ?", (TITLE,))
    words = {form.partition(" ")[0] for (form,) in starts}
    rows = ((key, word) for word in words for key in word_keys_of(word))
    db.executemany("INSERT INTO aside.key VALUES (?, ?)", rows)
    db.execute("INSERT INTO main.key SELECT * FROM aside.key ORDER BY key, form")
    db.execute("DROP TABLE aside.key")


def _terms(shelf: _Shelf) -> Terms:
    labels: dict[str, list[str]] = defaultdict(list)
    for name in shelf.derived.names:
        labels[name.entity].append(name.label)
    terms: Terms = {}
    for slug in shelf.entities.keys() | labels.keys():
        terms |= entity_terms(slug, shelf.entities.get(slug), labels[slug])
    for paper in shelf.papers.values():
        terms |= paper_terms(paper)
    return terms


def top_rows(terms: Iterable[tuple[tuple[str, int, str], Row]]) -> Iterator[Row]:
    """The most used terms by each short beginning; the empty one has the most used of all."""
    groups: dict[str, list[Ranked]] = defaultdict(list)
    for key, term in terms:
        for prefix in prefixes(key, term):
            heap = groups[prefix]
            if len(heap) == TOP and term[2] < heap[0][0]:
                continue
            (heapq.heappush if len(heap) < TOP else heapq.heappushpop)(heap, ranked(key, term))
    for prefix in sorted(groups):
        yield from listed(prefix, groups[prefix])


def prefixes(key: tuple[str, int, str], term: Row) -> list[str]:
    """The short beginnings whose lists a term may stand in."""
    (form, place, _), (_, kind, weight) = key, term
    if kind == TITLE or not weight:
        return []
    return [form[:n] for n in range(TOP_LENGTH + 1) if len(form) >= n and (n or not place)]


def ranked(key: tuple[str, int, str], term: Row) -> Ranked:
    """A term as it stands in a list: the largest is the first."""
    (form, place, node), (text, kind, weight) = key, term
    return weight, _backwards(form), -place, node, kind, text


def listed(prefix: str, terms: Iterable[Ranked]) -> Iterator[Row]:
    """The rows of one list."""
    best = sorted(terms, reverse=True)[:TOP]
    for rank, (weight, _, place, node, kind, text) in enumerate(best):
        yield prefix, rank, node, text, kind, weight, -place


def _backwards(form: str) -> str:
    """A key that sorts the other way round, so that one descending sort puts equal weights in A to Z."""
    return "".join(chr(0x10FFFF - ord(c)) for c in form[:12]) + "\U0010ffff"


def keys_of(form: str) -> list[int]:
    """The keys of a form, sorted; none where it is too short."""
    return sorted(stored_keys(form)) if allowed(form) else []


def word_keys_of(word: str) -> list[int]:
    """The keys of a word that a name, or a later part of one, begins with."""
    return sorted(stored_keys(word, WORD)) if is_word(word) else []
