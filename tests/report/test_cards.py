"""What a card says that a paper contributes: never where its code lies."""

from __future__ import annotations

import pytest

from kg.analytics import Corpus
from kg.index import PaperRow
from kg.model import Entity, Extraction, Mention, Paper
from kg.report.cards import CardMaker, is_address
from kg.report.records import Card
from kg.resolve import derive

TITLE = "Mira for Maps"
FIRST, SECOND = "Mira reads maps.", "Mira lies at https://mira.github.io for all."
TEXT = f"{TITLE}\n{FIRST} {SECOND}"


def mention(name: str, sentence: str) -> Mention:
    """The mention of a name in one of the sentences."""
    at = TEXT.index(sentence)
    start = at + sentence.index(name)
    return Mention(start, start + len(name), name, at, at + len(sentence))


def card(*mentions: Mention) -> Card:
    """The card of a paper that proposes Mira, as these places say, and is found to propose its page."""
    page = Entity("mira.github.io", "Method", "proposes", 0.9, (mention("mira.github.io", SECOND),))
    mira = Entity("Mira", "Method", "proposes", 0.8, mentions)
    extraction = Extraction("1", "spacy", "1", (mira, page))
    paper = Paper("1", TITLE, f"{FIRST} {SECOND}", date="2024-01-01")
    corpus = Corpus(derive([extraction], threshold=0.5), [PaperRow(paper.id, paper.title, paper.date, (), 2)])
    return CardMaker(corpus, {"1": (paper, (extraction,))}, texts=True).card("1")


def test_a_sentence_on_where_the_code_lies_gives_way_to_the_next() -> None:
    assert card(mention("Mira", SECOND), mention("Mira", FIRST)).sentence == FIRST


def test_no_sentence_rather_than_an_address() -> None:
    assert card(mention("Mira", SECOND)).sentence == ""


def test_an_address_is_no_contribution() -> None:
    rows = card(mention("Mira", FIRST)).rows
    assert [(head, [chip.label for chip in chips]) for head, chips in rows] == [("Proposes", ["Mira"])]


@pytest.mark.parametrize("name", ["https://mira.org/x", "www.mira.eu", "mira.github.io", "git.mira.dev/a"])
def test_addresses(name: str) -> None:
    assert is_address(name)


@pytest.mark.parametrize("name", ["Mira", "YOLOv8.1", "Node.js", "C/C++", "GPT-4.1", "Mira 2.0/3.0"])
def test_other_names(name: str) -> None:
    assert not is_address(name)
