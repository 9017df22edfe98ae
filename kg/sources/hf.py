"""Hugging Face Daily Papers: the objects of its API, which its saved pages hold as well.

Its machine-written fields (``ai_summary``, ``ai_keywords``) are never read.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from kg.errors import MalformedRecord, Place
from kg.sources.fields import authors_of, iso_date
from kg.sources.objects import Fields, objects_reader, value_item
from kg.sources.raw import Item, list_of, mapping_of, text_of, whole_number
from kg.sources.stream import Opened

_PROPS = re.compile(r'\bdata-props="([^"]*)"')


def read_paper(item: Mapping[str, Any]) -> Fields:
    """One entry of the API: the paper in ``paper``, its discussion around it; or the paper alone."""
    paper = mapping_of(item.get("paper")) or item
    organisation = mapping_of(paper.get("organization")) or mapping_of(item.get("organization"))
    identifier = text_of(paper.get("id"))
    return {
        "title": text_of(paper.get("title")) or text_of(item.get("title")),
        "abstract": text_of(paper.get("summary")) or text_of(item.get("summary")),
        "authors": authors_of(paper.get("authors")),
        "organisation": text_of(organisation.get("fullname")) or text_of(organisation.get("name")),
        "date": iso_date(paper.get("publishedAt")) or iso_date(item.get("publishedAt")),
        "arxiv": identifier,
        "must_have_arxiv": True,
        "urls": (f"https://huggingface.co/papers/{identifier}",) if identifier else (),
        "comments": whole_number(item.get("numComments")),
        "upvotes": whole_number(paper.get("upvotes")),
    }


read_json = objects_reader(read_paper)


def read_html(source: Opened) -> Iterator[Item]:
    """A saved page: the papers lie as JSON in the attributes of its components, each taken once."""
    page = source.text.whole()
    seen: set[str] = set()
    number = 0
    for match in _PROPS.finditer(page):
        line = page.count("\n", 0, match.start()) + 1
        try:
            props = json.loads(html.unescape(match[1]))
        except (ValueError, RecursionError):
            if "summary" in match[1]:
                yield MalformedRecord(
                    "the page's data is damaged; save the page again", place=Place(source.name, None, line)
                )
            continue
        for item in _papers(mapping_of(props)):
            key = text_of(mapping_of(item.get("paper")).get("id")) or text_of(item.get("id"))
            if key not in seen:
                number += 1
                yield value_item((line, item), number, source.name, read_paper)
            seen.add(key)
    if number == 0:
        reason = "no papers in this page; save the page of Daily Papers or of a paper as HTML"
        yield MalformedRecord(reason, place=Place(source.name))


def _papers(props: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The entries in the data of one component."""
    found = list_of(props.get("dailyPapers")) or list_of(props.get("papers"))
    if not found and "summary" in mapping_of(props.get("paper")):
        found = [props]
    return [
        item
        for item in found
        if isinstance(item, dict) and ("summary" in item or "summary" in mapping_of(item.get("paper")))
    ]
