"""The one way in: inputs to records, problems to a callback."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kg.errors import InputError, Place, TooLarge, UsageError
from kg.model import Record
from kg.sources import arxiv, bibtex, feed, hf, listing, named, openalex, ris, semantic_scholar, table
from kg.sources.decode import encoding_of
from kg.sources.raw import Item
from kg.sources.recognise import is_lines, recognise
from kg.sources.record import make_record
from kg.sources.stream import Opened, Source, expand, open_source

Reader = Callable[[Opened], Iterator[Item]]

_READERS: dict[str, tuple[Reader, Reader]] = {
    "listing": (listing.read_listing, listing.read_listing),
    "hf-json": (hf.read_json, hf.read_json),
    "hf-html": (hf.read_html, hf.read_html),
    "rss": (feed.read_rss, feed.read_rss),
    "jsonfeed": (feed.read_json_feed, feed.read_json_feed),
    "arxiv-atom": (arxiv.read_atom, arxiv.read_atom),
    "arxiv-jsonl": (arxiv.read_json, arxiv.read_jsonl),
    "bibtex": (bibtex.read_bibtex, bibtex.read_bibtex),
    "openalex": (openalex.read_json, openalex.read_jsonl),
    "semantic-scholar": (semantic_scholar.read_json, semantic_scholar.read_jsonl),
    "title-abstract": (named.read_json, named.read_jsonl),
    "jsonl": (named.read_json, named.read_jsonl),
    "csv": (table.read_table, table.read_table),
    "ris": (ris.read_ris, ris.read_ris),
}
"""Each format with its reader, and the one for its objects on lines of their own."""

FORMATS: tuple[str, ...] = tuple(_READERS)
"""Names of the formats, as ``format`` takes them and as a record's origin states them."""

MAX_PROBLEMS = 1000


def read_sources(
    inputs: Sequence[str | Path],
    *,
    format: str | None = None,  # noqa: A002
    listing_year: int | None = None,
    strict: bool = False,
    on_problem: Callable[[InputError], None],
) -> Iterator[Record]:
    """The records of files, folders, patterns and ``-`` (standard input), in that order, as they are read.

    What is wrong with a record or a file goes to ``on_problem``, and the reading goes on; ``strict`` raises
    it. Of one file at most `MAX_PROBLEMS` are told one by one, the others are counted.

    Raises `UsageError` at once for a format that does not exist, and where no input does (with ``strict``:
    where one does not).
    """
    if format is not None and format not in _READERS:
        raise UsageError(f"{format!r} is no format; one of {', '.join(FORMATS)}")
    found, missing = expand(inputs)
    if missing and (strict or not found):
        raise missing[0]
    for problem in missing:
        on_problem(problem)
    return _read_all(found, format, listing_year, strict, on_problem)


def _told(found: Iterator[Record | InputError], name: str) -> Iterator[Record | InputError]:
    """The same, with the problems beyond `MAX_PROBLEMS` as one; gives up where by then no record was good."""
    problems = records = 0
    for item in found:
        records += isinstance(item, Record)
        problems += isinstance(item, InputError)
        if problems > MAX_PROBLEMS and not records:
            yield TooLarge(f"no paper and {MAX_PROBLEMS:,} problems; the rest is not read", place=Place(name))
            return
        if isinstance(item, Record) or problems <= MAX_PROBLEMS:
            yield item
    if problems > MAX_PROBLEMS:
        yield InputError(f"{problems - MAX_PROBLEMS:,} more problems like these", place=Place(name))


def _read_all(
    sources: list[Source],
    forced: str | None,
    listing_year: int | None,
    strict: bool,
    on_problem: Callable[[InputError], None],
) -> Iterator[Record]:
    for source in sources:
        for found in _told(_read_source(source, forced, listing_year), source.name):
            if isinstance(found, Record):
                yield found
            elif strict:
                raise found
            else:
                on_problem(found)


def _read_source(
    source: Source, forced: str | None, listing_year: int | None
) -> Iterator[Record | InputError]:
    """Records and problems of one file; an error of the file as a whole is the last of them."""
    try:
        with open_source(source) as (stream, head):
            encoding = encoding_of(head, name=source.name)
            text = head.decode(encoding, "replace")
            chosen = forced or recognise(text, name=source.name)
            opened = Opened(source.name, stream, encoding, listing_year)
            yield from _records(opened, chosen, text)
    except InputError as error:
        yield error if error.place else type(error)(error.reason, place=Place(source.name))


def _records(opened: Opened, chosen: str, head: str) -> Iterator[Record | InputError]:
    whole, lines = _READERS[chosen]
    reader = lines if is_lines(head.lstrip("\ufeff \t\r\n")) else whole
    for item in reader(opened):
        yield from opened.notes()
        if isinstance(item, InputError):
            yield item
            continue
        record, problems = make_record(item, file=opened.name, kind=chosen)
        yield from problems
        if record is not None:
            yield record
    yield from opened.notes()
