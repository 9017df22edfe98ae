"""The fixture's files are what its source makes, and every offset in them fits."""

from __future__ import annotations

from tests.fixture import fixture_derived, fixture_pairs
from tests.fixture_source import DATA, files


def test_files_are_what_the_source_makes() -> None:
    for name, content in files().items():
        assert (DATA / name).read_text(encoding="utf-8") == content, "run python -m tests.fixture_source"


def test_every_mention_is_the_slice_it_claims_to_be() -> None:
    for paper, extraction in fixture_pairs():
        assert paper.id == extraction.paper
        for entity in extraction.entities:
            for mention in entity.mentions:
                assert paper.text[mention.start : mention.end] == mention.text
                assert mention.sentence_start <= mention.start < mention.end <= mention.sentence_end


def test_links_name_entities_of_their_paper() -> None:
    for _, extraction in fixture_pairs():
        names = {entity.name for entity in extraction.entities}
        assert all({link.subject, link.object} <= names for link in extraction.links)


def test_papers_share_entities() -> None:
    by_slug = {entity.slug: entity for entity in fixture_derived().entities}
    assert by_slug["offline-reinforcement-learning"].papers == 3
    assert by_slug["c"].label == "C"
    assert by_slug["graph-neural-network"].aliases == (
        "GNN",
        "GNNs",
        "Graph Neural Networks",
        "Graph neural networks",
    )
