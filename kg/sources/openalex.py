"""OpenAlex works, whose abstracts come as an index from word to positions.

https://docs.openalex.org/api-entities/works/work-object
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.model import Author
from kg.sources.fields import iso_date, orcid_of
from kg.sources.objects import Fields, lines_reader, objects_reader
from kg.sources.raw import list_of, mapping_of, text_of

MAX_WORDS = 50_000


def read_work(item: Mapping[str, Any]) -> Fields:
    """One work. Its fields of study are its categories; keywords and concepts are not read."""
    location = mapping_of(item.get("primary_location"))
    fields = [
        text_of(mapping_of(mapping_of(topic).get("field")).get("display_name")) for topic in _topics(item)
    ]
    addresses = [text_of(location.get("landing_page_url"))]
    addresses += [
        text_of(mapping_of(place).get("landing_page_url")) for place in list_of(item.get("locations"))
    ]
    return {
        "title": text_of(item.get("title")) or text_of(item.get("display_name")),
        "abstract": abstract_of(mapping_of(item.get("abstract_inverted_index"))),
        "authors": _authors(item),
        "date": iso_date(item.get("publication_date")) or iso_date(item.get("publication_year")),
        "doi": text_of(item.get("doi")),
        "urls": tuple(url for url in [text_of(item.get("id")), *addresses] if url),
        "categories": tuple(field for field in fields if field),
        "venue": text_of(mapping_of(location.get("source")).get("display_name")),
        "language": text_of(item.get("language")),
        "computer_science": "Computer Science" in fields if any(fields) else None,
    }


def abstract_of(index: Mapping[str, Any]) -> str:
    """The text behind an inverted index.

    >>> abstract_of({"again": [2], "and": [1], "Read": [0]})
    'Read and again'
    """
    places = [
        (place, word)
        for word, found in index.items()
        for place in list_of(found)
        if isinstance(place, int) and not isinstance(place, bool)
    ]
    return " ".join(word for _, word in sorted(places)[:MAX_WORDS])


def _topics(item: Mapping[str, Any]) -> list[Any]:
    return [item.get("primary_topic"), *list_of(item.get("topics"))]


def _authors(item: Mapping[str, Any]) -> tuple[Author, ...]:
    found = []
    for authorship in list_of(item.get("authorships")):
        author = mapping_of(mapping_of(authorship).get("author"))
        name = text_of(author.get("display_name")) or text_of(mapping_of(authorship).get("raw_author_name"))
        if name:
            found.append(Author(name, orcid_of(author.get("orcid"))))
    return tuple(found)


read_json = objects_reader(read_work)
read_jsonl = lines_reader(read_work)
