"""``kg sample`` as a user meets it; answers come from a pipe."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Kg, Ran


@pytest.fixture
def typed(kg: Kg, monkeypatch: pytest.MonkeyPatch) -> Kg:
    """Run ``kg sample`` with arguments; the first is what is typed."""

    def run(text: str, *arguments: str) -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))
        return kg("sample", *arguments)

    return run


def test_asks_and_reckons(typed: Kg) -> None:
    ran = typed("r\nw\nhm\nyes\nu\n", "4", "-r", "proposes")
    assert ran.code == 0
    assert ran.out.startswith("precision 0.")
    assert ran.out.splitlines()[2].split() == [
        "confidence",
        "claims",
        "right",
        "wrong",
        "unsure",
        "precision",
        "promised",
    ]
    assert "\n1/4  23" in ran.err
    assert "  (answer r, w, u or s)\n" in ran.err
    assert "⟦" in ran.err
    assert "\n  The paper proposes " in ran.err


def test_answers_are_kept_and_gone_on_from(typed: Kg, tmp_path: Path) -> None:
    out = tmp_path / "answers.jsonl"
    first = json.loads(typed("r\nw\nstop\n", "6", "--json", "--out", str(out)).out)
    assert [claim["answer"] for claim in first["claims_drawn"]] == ["right", "wrong", None, None, None, None]
    ran = typed("r\n" * 4, "6", "--json", "--out", str(out))
    assert ran.err.startswith("2 of 6 were answered before\n\n3/6  ")
    second = json.loads(ran.out)
    assert (second["right"], second["wrong"], second["unsure"]) == (5, 1, 0)
    again = typed("", "6", "--json", "--out", str(out))
    assert again.err == "6 of 6 were answered before\n"
    assert again.out == ran.out


def test_answers_are_gold_lines(typed: Kg, kg: Kg, tmp_path: Path) -> None:
    out = tmp_path / "answers.jsonl"
    asked = json.loads(typed("r\n" * 200 + "w\n" * 500, "500", "--json", "--out", str(out)).out)
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert all({"id", "title", "abstract", "entities", "links", "judged"} == line.keys() for line in lines)
    right = [claim for claim in asked["claims_drawn"] if claim["answer"] == "right"]
    named = {(line["id"], e["relation"], e["name"]) for line in lines for e in line["entities"]}
    linked = {
        (line["id"], k["subject"], k["predicate"], k["object"]) for line in lines for k in line["links"]
    }
    for claim in right:
        if claim["kind"] == "entity":
            assert (claim["paper"], claim["predicate"], claim["object"]) in named
        else:
            assert (claim["paper"], claim["subject"], claim["predicate"], claim["object"]) in linked
    assert sum(len(line["judged"]) for line in lines) == len(asked["claims_drawn"])
    scored = json.loads(kg("evaluate", str(out), "--predictions", str(out), "--resamples", "0", "--json").out)
    assert scored["links"]["p"] == 1.0


def test_a_foreign_file_is_not_overwritten(typed: Kg, tmp_path: Path) -> None:
    out = tmp_path / "notes.txt"
    out.write_text("dear diary\n", encoding="utf-8")
    ran = typed("r\n", "2", "--out", str(out))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.endswith("is not overwritten; choose another with --out\n")
    assert out.read_text(encoding="utf-8") == "dear diary\n"


def test_nobody_to_answer(typed: Kg) -> None:
    ran = typed("", "2")
    assert ran.code == 0
    assert ran.out.startswith("no claim was judged; ")


def test_a_silent_pipe_does_not_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.cli.asking import Lines

    reading, writing = os.pipe()
    with os.fdopen(reading) as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        os.write(writing, b"r\nw")
        lines = Lines(patience=0.01)
        assert (lines.next(), lines.next(), lines.gave_up) == ("r", None, True)
        os.close(writing)
        assert (lines.next(), lines.next()) == ("w", None)


def test_a_real_pipe(fixture_store: Path) -> None:
    command = [sys.executable, "-m", "kg", "sample", "3", "--store", str(fixture_store), "--json"]
    ran = subprocess.run(command, input="r\nr\nw\n", capture_output=True, text=True, check=True)
    found = json.loads(ran.stdout)
    assert (found["right"], found["wrong"]) == (2, 1)
