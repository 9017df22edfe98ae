"""BibTeX, read by bibtexparser. Proceedings are no papers, but lend theirs year and name."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from typing import Any

from kg.errors import MalformedRecord, Place
from kg.model import Author
from kg.sources.fields import MAX_NAMES, iso_date, make_date, month_of, turn_name, unread_date
from kg.sources.objects import Fields
from kg.sources.raw import Item, Raw, canonical, text_of
from kg.sources.stream import Opened

_NO_PAPERS = frozenset(("proceedings", "periodical", "collection", "mvproceedings"))
_BRACES = re.compile(r"(\\(?:[A-Za-z]+\s*|.)(?:\{[^{}]*\})*)|(?<![\^_])\{([^{}\\$]*)\}", re.S)


def read_bibtex(source: Opened) -> Iterator[Item]:
    """The entries of a file that are papers; broken ones are reported with their line."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry, ParsingFailedBlock

    logging.getLogger("bibtexparser").setLevel(
        logging.CRITICAL
    )  # what it would say is reported as our errors
    library = parse_string(source.text.whole())
    volume = _volume(library.entries)
    number = 0
    for block in library.blocks:
        line = (block.start_line or 0) + 1
        entry: Any = block
        if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
            entry = (
                block.ignore_error_block
            )  # two papers may carry one key, and the first title of two is one
        elif isinstance(block, ParsingFailedBlock):
            number += 1
            reason = "a broken entry (an unclosed brace or quotation mark?); mend or remove it"
            yield MalformedRecord(reason, place=Place(source.name, number, line))
            continue
        if not isinstance(entry, Entry) or entry.entry_type in _NO_PAPERS:
            continue
        number += 1
        fields = _fields_of(entry)
        lent = volume if entry.entry_type in ("inproceedings", "conference") else {}
        yield Raw(number=number, line=line, content=canonical(fields), **_read({**lent, **fields}))


def _fields_of(entry: Any) -> dict[str, str]:
    """Names in lower case; of two fields with one name the first."""
    found: dict[str, str] = {}
    for field in entry.fields:
        found.setdefault(field.key.lower(), text_of(field.value))
    return found


def _volume(entries: list[Any]) -> dict[str, str]:
    """Year and name of the proceedings where the file is one volume: its papers need not repeat them."""
    volumes = [_fields_of(entry) for entry in entries if entry.entry_type == "proceedings"]
    if len(volumes) != 1:
        return {}
    return {name: volumes[0][name] for name in ("booktitle", "year") if name in volumes[0]}


def _read(fields: Mapping[str, str]) -> Fields:
    date = iso_date(fields.get("date", ""))
    year = iso_date(fields.get("year", "")) or date
    month = month_of(bare(fields.get("month", "")))
    eprint = fields.get("eprint", "") if "arxiv" in fields.get("archiveprefix", "arxiv").lower() else ""
    return {
        "title": bare(fields.get("title", "")),
        "abstract": fields.get("abstract", ""),
        "authors": tuple(Author(name) for name in _names(fields.get("author", ""))),
        "date": date or (make_date(int(year[:4]), month) if year else ""),
        "unread_date": unread_date(bare(fields.get("date", "") or fields.get("year", "")), date or year),
        "arxiv": eprint
        or (fields.get("journal", "") if "arxiv" in fields.get("journal", "").lower() else ""),
        "doi": fields.get("doi", "").replace("\\_", "_"),
        "urls": tuple(url for url in (bare(fields.get("url", "")).replace("\\_", "_"),) if url),
        "categories": tuple(part for part in re.split(r"[\s,;]+", fields.get("primaryclass", "")) if part),
        "venue": bare(
            fields.get("booktitle", "") or fields.get("journal", "") or fields.get("journaltitle", "")
        ),
    }


def _names(text: str) -> list[str]:
    """The authors, separated by ``and`` outside braces; braces keep the name of a group together."""
    names = []
    for part in _split_and(" ".join(text[:MAX_NAMES].split())):
        whole = re.fullmatch(r"\{([^{}\\]*)\}", part.strip())
        name = whole[1] if whole else turn_name(bare(part))
        if name and name != "others":
            names.append(name)
    return names


def _split_and(text: str) -> list[str]:
    depth, last, parts = 0, 0, []
    for match in re.finditer(r"[{}]| and ", text):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if match[0] == " and " and depth <= 0:
            parts.append(text[last : match.start()])
            last = match.end()
    return [*parts, text[last:]]


def bare(text: str) -> str:
    """``text`` without the braces that only protect capitals; those of LaTeX commands stay for the cleaning.

    >>> bare("{Mitigating Bias}: {E}nhancing {3D} Views")
    'Mitigating Bias: Enhancing 3D Views'
    """
    for _ in range(4):
        stripped = _BRACES.sub(lambda match: match[1] or match[2] or "", text)
        if stripped == text:
            break
        text = stripped
    return text
