"""The index as its readers see it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import NotFound, UsageError
from kg.index import finding
from kg.index.around import Filter, neighbours
from kg.index.rows import Above, Direction, EntityRow, Match, Neighbours, PaperRow
from kg.index.table import Tables

if TYPE_CHECKING:
    from types import TracebackType

    from kg.index.paging import Paging
    from kg.index.scans import Scans
    from kg.model import Derived

# Compiled when first needed: a look-up by name needs none of them, and compiling costs it a millisecond.
_IRI = r"(?:<?https://w3id\.org/papertriples/)?(name|paper)[:/]([^<>#\s]+)>?\Z"
_ARXIV = (
    r"(?i)(?:arxiv:|https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/)?"
    r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?\Z"
)
_DOI = r"(?i)(?:doi:|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)\Z"


class Index:
    """One index file, open for reading; a context manager.

    Every row that an answer is made of is held against its checksum: damage raises `StoreDamaged`.
    """

    def __init__(self, path: str | Path) -> None:
        self._tables = Tables(Path(path))

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._tables.close()

    def find(self, text: str, *, limit: int = 10) -> list[Match]:
        """Names (and titles) that ``text`` is, begins or misspells; best first; the most used for nothing.

        Where there are none: what an identifier or the beginnings of several words name.
        """
        found = finding.find(self._tables, text, limit)
        identified = None if found else self._identified(text)
        return [identified] if identified is not None else found

    def resolve(self, text: str, *, fuzzy: bool = True) -> Match:
        """The one entity or paper that ``text`` names: IRI, slug, label, alias, identifier or title.

        With ``fuzzy`` a misspelling is taken (``how`` is then ``similar``) where it is near one name only.
        Raises `NotFound` with suggestions.
        """
        return self._identified(text) or finding.resolve(self._tables, text, fuzzy=fuzzy)

    def resolve_entity(self, text: str, *, fuzzy: bool = True) -> Match:
        """As `resolve`, among entities only."""
        found = self._identified(text)
        if found is not None and found.kind == "entity":
            return found
        return finding.resolve(self._tables, text, fuzzy=fuzzy, kind="entity")

    def resolve_paper(self, text: str) -> PaperRow:
        """The paper with this identifier (in any usual spelling) or title; raises `NotFound`."""
        found = self.paper(text)
        if found is not None:
            return found
        try:
            match = finding.resolve(self._tables, text, fuzzy=True, kind="paper")
        except NotFound as error:
            raise NotFound(
                f"no paper {text[:80]!r} in this graph; give its identifier or its full title",
                suggestions=error.suggestions,
            ) from error
        return self._paper(match.id) or self._gone(match.id)

    def entity(self, slug: str) -> EntityRow | None:
        """The entity that the name with this slug stands for now."""
        row = self._tables.row("entity", "slug", slug)
        if row is None:
            name = self._tables.row("name", "slug", slug)
            row = self._tables.row("entity", "slug", name[1]) if name and name[1] != slug else None
        if row is None:
            return None
        import json  # as the patterns above

        types = tuple((kind, count) for kind, count in json.loads(row[3]))
        return EntityRow(row[0], row[1], tuple(json.loads(row[2])), types, row[4], row[5])

    def paper(self, identifier: str) -> PaperRow | None:
        """The paper with this local name, alias, arXiv identifier (any version, or its address) or DOI."""
        for name in local_names(identifier.strip()):
            alias = self._tables.row("alias", "alias", name)
            found = self._paper(alias[1] if alias else name)
            if found is not None:
                return found
        return None

    def label(self, kind: str, local: str) -> str | None:
        """The label of an entity (``name``) or the title of a paper (``paper``) by its local name."""
        if kind == "paper":
            row = self._tables.row("paper", "id", local)
            return row[1] if row else None
        row = self._tables.row("entity", "slug", local)
        if row is not None:
            return str(row[1])
        name = self._tables.row("name", "slug", local)
        return name[2] if name else None

    def neighbours(
        self,
        node: str | Match,
        *,
        relations: Collection[str] = (),
        types: Collection[str] = (),
        direction: Direction | None = None,
        depth: int = 1,
        min_confidence: float = 0.0,
        limit: int = 20,
    ) -> Neighbours:
        """What an entity (slug or match) or a paper (match, or ``paper/ID``) is linked to, both directions.

        ``types`` may hold ``Paper``; empty filters let all pass. ``limit`` bounds the entities and the
        papers each. Beyond depth 1 the way leads through entities, never through papers.
        """
        if depth < 1 or depth > 3:
            raise UsageError("depth is 1, 2 or 3")
        if isinstance(node, Match):
            kind, local, label = node.kind, node.id, node.label
        else:
            kind, local = ("paper", node[6:]) if node.startswith("paper/") else ("entity", node)
            label = self.label("paper" if kind == "paper" else "name", local) or ""
        chosen = Filter(tuple(relations), tuple(types), direction, round(100 * min_confidence))
        rows, left_out, unexpanded = neighbours(self._tables, kind, local, chosen, depth=depth, limit=limit)
        broader = self.broader(local) if kind == "entity" else ()
        return Neighbours(kind, local, label, rows, left_out, unexpanded, broader)

    def broader(self, entity: str) -> tuple[Above, ...]:
        """What is broader than an entity (by slug), as was inferred, the surest first."""
        rows = self._tables.rows("broader", "WHERE slug = ? ORDER BY score DESC, broader", (entity,))
        return tuple(Above(other, self.label("name", other) or other, rule, s) for _, other, rule, s in rows)

    def paging(self) -> Paging:
        """Long lists a page at a time."""
        from kg.index.paging import Paging  # a look-up does without

        return Paging(self._tables)

    def recent(self, limit: int) -> list[PaperRow]:
        """The papers of the latest dates, at most ``limit``."""
        rows = self._tables.rows(
            "paper", "WHERE date IS NOT NULL ORDER BY date DESC, id DESC LIMIT ?", (limit,)
        )
        return [PaperRow(row[0], row[1], row[2], (), row[4]) for row in rows]

    def derived(self, nodes: Iterable[str] | None = None) -> Derived:
        """All entities, names and edges, or those of ``nodes`` (``name/SLUG``, ``paper/ID``) only."""
        from kg.index.whole import derived  # a look-up does without

        return derived(self._tables, nodes)

    def scans(self) -> Scans:
        """Bulk reading and counting over the whole index."""
        from kg.index.scans import Scans  # a look-up does without

        return Scans(self._tables)

    def papers(self) -> list[PaperRow]:
        """All papers, by local name."""
        import json

        rows = self._tables.rows("paper", "ORDER BY id")
        return [PaperRow(row[0], row[1], row[2], tuple(json.loads(row[3])), row[4]) for row in rows]

    def most_used(self, limit: int) -> list[str]:
        """Slugs of the entities that most papers use, at most ``limit``."""
        rows = self._tables.rows("entity", "ORDER BY papers DESC, slug LIMIT ?", (limit,))
        return [row[0] for row in rows]

    def stats(self) -> dict[str, int]:
        """The counts that the index was written with."""
        return dict(self._tables.rows("meta", "ORDER BY key"))

    def _identified(self, text: str) -> Match | None:
        """What ``text`` names as an IRI, a CURIE or an identifier, or as a sense (``NAME~…``)."""
        form = text.strip()
        iri = re.match(_IRI, form) if "name" in form else None
        local = iri[2] if iri is not None and iri[1] == "name" else form if "~" in form else None
        if local is not None:
            entity = self.entity(local)
            if entity is not None:
                kinds = tuple(kind for kind, _ in entity.types)
                return Match("entity", entity.slug, entity.label, local, "identifier", entity.papers, kinds)
        paper = self.paper(form)
        return Match("paper", paper.id, paper.title, form, "identifier") if paper else None

    def _paper(self, local: str) -> PaperRow | None:
        row = self._tables.row("paper", "id", local)
        if row is None:
            return None
        import json

        return PaperRow(row[0], row[1], row[2], tuple(json.loads(row[3])), row[4])

    def _gone(self, local: str) -> PaperRow:
        raise self._tables.damaged(f"paper {local} has a title and no row")


def local_names(identifier: str) -> list[str]:
    """Local names that a paper of this identifier might have."""
    names = [identifier]
    if any(c in identifier for c in ":/.") and " " not in identifier:
        for pattern, group in ((_IRI, 2), (_ARXIV, 1)):
            match = re.match(pattern, identifier)
            if match is not None:
                names.append(match[group])
        doi = re.match(_DOI, identifier)
        if doi is not None:
            from kg.vocab import paper_id  # hashing and IRIs: only a DOI needs them

            names.append(paper_id(doi=doi[1]))
    return [name.encode("utf-8", "replace").decode() for name in names]
