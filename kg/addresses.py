"""Where on the web a paper is: the one place that makes an address of an identifier."""

from __future__ import annotations

import re
from urllib.parse import quote

from kg.vocab import is_arxiv_id

ARXIV = "https://arxiv.org/abs/"
_DOI = re.compile(r"10\.\d{4,9}/\S+\Z")


def address_of(*, arxiv: str | None, doi: str | None) -> str | None:
    """The arXiv page of a paper, else what its DOI leads to; None where neither is one.

    >>> address_of(arxiv="hep-ph/9901001", doi="10.1145/3593013"), address_of(arxiv=None, doi="10.1145/a?b")
    ('https://arxiv.org/abs/hep-ph/9901001', 'https://doi.org/10.1145/a%3Fb')
    """
    if arxiv and is_arxiv_id(arxiv):
        return ARXIV + arxiv
    if doi and _DOI.match(doi):
        return f"https://doi.org/{quote(doi, safe='/')}"
    return None
