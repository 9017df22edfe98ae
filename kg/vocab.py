"""Namespaces, terms and the one place where IRIs are made.

Every IRI is built here from parts that are checked here; nothing else in the package writes one.
The base is not registered: it names things, it does not resolve on the web.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from kg.errors import InputError
from kg.names import slug

BASE = "https://w3id.org/papertriples/"
KG = f"{BASE}ontology#"

PREFIXES: dict[str, str] = {
    "kg": KG,
    "name": f"{BASE}name/",
    "paper": f"{BASE}paper/",
    "dcterms": "http://purl.org/dc/terms/",
    "fabio": "http://purl.org/spar/fabio/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "nif": "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

ONTOLOGY = f"{BASE}ontology"
"""The vocabulary as a thing: what declares the prefixes."""

GRAPH_LINKS = f"{BASE}g/links"
GRAPH_NAMES = f"{BASE}g/names"
GRAPH_BACKGROUND = f"{BASE}g/background"
GRAPH_CURATION = f"{BASE}g/curation"
GRAPH_META = f"{BASE}g/meta"
GRAPH_LISTS = f"{BASE}g/lists"
GRAPH_COMPANY = f"{BASE}g/company"

READABLE = 40
"""Characters of a DOI or title that stay readable in the name of a paper, before the hash."""
_LOCAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9.~/-]*\Z")
_ARXIV = re.compile(r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})\Z", re.ASCII)
_NEVER_IN_IRI = re.compile(
    r'[\x00-\x20<>"{}|\\^`\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]'
)
_NEVER_IN_LITERAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def term(local: str) -> str:
    """The IRI of a term of our own vocabulary: ``term("proposes")``."""
    return KG + local


def curie(iri: str) -> str:
    """``iri`` with the longest known prefix shortened; unchanged where none fits.

    >>> curie("https://w3id.org/papertriples/name/bert")
    'name:bert'
    """
    best = max(
        (p for p, ns in PREFIXES.items() if iri.startswith(ns)), key=lambda p: len(PREFIXES[p]), default=None
    )
    if best is None:
        return iri
    local = iri[len(PREFIXES[best]) :]
    return f"{best}:{local}" if re.fullmatch(r"[\w.~-]+", local) else iri


def is_arxiv_id(text: str) -> bool:
    """Whether ``text`` is an arXiv identifier without its version, of either kind."""
    return _ARXIV.match(text) is not None


def paper_id(*, arxiv: str | None = None, doi: str | None = None, title_key: str | None = None) -> str:
    """The local name of a paper: from the strongest identifier, else from the hash of its title key.

    >>> paper_id(arxiv="2311.12345"), paper_id(doi="10.1145/3593013.3593994")
    ('2311.12345', 'doi-10.1145-3593013.3593994-79a497d3')
    """
    if arxiv is not None:
        if not is_arxiv_id(arxiv):
            raise InputError(
                f"{arxiv!r} is no arXiv identifier; expected one like 2311.12345 or hep-ph/9901001"
            )
        return arxiv
    source, kind = (doi.casefold(), "doi") if doi is not None else (title_key or "", "title")
    if not source:
        raise InputError("a paper needs an arXiv identifier, a DOI or a title")
    plain = unicodedata.normalize("NFKD", source).encode("ascii", "ignore").decode()
    readable = re.sub(r"[^a-z0-9.]+|\.{2,}", "-", plain.lower())[:READABLE].strip("-.")
    digest = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return "-".join(part for part in (kind, readable, digest) if part)


def _local(value: str) -> str:
    """``value`` if it can stand in one of our IRIs as it is."""
    if not _LOCAL.match(value) or ".." in value or "//" in value:
        raise InputError(f"{value!r} can not be part of an IRI of ours")
    return value


def paper_iri(paper: str) -> str:
    """The IRI of the paper with this local name."""
    return f"{BASE}paper/{_local(paper)}"


def span_iri(paper: str, start: int, end: int) -> str:
    """Code points ``start`` to ``end`` (exclusive) of a paper's text; RFC 5147, as NIF uses it."""
    if not 0 <= start < end:
        raise InputError(f"{start},{end} is no stretch of text")
    return f"{paper_iri(paper)}#char={start},{end}"


def parse_span(iri: str) -> tuple[str, int, int]:
    """Paper, start and end of an IRI made by `span_iri`."""
    match = re.fullmatch(re.escape(f"{BASE}paper/") + r"([^#]+)#char=(\d+),(\d+)", iri)
    if match is None:
        raise InputError(f"{iri!r} names no stretch of a paper's text")
    return match[1], int(match[2]), int(match[3])


def name_use_iri(paper: str, name_slug: str, *, by: tuple[str, str] | None = None) -> str:
    """What one paper says of a name; ``by`` (extractor, version) where several extractors read the paper."""
    iri = f"{paper_iri(paper)}#name={_local(name_slug)}"
    return iri if by is None else f"{iri}&by={_by(*by)}"


def extraction_iri(paper: str, extractor: str, version: str) -> str:
    """What one extractor in one version found in one paper."""
    return f"{paper_iri(paper)}#by={_by(extractor, version)}"


def attribution_iri(claim: str, extractor: str, version: str) -> str:
    """What one of several extractors says of a claim (its IRI)."""
    return f"{claim}#by={_by(extractor, version)}"


def _by(extractor: str, version: str) -> str:
    return f"{_local(slug(extractor))}/{_local(slug(version))}"


def author_use_iri(paper: str, position: int) -> str:
    """The author at a 1-based position of one paper."""
    return f"{paper_iri(paper)}#author={position:d}"


def origin_iri(paper: str, number: int) -> str:
    """One of the records that a paper was read from; numbered from 1 in the order of their digests."""
    return f"{paper_iri(paper)}#origin={number:d}"


def name_iri(name_slug: str) -> str:
    """The name with this slug; an entity's IRI is that of its canonical name."""
    return f"{BASE}name/{_local(name_slug)}"


def author_iri(name: str, orcid: str | None = None) -> str:
    """A person: by ORCID where known, else by name."""
    return f"{BASE}author/{_local('orcid-' + orcid.lower() if orcid else slug(name))}"


def venue_iri(name: str) -> str:
    """A journal or conference by its name."""
    return f"{BASE}venue/{_local(slug(name))}"


def extractor_iri(name: str, version: str) -> str:
    """An extractor in one version."""
    return f"{BASE}extractor/{_by(name, version)}"


def decision_iri(number: int) -> str:
    """An entry of the ledger."""
    return f"{BASE}curation/{number:d}"


def curator_iri(name: str) -> str:
    """Whoever took a decision, by name."""
    return f"{BASE}curation/by/{_local(slug(name))}"


def claim_iri(paper: str, subject: str, predicate: str, object_: str) -> str:
    """A claim: the hash of paper, subject, predicate and object (all IRIs but the first, a local name)."""
    parts = "\x1f".join((paper, subject, predicate, object_))
    return f"{BASE}claim/{hashlib.sha256(parts.encode()).hexdigest()[:20]}"


def link_iri(subject: str, predicate: str, object_: str) -> str:
    """The node that counts the papers behind an entity-to-entity triple (all three IRIs)."""
    parts = "\x1f".join((subject, predicate, object_))
    return f"{BASE}link/{hashlib.sha256(parts.encode()).hexdigest()[:20]}"


def comparison_iri(one: str, other: str) -> str:
    """The node that says whether two names are the same thing (both IRIs, in any order)."""
    parts = "\x1f".join(sorted((one, other)))
    return f"{BASE}comparison/{hashlib.sha256(parts.encode()).hexdigest()[:20]}"


def list_iri(about: str) -> str:
    """The list of what this term of our vocabulary names."""
    return f"{BASE}list/{_local(about)}"


def pair_iri(one: str, other: str) -> str:
    """The node that counts the papers that name two entities together (both IRIs)."""
    return f"{BASE}pair/{hashlib.sha256(chr(0x1F).join((one, other)).encode()).hexdigest()[:20]}"


def company_iri(name_slug: str) -> str:
    """What is kept of the surroundings of an entity that many papers name."""
    return f"{BASE}company/{_local(name_slug)}"


def count_iri(entity: str, role: str, other: str) -> str:
    """The node that counts how often ``other`` stands beside ``entity`` (both IRIs) in a role."""
    parts = chr(0x1F).join((entity, role, other))
    return f"{BASE}count/{hashlib.sha256(parts.encode()).hexdigest()[:20]}"


def concept_id(group: str, name: str) -> str:
    """The local name of a concept of the background: ``topic``, ``dataset``, ``metric`` or ``scheme``.

    >>> concept_id("topic", "Graph Neural Networks")
    'topic/graph-neural-network'
    """
    return f"{_local(group)}/{_local(slug(name))}"


def concept_iri(concept: str) -> str:
    """The IRI of the concept with this local name."""
    return f"{BASE}background/{_local(concept)}"


def match_iri(subject: str, predicate: str, object_: str) -> str:
    """The node that says why two nodes are matched or one is above the other (all three IRIs)."""
    parts = "\x1f".join((subject, predicate, object_))
    return f"{BASE}match/{hashlib.sha256(parts.encode()).hexdigest()[:20]}"


def query_iri(name: str) -> str:
    """A saved query."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
        raise InputError(f"not the name of a saved query: {name[:80]!r}")
    return f"{BASE}query/{name}"


def prefix_iri(prefix: str) -> str:
    """The declaration of one of `PREFIXES`."""
    return f"{BASE}prefix/{_local(prefix)}"


def paper_graph(paper: str) -> str:
    """The named graph with what one paper says."""
    return f"{BASE}g/paper/{_local(paper)}"


def resolved_graph(paper: str) -> str:
    """The named graph with the plain triples derived for one paper."""
    return f"{BASE}g/resolved/{_local(paper)}"


def is_safe_iri(iri: str) -> bool:
    """Whether an IRI from outside may be stored: absolute, http(s), and free of characters IRIs forbid."""
    return re.match(r"https?://[^/\s]", iri) is not None and not _NEVER_IN_IRI.search(iri)


def clean_literal(text: str) -> str:
    """``text`` without the characters that RDF or XML 1.0 can not carry."""
    return _NEVER_IN_LITERAL.sub("", text)


def value_of(term: object) -> str:
    """The text of an RDF term, be it an IRI or a literal; empty for what has none, as an embedded triple."""
    return str(getattr(term, "value", ""))
