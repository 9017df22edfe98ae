"""Reading lists: what a paper says can not leave its field."""

from __future__ import annotations

import json

import pytest
import rispy
from bibtexparser.entrypoint import parse_string

from kg.errors import UsageError
from kg.export.references import papers_of, references
from kg.model import Author, Paper
from kg.query import Result
from kg.query.terms import iri, literal

PAPER = Paper(
    "2301.99001",
    "Ferns & {Moss}: 50% of $x_1$",
    "Two lines\nof a digest.",
    authors=(Author("Ada Ember"), Author("Bo Fjord")),
    date="2023-01-12",
    arxiv="2301.99001",
    venue="Journal of Ferns",
    doi="10.99999/fern",
)


def test_bib() -> None:
    text = references([PAPER], "bib")
    assert text.startswith(
        "@article{2301.99001,\n  title = {{Ferns \\& \\{Moss\\}: 50\\% of \\$x\\_1\\$}},\n"
    )
    entry = parse_string(text).entries[0]
    fields = {field.key: field.value for field in entry.fields}
    assert fields["author"] == "Ada Ember and Bo Fjord"
    assert (fields["year"], fields["month"], fields["eprint"]) == ("2023", "1", "2301.99001")
    assert fields["url"] == "https://arxiv.org/abs/2301.99001"


def test_ris() -> None:
    found = rispy.loads(references([PAPER], "ris"))[0]
    assert (found["title"], found["authors"]) == (PAPER.title, ["Ada Ember", "Bo Fjord"])
    evil = Paper("x", "a\nER  - \nTY  - BOOK")
    assert len(rispy.loads(references([evil], "ris"))) == 1


def test_csl() -> None:
    found = json.loads(references([PAPER, Paper("x", "y")], "csl-json"))
    assert found[0]["issued"] == {"date-parts": [[2023, 1, 12]]}
    assert found[1] == {"id": "x", "type": "article", "title": "y"}


def test_the_papers_of_a_result() -> None:
    base = "https://w3id.org/papertriples/"
    rows = ((iri(f"{base}paper/b"),), (iri(f"{base}paper/a"),), (iri(f"{base}paper/b"),), (None,))
    assert papers_of(Result(("p",), rows)) == ("b", "a")
    assert papers_of(Result(("p",))) == ()
    with pytest.raises(UsageError, match="names no papers"):
        papers_of(Result(("p",), ((literal("x"),),)))
