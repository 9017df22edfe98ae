"""How the command line speaks: mistakes and Ctrl-C in one line, help that can be copied."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Kg


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("find",), "missing argument 'text'; `kg find --help` shows how"),
        (("find", "a", "b"), "got unexpected extra argument(s) (b); `kg find --help` shows how"),
        (
            ("find", "x", "--lmit", "3"),
            "no such option: --lmit; did you mean --limit?; `kg find --help` shows how",
        ),
        (
            ("find", "x", "--limit", "q"),
            "invalid value for '--limit': 'q' is no whole number; `kg find --help` shows how",
        ),
        (
            ("why", "a", "b", "c", "--store"),
            "option '--store' requires an argument",
        ),
        (
            ("rank", "--limit", "0"),
            "invalid value for '--limit': 0 is not in the range 1<=x<=100000; `kg rank --help` shows how",
        ),
        (("--frobnicate",), "no such option: --frobnicate; `kg --help` shows how"),
    ],
)
def test_a_wrong_option_is_one_line(kg: Kg, arguments: tuple[str, ...], said: str) -> None:
    ran = kg(*arguments)
    assert (ran.code, ran.out, ran.err) == (2, "", f"kg: {said}\n")


@pytest.mark.parametrize(
    ("command", "value", "said"),
    [
        ("build f --limit", "9" * 20, f"{'9' * 20} is not in the range 1<=x<=1000000000"),
        ("cooccur --min-papers", "9" * 20, f"{'9' * 20} is not in the range 1<=x<=1000000000"),
        ("serve --memory", "9" * 14, f"{'9' * 14} is not in the range 256<=x<=1000000"),
        ("serve --size", "9" * 14, f"{'9' * 14} is not in the range 1<=x<=1000000"),
        ("serve --timeout", "inf", "inf is not in the range 0.1<=x<=86400"),
        ("query top-methods --timeout", "1e9", "1000000000.0 is not in the range 0.1<=x<=86400"),
        ("ask top --timeout", "inf", "inf is not in the range 0.1<=x<=86400"),
        ("publish http://localhost:9/ --timeout", "1e6", "1000000.0 is not in the range 0.1<=x<=86400"),
        ("publish http://localhost:9/ --timeout", "nan", "nan is no number"),
        ("query top-methods --timeout", "nan", "nan is no number"),
        ("neighbours TileNet --min-confidence", "nan", "nan is no number"),
        ("extract f --min-confidence", "nan", "nan is no number"),
        ("build f --min-confidence", "nan", "nan is no number"),
        ("show CQL --min-confidence", "nan", "nan is no number"),
        ("view --min-confidence", "nan", "nan is no number"),
    ],
)
def test_a_number_that_nothing_can_work_with_is_refused(kg: Kg, command: str, value: str, said: str) -> None:
    name, *_, option = words = command.split()
    ran = kg(*words, value)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"kg: invalid value for '{option}': {said}; `kg {name} --help` shows how\n"


def test_ctrl_c_is_one_line(kg: Kg, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kg.index.Index.find", stopped)
    ran = kg("find", "TileNet")
    assert (ran.code, ran.out, ran.err) == (130, "", "\nkg: stopped\n")


def test_the_end_of_input_at_a_question_is_one_line(kg: Kg, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(*_: object, **__: object) -> None:
        raise EOFError

    monkeypatch.setattr("kg.index.Index.find", ended)
    ran = kg("find", "TileNet")
    assert (ran.code, ran.out, ran.err.strip()) == (130, "", "kg: stopped")


def test_examples_stand_one_a_line_however_narrow_the_terminal(
    kg: Kg, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    told = kg("build", "--help").out
    assert (
        "  Examples: kg build listing.txt more/*.json --store graphs/mine\n"
        "            kg build papers.bib.gz\n"
        "            cat listing.txt | kg build - --listing-year 2025\n"
    ) in told
    assert "  --store DIR  " in told
    assert "  -j, --jobs N  " in told
    assert "Examples: kg build listing.txt --store graphs/mine\n" in kg().err


def test_kg_alone_is_the_help(kg: Kg) -> None:
    ran = kg()
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == kg("--help").out
