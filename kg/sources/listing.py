"""The text that one gets by copying the page of Hugging Face's Daily Papers.

Blocks of lines with blank lines between them: title, abstract, and a block of facts with bullets and dots.
Some papers have no facts, some name an organisation in place of the number of authors; a number after the
date counts the comments. All else (menus, headings, numbers on a line of their own) is furniture of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.errors import InputError, MalformedRecord, Place
from kg.sources.fields import make_date, month_of
from kg.sources.raw import Item, Raw
from kg.sources.stream import Opened

_DATE = re.compile(r"([A-Z][a-z]{2,8})\.? (\d{1,2})(?:, (\d{4}))?(?: (\d{1,6}))?\Z")
_AUTHORS = re.compile(r"(\d{1,6}) authors?\Z", re.I)
_BULLETS = "•·∙‣"
_FURNITURE = re.compile(
    r"new|subscribe|get trending papers.*|(?:trending|daily|weekly|monthly)(?: papers)?|by\s*ak\b.*"
    r"|papers|upvotes?|submitted by|published on .*|previous|next|search.*|log ?in|sign ?up|models|datasets"
    r"|spaces|docs|pricing|website|company|tos|privacy|about|careers|enterprise|community|posts|hugging ?face"
    r"|view all|read more|\+?\d+|[\d.]+k|abstract|add paper.*|back|more|buckets",
    re.I,
)
_LONG = 200
"""Characters from which a block is an abstract whatever it looks like."""


@dataclass(frozen=True, slots=True)
class _Facts:
    authors: int | None = None
    organisation: str = ""
    year: int | None = None
    month: int = 0
    day: int = 0
    comments: int | None = None


@dataclass(frozen=True, slots=True)
class _Paper:
    line: int
    title: str
    abstract: str = ""
    facts: _Facts = _Facts()


def looks_like_listing(head: str) -> bool:
    """Whether a text has the facts that only this listing has."""
    lines = [line.strip() for line in head.splitlines()]
    bullets = sum(
        bool(_AUTHORS.match(line.strip(_BULLETS + " "))) for line in lines if line[:1] in tuple(_BULLETS)
    )
    dots = sum(line in tuple(_BULLETS) for line in lines)
    return bullets >= 1 or dots >= 1 or any(line == "Daily Papers" for line in lines)


def read_listing(source: Opened) -> Iterator[Item]:
    """The papers of a copied page.

    A date without a year is of ``listing_year``, by default of the year after the latest one. Where no date
    has a year and none is given, dates stay away, and that is reported once.
    """
    papers = _papers(_blocks(source.text.whole()))
    years = [paper.facts.year for paper in papers if paper.facts.year is not None]
    year = source.listing_year or (max(years) + 1 if years else None)
    undated = sum(1 for paper in papers if paper.facts.month and paper.facts.year is None)
    if year is None and undated:
        reason = f"no date has a year, so {undated} dates are left out; say which with --listing-year"
        yield InputError(reason, place=Place(source.name))
    if not papers:
        yield MalformedRecord("a listing without papers; copy the whole page", place=Place(source.name))
    for number, paper in enumerate(papers, start=1):
        yield _raw(paper, number, year)


def _raw(paper: _Paper, number: int, year: int | None) -> Raw:
    facts = paper.facts
    own = facts.year or year
    content = "\n".join([paper.title, paper.abstract, repr(replace(facts, year=own))])
    return Raw(
        number=number,
        line=paper.line,
        content=content.encode("utf-8", "surrogatepass"),
        title=paper.title,
        abstract=paper.abstract,
        author_count=facts.authors,
        organisation=facts.organisation,
        date=make_date(own, facts.month, facts.day) if own and facts.month else "",
        comments=facts.comments,
    )


def _blocks(text: str) -> list[tuple[int, list[str]]]:
    """Runs of lines that are not blank, each with the number of its first line.

    Where a browser copied no blank lines, every line is a block, except that facts stay together.
    """
    lines = [(n, line.strip().strip("\ufeff").strip()) for n, line in enumerate(text.split("\n"), start=1)]
    spaced = sum(not line for _, line in lines) >= 0.1 * len(lines)
    found: list[tuple[int, list[str]]] = []
    apart = True
    for k, (number, line) in enumerate(lines):
        if line and (apart or (not spaced and not _belongs(found[-1][1][-1], line, lines[k + 1 : k + 2]))):
            found.append((number, []))
        if line:
            found[-1][1].append(line)
        apart = not line
    return found


def _belongs(before: str, line: str, following: list[tuple[int, str]]) -> bool:
    """Whether two lines without a blank one between them are of one block of facts."""
    starts = line[0] in _BULLETS and (bool(_AUTHORS.match(line.strip(_BULLETS + " "))) or len(before) < 80)
    goes_on = before[0] in _BULLETS and (line[0] in _BULLETS or _DATE.match(line) is not None)
    return goes_on or (
        starts and len(line) == 1 and bool(following) and _DATE.match(following[0][1]) is not None
    )


class _Pairing:
    """Pairs titles with abstracts and facts; short blocks that belong to neither are furniture."""

    def __init__(self) -> None:
        self.papers: list[_Paper] = []
        self._short: list[tuple[int, str]] = []
        self._open = False
        """Whether the last paper may still get facts and further paragraphs."""

    def add_text(self, line: int, text: str) -> None:
        if len(text) < _LONG:
            self._short.append((line, text))
        elif self._short:
            self.papers.append(_Paper(*self._short[-1], text))
            self._short, self._open = [], True
        elif self._open:
            self._extend(text)

    def _extend(self, text: str) -> None:
        self.papers[-1] = replace(self.papers[-1], abstract=f"{self.papers[-1].abstract} {text}")

    def add_facts(self, facts: _Facts) -> None:
        """Facts close a paper: the open one with its last paragraphs, or a new one of the short blocks."""
        short, self._short = self._short, []
        if self._open and all(_is_tail(text) for _, text in short):
            for _, text in short:
                self._extend(text)
            self.papers[-1] = replace(self.papers[-1], facts=facts)
        elif len(short) > 1 and _is_tail(short[-1][1]):
            self.papers.append(_Paper(*short[-2], short[-1][1], facts))
        elif short:
            self.papers.append(_Paper(*short[-1], facts=facts))
        self._open = False


def _papers(blocks: list[tuple[int, list[str]]]) -> list[_Paper]:
    pairing = _Pairing()
    for line, lines in blocks:
        facts = _facts(lines)
        text = " ".join(lines)
        if facts is not None:
            pairing.add_facts(facts)
        elif not _FURNITURE.fullmatch(text) and not _DATE.match(text):
            pairing.add_text(line, text)
    return pairing.papers


def _is_tail(text: str) -> bool:
    """Whether a short block reads as (the end of) an abstract rather than as a title."""
    return text[-1] in ".!" or "http" in text


def _facts(lines: list[str]) -> _Facts | None:
    """What a block of facts says; None for any other block."""
    if not any(line[0] in _BULLETS for line in lines):
        return None
    facts, known = _Facts(), False
    for part in (part.strip() for line in lines for part in re.split(f"[{_BULLETS}]", line)):
        if match := _AUTHORS.match(part):
            facts, known = replace(facts, authors=int(match[1])), True
        elif (match := _DATE.match(part)) and month_of(match[1]):
            facts, known = _dated(facts, match), True
        elif part.isdigit() and known:
            facts = replace(facts, comments=int(part[:6]))
        elif part and len(part) < _LONG and not _FURNITURE.fullmatch(part):
            facts = replace(facts, organisation=_organisation(part))
    return facts if known else None


def _dated(facts: _Facts, match: re.Match[str]) -> _Facts:
    return replace(
        facts,
        month=month_of(match[1]),
        day=int(match[2]),
        year=int(match[3]) if match[3] else None,
        comments=int(match[4]) if match[4] else facts.comments,
    )


def _organisation(text: str) -> str:
    """The name of an organisation, which the page puts after its short name."""
    short, _, rest = text.partition(" ")
    letters = [re.sub(r"\W|_", "", part).casefold() for part in (short, rest)]
    is_short = letters[0] == letters[1] or "-" in short or "_" in short or short[:1].islower()
    return rest.strip() if rest and is_short else text
