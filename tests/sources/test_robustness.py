"""Whatever a file holds: bounded time and memory, good records kept, one problem for each fault."""

from __future__ import annotations

import gzip
import json
import os
import random
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import InputError, MalformedRecord, TooLarge, UnknownFormat
from kg.sources import FORMATS, decode, feed, read_sources, stream
from kg.vocab import paper_id, paper_iri
from tests.sources.helper import LISTING, LONG, SAMPLES, read

MB = 1024 * 1024
BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
ENTRY = "<entry><title>{}</title></entry>"


@contextmanager
def limits(*, seconds: float = 20, megabytes: float = 100) -> Iterator[None]:
    tracemalloc.start()
    started = time.perf_counter()
    try:
        yield
        assert time.perf_counter() - started < seconds
        assert tracemalloc.get_traced_memory()[1] < megabytes * MB
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("content", "titles", "said"),
    [
        (b"", [], "an empty file"),
        (b" \n\n", [], "an empty file"),
        (bytes(random.Random(1).randbytes(9000)), [], "binary data"),
        (bytes(9000), [], "binary data"),
        (b"%PDF-1.7\n...", [], "a PDF"),
        (b"just some words\n", [], "no format that is known"),
        (b'[{"title":"A"},{"title":"B","abst', ["A"], "line 1, record 2: broken JSON (a string that"),
        (b'[{"title":"A"},\n{"title": oops},\n{"title":"C"}]', ["A", "C"], "line 2, record 2: broken JSON"),
        (b'[{"title":"A"}', ["A"], "ends before its array does"),
        (b'{"title":"A"}\n{"title":\n{"title":"C"}\n', ["A", "C"], "line 2: broken JSON"),
        (b'{"title":"A"}\n[1]\n', ["A"], "line 2, record 2: no JSON object"),
        (b'{"title":"A"}\n{"abstract":"b"}\n', ["A"], "line 2, record 2: no title"),
        (b'{"title":"A"}\n{"title":"\\u0000 <b></b>"}\n', ["A"], "line 2, record 2: no title"),
        (b'[{"title":"A","x":' + b"[" * 99_000 + b'},{"title":"B"}]', ["B"], "nested too deeply"),
        (b'{"title":"A"}\n{"x":' + b'{"a":' * 99_000 + b"1}\n", ["A"], "line 2: nested too deeply"),
        (BOMB.encode() + b"<feed><entry><title>&b;</title></entry></feed>", [], "declares entities"),
        (OUTSIDE.encode() + b"<feed><entry><title>&a;</title></entry></feed>", [], "declares entities"),
        (BOMB.encode() + b"<rss><item><title>&b;</title></item></rss>", [], "document type"),
        (f"<feed>{ENTRY.format('A')}\n<entry><title>B".encode(), ["A"], "line 2: broken XML"),
        (f"<feed>{ENTRY.format('A')}{'<a>' * 200}".encode(), ["A"], "nested deeper than 100"),
        ("title,abstract\nCafé,naïve\n".encode("latin-1"), ["Café"], "line 2: not UTF-8"),
        (b"title,abstract\nA\x00B,x\n", ["AB"], "line 2: NUL characters"),
        (b"title,abstract\nA,b,c\nB,c\n", ["B"], "line 2, record 1: 3 cells in 2 columns"),
        (b"name,abstract\nA,b\n", [], "a table whose first row names no column 'title' (name, abstract)"),
        (b"title,text\nA,b\n", ["A"], "line 1: no column is called 'abstract', so titles are all"),
        (b'{"title":"A","date":"soon"}', ["A"], "record 1: 'soon' is no date of the calendar; the paper is"),
        (b"title,abstract,year\nA,b,2024-13-01\n", ["A"], "calendar; it is read as 2024"),
        (b"@misc{a, title={A}, year={in press}}", ["A"], "'in press' is no date of the calendar"),
        (b"@misc{a, title={A}}\n@misc{b, title={B\n\n@misc{c, title={C}}", ["A", "C"], "line 2, record 2"),
        (b"TY  - JOUR\nTI  - A\nER  - \nTY  - JOUR\nTI  - B", ["A", "B"], "line 4, record 2: ends without"),
        (b'[{"paper":{"id":"../x <y>","title":"A","summary":"s"}}]', ["A"], "no arXiv identifier"),
        (gzip.compress(SAMPLES["csv"].encode() * 99)[:-9], [], "the compressed file is damaged"),
        (b"\x1f\x8bnothing of the kind", [], "the compressed file is damaged"),
        (b"<html><body>no data</body></html>", [], "no papers in this page"),
    ],
)  # fmt: skip
def test_each_problem_is_told_once_and_the_good_is_kept(
    content: bytes, titles: list[str], said: str, tmp_path: Path
) -> None:
    with limits():
        records, problems = read(tmp_path, content)
    assert [record.title for record in records] == titles
    assert len(problems) == 1
    assert said in str(problems[0])
    assert str(problems[0]).startswith("input")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_are_read(encoding: str, tmp_path: Path) -> None:
    text = "title,abstract\nCafé,naïve Σ\n"
    for content in (text, json.dumps([{"title": "Café", "abstract": "naïve Σ"}], ensure_ascii=False)):
        records, problems = read(tmp_path, content.encode(encoding))
        assert [(record.title, record.abstract) for record in records] == [("Café", "naïve Σ")]
        assert problems == []


def test_an_encoding_that_xml_declares(tmp_path: Path) -> None:
    feed_text = f'<?xml version="1.0" encoding="ISO-8859-1"?><feed>{ENTRY.format("Café Ã")}</feed>'
    records, problems = read(tmp_path, feed_text.encode("latin-1"))
    assert [record.title for record in records] == ["Café Ã"]
    assert problems == []


def test_long_titles(tmp_path: Path) -> None:
    long, longer = "word " * 2000, "word " * 40_000
    records, problems = read(tmp_path, json.dumps([{"title": long}, {"title": longer}, {"title": "C"}]))
    assert [len(record.title) for record in records] == [9999, 1]
    assert [type(problem) for problem in problems] == [TooLarge]


def test_what_no_iri_can_carry_goes_nowhere(tmp_path: Path) -> None:
    line = {
        "id": 'x <y> "{}|\\^` \u202e',
        "title": "A \ud800 \ufffe\u202e b",
        "doi": "10.1234/a\u202eb\u0000\ud800<c>",
        "urls": [
            "javascript:alert(1)",
            "http://x.org/<script>",
            "https://x.org/\u202e",
            "https://x.org/good",
        ],
        "arxiv": "２３１１.12345",
        "date": "2023-13-45",
    }
    records, problems = read(tmp_path, json.dumps(line) + "\n")
    [record] = records
    said = "'2023-13-45' is no date of the calendar; it is read as 2023"
    assert [str(problem) for problem in problems] == [f"input, line 1, record 1: {said}"]
    assert (record.title, record.doi, record.arxiv, record.date) == ("A b", "10.1234/ab<c>", None, "2023")
    assert record.urls == ("https://x.org/good",)
    paper_iri(paper_id(doi=record.doi))
    repr(record).encode()


def test_pipes_and_devices_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    problems: list[InputError] = []
    with limits(seconds=5):
        assert list(read_sources([tmp_path / "pipe", "/dev/zero"], on_problem=problems.append)) == []
    assert ["no regular file" in str(problem) for problem in problems] == [True, True]


def test_standard_input_that_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    problems: list[InputError] = []
    assert list(read_sources(["-"], on_problem=problems.append)) == []
    assert str(problems[0]) == "-: standard input is closed; pipe something into it"


def test_a_folder_that_can_not_be_looked_into_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def walk(top: Path, onerror: Callable[[OSError], None]) -> Iterator[tuple[Path, list[str], list[str]]]:
        onerror(PermissionError(13, "Permission denied", str(top / "shut")))
        yield top, [], ["a.ris"]

    (tmp_path / "a.ris").write_text(SAMPLES["ris"])
    monkeypatch.setattr("os.walk", walk)  # root may look into everything
    problems: list[InputError] = []
    assert len(list(read_sources([tmp_path], on_problem=problems.append))) == 1
    said = f"{tmp_path / 'shut'}: can not be looked into (Permission denied); check its permissions"
    assert [str(problem) for problem in problems] == [said]


def test_a_file_that_can_not_be_opened(tmp_path: Path) -> None:
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    problems: list[InputError] = []
    assert list(read_sources([tmp_path / "gone"], on_problem=problems.append)) == []
    assert "can not be opened" in str(problems[0])


@pytest.mark.parametrize(
    ("content", "titles"),
    [
        ('{{"title":"A"}}\n{{"title":"{}"}}\n{{"title":"C"}}\n', ["A", "C"]),
        ('[{{"title":"A"}},{{"title":"{}"}},{{"title":"C"}}]', ["A", "C"]),
        ("title,abstract\nA,{}\nC,\n", ["C"]),
        ("<feed><entry><title>A</title></entry><entry><title>{}</title></entry></feed>", ["A"]),
        ('<feed><entry><title>A</title></entry><entry a="{}"/></feed>', ["A"]),
        ("@article{{a, title={{A}}}}\n@article{{b, title={{{}}}}}\n", ["A"]),
        ("TY  - JOUR\nTI  - {}\nER  - \nTY  - JOUR\nTI  - C\nER  - \n", ["C"]),
    ],
)
def test_one_very_long_line(
    content: str, titles: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decode, "MAX_LINE", MB)
    with limits(megabytes=120):
        records, problems = read(tmp_path, content.format("a" * 5 * MB))
    assert [record.title for record in records] == titles
    assert TooLarge in map(type, problems)


@pytest.mark.parametrize("kind", ["listing", "hf-html", "rss", "bibtex"])
def test_formats_that_are_read_whole_have_a_limit(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decode, "MAX_WHOLE", 1000)
    monkeypatch.setattr(feed, "MAX_RSS", 900)
    records, [problem] = read(tmp_path, SAMPLES[kind] + " " * 2000, kind=kind)
    assert records == []
    assert isinstance(problem, TooLarge)
    assert "split the file" in str(problem)


@pytest.mark.parametrize("piece", [b"0", b"\n", b" ", b"["])
def test_a_gzip_bomb_is_not_unpacked(piece: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "BOMB_FROM", MB)
    monkeypatch.setattr(decode, "MAX_BLANK", 100_000)
    head = b"title,abstract\n" if piece in b"0\n" else b"["
    packed = gzip.compress(head + piece * (40 * MB // len(piece)))
    with limits(seconds=60, megabytes=150):
        _, problems = read(tmp_path, packed)
    assert any(isinstance(problem, TooLarge) for problem in problems)


def test_endless_problems_are_counted_not_kept(tmp_path: Path) -> None:
    records, problems = read(tmp_path, '{"title":"A"}\n' + "broken\n" * 3000)
    assert len(records) == 1
    assert len(problems) == 1001
    assert "2,000 more problems" in str(problems[-1])
    records, problems = read(tmp_path, '{"no":"A"}\n' + "broken\n" * 3000)
    assert (len(records), len(problems)) == (0, 1001)
    assert "the rest is not read" in str(problems[-1])


def test_a_large_array_streams(tmp_path: Path) -> None:
    path = tmp_path / "big.json"
    with path.open("w") as file:
        file.write("[")
        file.writelines(
            json.dumps({"title": f"Paper {n}", "abstract": LONG, "x": "y" * 2000}) + ",\n"
            for n in range(10_000)
        )
        file.write('{"title": "Last"}]')
    problems: list[InputError] = []
    with limits(seconds=60, megabytes=30):
        assert sum(1 for _ in read_sources([path], on_problem=problems.append)) == 10_001
    assert problems == []


def test_a_forced_format_that_does_not_fit(tmp_path: Path) -> None:
    for kind in FORMATS:
        for other, content in SAMPLES.items():
            if other != kind:
                read(tmp_path, content, kind=kind)  # whatever comes of it, no error escapes
    _, problems = read(tmp_path, LISTING, kind="csv")
    assert [type(problem) for problem in problems] == [UnknownFormat]
    _, problems = read(tmp_path, LISTING, kind="hf-json")
    assert [type(problem) for problem in problems] == [MalformedRecord]


NOISE = st.one_of(
    st.binary(min_size=1, max_size=8),
    st.sampled_from(
        [b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"{", b"}", b"[", b"]", b'"', b"\\", b"&", b"<", b">",
         b"\n\n", b"NaN", b"1e999", b"\\ud800", b"null", b"-1", b"true", b"{}", b"[]", b"$", b"@a{",
         b"ER  - ", b"9" * 5000]
    ),
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, bytes]:
    kind = draw(st.sampled_from(FORMATS))
    content = SAMPLES[kind].encode()
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(content)))
        gone = draw(st.sampled_from([0, 0, 1, 5, 40, 400]))
        content = content[:at] + draw(NOISE) + content[at + gone :]
    return kind, content[: draw(st.sampled_from([len(content), len(content) // 2]))]


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated(), st.booleans())
def test_damage_of_any_kind_raises_nothing(damaged: tuple[str, bytes], forced: bool) -> None:
    kind, content = damaged
    with tempfile.TemporaryDirectory() as folder:
        records, problems = read(Path(folder), content, kind=kind if forced else None)
    assert all(isinstance(problem, InputError) and problem.place for problem in problems)
    for record in records:
        assert record.title
        repr(record).encode()
        paper_id(arxiv=record.arxiv, doi=record.doi, title_key=record.title)


def test_a_quotation_mark_that_is_never_closed_is_a_problem(tmp_path: Path) -> None:
    records, problems = read(tmp_path, 'title,abstract\nA,"two\nlines"\n"B, x\nC,y\nD,z\n')
    assert [record.title for record in records] == ["A"]
    assert len(problems) == 1
    assert "line 4, record 2: a quotation mark here is never closed; lines 4 to 6" in str(problems[0])
