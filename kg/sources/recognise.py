"""Which format a file is in, from its first bytes; its name says nothing."""

from __future__ import annotations

import json
import re

from kg.errors import Place, UnknownFormat
from kg.sources.jsons import LIST_KEYS
from kg.sources.listing import looks_like_listing
from kg.sources.table import lacks_title, looks_like_table

_PROLOG = (("<?", "?>"), ("<!--", "-->"), ("<!DOCTYPE", ">"), ("<!doctype", ">"))
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_BIBTEX = re.compile(r"^\s*@\s*[A-Za-z]+\s*[{(]", re.M)
_RIS = re.compile(r"^\s*TY  -", re.M)


def recognise(head: str, *, name: str) -> str:
    """The name of the format. Raises `UnknownFormat`, which says what was expected."""
    text = head.lstrip("\ufeff \t\r\n")
    found = None
    if not text:
        raise UnknownFormat("an empty file; leave it out", place=Place(name))
    if text[0] in "[{":
        found = _json(text)
    elif text[0] == "<":
        found = _markup(text)
    elif _RIS.match(text):
        found = "ris"
    elif _BIBTEX.match(text) or (text[0] == "%" and _BIBTEX.search(text)):
        found = "bibtex"
    elif looks_like_table(text):
        found = "csv"
    elif looks_like_listing(text):
        found = "listing"
    elif _BIBTEX.search(text):
        found = "bibtex"
    elif _RIS.search(text):
        found = "ris"
    if found is None:
        reason = "no format that is known (`kg build --help` lists them); force one with --format"
        if column := lacks_title(text):
            reason = f"a table whose first row names no column 'title' ({column}); name the columns"
        raise UnknownFormat(reason, place=Place(name))
    return found


def _markup(text: str) -> str | None:
    root = _ROOT.match(text, _skip_prolog(text))
    tag = root[1].lower() if root else ""
    if tag in ("rss", "rdf"):
        return "rss"
    if tag == "feed":
        return "arxiv-atom"
    if tag == "html" or text[:9].lower() == "<!doctype" or 'data-props="' in text:
        return "hf-html" if tag in ("html", "") or 'data-props="' in text else None
    return None


def _skip_prolog(text: str) -> int:
    """Where the first element starts, after declarations, comments and the document type."""
    at = 0
    while True:
        at += len(text[at:]) - len(text[at:].lstrip()) if text[at : at + 1].isspace() else 0
        end = next((text.find(end, at) + len(end) for start, end in _PROLOG if text.startswith(start, at)), 0)
        if end <= at:
            return at
        if (
            "[" in text[at:end] and text.startswith("<!", at) and "]" not in text[at:end]
        ):  # an internal subset
            end = text.find("]", end) + 1 or end
            end = text.find(">", end) + 1 or end
        at = end


def _json(text: str) -> str:
    """By the keys of the first object; a value of the wrong kind is the reader's business."""
    lines = text[0] == "{" and is_lines(text)
    body = text.partition("\n")[0] if lines else text
    keys = set(re.findall(r'"([A-Za-z_-]{2,30})"\s*:', body[:20_000]))
    if "jsonfeed.org" in body[:2000]:
        return "jsonfeed"
    if {"authors_parsed", "versions"} & keys and "id" in keys:
        return "arxiv-jsonl"
    if (
        "abstract_inverted_index" in keys
        or "authorships" in keys
        or "https://api.openalex.org" in body[:2000]
    ):
        return "openalex"
    if "externalIds" in keys or {"paperId", "title"} <= keys:
        return "semantic-scholar"
    if not lines and ({"paper", "summary"} <= keys or {"summary", "publishedAt", "discussionId"} <= keys):
        return "hf-json"
    return "jsonl" if lines else "title-abstract"


def is_lines(text: str) -> bool:
    """Whether the first line is an object of its own that is no wrapper around an array of records."""
    if not text.startswith("{"):
        return False
    line, newline, rest = text.partition("\n")
    if not newline and len(line) > 60_000:  # cut off by the head
        return not re.match(
            r'\{\s*"(?:meta|total|offset|data|results|items|papers|version|next|token)"', line
        )
    try:
        first = json.loads(line)
    except (ValueError, RecursionError):
        return re.match(r'\{\s*"', line) is not None and rest.lstrip("\r\n").startswith("{")
    if not isinstance(first, dict):
        return False
    return not any(isinstance(value, list) and key in LIST_KEYS for key, value in first.items())
