"""``kg suggest`` and ``kg review``."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg import ledger
from kg.cli.asking import Lines
from tests.cli.conftest import Kg, Ran
from tests.suggest.stores import published


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    store = published(tmp_path / "store")
    monkeypatch.setenv("KG_STORE", str(store))
    monkeypatch.setenv("KG_AUTHOR", "Ada")
    return store


def answered(kg: Kg, monkeypatch: pytest.MonkeyPatch, answers: str, *options: str) -> Ran:
    monkeypatch.setattr(sys, "stdin", io.StringIO(answers))
    return kg("review", *options)


def test_suggest(kg: Kg, store: Path) -> None:
    assert kg("suggest").out == (
        "useful  likely  papers  names\n"
        "1.20    merge   2       deep radio network · DRN (initials)\n"
        "1.16    merge   2       visual content · visual context (spelling 93 % alike)\n"
        "0.60    merge   2       self-supervised learning · SSL (initials, of 2 such names)\n"
        "0.60    merge   2       semi-supervised learning · SSL (initials, of 2 such names)\n"
    )
    assert kg("suggest", "-n", "1").out.endswith("… and 3 more; raise --limit\n")
    (first, *_) = json.loads(kg("suggest", "--json").out)
    assert (first["kind"], first["one"]["name"], first["usefulness"]) == ("merge", "deep-radio-network", 1.2)
    assert kg("suggest", "--kind", "different").err == "kg: nothing to suggest\n"
    assert kg("suggest", "--kind", "x").code == 2


def test_review_writes_decisions_and_goes_on_another_day(
    kg: Kg, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = answered(kg, monkeypatch, "what\ns it says so\nq\n")
    assert ran.out.startswith(
        "\n1 of 4: one thing? (initials)\n"
        "  1  deep radio network  [deep-radio-network], 2 papers\n"
        "     “We use visual content, self-supervised learning, SSL, deep radio network.” 2401.00001\n"
    )
    assert "kg: that is no answer\n" in ran.err
    assert ran.err.endswith("kg: 1 decision written\n")
    (entry,) = ledger.read(store)
    assert (entry.action, entry.author, entry.reason) == ("merge", "Ada", "it says so")
    assert "is the same as" in kg("why-same", "DRN", "deep radio network").out
    ran = answered(kg, monkeypatch, "k\n\nskip\n")
    assert ran.out.startswith("\n1 of 3: one thing? (spelling 93 % alike)\n")
    assert answered(kg, monkeypatch, "").err == "kg: nothing to review\nkg: 0 decisions written\n"
    ran = answered(kg, monkeypatch, "b\n2 wider\n", "--again", "--later")
    assert "kg: entry 2: broader visual content · visual context\n" in ran.err
    assert ledger.read(store)[1].reason == "wider"


def test_the_end_of_input_is_quit(kg: Kg, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = answered(kg, monkeypatch, "")
    assert (ran.code, ran.err.endswith("kg: no answer came; stopped\nkg: 0 decisions written\n")) == (0, True)


def test_a_pipe_that_says_nothing_hangs_nothing(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading) as stdin, os.fdopen(writing, "wb") as pipe:
        monkeypatch.setattr(sys, "stdin", stdin)
        pipe.write(b"d two\nk\n")
        pipe.flush()
        lines = Lines(0.05)
        assert [lines.next(), lines.next(), lines.next()] == ["d two", "k", None]


def test_answers_from_a_real_pipe(store: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "kg", "review", "--later"],
        input="d\n\n",
        capture_output=True,
        text=True,
        check=True,
    )
    assert "kg: entry 1: different deep radio network · DRN" in ran.stderr
    assert "kg: 1 decision written" in ran.stderr


def test_ctrl_c_keeps_what_was_decided(kg: Kg, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["s"])

    def line(_: Lines) -> str:
        for answer in typed:
            return answer
        raise KeyboardInterrupt

    monkeypatch.setattr(Lines, "next", line)
    ran = kg("review")
    assert ran.code == 130
    assert ran.err.endswith("kg: stopped; 1 decision written; the next `kg build` applies them\n")
    assert [entry.action for entry in ledger.read(store)] == ["merge"]
    assert kg("review").err.endswith("\nkg: stopped; 0 decisions written\n")
