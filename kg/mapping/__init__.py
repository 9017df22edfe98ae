"""Records to quads and back: the only room that knows how evidence is written down."""

from __future__ import annotations

from kg.mapping.background import (
    INFERRED,
    MATCHES,
    background_quads,
    concept_quads,
    part_quads,
    read_background,
    taxonomy,
)
from kg.mapping.canonical import canonical, canonical_extraction, canonical_paper
from kg.mapping.claims import linking_papers
from kg.mapping.curation import curation_quads
from kg.mapping.derived import (
    Contributor,
    Contributors,
    alias_quads,
    authors_of,
    links_quads,
    meta_quads,
    names_quads,
    resolved_quads,
    venue_of,
)
from kg.mapping.paper import LAYOUT_VERSION, check_iris, paper_quads
from kg.mapping.read import read_paper
from kg.mapping.senses import in_senses, read_senses
from kg.mapping.standing import companies_quads, company_quads, standing_quads

__all__ = [
    "INFERRED",
    "LAYOUT_VERSION",
    "MATCHES",
    "Contributor",
    "Contributors",
    "alias_quads",
    "authors_of",
    "background_quads",
    "canonical",
    "canonical_extraction",
    "canonical_paper",
    "check_iris",
    "companies_quads",
    "company_quads",
    "concept_quads",
    "curation_quads",
    "in_senses",
    "linking_papers",
    "links_quads",
    "meta_quads",
    "names_quads",
    "paper_quads",
    "part_quads",
    "read_background",
    "read_paper",
    "read_senses",
    "resolved_quads",
    "standing_quads",
    "taxonomy",
    "venue_of",
]
