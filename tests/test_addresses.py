"""Addresses of papers: arXiv of both kinds, then DOIs, and nothing else."""

from __future__ import annotations

import doctest
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg.addresses
from kg.addresses import address_of


def test_the_examples_in_the_docstrings() -> None:
    assert doctest.testmod(kg.addresses).failed == 0


@pytest.mark.parametrize("arxiv", ["2311.12345", "0704.0001", "hep-ph/9901001", "math.GT/0309136"])
def test_arxiv_goes_before_a_doi(arxiv: str) -> None:
    assert address_of(arxiv=arxiv, doi="10.1145/1") == f"https://arxiv.org/abs/{arxiv}"


@pytest.mark.parametrize("arxiv", [None, "", "2311.12345v2", "title-x-1234abcd", "٢٣١١.12345"])
def test_what_is_no_arxiv_identifier_leaves_the_doi(arxiv: str | None) -> None:
    assert address_of(arxiv=arxiv, doi="10.1145/1") == "https://doi.org/10.1145/1"
    assert address_of(arxiv=arxiv, doi="10.1145") is None


@given(
    st.none() | st.text(),
    st.none() | st.text(st.characters(exclude_categories=["Cs"])).map("10.1145/".__add__),
)
def test_any_address_is_safe(arxiv: str | None, doi: str | None) -> None:
    found = address_of(arxiv=arxiv, doi=doi)
    assert found is None or re.fullmatch(r"https://(?:arxiv\.org/abs|doi\.org)/[A-Za-z0-9./%_~-]+", found)
