"""``kg extract --engine`` as a user meets it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Kg


def test_engine(kg: Kg, tmp_path: Path) -> None:
    file, out = tmp_path / "a.jsonl", tmp_path / "out"
    paper = {
        "id": "2401.00001",
        "title": "Q-learning for robots",
        "abstract": "We use Q-learning.",
        "date": "2024-01-01",
    }
    file.write_text(json.dumps(paper) + '\n{"broken\n')
    ran = kg("extract", str(file), "--engine", "local", "--workers", "1", "--shards", "1", "--out", str(out))
    lines = (out / "quads" / "part-00000.nq").read_bytes().splitlines(keepends=True)
    assert ran.out == (
        "read       1 records, 1 papers, 1 problems\n"
        f"written    {len(lines)} quads in 1 sorted files in {out}/quads\n"
    )
    assert "a.jsonl, line 2" in ran.err
    assert lines == sorted(set(lines))
    loaded = kg("build", "--shards", str(out), "--store", str(tmp_path / "store"))
    assert re.fullmatch(r"graph      1 papers, \d+ entities, \d+ claims, \d+ triples in .*\n", loaded.out)
    assert kg("build", "x.json", "--shards", str(out)).err.startswith("kg: --shards takes no files")


def test_a_vocabulary_holds_with_an_engine_and_without(kg: Kg, tmp_path: Path) -> None:
    file, words, out = tmp_path / "a.jsonl", tmp_path / "w.csv", tmp_path / "out"
    file.write_text('{"id": "2401.00001", "title": "A note", "abstract": "We built frobnication."}\n')
    words.write_text("name,type\nfrobnication,Method\nx,Ship\n")
    near = kg("extract", str(file), "--vocabulary", str(words))
    assert "frobnication" in [entity["name"] for entity in json.loads(near.out)["entities"]]
    assert "w.csv, line 3: no type is called 'Ship'" in near.err
    with_engine = ("--engine", "local", "--workers", "1", "--shards", "1", "--out", str(out))
    far = kg("extract", str(file), "--vocabulary", str(words), *with_engine)
    assert b"/name/frobnication>" in (out / "quads" / "part-00000.nq").read_bytes()
    assert "w.csv, line 3: no type is called 'Ship'" in far.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--engine", "local"], "--engine needs --out"),
        (["--engine", "local", "--out", "x", "--strict"], "takes neither --strict nor --min-confidence"),
        (["--out", "x"], "--out, --workers, --scheduler and --decisions are for --engine"),
        (["--workers", "4"], "--out, --workers, --scheduler and --decisions are for --engine"),
        (["--decisions", "x"], "--out, --workers, --scheduler and --decisions are for --engine"),
        (["--engine", "local", "--out", "x", "--decisions", "y"], "y holds no decisions: name a store"),
        (["--engine", "hadoop", "--out", "x"], "no engine is called 'hadoop'; there are local, dask"),
    ],
)
def test_options_that_contradict(kg: Kg, tmp_path: Path, options: list[str], message: str) -> None:
    ran = kg("extract", str(tmp_path / "a.jsonl"), *options)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
