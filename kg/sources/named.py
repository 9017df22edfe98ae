"""Records whose fields have names that speak for themselves: any JSON of papers, CSV, our own records.

Keyword fields are never read: what they say is not in the paper's text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kg.sources.feed_text import without_summary
from kg.sources.fields import arxiv_id, authors_of, iso_date, split_names, unread_date
from kg.sources.objects import Fields, lines_reader, objects_reader
from kg.sources.raw import list_of, mapping_of, text_of, whole_number

_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title", "paper_title", "article_title", "document_title", "display_name", "primary_title"),
    "abstract": ("abstract", "summary", "abstract_text", "paper_abstract", "abstract_note", "description"),
    "authors": ("authors", "author_names", "author", "author_full_names", "creators", "creator"),
    "date": ("date", "publication_date", "published", "published_at", "publishedat", "date_published",
             "created", "publication_year", "year", "pub_year", "update_date", "updated"),
    "doi": ("doi", "doi_link", "doi_url"),
    "arxiv": ("arxiv", "arxiv_id", "arxivid", "eprint", "entry_id"),
    "id": ("id", "paper_id", "identifier"),
    "url": ("url", "link", "urls", "links", "paper_url", "pdf_url", "abs_url", "landing_page_url"),
    "categories": ("categories", "category", "primary_category", "arxiv_categories", "ccs_concepts",
                   "fields_of_study", "fieldsofstudy", "subjects"),
    "venue": ("venue", "journal", "booktitle", "conference", "source_title", "publication_title",
              "journal_ref", "container_title", "journal_name"),
    "version": ("arxiv_version", "version"),
    "organisation": ("organisation", "organization"),
    "author_count": ("author_count", "num_authors"),
    "comments": ("comments", "num_comments", "numcomments"),
    "upvotes": ("upvotes", "votes", "likes"),
    "language": ("language", "lang"),
}  # fmt: skip


def normal_name(name: str) -> str:
    """The name of a field or column in one writing.

    >>> normal_name("Publication Year"), normal_name("paperTitle")
    ('publication_year', 'paper_title')
    """
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])", "_", name.strip().strip("\ufeff"))
    return re.sub(r"[^a-z0-9]+", "_", split.casefold()).strip("_")


def has_title(names: list[str]) -> bool:
    """Whether one of the names is that of a title."""
    return has_column(names, "title")


def has_column(names: list[str], *kinds: str) -> bool:
    """Whether one of the names is that of one of these fields of a paper."""
    return any(normal_name(name) in _NAMES[kind] for name in names for kind in kinds)


def read_named(item: Mapping[str, Any]) -> Fields:
    """One record by the names of its fields; names that say nothing known are passed over."""
    plain = {normal_name(name): value for name, value in item.items() if isinstance(name, str)}

    def first(kind: str) -> Any:
        return next((plain[name] for name in _NAMES[kind] if _says(plain.get(name))), None)

    identifier, date = text_of(first("id")), iso_date(first("date"))
    urls = _strings(first("url"))
    version = re.fullmatch(r"v?(\d{1,3})", text_of(first("version")).strip())
    return {
        "title": text_of(first("title")),
        "abstract": without_summary(text_of(first("abstract"))),
        "authors": authors_of(first("authors")),
        "author_count": whole_number(first("author_count")),
        "organisation": text_of(first("organisation"))
        or text_of(mapping_of(first("organisation")).get("name")),
        "date": date,
        "unread_date": unread_date(first("date"), date),
        "arxiv": text_of(first("arxiv")) or (identifier if arxiv_id(identifier) else ""),
        "arxiv_version": int(version[1]) if version and int(version[1]) else None,
        "doi": text_of(first("doi"))
        or (identifier if identifier.startswith(("10.", "https://doi.org/")) else ""),
        "urls": tuple(url for url in [*urls, identifier] if url.startswith(("http://", "https://"))),
        "categories": tuple(_categories(first("categories"))),
        "venue": text_of(first("venue")) or text_of(mapping_of(first("venue")).get("name")),
        "comments": whole_number(first("comments")),
        "upvotes": whole_number(first("upvotes")),
        "language": text_of(first("language"))
        if re.fullmatch("[a-z]{2}", text_of(first("language")))
        else "",
    }


def _says(value: Any) -> bool:
    """Whether a field holds anything; ``nan`` and the like are how tables write nothing."""
    if isinstance(value, str):
        return value.strip().casefold() not in ("", "nan", "none", "null", "n/a")
    return value is not None and value == value and value not in ([], {})


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return value.split()
    return [text_of(part) or text_of(mapping_of(part).get("url")) for part in list_of(value)]


def _categories(value: Any) -> list[str]:
    """Categories: a list, quoted names with commas, arXiv's with blanks, others with ``;`` or ``|``."""
    if isinstance(value, list):
        return [text_of(part) or text_of(mapping_of(part).get("category")) for part in value]
    text = text_of(value)
    if re.match(r"\s*\[?['\"]", text):
        return split_names(text)
    words = re.split(r"[\s,;]+", text.strip())
    if "." in text and all(re.fullmatch(r"[a-z-]+(?:\.[A-Za-z-]+)?", word) for word in words):
        return words
    return [part.strip() for part in re.split(r"\s*[;|]\s*", text)]


read_json = objects_reader(read_named)
read_jsonl = lines_reader(read_named)
