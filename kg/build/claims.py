"""From a claim as somebody names it to the decision that rejects it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from kg.build.drafts import draft, entity_of
from kg.errors import NotFound, UsageError
from kg.ledger import Entry
from kg.mapping import linking_papers
from kg.mapping.canonical import entity_slug
from kg.model import LINK_PREDICATES, RELATIONS, Entity, Extraction
from kg.names import use_slug
from kg.store.snapshot import Snapshot
from kg.vocab import BASE, KG, PREFIXES, value_of

Found = tuple[str, tuple[tuple[str, str], ...]]
"""A paper, and the names that one of its claims is about, object last."""

_CLAIM = re.compile(rf"<?(?:{re.escape(BASE)}claim/|claim[:/])?([0-9a-f]{{20}})>?\Z")


def reject(snapshot: Snapshot, claim: Sequence[str], papers: Sequence[str] = ()) -> tuple[Entry, ...]:
    """Reject one claim by its IRI, or all claims (of ``papers``) that state subject, predicate and object.

    The claims of one pair of names make one entry. Raises `kg.errors.NotFound` where nothing says so.
    """
    if len(claim) == 1:
        return _entries(*_by_iri(snapshot, claim[0]))
    if len(claim) != 3:
        raise UsageError("name a claim by its IRI, or by subject, predicate and object as in `kg why`")
    subject, predicate, object_ = claim
    local = predicate.removeprefix("kg:").removeprefix(KG)
    if local not in (*RELATIONS, *LINK_PREDICATES):
        known = ", ".join((*RELATIONS, *LINK_PREDICATES))
        raise UsageError(f"no predicate is called {predicate!r}; there are: {known}")
    chosen = {snapshot.index.resolve_paper(paper).id for paper in papers}
    found = _relations if local in RELATIONS else _links
    claims = [one for one in found(snapshot, subject, local, object_) if not chosen or one[0] in chosen]
    if not claims:
        raise NotFound(f"nothing in this graph says: {subject} {local} {object_}")
    return _entries(local, claims)


def _entries(predicate: str, claims: Sequence[Found]) -> tuple[Entry, ...]:
    papers: dict[tuple[tuple[str, str], ...], set[str]] = defaultdict(set)
    for paper, names in claims:
        papers[names].add(paper)
    return tuple(
        draft("reject", papers=tuple(sorted(papers[names])), names=names, value=predicate)
        for names in sorted(papers)
    )


def _relations(snapshot: Snapshot, subject: str, predicate: str, object_: str) -> Iterator[Found]:
    paper = snapshot.index.resolve_paper(subject).id
    target = snapshot.index.resolve_entity(object_, fuzzy=False).id
    for extraction in snapshot.paper(paper)[1]:
        for use in extraction.entities:
            if use.relation == predicate and entity_of(snapshot.index, use_slug(use)) == target:
                yield paper, (_named(use),)


def _links(snapshot: Snapshot, subject: str, predicate: str, object_: str) -> Iterator[Found]:
    index = snapshot.index
    one, other = (index.resolve_entity(end, fuzzy=False).id for end in (subject, object_))
    wanted = {(one, other)} | ({(other, one)} if predicate == "comparedWith" else set())
    for paper in linking_papers(snapshot.store, predicate, wanted):
        for extraction in snapshot.paper(paper)[1]:
            for linked in _linked(extraction, predicate):
                if tuple(entity_of(index, use_slug(use)) for use in linked) in wanted:
                    yield paper, tuple(map(_named, linked))


def _linked(extraction: Extraction, predicate: str) -> Iterator[tuple[Entity, Entity]]:
    uses = {use.name: use for use in extraction.entities}
    for link in extraction.links:
        if link.predicate == predicate:
            yield uses[link.subject], uses[link.object]


def _named(use: Entity) -> tuple[str, str]:
    """The name that claims about a use point at, whatever sense was decided for it."""
    return entity_slug(use), use.name


def _by_iri(snapshot: Snapshot, text: str) -> tuple[str, list[Found]]:
    from pyoxigraph import NamedNode

    match = _CLAIM.match(text)
    if match is None:
        raise UsageError(f"{text!r} is no claim; give its IRI, or subject, predicate and object")
    parts = {}
    graph = ""
    for quad in snapshot.store.quads_for_pattern(NamedNode(f"{BASE}claim/{match[1]}"), None, None, None):
        local = quad.predicate.value.rpartition("#")[2]
        parts[local] = value_of(quad.object)
        graph = value_of(quad.graph_name)
    if not {"subject", "predicate", "object"} <= parts.keys():
        raise NotFound(f"no claim {text!r} in this graph")
    paper = graph.removeprefix(f"{BASE}g/paper/")
    ends = [parts[end] for end in ("subject", "object") if parts[end].startswith(PREFIXES["name"])]
    slugs = [end.removeprefix(PREFIXES["name"]) for end in ends]
    names = tuple((slug, snapshot.index.label("name", slug) or slug) for slug in slugs)
    return parts["predicate"].removeprefix(KG), [(paper, names)]
