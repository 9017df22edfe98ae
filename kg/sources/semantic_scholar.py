"""Semantic Scholar's Graph API. Its ``tldr``, which a model writes, is never read.

https://api.semanticscholar.org/api-docs/graph
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.sources.fields import authors_of, iso_date
from kg.sources.objects import Fields, lines_reader, objects_reader
from kg.sources.raw import list_of, mapping_of, text_of


def read_paper(item: Mapping[str, Any]) -> Fields:
    """One paper of a search result or a batch."""
    identifiers = mapping_of(item.get("externalIds"))
    fields = [text_of(field) for field in list_of(item.get("fieldsOfStudy"))]
    venue = mapping_of(item.get("publicationVenue")) or mapping_of(item.get("journal"))
    return {
        "title": text_of(item.get("title")),
        "abstract": text_of(item.get("abstract")),
        "authors": authors_of(item.get("authors")),
        "date": iso_date(item.get("publicationDate")) or iso_date(item.get("year")),
        "arxiv": text_of(identifiers.get("ArXiv")),
        "doi": text_of(identifiers.get("DOI")),
        "urls": tuple(url for url in (text_of(item.get("url")),) if url),
        "categories": tuple(field for field in fields if field),
        "venue": text_of(item.get("venue")) or text_of(venue.get("name")),
        "computer_science": "Computer Science" in fields if any(fields) else None,
    }


read_json = objects_reader(read_paper)
read_jsonl = lines_reader(read_paper)
