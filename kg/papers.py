"""Which records are one paper, and what that paper is.

Everything is a function of the set of records, so files may come in any order, and a store that grew equals
one that was built at once. Only records that share a key, directly or through others, can ever be one paper:
a change concerns no others.

Identifiers are strong: equal arXiv identifiers, or equal DOIs, are one paper. Titles are weak: records with
one title key are one paper where no identifiers speak against it. Where identifiers conflict, arXiv's decide:
a DOI that two arXiv papers carry joins neither, and a title that conflicting papers share joins none of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import pairwise

from kg.errors import InputError
from kg.model import Author, Origin, Paper, Record
from kg.text import normal_title, title_key
from kg.vocab import paper_id

KEYS_VERSION = "1"
"""Changes with the answers of `keys`: `kg upgrade` then looks anew at which records are one paper."""
_ARXIV, _DOI, _TITLE = "arxiv:", "doi:", "title:"


def keys(record: Record) -> tuple[str, ...]:
    """What connects a record with others: its identifiers and its title key, each with its kind before it.

    >>> keys(Record("On X", date="2023-01-02", doi="10.1/x"))
    ('doi:10.1/x', 'title:on x|2023')
    """
    found = [
        _TITLE + title_key(record.title, record.date, record.authors[0].name if record.authors else None)
    ]
    if record.doi is not None:
        found.insert(0, _DOI + record.doi)
    if record.arxiv is not None:
        found.insert(0, _ARXIV + record.arxiv)
    return tuple(found)


def papers(records: Iterable[Record]) -> list[Paper]:
    """The papers behind the records, by identifier; no alias names two of them.

    For an update, give all records that are connected with the changed ones by `keys`.
    """
    return [paper for paper, _ in with_records(records)]


def with_records(records: Iterable[Record]) -> list[tuple[Paper, tuple[Record, ...]]]:
    """As `papers`, each with its records.

    Raises `InputError` where two papers would have one identifier: one would silently replace the other.
    """
    found = sorted(((merge(group), group) for group in partition(records)), key=lambda pair: pair[0].id)
    for (one, _), (other, _) in pairwise(found):
        if one.id == other.id:
            raise InputError(
                f"{one.title!r} and {other.title!r} are two papers, and both would be called {one.id}: "
                "give one of them another identifier"
            )
    merged = unambiguous(paper for paper, _ in found)
    return [(paper, group) for paper, (_, group) in zip(merged, found, strict=True)]


def unambiguous(merged: Iterable[Paper]) -> list[Paper]:
    """The same papers, sorted, without the aliases that another of them also answers to."""
    found = sorted(merged, key=lambda paper: paper.id)
    holders: dict[str, int] = defaultdict(int)
    for paper in found:
        for name in (paper.id, *paper.aliases):
            holders[name] += 1
    return [replace(paper, aliases=tuple(a for a in paper.aliases if holders[a] == 1)) for paper in found]


# --- which records are one paper ---------------------------------------------------------------------------


@dataclass(slots=True)
class _Cluster:
    """Records that are one paper for certain, with all their identifiers and title keys."""

    records: list[Record] = field(default_factory=list)
    arxiv: str | None = None
    dois: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)

    def add(self, record: Record) -> None:
        self.records.append(record)
        self.arxiv = self.arxiv or record.arxiv
        if record.doi is not None:
            self.dois.add(record.doi)
        self.titles.add(keys(record)[-1])

    def absorb(self, other: _Cluster) -> None:
        self.records += other.records
        self.arxiv = self.arxiv or other.arxiv
        self.dois |= other.dois
        self.titles |= other.titles


def partition(records: Iterable[Record]) -> list[tuple[Record, ...]]:
    """Groups of records that are one paper; groups and their records in an order of their own.

    Records that are equal in every field count once.
    """
    unique = sorted(set(records), key=repr)
    clusters = _identified(unique)
    by_title: dict[str, list[_Cluster]] = defaultdict(list)
    for cluster in clusters:
        for title in cluster.titles:
            by_title[title].append(cluster)
    owner = _join_titles(by_title)
    final = {id(found): found for cluster in clusters if (found := _find(owner, cluster))}
    groups = list(final.values()) + _unidentified(unique, by_title, owner)
    return sorted((tuple(sorted(group.records, key=repr)) for group in groups), key=repr)


def _identified(records: Sequence[Record]) -> list[_Cluster]:
    """Clusters by identifiers: arXiv's first; a DOI belongs to its only arXiv paper, else it makes one."""
    by_arxiv: dict[str, _Cluster] = defaultdict(_Cluster)
    for record in records:
        if record.arxiv is not None:
            by_arxiv[record.arxiv].add(record)
    holders: dict[str, list[_Cluster]] = defaultdict(list)
    for cluster in by_arxiv.values():
        for doi in cluster.dois:
            holders[doi].append(cluster)
    by_doi: dict[str, _Cluster] = defaultdict(_Cluster)
    for record in records:
        if record.arxiv is None and record.doi is not None:
            found = holders[record.doi]
            (found[0] if len(found) == 1 else by_doi[record.doi]).add(record)
    return [*by_arxiv.values(), *by_doi.values()]


def _compatible(clusters: Sequence[_Cluster]) -> bool:
    """Whether no two of the clusters carry identifiers of one kind that differ."""
    arxiv = {cluster.arxiv for cluster in clusters if cluster.arxiv is not None}
    dois = {frozenset(cluster.dois) for cluster in clusters if cluster.dois}
    return len(arxiv) <= 1 and len(dois) <= 1


def _find(owner: dict[int, _Cluster], cluster: _Cluster) -> _Cluster:
    """The cluster that has absorbed this one, or itself."""
    while id(cluster) in owner:
        cluster = owner[id(cluster)]
    return cluster


def _join_titles(by_title: dict[str, list[_Cluster]]) -> dict[int, _Cluster]:
    """Joins identified clusters that share a title key, key after key in sorted order, where all agree."""
    owner: dict[int, _Cluster] = {}
    for title in sorted(by_title):
        found = _holders(by_title, owner, title)
        if len(found) > 1 and _compatible(found):
            for other in found[1:]:
                found[0].absorb(other)
                owner[id(other)] = found[0]
    return owner


def _holders(by_title: dict[str, list[_Cluster]], owner: dict[int, _Cluster], title: str) -> list[_Cluster]:
    """The clusters that now hold a title key, each once."""
    return list({id(found): found for c in by_title.get(title, ()) if (found := _find(owner, c))}.values())


def _unidentified(
    records: Sequence[Record], by_title: dict[str, list[_Cluster]], owner: dict[int, _Cluster]
) -> list[_Cluster]:
    """Adds records without identifiers to the only cluster with their title key, else to one of its own."""
    own: dict[str, _Cluster] = defaultdict(_Cluster)
    for record in records:
        if record.arxiv is None and record.doi is None:
            title = keys(record)[-1]
            found = _holders(by_title, owner, title)
            (found[0] if len(found) == 1 else own[title]).add(record)
    return list(own.values())


# --- what the paper is -------------------------------------------------------------------------------------


def _rank(record: Record) -> tuple[int, str, int, str]:
    """Which text wins: of the higher version, the later date, the longer, then by the text itself."""
    text = f"{record.title}\n{record.abstract}"
    return record.arxiv_version or 0, record.date or "", len(text), repr(record)


def merge(records: Iterable[Record]) -> Paper:
    """The paper that a group of `partition` stands for. Raises `InputError` for no records."""
    ranked = sorted(set(records), key=_rank, reverse=True)
    if not ranked:
        raise InputError("no records, no paper")
    text = next((record for record in ranked if record.abstract), ranked[0])
    names = _names(ranked)
    authors = max(ranked, key=lambda record: _authority(record, text)).authors
    return Paper(
        id=names[0],
        title=text.title,
        abstract=text.abstract,
        authors=_with_orcids(authors, ranked),
        author_count=len(authors) or max((r.author_count or 0 for r in ranked), default=0) or None,
        organisation=_first(record.organisation for record in ranked),
        date=_date([record.date for record in ranked if record.date]),
        arxiv=_first(record.arxiv for record in ranked),
        arxiv_version=max((record.arxiv_version or 0 for record in ranked), default=0) or None,
        doi=min((record.doi for record in ranked if record.doi), default=None),
        urls=tuple(sorted({url for record in ranked for url in record.urls})),
        categories=_union([record.categories for record in ranked]),
        venue=_first(record.venue for record in ranked),
        comments=max((r.comments for r in ranked if r.comments is not None), default=None),
        upvotes=max((r.upvotes for r in ranked if r.upvotes is not None), default=None),
        flags=_flags(text, ranked),
        aliases=tuple(sorted(set(names[1:]) - {names[0]})),
        origins=tuple(sorted({r.origin for r in ranked if r.origin}, key=_origin_order)),
    )


def changed_title(records: Iterable[Record]) -> tuple[str, str] | None:
    """Old and new title where a higher version of a paper has one that is very different; worth a warning."""
    ranked = sorted((record for record in records if record.arxiv_version), key=_rank)
    for old, new in pairwise(ranked):
        a, b = normal_title(old.title)[:500], normal_title(new.title)[:500]
        if (old.arxiv_version or 0) < (new.arxiv_version or 0) and SequenceMatcher(None, a, b).ratio() < 0.5:
            return old.title, new.title
    return None


def _names(records: Sequence[Record]) -> list[str]:
    """Local names of all identifiers and title keys, the strongest first."""
    arxiv = sorted({paper_id(arxiv=record.arxiv) for record in records if record.arxiv})
    dois = sorted({record.doi for record in records if record.doi})
    titles = sorted({keys(record)[-1].removeprefix(_TITLE) for record in records})
    return [*arxiv, *(paper_id(doi=doi) for doi in dois), *(paper_id(title_key=title) for title in titles)]


def _authority(record: Record, text: Record) -> tuple[bool, bool, int, int, tuple[int, str, int, str]]:
    """How good a record's authors are: there at all, of the text that won, with ORCIDs, many."""
    known = sum(author.orcid is not None for author in record.authors)
    return bool(record.authors), record is text, known, len(record.authors), _rank(record)


def _with_orcids(authors: Sequence[Author], records: Sequence[Record]) -> tuple[Author, ...]:
    """The authors with ORCIDs that other records know, where the name says whose they are."""
    known: dict[str, set[str]] = defaultdict(set)
    for record in records:
        for author in record.authors:
            if author.orcid:
                known[normal_title(author.name)].add(author.orcid)
    return tuple(
        Author(author.name, author.orcid or (min(ids) if len(ids) == 1 else None))
        for author in authors
        for ids in (known.get(normal_title(author.name), set()),)
    )


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)


def _date(dates: Sequence[str]) -> str | None:
    """The earliest date: when the paper appeared. A less exact one gives way to an exact one within it."""
    if not dates:
        return None
    earliest = min(dates, key=lambda date: (date[:4], date))
    return min(
        (date for date in dates if date.startswith(earliest) and len(date) > len(earliest)), default=earliest
    )


def _union(parts: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for part in parts for value in part))


def _flags(text: Record, records: Sequence[Record]) -> tuple[str, ...]:
    """Flags of the text that won; outside computer science only where no record with categories is within."""
    field_known = [
        record for record in records if record.categories or "not-computer-science" in record.flags
    ]
    outside = bool(field_known) and all("not-computer-science" in record.flags for record in field_known)
    flags = set(text.flags) - {"not-computer-science"} | ({"not-computer-science"} if outside else set())
    return tuple(sorted(flags))


def _origin_order(origin: Origin) -> tuple[str, str, str, int, int]:
    return origin.digest, origin.file, origin.format, origin.record, origin.line or 0
