from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.metadata import EntryPoint

import pytest

from kg.errors import ExtractionError, NotFound
from kg.extract import Extractor, available, check_extraction, contract, load
from kg.model import Entity, Extraction, Link, Mention, Paper

PAPER = Paper(id="p1", title="FernNet for moss", abstract="We propose FernNet. It grows moss.")
FERN = Entity("FernNet", "Method", "proposes", 0.9, (Mention(0, 7, "FernNet", 0, 16),))
MOSS = Entity("moss", "Concept", "discusses", 0.5, (Mention(12, 16, "moss", 0, 16),))
LINK = Link("FernNet", "usedFor", "moss", 0.4, 0, 16)
GOOD = Extraction("p1", "test", "1", (FERN, MOSS), (LINK,))


def test_a_good_extraction_passes() -> None:
    check_extraction(PAPER, GOOD)


def test_a_mention_over_two_sentences_has_both() -> None:
    both = Mention(32, 39, "Net. It", 17, 51)
    assert PAPER.text[17:51] == PAPER.abstract
    check_extraction(PAPER, replace(GOOD, entities=(replace(FERN, mentions=(both,)), MOSS)))


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (replace(GOOD, paper="p2"), "of paper 'p2'"),
        (replace(GOOD, version=""), "no version"),
        (replace(GOOD, entities=(FERN, replace(MOSS, name="FernNet"))), "two entities"),
        (replace(GOOD, entities=(replace(FERN, name=" "), MOSS)), "empty name"),
        (replace(GOOD, entities=(replace(FERN, mentions=()), MOSS)), "no mention"),
        (replace(GOOD, entities=(replace(FERN, confidence=0.123), MOSS)), "two decimals"),
        (replace(GOOD, entities=(replace(FERN, confidence=0.1), MOSS)), "between 0.2 and 1"),
        (
            replace(GOOD, entities=(replace(FERN, mentions=(Mention(1, 8, "FernNet", 0, 16),)), MOSS)),
            "is not",
        ),
        (
            replace(GOOD, entities=(replace(FERN, mentions=(Mention(0, 7, "FernNet", 1, 16),)), MOSS)),
            "outside",
        ),
        (
            replace(GOOD, entities=(replace(FERN, mentions=(Mention(0, 7, "FernNet", 0, 36),)), MOSS)),
            r"the sentence of mention 0–7 is 0–16 by kg\.text\.sentences, not 0–36",
        ),
        (replace(GOOD, links=(replace(LINK, object="fern"),)), "no entity is called 'fern'"),
        (replace(GOOD, links=(replace(LINK, object="FernNet"),)), "linked to itself"),
        (replace(GOOD, links=(replace(LINK, sentence_end=99),)), "outside the text"),
    ],
)
def test_a_bad_extraction_does_not(bad: Extraction, reason: str) -> None:
    with pytest.raises(ExtractionError, match=reason):
        check_extraction(PAPER, bad)


class Capitals:
    """An extractor of another package: each capitalised word is a concept."""

    name = "capitals"
    version = "1"
    threshold = 0.3

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        for paper in papers:
            yield Extraction(paper.id, self.name, self.version)


def _register(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    point = EntryPoint("capitals", value, contract.GROUP)
    monkeypatch.setattr(contract, "entry_points", lambda *, group: [point])


def test_another_package_adds_an_extractor(monkeypatch: pytest.MonkeyPatch) -> None:
    _register(monkeypatch, f"{__name__}:Capitals")
    extractor = load("capitals")
    assert isinstance(extractor, Extractor)
    assert [e.paper for e in extractor.extract([PAPER])] == ["p1"]
    assert available() == ("capitals", "spacy")


def test_an_extractor_that_does_not_load_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    _register(monkeypatch, "no.such.module:thing")
    with pytest.raises(ExtractionError, match="extractor 'capitals'"):
        load("capitals")


def test_an_extractor_that_lacks_something_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    _register(monkeypatch, "builtins:object")
    with pytest.raises(ExtractionError, match="lacks a part"):
        load("capitals")


def test_an_unknown_extractor() -> None:
    with pytest.raises(NotFound, match="no extractor is called 'nobody'"):
        load("nobody")
