"""Which records are one paper, and what it is."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.model import Author, Origin, Record
from kg.papers import changed_title, keys, merge, papers, partition

RECORDS = st.builds(
    Record,
    title=st.sampled_from(["On X", "on  x!", "On Y", "Deep Z"]),
    abstract=st.sampled_from(["", "Short.", "A longer text."]),
    authors=st.sampled_from([(), (Author("Ann Lee"),), (Author("Bo Li", "0000-0001-2345-6789"),)]),
    date=st.sampled_from([None, "2023", "2023-04-05", "2024"]),
    arxiv=st.sampled_from([None, None, "2301.00001", "2301.00002"]),
    arxiv_version=st.sampled_from([None, 1, 2]),
    doi=st.sampled_from([None, None, "10.1/a", "10.1/b"]),
    categories=st.sampled_from([(), ("cs.LG",), ("hep-ph",)]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(RECORDS, max_size=9), st.randoms(use_true_random=False))
def test_order_does_not_matter(records: list[Record], chance: random.Random) -> None:
    shuffled = records[:]
    chance.shuffle(shuffled)
    assert partition(records) == partition(shuffled)
    assert papers(records) == papers(shuffled)


@settings(max_examples=300, deadline=None)
@given(st.lists(RECORDS, max_size=9))
def test_partition_is_sound(records: list[Record]) -> None:
    groups = partition(records)
    assert sorted(map(repr, itertools.chain(*groups))) == sorted(map(repr, set(records)))
    for group in groups:
        assert len({record.arxiv for record in group if record.arxiv}) <= 1
        if not any(record.arxiv for record in group):
            assert len({record.doi for record in group if record.doi}) <= 1
    for identifier in ("2301.00001", "2301.00002"):
        assert sum(any(record.arxiv == identifier for record in group) for group in groups) <= 1


@settings(max_examples=300, deadline=None)
@given(st.lists(RECORDS, max_size=9))
def test_names_are_unique(records: list[Record]) -> None:
    found = papers(records)
    names = [name for paper in found for name in (paper.id, *paper.aliases)]
    assert len(names) == len(set(names))


@settings(max_examples=200, deadline=None)
@given(st.lists(RECORDS, max_size=9))
def test_only_records_with_a_common_key_join(records: list[Record]) -> None:
    """Papers of the parts that share no key are the papers of all: what makes an update local."""
    parts: list[tuple[set[str], list[Record]]] = []
    for record in records:
        mine = (set(keys(record)), [record])
        for part in [part for part in parts if part[0] & mine[0]]:
            parts.remove(part)
            mine = (mine[0] | part[0], mine[1] + part[1])
        parts.append(mine)
    separate = sorted((paper for _, part in parts for paper in papers(part)), key=lambda paper: paper.id)
    assert separate == papers(records)


def origin(n: int) -> Origin:
    return Origin(f"f{n}", f"{n:064d}", "jsonl", n)


def test_one_paper_from_several_sources_keeps_all_origins() -> None:
    listing = Record("On X", "Text.", date="2023-09-22", author_count=3, comments=2, origin=origin(2))
    page = Record("On X", "Text.", date="2023-09-22", arxiv="2309.00001", upvotes=5, origin=origin(1))
    [paper] = papers([listing, page])
    assert paper.id == "2309.00001"
    assert paper.origins == (origin(1), origin(2))
    assert (paper.author_count, paper.comments, paper.upvotes) == (3, 2, 5)
    [alone] = papers([listing])
    assert alone.id.startswith("title-on-x-2023-")
    assert alone.id in paper.aliases


def test_titles_join_only_where_identifiers_agree() -> None:
    a = Record("On X", arxiv="2301.00001", date="2023")
    b = Record("On X", arxiv="2301.00002", date="2023")
    weak = Record("On X!", date="2023")
    doi = Record("On X", doi="10.1/a", date="2023")
    assert len(papers([a, b])) == 2
    assert len(papers([a, weak])) == 1
    assert len(papers([a, doi, weak])) == 1
    assert [len(group) for group in partition([a, b, weak])] == [1, 1, 1]
    assert len(papers([weak, Record("On X", date="2024")])) == 2


def test_identifiers_join_whatever_the_titles() -> None:
    first = Record("Old name", arxiv="2301.00001", arxiv_version=1, doi="10.1/a")
    second = Record("New name", arxiv="2301.00001", arxiv_version=2)
    journal = Record("Journal name", doi="10.1/a")
    [paper] = papers([first, second, journal])
    assert (paper.title, paper.arxiv_version, paper.doi) == ("New name", 2, "10.1/a")
    assert any(alias.startswith("doi-10.1-a") for alias in paper.aliases)
    assert len(paper.aliases) == 4


def test_a_doi_of_two_arxiv_papers_joins_neither() -> None:
    records = [
        Record("P", arxiv="2301.00001", doi="10.1/a"),
        Record("Q", arxiv="2301.00002", doi="10.1/a"),
        Record("R", doi="10.1/a"),
    ]
    found = papers(records)
    assert [paper.id[:10] for paper in found] == ["2301.00001", "2301.00002", "doi-10.1-a"]
    assert all(not alias.startswith("doi-") for paper in found for alias in paper.aliases)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"arxiv_version": 2, "date": "2020"}, {"arxiv_version": 1, "date": "2021"}),
        ({"date": "2021"}, {"date": "2020-05-06", "abstract": "A much longer text."}),
        ({"date": "2020", "abstract": "Longer text."}, {"date": "2020", "abstract": "Text."}),
    ],
)
def test_which_text_wins(better: dict[str, object], worse: dict[str, object]) -> None:
    good = Record(**{"title": "Good", "abstract": "Text.", "arxiv": "2301.00001", **better})  # type: ignore[arg-type]
    bad = Record(**{"title": "Bad", "abstract": "Text.", "arxiv": "2301.00001", **worse})  # type: ignore[arg-type]
    assert merge([bad, good]).title == "Good"


def test_authors_keep_what_any_record_knows_of_them() -> None:
    a = Record("On X", "Text.", (Author("Ann Lee"), Author("Bo Li")), arxiv="2301.00001", arxiv_version=2)
    b = Record("On X", "", (Author("Ann  Lee", "0000-0001-2345-6789"),), arxiv="2301.00001")
    assert merge([a, b]).authors == (Author("Ann Lee", "0000-0001-2345-6789"), Author("Bo Li"))


def test_flags_follow_the_paper() -> None:
    physics = Record(
        "On X", "T.", arxiv="2301.00001", categories=("hep-ph",), flags=("not-computer-science",)
    )
    bare = Record("On X", arxiv="2301.00001", flags=("no-abstract",))
    computing = Record("On X", arxiv="2301.00001", categories=("cs.LG",), flags=("no-abstract",))
    assert merge([physics, bare]).flags == ("not-computer-science",)
    assert merge([physics, bare, computing]).flags == ()


def test_a_very_different_title_is_noticed() -> None:
    old = Record("Bandits under budget limits", arxiv="2301.00001", arxiv_version=1)
    assert (
        changed_title([old, Record("Bandits under a budget limit", arxiv="2301.00001", arxiv_version=2)])
        is None
    )
    new = Record("Teapot rendering", arxiv="2301.00001", arxiv_version=2)
    assert changed_title([new, old]) == (old.title, new.title)


def test_two_papers_of_one_name_are_an_error() -> None:
    shouted, said = Record("On X", doi="10.1/A"), Record("On Y", doi="10.1/a")
    with pytest.raises(InputError, match="'On X' and 'On Y' are two papers, and both would be called doi"):
        papers([shouted, said])


def test_no_records_are_no_paper() -> None:
    assert papers([]) == []
    with pytest.raises(InputError):
        merge([])
