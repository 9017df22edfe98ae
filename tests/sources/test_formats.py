"""Each format's fields, on mini samples of our own."""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path

import pytest

from kg.errors import InputError, UsageError
from kg.model import Author, Record
from kg.serial import dumps
from kg.sources import FORMATS, read_sources
from kg.sources.recognise import recognise
from tests.sources.helper import COUNTS, HF_PAPER, LISTING, LONG, SAMPLES, page, read


def only(folder: Path, content: str) -> Record:
    records, problems = read(folder, content)
    assert problems == []
    assert len(records) == 1
    return records[0]


def test_every_format_has_a_sample() -> None:
    assert set(SAMPLES) == set(FORMATS)


@pytest.mark.parametrize("kind", FORMATS)
def test_recognised_by_content_and_when_forced(kind: str, tmp_path: Path) -> None:
    assert recognise(SAMPLES[kind], name="x") == kind
    records, problems = read(tmp_path, SAMPLES[kind])
    assert problems == []
    assert len(records) == COUNTS.get(kind, 1)
    assert read(tmp_path, SAMPLES[kind], kind=kind)[0] == records
    assert all(record.origin and record.origin.format == kind for record in records)
    text = "".join(map(dumps, records)).casefold()
    assert "machine w" not in text
    assert "nan" not in text


@pytest.mark.parametrize("kind", FORMATS)
def test_digest_is_of_the_record_not_of_the_file(kind: str, tmp_path: Path) -> None:
    first, _ = read(tmp_path, SAMPLES[kind])
    again, _ = read(tmp_path, SAMPLES[kind].replace("\n", "\r\n"))
    digests = [record.origin.digest for record in first if record.origin]
    assert len(set(digests)) == len(first)
    if kind != "csv":  # a line end inside a cell is content
        assert [r.title for r in again] == [r.title for r in first]


def test_listing(tmp_path: Path) -> None:
    records, problems = read(tmp_path, LISTING)
    assert problems == []
    first, bare, lab, short = records
    assert (first.title, first.date, first.author_count, first.comments) == (
        "Counting with α-Nets", "2023-09-22", 5, 2,
    )  # fmt: skip
    assert first.origin is not None
    assert first.origin.line == 13
    assert (bare.title, bare.abstract, bare.date) == ("A Paper Without Facts", LONG.strip(), None)
    assert (lab.organisation, lab.date, lab.author_count) == ("Some Lab", "2024-02-03", None)
    assert (short.title, short.abstract, short.date, short.comments) == (
        "A Short One", "It is short.", "2024-03-19", 1,
    )  # fmt: skip


def test_listing_year(tmp_path: Path) -> None:
    assert read(tmp_path, LISTING, listing_year=2031)[0][2].date == "2031-02-03"
    records, problems = read(tmp_path, LISTING.replace(", 2023", ""))
    assert [record.date for record in records] == [None] * 4
    assert len(problems) == 1
    assert "--listing-year" in str(problems[0])
    assert read(tmp_path, LISTING.replace(", 2023", ""), listing_year=2025)[1] == []


def test_listing_without_blank_lines(tmp_path: Path) -> None:
    squeezed = "\n".join(line for line in LISTING.splitlines() if line.strip())
    records, _ = read(tmp_path, squeezed)
    assert [(r.title, r.date) for r in records] == [(r.title, r.date) for r in read(tmp_path, LISTING)[0]]


def test_listing_with_paragraphs_and_a_title_alone(tmp_path: Path) -> None:
    facts = "\n\n  • 2 authors\n·\nMay 4, 2020\n\n"
    text = f"Title A\n\n{LONG}\n\n{LONG}\n\nCode: http://x.org/y{facts}Title B{facts}"
    first, second = read(tmp_path, text)[0]
    assert first.abstract.endswith("Code: http://x.org/y")
    assert (second.title, second.abstract, second.flags) == ("Title B", "", ("no-abstract",))


def test_hf_json_and_page(tmp_path: Path) -> None:
    record = only(tmp_path, SAMPLES["hf-json"])
    assert record.abstract == "We count objects."
    assert record.authors == (Author("Ann Lee"), Author("Bo Li"))
    assert (record.date, record.arxiv, record.upvotes, record.comments, record.organisation) == (
        "2026-07-28", "2607.00001", 7, 2, "Some Lab",
    )  # fmt: skip
    assert record.urls == ("https://huggingface.co/papers/2607.00001",)
    records, _ = read(tmp_path, page([HF_PAPER, HF_PAPER]))
    assert [r.title for r in records] == [record.title]
    assert record.origin
    assert records[0].origin
    assert records[0].origin.digest == record.origin.digest


def test_atom(tmp_path: Path) -> None:
    record = only(tmp_path, SAMPLES["arxiv-atom"])
    assert (record.title, record.abstract) == ("Counting with Nets", "We count <many> objects.")
    assert (record.arxiv, record.arxiv_version, record.doi) == ("2607.00001", 3, "10.1234/abc.5")
    assert (record.date, record.categories, record.venue) == (
        "2026-07-28",
        ("cs.LG", "cs.CV"),
        "Journal of Nets",
    )
    assert record.origin
    assert record.origin.line == 4


def test_atom_error_is_quoted(tmp_path: Path) -> None:
    feed = (
        "<feed><entry><id>https://arxiv.org/api/errors#x</id><title>Error</title>"
        "<summary>incorrect id format for x</summary></entry></feed>"
    )
    records, [problem] = read(tmp_path, feed)
    assert records == []
    assert "incorrect id format for x" in str(problem)


def test_snapshot(tmp_path: Path) -> None:
    record = only(tmp_path, SAMPLES["arxiv-jsonl"])
    assert record.authors == (Author("Ann Lee"), Author("Bo Li Jr."))
    assert (record.arxiv, record.arxiv_version, record.date) == ("0704.0001", 2, "2007-04-02")
    assert (record.venue, record.flags) == ("Phys.Rev.D", ("not-computer-science",))


def test_feeds_lose_the_machine_summary(tmp_path: Path) -> None:
    first, second = read(tmp_path, SAMPLES["rss"])[0]
    assert (first.title, first.abstract) == ("Counting & Nets", "We count objects in kitchens.")
    assert (first.arxiv, first.date) == ("2607.00001", "2026-08-21")
    assert (second.abstract, second.authors) == ("We look.", (Author("Ann Lee"), Author("Bo Li")))
    assert only(tmp_path, SAMPLES["jsonfeed"]).abstract == "We count objects in kitchens."


def test_bibtex(tmp_path: Path) -> None:
    first, second = read(tmp_path, SAMPLES["bibtex"])[0]
    assert (first.title, first.abstract) == ("Counting with Nets in 3D", "We count 50% of x_i.")
    assert [author.name for author in first.authors] == ["Ann Lëe", "The Net Group", "Bo Li Jr"]
    assert (first.date, first.venue) == ("2023", "Proceedings of the Net Conference")
    assert (second.date, second.venue, second.doi) == ("2020-03", "Journal of Nets", "10.1234/a_b")
    assert (second.arxiv, second.categories) == ("2003.00001", ("cs.LG",))


def test_openalex(tmp_path: Path) -> None:
    record = only(tmp_path, SAMPLES["openalex"])
    assert (record.abstract, record.doi, record.venue) == (
        "We count and count",
        "10.1234/abc",
        "Journal of Nets",
    )
    assert record.authors == (Author("Ann Lee", "0000-0002-2952-6642"),)
    assert record.flags == ("not-computer-science",)


def test_semantic_scholar(tmp_path: Path) -> None:
    record = only(tmp_path, SAMPLES["semantic-scholar"])
    assert (record.arxiv, record.doi, record.date, record.venue) == (
        "2103.00001", "10.1234/abc", "2021", "Net Conference",
    )  # fmt: skip


def test_title_abstract(tmp_path: Path) -> None:
    first, second = read(tmp_path, SAMPLES["title-abstract"])[0]
    assert (first.abstract, first.doi) == ("We count – a lot.", "10.1234/abc")
    assert [author.name for author in first.authors] == ["Ann Lee", "Bo O'Neil"]
    assert second.flags == ("no-abstract",)


def test_csv_and_ris(tmp_path: Path) -> None:
    record = only(tmp_path, SAMPLES["csv"])
    assert (record.title, record.abstract, record.date) == ("Counting, with Nets", "We count.", "2021")
    assert [author.name for author in record.authors] == ["Ann Lee", "Bo Li"]
    record = only(tmp_path, SAMPLES["ris"])
    assert (record.abstract, record.date, record.venue) == (
        "We count more than before.", "2021-03-04", "Journal of Nets",
    )  # fmt: skip
    assert [author.name for author in record.authors] == ["Ann Lee", "Bo Li"]


def test_our_own_records_are_read(tmp_path: Path) -> None:
    record = only(tmp_path, SAMPLES["arxiv-atom"])
    again = only(tmp_path, dumps(record) + "\n")
    kept = {f: getattr(record, f) for f in Record.__slots__ if f not in ("origin", "urls")}
    assert {f: getattr(again, f) for f in kept} == kept


def test_languages_are_flagged(tmp_path: Path) -> None:
    german = "Wir zeigen, wie das Netz die Dinge der Küche zählt und dass es nicht mit den Daten geht. " * 2
    lines = [
        {"title": "Zählen", "abstract": german},
        {"title": "数えること", "abstract": "私たちは数えます。"},
        {"title": "Counting", "abstract": LONG},
        {"title": "BERT", "abstract": ""},
    ]
    records, _ = read(tmp_path, "\n".join(map(json.dumps, lines)))
    assert [record.flags for record in records] == [("not-english",), ("not-english",), (), ("no-abstract",)]


def test_folders_patterns_and_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").write_text(SAMPLES["ris"])
    (tmp_path / "sub" / "b.gz").write_bytes(gzip.compress(SAMPLES["csv"].encode()))
    (tmp_path / ".hidden").write_text("nothing")
    problems: list[InputError] = []
    given: list[str | Path] = [tmp_path, tmp_path / "a.txt", str(tmp_path / "sub" / "*.gz")]
    found = list(read_sources(given, on_problem=problems.append))
    assert [record.origin.file for record in found if record.origin] == ["a.txt", "b.gz"]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SAMPLES["ris"].encode())))
    [record] = read_sources(["-"], on_problem=problems.append)
    assert record.origin
    assert record.origin.file == "-"
    assert problems == []


def test_what_does_not_exist_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for given in (tmp_path / "missing", tmp_path / "*.none", tmp_path / "empty"):
        with pytest.raises(UsageError, match=given.name.replace("*", r"\*")):
            read_sources([given], on_problem=print)
    with pytest.raises(UsageError, match="listing"):
        read_sources([tmp_path], format="nonsense", on_problem=print)


def test_strict_stops_at_the_first_problem(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"title": "A"}\nbroken\n{"title": "B"}\n')
    reading = read_sources([path], strict=True, on_problem=print)
    assert next(reading).title == "A"
    with pytest.raises(InputError, match=r"a\.jsonl, line 2: broken JSON"):
        next(reading)
