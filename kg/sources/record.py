"""From a `Raw` to the final `Record`: cleaning, identifiers, flags and where it came from."""

from __future__ import annotations

from dataclasses import replace

from kg.errors import InputError, MalformedRecord, Place, TooLarge
from kg.model import Author, Origin, Record
from kg.sources.fields import arxiv_id, doi_of, in_computer_science, not_english
from kg.sources.raw import Raw, digest
from kg.text import clean
from kg.vocab import is_safe_iri

MAX_FIELD = 100_000
"""Longest title or abstract in characters."""
MAX_AUTHORS = 20_000
MAX_NAME = 500
"""Longest name of an author, venue or organisation, address or category in characters."""


def make_record(raw: Raw, *, file: str, kind: str) -> tuple[Record | None, list[InputError]]:
    """The record, or None where it can not be used; and what is worth a word."""
    place = Place(file, raw.number, raw.line)
    problem = _unusable(raw, place)
    if problem is not None:
        return None, [problem]
    title, abstract = clean(raw.title), clean(raw.abstract)
    if not title:
        return None, [MalformedRecord("no title; give the record one", place=place)]
    identifier = (
        arxiv_id(raw.arxiv)
        or next((a for url in raw.urls if (a := arxiv_id(url))), None)
        or arxiv_id(raw.doi)
    )
    notes = [*raw.notes, *_unread(raw, place)]
    if identifier is None and raw.must_have_arxiv:
        notes.append(
            MalformedRecord(
                f"{raw.arxiv[:80]!r} is no arXiv identifier; the paper is kept by its title", place=place
            )
        )
    record = Record(
        title=title,
        abstract=abstract,
        authors=_authors(raw.authors),
        author_count=raw.author_count if raw.author_count is not None else len(raw.authors) or None,
        organisation=_short(raw.organisation),
        date=raw.date or None,
        arxiv=identifier[0] if identifier else None,
        arxiv_version=(identifier[1] or raw.arxiv_version) if identifier else None,
        doi=doi_of(raw.doi)
        or next((d for url in raw.urls if "doi.org/" in url and (d := doi_of(url))), None),
        urls=tuple(
            dict.fromkeys(url.strip() for url in raw.urls if len(url) <= 2000 and is_safe_iri(url.strip()))
        ),
        categories=tuple(dict.fromkeys(c for category in raw.categories if (c := _short(category)))),
        venue=_short(raw.venue),
        comments=raw.comments,
        upvotes=raw.upvotes,
        flags=_flags(raw, title, abstract),
        origin=Origin(file, digest(raw.content), kind, raw.number, raw.line),
    )
    return record, notes


def _unusable(raw: Raw, place: Place) -> InputError | None:
    for name, text in (("title", raw.title), ("abstract", raw.abstract)):
        if len(text) > MAX_FIELD:
            return TooLarge(
                f"{name} of {len(text):,} characters; at most {MAX_FIELD:,} are read", place=place
            )
    if len(raw.authors) > MAX_AUTHORS:
        return TooLarge(f"{len(raw.authors):,} authors; at most {MAX_AUTHORS:,} are read", place=place)
    if not raw.title.strip():
        return MalformedRecord("no title; give the record one", place=place)
    return None


def _unread(raw: Raw, place: Place) -> list[InputError]:
    """That a date could not be read, or only in part."""
    if not raw.unread_date:
        return []
    kept = f"it is read as {raw.date}" if raw.date else "the paper is kept without one"
    return [MalformedRecord(f"{raw.unread_date[:40]!r} is no date of the calendar; {kept}", place=place)]


def _short(text: str) -> str | None:
    return clean(text[:MAX_NAME]) or None


def _authors(authors: tuple[Author, ...]) -> tuple[Author, ...]:
    """Names cleaned; one person named twice by a source stays named twice, as positions count."""
    return tuple(Author(name, author.orcid) for author in authors if (name := _short(author.name)))


def _flags(raw: Raw, title: str, abstract: str) -> tuple[str, ...]:
    english = raw.language[:2].lower() == "en" if raw.language else not not_english(title, abstract)
    field = raw.computer_science if raw.computer_science is not None else in_computer_science(raw.categories)
    flags = {"no-abstract": not abstract, "not-english": not english, "not-computer-science": field is False}
    return tuple(sorted(flag for flag, holds in flags.items() if holds))


def cleaned_again(record: Record) -> Record:
    """A record that was kept, with its texts cleaned by the rules of now; a title never becomes empty."""
    abstract = clean(record.abstract)
    flags = {flag for flag in record.flags if flag != "no-abstract"} | (
        set() if abstract else {"no-abstract"}
    )
    return replace(
        record,
        title=clean(record.title) or record.title,
        abstract=abstract,
        authors=_authors(record.authors),
        organisation=_short(record.organisation or ""),
        categories=tuple(dict.fromkeys(c for category in record.categories if (c := _short(category)))),
        venue=_short(record.venue or ""),
        flags=tuple(sorted(flags)),
    )
