"""A paper's graph: what it holds, and that it gives back exactly what was written."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse, serialize

from kg.errors import ExtractionError, InputError, StoreDamaged
from kg.mapping import canonical, canonical_extraction, paper_quads, read_paper
from kg.model import Entity, Extraction, Link, Paper
from kg.text import sentence_of
from kg.vocab import claim_iri, name_iri, paper_graph, paper_iri, term
from tests.mapping.papers import SAMPLE, entity, extractions, find, papers, sample_extraction


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_reading_back_gives_what_was_written(data: st.DataObject) -> None:
    paper = data.draw(papers)
    found = tuple(data.draw(extractions(paper, name)) for name in data.draw(st.sampled_from(["", "a", "ab"])))
    quads = paper_quads(paper, found)
    assert len(set(quads)) == len(quads)
    assert {quad.graph_name for quad in quads} == {NamedNode(paper_graph(paper.id))}
    random.Random(0).shuffle(quads)
    assert read_paper(quads) == (paper, found)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_store_and_a_file_give_back_the_same(data: st.DataObject) -> None:
    paper = data.draw(papers)
    found = (data.draw(extractions(paper)),)
    quads = paper_quads(paper, found)
    store = Store()
    store.extend(quads)
    assert set(store) == set(quads)  # nothing that a store would normalise is written
    written = serialize(quads, format=RdfFormat.N_QUADS)
    assert written is not None
    assert read_paper(parse(written, format=RdfFormat.N_QUADS)) == (paper, found)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_canonical_form_is_a_fixed_point(data: st.DataObject) -> None:
    paper = data.draw(papers)
    found = (data.draw(extractions(paper)),)
    assert canonical(paper, found) == (paper, found)


def test_equal_input_gives_equal_quads_in_equal_order() -> None:
    found = sample_extraction()
    turned = replace(found, entities=found.entities[::-1], links=found.links[::-1])
    assert paper_quads(SAMPLE, [turned]) == paper_quads(SAMPLE, [found])


def test_a_claim_takes_at_most_eight_triples() -> None:
    quads = paper_quads(SAMPLE, [sample_extraction()])
    node = claim_iri(SAMPLE.id, paper_iri(SAMPLE.id), term("proposes"), name_iri("lantern-network"))
    about = [quad for quad in quads if quad.subject == NamedNode(node)]
    assert len(about) == 7
    assert {str(quad.predicate).rpartition("#")[2].strip(">") for quad in about} == {
        *("type", "subject", "predicate", "object"),
        *("confidence", "evidence", "wasAttributedTo"),
    }


def test_no_extraction_is_told_from_one_that_found_nothing() -> None:
    nothing = Extraction(SAMPLE.id, "spacy", "0.1.0")
    assert read_paper(paper_quads(SAMPLE, []))[1] == ()
    assert read_paper(paper_quads(SAMPLE, [nothing]))[1] == (nothing,)


def test_a_claim_of_two_extractors_carries_the_highest_confidence_once() -> None:
    one = sample_extraction()
    other = replace(sample_extraction(extractor="rules"), links=())
    other = replace(other, entities=tuple(replace(e, confidence=0.99) for e in other.entities))
    quads = paper_quads(SAMPLE, [one, other])
    node = claim_iri(SAMPLE.id, paper_iri(SAMPLE.id), term("proposes"), name_iri("lantern-network"))
    confidences = [
        quad.object.value  # type: ignore[union-attr]
        for quad in quads
        if quad.subject == NamedNode(node) and quad.predicate == NamedNode(term("confidence"))
    ]
    assert confidences == ["0.99"]
    assert read_paper(quads) == (SAMPLE, (other, one))


def test_entities_of_one_name_become_one() -> None:
    paper = Paper("2401.00002", "GAN and GANs", "A GAN. Two GANs, again.")
    single, plural = entity(paper, "GAN", "Method", "uses", 0.6), entity(paper, "GANs", "Method", "discusses")
    link = Link("GAN", "isA", "GANs", 0.5, 0, 4)
    found = canonical_extraction(paper, Extraction(paper.id, "x", "1", (single, plural), (link,)))
    assert [(e.name, e.aliases, e.relation) for e in found.entities] == [("GANs", ("GAN",), "discusses")]
    assert found.links == ()


def test_the_sentence_of_the_evidence_survives() -> None:
    base = entity(SAMPLE, "lantern network", "Method", "proposes")
    assert len(base.mentions) == 2
    found = canonical_extraction(SAMPLE, Extraction(SAMPLE.id, "x", "1", (replace(base, evidence=1),)))
    assert read_paper(paper_quads(SAMPLE, [found]))[1][0].entities[0].evidence == 1


@pytest.mark.parametrize(
    ("extraction", "message"),
    [
        (Extraction("other", "x", "1"), "can not belong to"),
        (Extraction(SAMPLE.id, "x", "1", (Entity("a", "Method", "uses", 0.5, ()),)), "no mention"),
        (Extraction(SAMPLE.id, "x", "1", (), (Link("a", "isA", "b", 0.5, 0, 3),)), "no entity of it"),
    ],
)
def test_broken_extractions_are_refused(extraction: Extraction, message: str) -> None:
    with pytest.raises(ExtractionError, match=message):
        paper_quads(SAMPLE, [extraction])


def test_text_that_a_graph_can_not_carry_is_refused_where_offsets_would_move() -> None:
    paper = replace(SAMPLE, title="Bell \x07")
    assert read_paper(paper_quads(paper, []))[0].title == "Bell "
    with pytest.raises(ExtractionError, match="control characters"):
        paper_quads(paper, [Extraction(paper.id, "x", "1")])


def test_one_name_with_two_senses_is_refused() -> None:
    sam = Entity("MapSet", "Method", "uses", 0.5, find(SAMPLE, "MapSet"))
    other = replace(sam, long_form="set of maps")
    with pytest.raises(ExtractionError, match="two entities are called 'MapSet'"):
        paper_quads(SAMPLE, [Extraction(SAMPLE.id, "x", "1", (sam, other))])


def test_two_versions_of_an_extractor_are_refused() -> None:
    with pytest.raises(InputError, match="two extractions"):
        paper_quads(SAMPLE, [Extraction(SAMPLE.id, "x", "1"), Extraction(SAMPLE.id, "x", "2")])


def test_a_graph_that_lacks_something_is_damaged() -> None:
    quads = paper_quads(SAMPLE, [sample_extraction()])

    def without(predicate: str) -> list[Quad]:
        return [quad for quad in quads if not quad.predicate.value.endswith(predicate)]

    for missing in ("title", "evidence", "#mention", "prefLabel"):
        with pytest.raises(StoreDamaged, match=r"paper:2401\.00001"):
            read_paper(without(missing))
    with pytest.raises(StoreDamaged, match="0 papers found"):
        read_paper([])


def test_a_mention_across_two_sentences_keeps_both() -> None:
    """As in “of medical images.The pre-trained models …”, where the space after the full stop is missing."""
    text = "We learn from medical images.The pre-trained models are good."
    spans = ((0, 29), (29, 61))
    start = text.index("medical")
    assert sentence_of(spans, start, start + len("medical images")) == (0, 29)
    assert sentence_of(spans, start, start + len("medical images.The")) == (0, 61)
    assert sentence_of(spans, 70, 72) == (70, 72)
