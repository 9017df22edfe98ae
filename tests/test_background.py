"""The background that is shipped: clean, attributed, small, and made by the script that is named."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.check import check_shipped
from kg.check.background import check_background, circles
from kg.mapping import background_quads, concept_quads, names_quads, part_quads, read_background
from kg.mapping.background import background_path, entity_matches
from kg.mapping.guide import guide_quads
from kg.model import Derived, EntityNode, EntityType
from kg.vocab import GRAPH_BACKGROUND, PREFIXES, concept_iri, term
from tests.conftest import SHARED, shared
from training.background import SCHEMES, hierarchy, merge, names_of, nearest, turtle
from training.taxonomies import Row, read_all

SKOS = PREFIXES["skos"]
TYPE = f"{PREFIXES['rdf']}type"


def test_it_is_clean() -> None:
    report = check_shipped()
    assert (report.ok, report.problems) == (True, ())
    assert report.triples > 100_000


def test_it_is_small_and_says_where_it_comes_from() -> None:
    assert background_path().stat().st_size < 5_000_000
    licences = [q.subject for q in background_quads() if q.predicate.value.endswith("license")]
    assert len(licences) == len(SCHEMES) == 5
    page = (background_path().parent.parent / "docs" / "background.md").read_text(encoding="utf-8")
    for title, _, licence, home in SCHEMES.values():
        assert title.partition(" (")[0].partition(":")[0] in page
        assert licence in page
        assert home in page


def test_fields_of_every_source_are_there() -> None:
    concepts = {concept.id: concept for concept in read_background()}
    reached, waiting = set(), ["topic/q-learning"]
    while waiting:
        node = waiting.pop()
        reached.add(node)
        waiting += concepts[node].broader
    assert "topic/reinforcement-learning" in reached
    assert "Dataset" in concepts["dataset/cifar-10"].types
    assert concepts["metric/bleu"].types == ("Metric",)


def test_an_entity_is_matched_by_what_is_known_of_it_alone() -> None:
    def matched(slug: str, label: str, kind: EntityType) -> list[tuple[str, str]]:
        return [(m.kind, m.concept) for m in entity_matches(EntityNode(slug, label, (), ((kind, 1),), 1))]

    assert matched("q-learning", "Q-learning", "Method") == [("exact", "topic/q-learning")]
    assert matched("rl~reinforcement-learning", "RL", "Task") == [("exact", "topic/reinforcement-learning")]
    assert matched("rl~rotating-lichen", "RL", "Task") == []
    assert matched("moss-q-learning", "moss Q-learning of moss", "Method") == []


def test_a_part_holds_what_is_above() -> None:
    node = EntityNode("q-learning", "Q-learning", (), (("Method", 1),), 1)
    names = names_quads(Derived(entities=(node,)))
    part = set(part_quads(names))
    assert part > set(guide_quads())
    subjects = {q.subject.value for q in part - set(guide_quads()) if isinstance(q.subject, NamedNode)}
    concepts = {iri for iri in subjects if "/scheme/" not in iri}
    assert {concept_iri("topic/q-learning"), concept_iri("topic/reinforcement-learning")} <= concepts
    assert len(concepts) < 50
    assert 0 < len(subjects - concepts) <= len(SCHEMES)
    assert part_quads([]) == list(guide_quads())


def test_the_blocks_of_all_concepts_are_the_whole_file() -> None:
    concepts = [concept_iri(concept.id) for concept in read_background()]
    assert set(concept_quads(concepts)) == {*background_quads(), *guide_quads()}


@pytest.mark.parametrize(
    ("label", "names"),
    [
        ("Question Answering (QA)", ["Question Answering", "QA"]),
        ("  moss  detection. ", ["moss detection"]),
        ("CUB-200-2011", ["CUB-200-2011"]),
        ("None", []),
        ("1 Image, 2*2 Stitchi", ["1 Image, 2*2 Stitchi"]),
        ("x'; DROP TABLE tasks; --", []),
        ("see https://example.org/", []),
        ("CALL THIS NUMBER FOR REFUNDS", []),
        ("call +1-800-555-0100 now", []),
        ("a sentence of far too many words to be a name", []),
        ("2*2", []),
    ],
)
def test_what_is_a_name(label: str, names: list[str]) -> None:
    assert names_of(label) == names


def test_one_name_of_one_kind_is_one_concept_and_no_circle_is_kept() -> None:
    rows = [
        Row("nlp-fos", "http://example.org/a", "Task", "Moss Modelling", ("MM",), ("http://example.org/b",)),
        Row("nlp-fos", "http://example.org/b", "Field", "Botany"),
        Row("cso", "moss modeling", "Field", "moss modeling"),
        Row("cso", "botany", "Field", "botany", (), ("moss modeling",)),
        Row("datafinder", "Moss", "Dataset", "Moss", ("Moss test", "Moss-2")),
    ]
    concepts, of = merge(rows)
    above = nearest(hierarchy(rows, of))
    assert [(c.label, sorted(c.others), sorted(c.sources)) for c in concepts] == [
        ("Moss Modelling", ["MM", "Moss Modelling", "moss modeling"], ["cso", "nlp-fos"]),
        ("Botany", ["Botany", "botany"], ["cso", "nlp-fos"]),
        ("Moss", ["Moss"], ["datafinder"]),
    ]
    assert above == {concepts[0].iri: {concepts[1].iri}}


@shared
def test_it_is_what_the_script_makes() -> None:
    rows = read_all(SHARED / "taxonomies")
    concepts, of = merge(rows)
    made = turtle(concepts, nearest(hierarchy(rows, of)))
    assert gzip.decompress(background_path().read_bytes()).decode() == made


def damaged(*extra: tuple[str, str, NamedNode | Literal]) -> list[str]:
    graph, moss = NamedNode(GRAPH_BACKGROUND), NamedNode(concept_iri("topic/moss"))
    source = NamedNode(concept_iri("scheme/cso"))
    sound: list[tuple[NamedNode, str, NamedNode | Literal]] = [
        (moss, f"{SKOS}prefLabel", Literal("moss")),
        (moss, f"{SKOS}inScheme", source),
        (moss, term("usualType"), NamedNode(term("Method"))),
        (source, f"{PREFIXES['dcterms']}creator", Literal("somebody")),
        (source, f"{PREFIXES['dcterms']}license", NamedNode("https://example.org/licence")),
    ]
    added = [(NamedNode(concept_iri(node)), predicate, value) for node, predicate, value in extra]
    quads = [Quad(s, NamedNode(p), o, graph) for s, p, o in (*sound, *added)]
    return [problem.message for problem in check_background(quads)]


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        (("topic/moss", f"{SKOS}prefLabel", Literal("lichen")), "a concept has exactly one preferred label"),
        (
            ("topic/moss", f"{SKOS}altLabel", Literal("m", language="de")),
            "a label with the language tag 'de'",
        ),
        (("topic/moss", f"{SKOS}altLabel", Literal("1; DROP")), "a label that is no name"),
        (
            ("topic/moss", f"{SKOS}broader", NamedNode(concept_iri("topic/gone"))),
            "it names something that is not there",
        ),
        (("topic/moss", f"{SKOS}broader", NamedNode(concept_iri("topic/moss"))), "it is broader than itself"),
        (("topic/moss", f"{SKOS}definition", Literal("x")), "the background says nothing of that kind"),
        (("scheme/new", TYPE, NamedNode(f"{SKOS}ConceptScheme")), "a source without licence or author"),
    ],
)
def test_each_fault_is_named(extra: tuple[str, str, NamedNode | Literal], message: str) -> None:
    assert damaged() == []
    assert damaged(extra) == [message]


def test_circles_are_found_wherever_they_hang() -> None:
    assert circles({"a": ["b"], "b": ["c"], "c": []}) == []
    assert circles({"a": ["b"], "b": ["c"], "c": ["b"]}) == ["a", "b", "c"]
    assert circles({"a": ["outside"]}) == []


def test_the_path_can_be_given(tmp_path: Path) -> None:
    other = tmp_path / "b.ttl.gz"
    other.write_bytes(gzip.compress(b'<https://example.org/a> <https://example.org/b> "c" .'))
    assert len(background_quads(other)) == 1
