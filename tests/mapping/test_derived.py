"""Derived graphs: plain triples, links, names, and how the store is made."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Quad

from kg.mapping import Contributors, links_quads, meta_quads, names_quads, resolved_quads
from kg.model import Author, Comparison, Derived, EntityEdge, EntityNode, NameNode, Paper, PaperEdge
from kg.vocab import curie, resolved_graph
from tests.mapping.papers import SAMPLE


def short(quads: Iterable[Quad]) -> list[str]:
    """Triples in prefixed names, graphs left out."""
    return [
        " ".join(
            curie(part.value) if isinstance(part, NamedNode | Literal) else str(part)
            for part in (quad.subject, quad.predicate, quad.object)
        )
        for quad in quads
    ]


def test_plain_triples_of_a_paper() -> None:
    edge = PaperEdge(SAMPLE.id, "proposes", "lantern-network", 0.97, "Method", True)
    quads = resolved_quads(SAMPLE, [edge, edge])
    assert {quad.graph_name for quad in quads} == {NamedNode(resolved_graph(SAMPLE.id))}
    assert short(quads) == [
        "paper:2401.00001 kg:proposes name:lantern-network",
        "paper:2401.00001 dcterms:creator https://w3id.org/papertriples/author/orcid-0000-0002-1825-0097",
        "paper:2401.00001 dcterms:creator https://w3id.org/papertriples/author/bo-example",
        "paper:2401.00001 schema:isPartOf https://w3id.org/papertriples/venue/journal-of-old-map",
    ]


def test_a_link_is_stated_once_with_its_support() -> None:
    quads = links_quads([EntityEdge("a", "usedFor", "b", 0.9, ("p1", "p2"))])
    written = short(quads)
    assert written[0] == "name:a kg:usedFor name:b"
    assert [line.split(" ", 1)[1] for line in written[1:]] == [
        "rdf:type kg:Link",
        "rdf:subject name:a",
        "rdf:predicate kg:usedFor",
        "rdf:object name:b",
        "kg:support 2",
        "kg:confidence 0.9",
    ]


def test_names_point_at_their_entity() -> None:
    derived = Derived(
        entities=(EntityNode("bert", "BERT", ("Bert model",), (("Method", 3), ("Task", 1)), 4),),
        names=(NameNode("bert", "BERT", "bert"), NameNode("bert-model", "Bert model", "bert")),
    )
    written = short(names_quads(derived))
    matches = [line for line in written if "/match/" in line or "Match " in line]
    assert "name:bert skos:exactMatch https://w3id.org/papertriples/background/topic/bert" in matches
    assert [line for line in written if line not in matches] == [
        "name:bert rdf:type kg:Entity",
        "name:bert rdf:type kg:Method",
        "name:bert rdf:type kg:Task",
        "name:bert skos:prefLabel BERT",
        "name:bert skos:altLabel Bert model",
        "name:bert kg:paperCount 4",
        "name:bert-model rdf:type kg:Name",
        "name:bert-model skos:prefLabel Bert model",
        "name:bert-model dcterms:isReplacedBy name:bert",
    ]


def test_comparisons_keep_rule_and_signals() -> None:
    found = Comparison(
        "bert", "bert-model", True, "one spelling", (("one spelling", 1.0), ("similarity", 0.0))
    )
    written = short(names_quads(Derived(), comparisons=[found]))
    assert len({line.split(" ", 1)[0] for line in written}) == 1
    assert [line.split(" ", 1)[1] for line in written] == [
        "rdf:type kg:Comparison",
        "kg:compares name:bert",
        "kg:compares name:bert-model",
        "kg:verdict same",
        "kg:rule one spelling",
        "kg:signal one spelling: 1",
    ]


def test_contributors_do_not_depend_on_the_order_of_papers() -> None:
    papers = [
        Paper("1", "A", authors=(Author("ada EXAMPLE"),), venue="Maps"),
        Paper("2", "B", authors=(Author("Ada Example"), Author("ADA example"))),
        Paper("3", "C", authors=(Author("Ada Example"),)),
    ]
    counts = []
    for order in (papers, papers[::-1]):
        contributors = Contributors()
        for paper in order:
            contributors.add(paper)
        counts.append((contributors.authors(), contributors.venues()))
    assert counts[0] == counts[1]
    authors, venues = counts[0]
    assert [(a.label, a.papers) for a in authors] == [("Ada Example", 3)]
    assert [(v.label, v.papers) for v in venues] == [("Maps", 1)]
    assert "foaf:name Ada Example" in " | ".join(short(names_quads(Derived(), authors=authors)))


def test_meta_says_how_the_store_is_made() -> None:
    quads = meta_quads(
        extractors=[("spacy", "0.1.0", 0.5)],
        cleaning="1",
        aliases={"title-a": "2311.1"},
        retracted=["2311.2"],
    )
    assert short(quads)[1:] == [
        "https://w3id.org/papertriples/ kg:cleaningVersion 1",
        "https://w3id.org/papertriples/extractor/spacy/0.1.0 rdf:type prov:SoftwareAgent",
        "https://w3id.org/papertriples/extractor/spacy/0.1.0 kg:extractorName spacy",
        "https://w3id.org/papertriples/extractor/spacy/0.1.0 kg:extractorVersion 0.1.0",
        "https://w3id.org/papertriples/extractor/spacy/0.1.0 kg:threshold 0.5",
        "paper:title-a dcterms:isReplacedBy paper:2311.1",
        "paper:2311.2 rdf:type kg:RetractedPaper",
    ]
