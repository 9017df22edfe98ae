"""The vocabulary: what FAIR checkers ask of it without a network, and that it fits what is written and asked.

The names in brackets are those of the FOOPS! catalogue, https://w3id.org/foops/catalogue.
"""

from __future__ import annotations

import re
from functools import cache
from unittest.mock import patch

import pytest
from pyoxigraph import NamedNode
from rdflib import DCTERMS, OWL, RDF, RDFS, SDO, SH, SKOS, VANN, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from kg import __version__
from kg.check.structure import declared_terms
from kg.export.vocabulary import mappings_page, vocabulary_page
from kg.model import CONTEXTS, ENTITY_TYPES, LINK_PREDICATES, RELATIONS
from kg.resolve.company import ROLES
from kg.vocab import BASE, KG, term
from tests.conftest import ROOT
from tests.export.stored import pairs, quads

IRI = URIRef(f"{BASE}ontology")
TERM_KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.NamedIndividual)
ONLY_FOR_READERS = {"Context", "EntityType", "mentions", "relatedTo"}
"""Terms that no triple of ours uses: they hold the others together."""


@cache
def ontology() -> Graph:
    return Graph().parse(ROOT / "ontology" / "papertriples.ttl")


@cache
def shapes() -> Graph:
    return Graph().parse(ROOT / "ontology" / "shapes.ttl")


def terms() -> list[URIRef]:
    found = {s for kind in TERM_KINDS for s in ontology().subjects(RDF.type, kind)}
    return sorted(s for s in found if isinstance(s, URIRef))


@pytest.mark.parametrize(
    "predicate",
    [
        # minimal (OM1)
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.creator,
        DCTERMS.license,  # OM4.1
        # recommended (OM2)
        VANN.preferredNamespacePrefix,  # FIND1
        VANN.preferredNamespaceUri,
        OWL.versionInfo,
        OWL.versionIRI,  # VER1
        DCTERMS.created,
        DCTERMS.modified,
        DCTERMS.bibliographicCitation,
        # detailed (OM3), provenance (OM5.1, OM5.2)
        DCTERMS.abstract,
        DCTERMS.issued,
        DCTERMS.publisher,
        DCTERMS.source,
        DCTERMS.rights,
    ],
    ids=lambda predicate: str(predicate).rpartition("/")[2],
)
def test_the_header_says_what_fair_checkers_ask_for(predicate: URIRef) -> None:
    assert len(list(ontology().objects(IRI, predicate))) == 1


def test_the_version_iri_holds_the_version_of_the_package() -> None:  # VER1, VER2
    assert ontology().value(IRI, OWL.versionInfo) == Literal(__version__)
    assert ontology().value(IRI, OWL.versionIRI) == URIRef(f"{IRI}/{__version__}")


def test_the_licence_is_an_iri() -> None:  # OM4.2 asks that it resolves
    licence = ontology().value(IRI, DCTERMS.license)
    assert licence == URIRef("https://www.apache.org/licenses/LICENSE-2.0")


def test_the_prefix_and_the_namespace_fit_together() -> None:  # FIND1, URI2
    assert ontology().value(IRI, VANN.preferredNamespacePrefix) == Literal("kg")
    assert ontology().value(IRI, VANN.preferredNamespaceUri) == Literal(KG)
    assert all(str(t).startswith(KG) for t in terms())
    assert KG.startswith("https://w3id.org/")  # PURL1


def test_every_term_has_one_label_and_one_definition() -> None:  # VOC3, VOC4
    for t in terms():
        for predicate in (RDFS.label, SKOS.definition):
            values = list(ontology().objects(t, predicate))
            assert len(values) == 1, f"{t}: {predicate}"
            assert isinstance(values[0], Literal)
            assert values[0].language == "en"
        assert ontology().value(t, RDFS.isDefinedBy) == IRI, t


def test_labels_are_unique_within_a_kind() -> None:
    for kind in TERM_KINDS:
        labels = [str(ontology().value(s, RDFS.label)) for s in ontology().subjects(RDF.type, kind)]
        assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    "space",
    [
        "https://schema.org/",
        "http://purl.org/dc/terms/",
        "http://purl.org/spar/fabio/",
        "http://www.w3.org/2004/02/skos/core#",
        "http://www.w3.org/ns/prov#",
        "http://scholkg.kmi.open.ac.uk/cskg/ontology#",
        "http://orkg.org/orkg/",
    ],
)
def test_other_vocabularies_are_reused(space: str) -> None:  # VOC1, VOC2
    mappings = (
        RDFS.subClassOf,
        RDFS.subPropertyOf,
        SKOS.closeMatch,
        SKOS.broadMatch,
        SKOS.narrowMatch,
        SKOS.relatedMatch,
    )
    assert any(str(o).startswith(space) for p in mappings for o in ontology().objects(None, p))


def test_the_files_parse_in_other_serialisations() -> None:  # RDF1
    for form in ("xml", "nt"):
        again = Graph().parse(data=ontology().serialize(format=form), format=form)
        assert len(again) == len(ontology())


def test_every_superterm_of_ours_is_declared() -> None:
    used = {o for o in ontology().objects() if str(o).startswith(KG)} - {Literal(KG)}
    assert {str(o) for o in used} <= declared_terms()


def test_properties_have_their_kind_of_superproperty() -> None:
    for relation in RELATIONS:
        assert (URIRef(term(relation)), RDFS.subPropertyOf, URIRef(term("mentions"))) in ontology()
    for predicate in LINK_PREDICATES:
        assert (URIRef(term(predicate)), RDFS.subPropertyOf, URIRef(term("relatedTo"))) in ontology()


def test_enumerations_are_those_of_the_records() -> None:
    for owner, members in (("EntityType", ENTITY_TYPES), ("Context", CONTEXTS)):
        listed = ontology().value(URIRef(term(owner)), OWL.oneOf)
        assert listed is not None
        assert [str(item) for item in ontology().items(listed)] == [term(m) for m in members]


def test_what_is_written_is_declared() -> None:
    written = {part for quad in quads(pairs()) for part in _ours(quad.predicate, quad.object)}
    assert written <= declared_terms()


def _ours(*parts: object) -> set[str]:
    values = (part.value for part in parts if isinstance(part, NamedNode))
    return {value for value in values if value.startswith(KG)}


def test_what_the_code_and_the_queries_name_is_declared() -> None:
    assert {KG + local for local in _named_in_code() | _named_in_queries()} <= declared_terms()


def test_what_is_declared_is_used() -> None:
    known = {*ENTITY_TYPES, *RELATIONS, *LINK_PREDICATES, *CONTEXTS, *ROLES, *ONLY_FOR_READERS}
    declared = {iri.removeprefix(KG) for iri in declared_terms()}
    assert declared == known | _named_in_mapping()


def _named_in_code() -> set[str]:
    files = sorted((ROOT / "kg").rglob("*.py"))
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    return set(re.findall(r"""\b(?:own|term)\("(\w+)"\)""", text)) | set(re.findall(r'"kg:(\w+)"', text))


def _named_in_mapping() -> set[str]:
    with patch("kg.resolve.company.MANY", 0):
        written = {part for quad in quads(pairs()) for part in _ours(quad.predicate, quad.object)}
    return {iri.removeprefix(KG) for iri in written}


def _named_in_queries() -> set[str]:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "queries").glob("*.rq")))
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#+"))
    return set(re.findall(r"(?<![\w:<])kg:(\w+)", body))


def test_shapes_speak_of_declared_terms_only() -> None:
    named = {str(o) for o in shapes().all_nodes() if str(o).startswith(KG)}
    assert named <= declared_terms()


def test_every_class_that_is_written_has_a_shape() -> None:
    targets = {str(o) for o in shapes().objects(None, SH.targetClass)}
    types = (quad for quad in quads(pairs()) if quad.predicate.value == str(RDF.type))
    written = set().union(*(_ours(quad.object) for quad in types))
    covered = {term(kind) for kind in ENTITY_TYPES} | {term("RetractedPaper")}
    assert written - covered <= targets


SHAPES = Namespace(f"{BASE}shapes#")


@pytest.mark.parametrize("predicate", ["usedFor", "comparedWith", "evaluatedOn", "measuredBy"])
def test_usual_ends_are_the_same_in_shapes_and_vocabulary(predicate: str) -> None:
    property_ = URIRef(term(predicate))
    shape = SHAPES[predicate[0].upper() + predicate[1:]]
    assert _classes(shape) == set(ontology().objects(property_, SDO.domainIncludes))
    inner = shapes().value(shape, SH.property)
    assert inner is not None
    assert _classes(inner) == set(ontology().objects(property_, SDO.rangeIncludes))


def _classes(shape: Node) -> set[Node]:
    """The classes that a shape allows, by sh:class or by sh:or of them."""
    direct = set(shapes().objects(shape, SH["class"]))
    either = shapes().value(shape, SH["or"])
    options = [] if either is None else list(shapes().items(either))
    return direct | {found for option in options for found in shapes().objects(option, SH["class"])}


def test_every_shape_says_in_words_what_is_wrong() -> None:
    own = [s for s in shapes().subjects(SH.path) if not shapes().value(s, SH.message)]
    assert own == []


@pytest.mark.parametrize(
    ("name", "page"), [("vocabulary.md", vocabulary_page), ("mappings.md", mappings_page)]
)
def test_pages_are_up_to_date(name: str, page: object) -> None:
    assert callable(page)
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == page(), (
        "run: python -m kg.export.vocabulary docs"
    )
