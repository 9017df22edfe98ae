"""RSS and JSON Feed, as those that are made from Hugging Face's and arXiv's pages."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from kg.errors import InputError, MalformedRecord, Place, TooLarge
from kg.model import Author
from kg.sources.feed_text import without_summary
from kg.sources.fields import authors_of, iso_date, split_names
from kg.sources.objects import Fields, objects_reader
from kg.sources.raw import Item, Raw, canonical, text_of
from kg.sources.stream import Opened

MAX_RSS = 16 * 1024 * 1024
"""Longest feed in characters: feedparser reads it whole, at about a second a megabyte."""


def read_feed_item(item: Mapping[str, Any]) -> Fields:
    """One item of a JSON Feed; its ``summary`` and ``tags`` are not read, its text is."""
    address = text_of(item.get("url")) or text_of(item.get("id"))
    return {
        "title": text_of(item.get("title")),
        "abstract": without_summary(text_of(item.get("content_text")) or text_of(item.get("content_html"))),
        "authors": authors_of(item.get("authors") or [item.get("author")]),
        "date": iso_date(item.get("date_published")) or iso_date(item.get("date_modified")),
        "arxiv": address,
        "urls": (address,) if address else (),
    }


read_json_feed = objects_reader(read_feed_item)


def read_rss(source: Opened) -> Iterator[Item]:
    """The items of an RSS feed, read by feedparser."""
    import feedparser

    text = source.text.whole()
    place = Place(source.name)
    if len(text) > MAX_RSS:
        raise TooLarge(
            f"more than {MAX_RSS // 1024 // 1024} MB, the limit of RSS; split the file", place=place
        )
    if re.search(r"<!(?:ENTITY|DOCTYPE)", text):
        raise InputError(
            "XML declares a document type, which may hide an entity bomb; remove it", place=place
        )
    body = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text)
    feed = feedparser.parse(
        io.BytesIO(body.encode("utf-8", "replace")),
        response_headers={"content-type": "application/rss+xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    lines = _lines(text)
    for number, entry in enumerate(feed.entries, start=1):
        line = lines[number - 1] if len(lines) == len(feed.entries) else None
        fields = _entry(entry)
        content = canonical([fields["title"], fields["abstract"], fields["date"], fields["urls"]])
        yield Raw(number=number, line=line, content=content, **fields)
    if feed.bozo and isinstance(feed.get("bozo_exception"), Exception) and not _complete(text):
        yield MalformedRecord(
            "broken XML; what follows the last good item is lost: fetch it again", place=place
        )


def _complete(text: str) -> bool:
    return re.search(r"</(?:rss|rdf:RDF|feed)>\s*\Z", text) is not None


def _lines(text: str) -> list[int]:
    """The line of each item's start."""
    lines, number, last = [], 1, 0
    for match in re.finditer(r"<item[\s>]", text):
        number += text.count("\n", last, match.start())
        last = match.start()
        lines.append(number)
    return lines


def _entry(entry: Mapping[str, Any]) -> Fields:
    content = entry.get("content") or []
    abstract = text_of(entry.get("summary")) or (text_of(content[0].get("value")) if content else "")
    names = [
        name for author in entry.get("authors") or [] for name in split_names(text_of(author.get("name")))
    ]
    address = text_of(entry.get("link")) or text_of(entry.get("id"))
    return {
        "title": text_of(entry.get("title")),
        "abstract": without_summary(abstract),
        "authors": tuple(Author(name) for name in names),
        "date": iso_date(entry.get("published")),
        "arxiv": address,
        "urls": (address,) if address else (),
        "categories": tuple(text_of(tag.get("term")) for tag in entry.get("tags") or [] if tag.get("term")),
    }
