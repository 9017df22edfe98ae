"""RIS, cut into its records and each read by rispy, so that a broken one harms no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.errors import InputError, MalformedRecord, Place, TooLarge
from kg.model import Author
from kg.sources import decode
from kg.sources.fields import iso_date, turn_name
from kg.sources.objects import Fields
from kg.sources.raw import Item, Raw, list_of, text_of
from kg.sources.stream import Opened

_START = re.compile(r"\s*TY  - ?")
_END = re.compile(r"\s*ER  -")
_NO_PAPERS = ("BOOK", "SER", "EDBOOK", "JFULL")


def read_ris(source: Opened) -> Iterator[Item]:
    """The references of a file, except whole books, series and journals."""
    number, start = 0, 0
    kept: list[str] = []
    for line_number, line in source.text.lines():
        if isinstance(line, InputError):
            yield line
            continue
        if _START.match(line):
            if kept:
                number += 1
                yield from _record(kept, number, start, source.name)
            kept, start = [line], line_number
        elif kept:
            kept.append(line)
            if sum(map(len, kept[-1:])) and len(kept) > 10_000:
                yield TooLarge(
                    "a reference of more than 10,000 lines", place=Place(source.name, number + 1, start)
                )
                kept = []
        if kept and _END.match(line):
            number += 1
            yield from _record(kept, number, start, source.name)
            kept = []
    if kept:
        number += 1
        yield MalformedRecord(
            "ends without ER; the reference may be cut off", place=Place(source.name, number, start)
        )
        yield from _record([*kept, "\nER  - "], number, start, source.name)


def _record(lines: list[str], number: int, line: int, name: str) -> Iterator[Item]:
    import rispy

    text = "".join(lines)
    if len(text) > decode.MAX_LINE:
        yield TooLarge("a reference of more than 8 MB", place=Place(name, number, line))
        return
    try:
        entries = rispy.loads(
            "\n".join(part.strip() if "  -" in part[:8] else part for part in text.split("\n"))
        )
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        yield MalformedRecord(
            f"a broken reference ({error}); mend or remove it", place=Place(name, number, line)
        )
        return
    for entry in entries:
        if entry.get("type_of_reference") not in _NO_PAPERS:
            yield Raw(
                number=number, line=line, content=text.strip().encode("utf-8", "replace"), **_read(entry)
            )


def _read(entry: dict[str, Any]) -> Fields:
    def first(*names: str) -> str:
        return next((text for name in names if (text := _text(entry.get(name)))), "")

    names = list_of(entry.get("authors")) or list_of(entry.get("first_authors"))
    return {
        "title": first("title", "primary_title", "translated_title"),
        "abstract": first("abstract", "notes_abstract"),
        "authors": tuple(Author(turn_name(text_of(name))) for name in names if text_of(name).strip()),
        "date": _date(first("date", "primary_date")) or _date(first("year", "publication_year")),
        "arxiv": first("accession_number") if "arxiv" in first("accession_number").lower() else "",
        "doi": first("doi"),
        "urls": tuple(url for url in _strings(entry.get("urls")) if url),
        "venue": first("journal_name", "secondary_title", "alternate_title3", "alternate_title1", "custom3"),
        "language": "",
    }


def _date(text: str) -> str:
    return iso_date(text.strip().strip("/"))


def _text(value: Any) -> str:
    return " ".join(_strings(value)).strip()


def _strings(value: Any) -> list[str]:
    return [text_of(part) for part in value] if isinstance(value, list) else [text_of(value)]
