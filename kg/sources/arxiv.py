"""arXiv: the Atom feed of its API and the JSON lines of its metadata snapshot.

https://info.arxiv.org/help/api/user-manual.html, https://info.arxiv.org/help/bulk_data.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kg.errors import InputError, Place
from kg.model import Author
from kg.sources.fields import arxiv_id, authors_of, iso_date, orcid_of, split_names, turn_name
from kg.sources.objects import Fields, lines_reader, objects_reader
from kg.sources.raw import Item, Raw, canonical, list_of, mapping_of, text_of
from kg.sources.stream import Opened
from kg.sources.xmls import Node, read_elements
from kg.text import clean


def read_atom(source: Opened) -> Iterator[Item]:
    """The entries of a feed; the entry in which arXiv reports a bad request is an error that quotes it."""
    for number, node in enumerate(read_elements(source.text, "entry"), start=1):
        if isinstance(node, InputError):
            yield node
        elif _is_error(node):
            said = clean(node.get("summary")) or "no reason"
            reason = f"arXiv answered with an error instead of papers: {said!r}; correct the request"
            yield InputError(reason, place=Place(source.name, number, node.line))
        else:
            yield Raw(number=number, line=node.line, content=canonical(_plain(node)), **_entry(node))


def _is_error(node: Node) -> bool:
    return "/api/errors" in node.get("id") or (
        node.get("title") == "Error" and arxiv_id(node.get("id")) is None
    )


def _plain(node: Node) -> list[Any]:
    return [node.tag, node.attributes, node.text.strip(), [_plain(child) for child in node.children]]


def _entry(node: Node) -> Fields:
    identifier = node.get("id")
    links = [
        link.attributes.get("href", "")
        for link in node.all("link")
        if link.attributes.get("rel") == "alternate"
    ]
    authors = (Author(a.get("name"), orcid_of(a.get("orcid") or a.get("uri"))) for a in node.all("author"))
    terms = [category.attributes.get("term", "") for category in node.all("category")]
    primary = [category.attributes.get("term", "") for category in node.all("primary_category")]
    return {
        "title": node.get("title"),
        "abstract": node.get("summary") or node.get("content"),
        "authors": tuple(author for author in authors if author.name),
        "date": iso_date(node.get("published")) or iso_date(node.get("updated")),
        "arxiv": identifier,
        "must_have_arxiv": "arxiv" in identifier,
        "doi": node.get("doi"),
        "urls": tuple(links),
        "categories": tuple(dict.fromkeys(term for term in [*primary, *terms] if term)),
        "venue": venue_of(node.get("journal_ref")),
    }


def read_snapshot_record(item: Mapping[str, Any]) -> Fields:
    """One record of the snapshot: its date is that of the first version, its version the last."""
    versions = [mapping_of(version) for version in list_of(item.get("versions"))]
    number = re.fullmatch(r"v(\d{1,3})", text_of(versions[-1].get("version"))) if versions else None
    return {
        "title": text_of(item.get("title")),
        "abstract": text_of(item.get("abstract")),
        "authors": _authors(item),
        "date": iso_date(versions[0].get("created")) if versions else iso_date(item.get("update_date")),
        "arxiv": text_of(item.get("id")),
        "must_have_arxiv": True,
        "arxiv_version": int(number[1]) if number else None,
        "doi": text_of(item.get("doi")),
        "categories": tuple(text_of(item.get("categories")).split()),
        "venue": venue_of(text_of(item.get("journal-ref"))),
    }


def _authors(item: Mapping[str, Any]) -> tuple[Author, ...]:
    """From the parsed names (family, given, suffix), else from the text, without affiliations in brackets."""
    parsed = [[text_of(part) for part in list_of(name)[:3]] for name in list_of(item.get("authors_parsed"))]
    if names := [" ".join(p for p in (n[1:2] + n[:1] + n[2:3]) if p) for n in parsed if any(n)]:
        return tuple(Author(name) for name in names)
    text = item.get("authors")
    if not isinstance(text, str):
        return authors_of(text)
    without = re.sub(r"\([^()]*\)", "", text)
    return tuple(Author(turn_name(name)) for name in split_names(" ".join(without.split())))


def venue_of(reference: str) -> str:
    """The name of a journal or conference in a free reference: what stands before volume, pages and year.

    >>> venue_of("Phys.Rev.D76:013009,2007"), venue_of("Proc. of the 15th Conf. on X, pp. 1-9, 2023")
    ('Phys.Rev.D', 'Proc. of the 15th Conf. on X')
    """
    if re.search(r"\b(?:proc|conf|workshop|symposium)", reference, re.I):
        return re.split(r",|;|\(|\bpp\b|\bpages\b", reference)[0].strip()
    name = re.split(r"[\s,:;(]*(?:\b(?:vol(?:ume)?|no|issue)\b\.?)?\s*\d", reference, maxsplit=1, flags=re.I)[
        0
    ]
    return name.strip(" ,;:(.")


read_jsonl = lines_reader(read_snapshot_record)
read_json = objects_reader(read_snapshot_record)
