"""A paper and what extractors found in it, as the quads of the paper's own graph.

What goes beyond the plain layout (a paper, its authors and origins, its uses of names, its claims):

* every extraction is a node, ``<paper/ID#by=NAME/VERSION> a kg:Extraction``, with the extractor's exact name
  and version, so that an extraction that found nothing is told from none, and no letter is lost;
* where several extractors read the paper, each has its own uses of names
  (``<paper/ID#name=SLUG&by=…>``, attributed) and each claim has a node for each extractor that states it
  (``<claim/HASH#by=…>``, `kg:attribution`) with its confidence, evidence and context. The claim itself
  repeats the most confident of them, so that queries need not know how many there are.

RDF keeps sets: order is that of `kg.mapping.canonical`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import Quad

from kg import vocab
from kg.mapping.canonical import canonical, entity_slug, names_to_slugs
from kg.mapping.terms import (
    ALT_LABEL,
    ATTRIBUTED_TO,
    OBJECT,
    PREDICATE,
    PREF_LABEL,
    SUBJECT,
    TYPE,
    Sketch,
    date,
    decimal,
    foreign,
    integer,
    iri,
    own,
    text,
    true,
)
from kg.model import Context, Entity, Extraction, Origin, Paper

LAYOUT_VERSION = "1"
"""Changes with the triples that are written for an equal paper: `kg upgrade` then writes all papers anew."""


@dataclass(frozen=True, slots=True)
class _Claim:
    subject: str
    predicate: str
    object: str
    confidence: float
    sentence: tuple[int, int]
    context: Context | None
    by: Extraction


def paper_quads(paper: Paper, extractions: Sequence[Extraction], *, written: bool = False) -> list[Quad]:
    """The graph of one paper; `kg.mapping.read_paper` is its inverse.

    ``written``: paper and extractions are in their written form (`kg.mapping.canonical`), as a store keeps
    them. Raises `kg.errors.ExtractionError` and `kg.errors.InputError` like `kg.mapping.canonical`.
    """
    paper, found = (paper, tuple(extractions)) if written else canonical(paper, extractions)
    sketch = Sketch(vocab.paper_graph(paper.id))
    _write_metadata(sketch, paper)
    _write_authors(sketch, paper)
    for number, origin in enumerate(paper.origins, start=1):
        _write_origin(sketch, paper, number, origin)
    for extraction in found:
        _write_extraction(sketch, paper, extraction)
        for entity in extraction.entities:
            _write_use(sketch, paper, entity, extraction if len(found) > 1 else None)
    _write_claims(sketch, paper, found)
    return sketch.quads()


def check_iris(paper: Paper, extractions: Sequence[Extraction]) -> None:
    """Raise `InputError` where `paper_quads` would: a part of a record in its written form fits no IRI."""
    vocab.paper_graph(paper.id)
    for author in paper.authors:
        vocab.author_iri(author.name, author.orcid)
    if paper.venue is not None:
        vocab.venue_iri(paper.venue)
    for extraction in extractions:
        vocab.extractor_iri(extraction.extractor, extraction.version)
        for entity in extraction.entities:
            vocab.name_iri(entity_slug(entity))
            for mention in entity.mentions:
                vocab.span_iri(paper.id, mention.start, mention.end)
                vocab.span_iri(paper.id, mention.sentence_start, mention.sentence_end)
        for link in extraction.links:
            vocab.span_iri(paper.id, link.sentence_start, link.sentence_end)


def _write_metadata(sketch: Sketch, paper: Paper) -> None:
    node = vocab.paper_iri(paper.id)
    sketch.add(node, TYPE, own("Paper"))
    sketch.add(node, foreign("dcterms:title"), text(paper.title))
    if paper.abstract:
        sketch.add(node, foreign("dcterms:abstract"), text(paper.abstract))
    if paper.date is not None:
        sketch.add(node, foreign("dcterms:date"), date(paper.date))
    for local, string in (
        ("arxivId", paper.arxiv),
        ("doi", paper.doi),
        ("organisation", paper.organisation),
        ("venueName", paper.venue),
    ):
        sketch.add(node, own(local), None if string is None else text(string))
    for local, number in (
        ("arxivVersion", paper.arxiv_version),
        ("authorCount", paper.author_count),
        ("commentCount", paper.comments),
        ("upvotes", paper.upvotes),
    ):
        sketch.add(node, own(local), None if number is None else integer(number))
    if paper.venue is not None:
        sketch.add(node, own("venue"), iri(vocab.venue_iri(paper.venue)))
    sketch.add_all(node, foreign("schema:url"), map(iri, paper.urls))
    sketch.add_all(node, own("category"), map(text, paper.categories))
    sketch.add_all(node, own("flag"), map(text, paper.flags))
    sketch.add_all(node, own("alias"), map(text, paper.aliases))


def _write_authors(sketch: Sketch, paper: Paper) -> None:
    for position, author in enumerate(paper.authors, start=1):
        node = vocab.author_use_iri(paper.id, position)
        sketch.add(vocab.paper_iri(paper.id), own("author"), iri(node))
        sketch.add(node, foreign("foaf:name"), text(author.name))
        sketch.add(node, own("position"), integer(position))
        sketch.add(node, own("person"), iri(vocab.author_iri(author.name, author.orcid)))
        sketch.add(node, own("orcid"), None if author.orcid is None else text(author.orcid))


def _write_origin(sketch: Sketch, paper: Paper, number: int, origin: Origin) -> None:
    node = vocab.origin_iri(paper.id, number)
    sketch.add(vocab.paper_iri(paper.id), foreign("prov:wasDerivedFrom"), iri(node))
    sketch.add(node, own("sourceFile"), text(origin.file))
    sketch.add(node, own("sourceDigest"), text(origin.digest))
    sketch.add(node, own("sourceFormat"), text(origin.format))
    sketch.add(node, own("recordNumber"), integer(origin.record))
    sketch.add(node, own("lineNumber"), None if origin.line is None else integer(origin.line))


def _write_extraction(sketch: Sketch, paper: Paper, extraction: Extraction) -> None:
    node = vocab.extraction_iri(paper.id, extraction.extractor, extraction.version)
    sketch.add(vocab.paper_iri(paper.id), own("extraction"), iri(node))
    sketch.add(node, TYPE, own("Extraction"))
    sketch.add(node, own("extractorName"), text(extraction.extractor))
    sketch.add(node, own("extractorVersion"), text(extraction.version))
    sketch.add(node, ATTRIBUTED_TO, iri(vocab.extractor_iri(extraction.extractor, extraction.version)))


def _write_use(sketch: Sketch, paper: Paper, entity: Entity, by: Extraction | None) -> None:
    slug = entity_slug(entity)
    pair = None if by is None else (by.extractor, by.version)
    node = vocab.name_use_iri(paper.id, slug, by=pair)
    sketch.add(node, TYPE, own("NameUse"))
    sketch.add(node, own("name"), iri(vocab.name_iri(slug)))
    sketch.add(node, PREF_LABEL, text(entity.name))
    sketch.add_all(node, ALT_LABEL, map(text, entity.aliases))
    sketch.add(node, own("entityType"), own(entity.type))
    sketch.add(node, own("core"), true() if entity.core else None)
    sketch.add(node, own("longForm"), None if entity.long_form is None else text(entity.long_form))
    for mention in entity.mentions:
        sketch.add(node, own("mention"), iri(vocab.span_iri(paper.id, mention.start, mention.end)))
    if pair is not None:
        sketch.add(node, ATTRIBUTED_TO, iri(vocab.extractor_iri(*pair)))


def _claims(paper: Paper, extraction: Extraction) -> list[_Claim]:
    claims = []
    for entity in extraction.entities:
        best = entity.mentions[entity.evidence]
        sentence = (best.sentence_start, best.sentence_end)
        whole = vocab.paper_iri(paper.id), vocab.term(entity.relation), vocab.name_iri(entity_slug(entity))
        claims.append(_Claim(*whole, entity.confidence, sentence, entity.context, extraction))
    names = {name: vocab.name_iri(slug) for name, slug in names_to_slugs(extraction.entities).items()}
    for link in extraction.links:
        ends = names[link.subject], vocab.term(link.predicate), names[link.object]
        sentence = link.sentence_start, link.sentence_end
        claims.append(_Claim(*ends, link.confidence, sentence, link.context, extraction))
    return claims


def _write_claims(sketch: Sketch, paper: Paper, extractions: Sequence[Extraction]) -> None:
    groups: defaultdict[str, list[_Claim]] = defaultdict(list)
    for extraction in extractions:
        for claim in _claims(paper, extraction):
            groups[vocab.claim_iri(paper.id, claim.subject, claim.predicate, claim.object)].append(claim)
    for node, group in groups.items():
        best = max(group, key=lambda claim: claim.confidence)  # the first of equals: extractors are sorted
        sketch.add(node, TYPE, own("Claim"))
        sketch.add(node, SUBJECT, iri(best.subject))
        sketch.add(node, PREDICATE, iri(best.predicate))
        sketch.add(node, OBJECT, iri(best.object))
        _write_statement(sketch, paper, node, best)
        if len(extractions) > 1:
            _write_attributions(sketch, paper, node, group)


def _write_attributions(sketch: Sketch, paper: Paper, node: str, group: Sequence[_Claim]) -> None:
    for claim in group:
        stated = vocab.attribution_iri(node, claim.by.extractor, claim.by.version)
        sketch.add(node, own("attribution"), iri(stated))
        _write_statement(sketch, paper, stated, claim)


def _write_statement(sketch: Sketch, paper: Paper, node: str, claim: _Claim) -> None:
    sketch.add(node, own("confidence"), decimal(claim.confidence))
    sketch.add(node, own("evidence"), iri(vocab.span_iri(paper.id, *claim.sentence)))
    sketch.add(node, ATTRIBUTED_TO, iri(vocab.extractor_iri(claim.by.extractor, claim.by.version)))
    sketch.add(node, own("context"), None if claim.context is None else own(claim.context))
