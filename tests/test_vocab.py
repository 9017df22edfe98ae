"""IRIs: made in one place, safe for any input, parsed back."""

from __future__ import annotations

import doctest
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import kg.vocab
from kg import vocab
from kg.errors import InputError
from kg.names import sense_slug

SAFE = re.compile(r"https://w3id\.org/papertriples/[A-Za-z0-9.~/_-]+(?:#[a-z]+=[A-Za-z0-9.,~-]+)?\Z")


def test_the_examples_in_the_docstrings() -> None:
    assert doctest.testmod(kg.vocab).failed == 0


@given(st.text(), st.none() | st.text())
def test_any_name_gives_a_safe_iri(name: str, long_form: str | None) -> None:
    named = vocab.name_iri(sense_slug(name, long_form))
    for iri in (named, vocab.author_iri(name), vocab.venue_iri(name)):
        assert SAFE.match(iri), iri
        assert vocab.is_safe_iri(iri)


@given(st.text(min_size=1))
@example("10.1/a..b")
@example("0\u20250")
def test_any_doi_or_title_gives_a_safe_paper_iri(text: str) -> None:
    for local in (vocab.paper_id(doi=text), vocab.paper_id(title_key=text)):
        assert SAFE.match(vocab.paper_iri(local))
        assert SAFE.match(vocab.paper_graph(local))


@pytest.mark.parametrize("arxiv", ["2311.12345", "0704.0001", "hep-ph/9901001", "math.GT/0309136"])
def test_arxiv_identifiers_stand_as_they_are(arxiv: str) -> None:
    assert vocab.paper_id(arxiv=arxiv, doi="10.1/x") == arxiv
    assert vocab.paper_iri(arxiv).endswith(f"/paper/{arxiv}")


@pytest.mark.parametrize("arxiv", ["2311.12345v2", "abc", "2311.12345\n", "../x", "23<1.12345", ""])
def test_what_is_no_arxiv_identifier_is_refused(arxiv: str) -> None:
    with pytest.raises(InputError):
        vocab.paper_id(arxiv=arxiv)


@pytest.mark.parametrize("local", ["", "a b", "a..b", "a//b", "../x", "a#b", "é", "a\n", "<x>", "a%2F"])
def test_a_local_name_that_could_leave_its_place_is_refused(local: str) -> None:
    for mint in (vocab.paper_iri, vocab.paper_graph, vocab.name_iri):
        with pytest.raises(InputError):
            mint(local)


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_spans_are_read_back(start: int, length: int) -> None:
    iri = vocab.span_iri("2311.12345", start, start + length)
    assert vocab.parse_span(iri) == ("2311.12345", start, start + length)


@pytest.mark.parametrize(
    ("iri", "verdict"),
    [
        ("https://arxiv.org/abs/2311.12345", True),
        ("http://example.org/a?b=c#d", True),
        ("javascript:alert(1)", False),
        ("https://example.org/a b", False),
        ("https://example.org/<x>", False),
        ("https://example.org/\u202e", False),
        ("ftp://example.org/x", False),
        ("https://", False),
    ],
)
def test_which_foreign_iris_are_stored(iri: str, verdict: bool) -> None:
    assert vocab.is_safe_iri(iri) is verdict


def test_a_claim_depends_on_all_its_parts() -> None:
    parts = ("p", "s", "q", "o")
    claims = {vocab.claim_iri(*parts)} | {
        vocab.claim_iri(*(part + "x" if n == i else part for n, part in enumerate(parts))) for i in range(4)
    }
    assert len(claims) == 5


@given(st.text())
def test_literals_lose_only_what_xml_can_not_carry(text: str) -> None:
    clean = vocab.clean_literal(text)
    assert vocab.clean_literal(clean) == clean
    assert all(c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff") for c in clean)
