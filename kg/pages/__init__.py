"""The graph as pages to read in a browser: HTML made from one snapshot, and what the browser needs for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kg.errors import UsageError
from kg.pages.answer import Page
from kg.pages.checking import check_page
from kg.pages.claim import claim_page, link_page
from kg.pages.completing import complete_page, labels_page
from kg.pages.contents import contents_page
from kg.pages.entity import entity_page
from kg.pages.html import POLICY, assets, render, seal
from kg.pages.knowledge import learnt_page
from kg.pages.paper import paper_page
from kg.pages.people import author_page, venue_page
from kg.pages.source import Source
from kg.pages.start import missing_page, other_page, refused, search_page, start_page
from kg.pages.vocabulary import vocabulary_page

__all__ = [
    "KINDS",
    "OTHERS",
    "POLICY",
    "Page",
    "Source",
    "assets",
    "contents_page",
    "page",
    "refused",
    "render",
    "seal",
    "vocabulary_page",
]

_PAGES: dict[str, Callable[[Source, str, Mapping[str, Any]], Page | None]] = {
    "name": entity_page,
    "paper": paper_page,
    "claim": claim_page,
    "link": link_page,
    "author": author_page,
    "venue": venue_page,
    "": start_page,
    "search": search_page,
    "complete": complete_page,
    "check": check_page,
    "labels": labels_page,
    "learnt": learnt_page,
}
OTHERS = ("background", "comparison", "curation", "extractor", "prefix", "query")
"""Kinds of IRIs whose page lists their statements."""
_HELPERS = ("", "search", "check", "complete", "labels", "learnt")
KINDS = (*(kind for kind in _PAGES if kind not in _HELPERS), *OTHERS)
"""Kinds of IRIs that have pages."""


def page(source: Source, kind: str, local: str, values: Mapping[str, Any]) -> Page:
    """The page at ``/KIND/LOCAL`` for the fields ``values`` of its address."""
    try:
        if kind in OTHERS:
            found = other_page(source, f"{kind}/{local}", values)
        else:
            found = _PAGES[kind](source, local, values)
    except UsageError as error:
        found = Page(400, reason=str(error))
    if found is None:
        return missing_page(source, kind, local)
    if found.reason and not found.html:
        return Page(found.status, refused(found.status, found.reason))
    return found
