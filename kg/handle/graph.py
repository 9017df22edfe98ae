"""The handle on a published graph."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kg import vocab
from kg.errors import NotFound, UsageError
from kg.handle.statements import PaperView, Statement, Statements, view, weighed
from kg.index.rows import Matches
from kg.model import LINK_PREDICATES, RELATIONS
from kg.store.snapshot import Snapshot

if TYPE_CHECKING:
    import networkx
    import rdflib

    from kg.handle.asking import Answered
    from kg.handle.comparing import SameAnswer
    from kg.index import Neighbours
    from kg.index.rows import Direction
    from kg.query import Limits, Result

WHOLE_LIMIT = 1_000_000
"""Most triples that are copied into an rdflib graph without being asked twice."""


class Graph:
    """A published graph, for reading; a context manager. It stays as it is while it is open.

    >>> import kg  # doctest: +SKIP
    >>> with kg.open("graphs/mine") as graph:  # doctest: +SKIP
    ...     graph.neighbours("offline reinforcement learning").rows[0].label
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    @classmethod
    def open(cls, directory: str | Path) -> Graph:
        """Open what is published in ``directory``; raises as `kg.store.snapshot.Snapshot.open`."""
        return cls(Snapshot.open(directory))

    def close(self) -> None:
        """Let go of the files."""
        self.snapshot.close()

    def __enter__(self) -> Graph:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def stats(self) -> dict[str, int]:
        """Papers, entities (with at least one plain triple), claims, and triples without background."""
        return self.snapshot.index.stats()

    def find(self, text: str, *, limit: int = 10) -> Matches:
        """Names and titles that ``text`` is, begins or misspells; best first."""
        return Matches(self.snapshot.index.find(text, limit=limit))

    def neighbours(
        self,
        name: str,
        *,
        relations: Collection[str] = (),
        types: Collection[str] = (),
        direction: Direction | None = None,
        depth: int = 1,
        min_confidence: float = 0.0,
        limit: int = 20,
    ) -> Neighbours:
        """What a name or a paper is linked to, both directions; raises `NotFound` with near names."""
        index = self.snapshot.index
        return index.neighbours(
            index.resolve(name),
            relations=relations,
            types=types,
            direction=direction,
            depth=depth,
            min_confidence=min_confidence,
            limit=limit,
        )

    def show(self, paper: str) -> PaperView:
        """A paper, by identifier or title, with all it states and the sentence behind each statement."""
        local = self.snapshot.index.resolve_paper(paper).id
        return weighed(view(*self.snapshot.paper(local), self._entity_of), self._holds)

    def _holds(self, subject: str, predicate: str, entity: str) -> bool:
        """Whether a plain triple stands in the graph."""
        from pyoxigraph import NamedNode

        paper_or_name, named = NamedNode(vocab.BASE + subject), NamedNode(vocab.name_iri(entity))
        property_ = NamedNode(vocab.term(predicate))
        found = self.snapshot.store.quads_for_pattern(paper_or_name, property_, named, None)
        return next(iter(found), None) is not None

    def why(self, subject: str, predicate: str, object_: str) -> Statements:
        """The statements behind a triple, most confident first.

        ``subject`` is a paper (identifier or title) for a paper's relation, a name for a link;
        ``predicate`` is the local name. Raises `NotFound` where nothing in the graph says so.
        """
        local = predicate.removeprefix("kg:").removeprefix(vocab.KG)
        if local in RELATIONS:
            found = self._why_paper(subject, local, object_)
        elif local in LINK_PREDICATES:
            found = self._why_link(subject, local, object_)
        else:
            known = ", ".join((*RELATIONS, *LINK_PREDICATES))
            raise UsageError(f"no predicate is called {predicate!r}; there are: {known}")
        if not found:
            raise NotFound(f"nothing in this graph says: {subject} {local} {object_}")
        return Statements(sorted(found, key=lambda s: (-s.confidence, s.paper, s.start, s.extractor)))

    def why_same(self, one: str, other: str) -> SameAnswer:
        """Why two names are, or are not, one entity; raises `NotFound` for an unknown name."""
        from kg.handle.comparing import why_same

        return why_same(self.snapshot, one, other)

    def _why_paper(self, subject: str, predicate: str, object_: str) -> list[Statement]:
        target = self.snapshot.index.resolve_entity(object_).id
        statements = self.show(subject).statements
        return [s for s in statements if s.predicate == predicate and s.entity == target]

    def _why_link(self, subject: str, predicate: str, object_: str) -> list[Statement]:
        """What is behind a plain triple; where there is none, the claims that are less sure."""
        from kg.mapping import linking_papers

        index = self.snapshot.index
        ends = index.resolve_entity(subject).id, index.resolve_entity(object_).id
        wanted = {ends} | ({ends[::-1]} if predicate == "comparedWith" else set())
        near = index.derived([f"name/{ends[0]}"]).entity_edges
        papers = {
            paper
            for edge in near
            if edge.predicate == predicate and (edge.subject, edge.object) in wanted
            for paper in edge.papers
        } or linking_papers(self.snapshot.store, predicate, wanted)
        views = (self.show(paper) for paper in sorted(papers))
        return [
            link
            for shown in views
            for link in shown.links
            if link.predicate == predicate and (link.subject_entity, link.entity) in wanted
        ]

    def _entity_of(self, name: str) -> str:
        entity = self.snapshot.index.entity(name)
        return entity.slug if entity is not None else name

    def query(
        self,
        query: str,
        *,
        folders: Iterable[str | Path] = (),
        limit: int | None = None,
        limits: Limits | None = None,
        **parameters: str,
    ) -> Result:
        """Run a saved query by name with its parameters, or a SPARQL text.

        It runs in a process of its own, which ends at its limits of time, memory and size. Raises
        `kg.errors.QueryError` and its kinds, and `NotFound` for names that the graph does not hold.
        """
        from kg.query import Limits, load_query, run_saved

        saved = load_query(query, folders)
        path, index = self.snapshot.path, self.snapshot.index
        return run_saved(path, saved, parameters, index, limit=limit, limits=limits or Limits())

    def ask(
        self,
        question: str,
        *,
        folders: Iterable[str | Path] = (),
        limit: int | None = None,
        limits: Limits | None = None,
    ) -> Answered:
        """Answer a question in plain English by the saved query that it asks for.

        Raises `kg.errors.NotUnderstood`, with the nearest commands, instead of guessing.
        """
        from kg.handle.asking import ask

        return ask(self.snapshot, question, folders=folders, limit=limit, limits=limits)

    def to_rdflib(self, papers: Iterable[str] | None = None, *, limit: int = WHOLE_LIMIT) -> rdflib.Graph:
        """The graphs of some papers (what they say and what follows from it), or all, as one rdflib graph.

        Raises `UsageError` where the whole store holds more than ``limit`` triples: a copy in memory of
        a large store takes minutes and gigabytes, while `query` answers where the data lies.
        """
        from kg.handle.copies import to_rdflib

        size = self.stats()["triples"]
        if papers is None and size > limit:
            raise UsageError(
                f"the store holds {size:,} triples, more than {limit:,}; name papers, or raise limit="
            )
        return to_rdflib(self.snapshot, self._locals(papers))

    def to_networkx(self, papers: Iterable[str] | None = None) -> networkx.MultiDiGraph:
        """Plain triples as a networkx graph: nodes ``name/SLUG`` and ``paper/ID``, edges by relation.

        Nodes carry ``label`` and ``type``, edges ``relation``, ``confidence`` and ``papers`` (their number).
        """
        from kg.handle.copies import to_networkx

        return to_networkx(self.snapshot, self._locals(papers))

    def _locals(self, papers: Iterable[str] | None) -> list[str] | None:
        if papers is None:
            return None
        return [self.snapshot.index.resolve_paper(paper).id for paper in papers]
