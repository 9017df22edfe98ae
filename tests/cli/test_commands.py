"""Each command: its answer for people, its answer for machines, its errors."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kg import __version__
from kg.cli.main import COMMANDS, HIDDEN
from kg.cli.sections import SECTIONS
from kg.sources import FORMATS
from tests.cli.conftest import Kg
from tests.conftest import ROOT


def test_version_and_help(kg: Kg) -> None:
    assert kg("--version").out == f"kg {__version__}\n"
    listed = kg("--help").out
    assert all(re.search(rf"^\s+{name}\s", listed, re.MULTILINE) for name in COMMANDS if name not in HIDDEN)


def test_help_lists_each_command_once_in_a_section_and_cuts_no_sentence(kg: Kg) -> None:
    listed = [name for names in SECTIONS.values() for name in names]
    assert sorted(listed) == sorted(COMMANDS.keys() - HIDDEN)
    told = kg("--help").out
    assert re.findall(r".*(?:\.\.\.|…).*", told) == ["Usage: kg [OPTIONS] COMMAND [ARGS]..."]
    assert re.findall(r"^(\S.*):$", told, re.MULTILINE) == ["Options", *SECTIONS]


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_help_with_examples(kg: Kg, command: str) -> None:
    ran = kg(command, "--help")
    assert ran.code == 0
    assert "Examples: kg " in ran.out


@pytest.mark.parametrize("command", sorted(COMMANDS.keys() - HIDDEN))
def test_every_command_is_documented(command: str) -> None:
    assert f"kg {command}" in (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def test_query(kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = kg("query", "methods-for-task", "--task", "object detection", "-f", "csv", "--limit", "1")
    assert ran.out.splitlines() == [
        "method,label,papers",
        "https://w3id.org/papertriples/name/convolutional-neural-network,convolutional neural network,2",
    ]
    assert "more rows" in ran.err
    text = "SELECT ?t { <https://w3id.org/papertriples/paper/2303.99003> dcterms:title ?t }"
    (tmp_path / "q.rq").write_text(text)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    answers = {kg("query", source, "-f", "tsv").out for source in (text, str(tmp_path / "q.rq"), "-")}
    assert answers == {'?t\n"TileNet: Fast Object Detection on Drones"\n'}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("methods-for-task",), "needs --task"),
        (("methods-for-task", "--tsk", "x"), "did you mean --task?"),
        (("methods-for-task", "--task", "qqqq"), "'qqqq'"),
        (("methods-for-tsk", "--task", "x"), "did you mean 'methods-for-task'"),
        (("SELECT * { ?s ?p }",), "^"),
        (("SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }",), "SERVICE"),
        (("INSERT DATA { <a:b> <a:b> <a:b> }",), "is an update"),
        (("ASK {}", "stray"), "'stray' is no parameter"),
        ((), "name a saved query"),
    ],
)
def test_query_says_what_is_wrong(kg: Kg, arguments: tuple[str, ...], message: str) -> None:
    ran = kg("query", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert "Traceback" not in ran.err


def test_query_lists_and_shows(kg: Kg) -> None:
    listed = json.loads(kg("query", "--list", "--json").out)
    assert len(listed) >= 15
    assert all(query["title"] and query["description"] for query in listed)
    assert "methods-for-task  --task" in re.sub(r" +", "  ", kg("query", "--list").out)
    assert kg("query", "methods-for-task", "--show").out.startswith("#+")


def test_info_and_check(kg: Kg, fixture_store: Path) -> None:
    found = json.loads(kg("info", "--json").out)
    assert (found["store"], found["papers"], found["ledger entries"]) == (str(fixture_store), 12, 0)
    ran = kg("check")
    assert ran.code == 0
    assert ran.out.endswith(" of 12 papers: 0 violations, 0 warnings\n")


def test_export_is_the_same_every_time(kg: Kg, tmp_path: Path) -> None:
    for name in ("a.nq", "b.nq"):
        assert kg("export", "-o", str(tmp_path / name)).out == ""
    lines = (tmp_path / "a.nq").read_bytes().splitlines()
    assert lines == sorted(lines)
    assert (tmp_path / "a.nq").read_bytes() == (tmp_path / "b.nq").read_bytes()
    assert kg("export", "-f", "nonsense").code == 2


def test_view_writes_one_file(kg: Kg, tmp_path: Path) -> None:
    out = tmp_path / "v.html"
    ran = kg("view", "--around", "TileNet", "--out", str(out))
    assert ran.err.startswith(f"kg: wrote {out} (")
    page = out.read_text(encoding="utf-8")
    assert "TileNet" in page
    assert not re.search(r"""(?:src|href)=["']https?://""", page)
    assert kg("view", "--around", "a", "--paper", "b", "--out", str(out)).code == 2
    path = kg("view", "--path", "TileNet", "SkyBoxes", "--out", str(out))
    assert path.code == 0
    assert "From TileNet to SkyBoxes" in out.read_text()
    assert "no type is called 'Car'" in kg("view", "--type", "Car", "--out", str(out)).err
    query = kg("view", "--query", "papers-proposing", "--name", "TileNet", "--out", str(tmp_path / "q.html"))
    assert "Papers that propose a thing: TileNet" in (tmp_path / "q.html").read_text()
    assert query.code == 0, query.err
    everything = ("view", "--query", "SELECT ?e { ?e a kg:Entity }", "--out", str(out))
    nodes = re.compile(r"\(([\d,]+) nodes, ([\d,]+) edges\)")
    whole, part = (
        nodes.search(kg(*everything).err),
        nodes.search(kg(*everything, "-t", "Task", "-r", "isA").err),
    )
    assert whole is not None
    assert part is not None
    assert int(part[1]) < int(whole[1])
    assert int(part[2]) < int(whole[2])
    (tmp_path / "mine.txt").write_text("notes")
    assert kg("view", "--out", str(tmp_path / "mine.txt")).code == 2
    assert (tmp_path / "mine.txt").read_text() == "notes"


@pytest.mark.parametrize(
    "command", [["stats"], ["neighbours", "x"], ["show", "x"], ["query", "ASK {}"], ["check"]]
)
def test_no_store_is_one_clear_line(kg: Kg, tmp_path: Path, command: list[str]) -> None:
    store = tmp_path / "none"
    ran = kg(*command, "--store", str(store))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"kg: no store at {store}: build one with `kg build FILE… --store {store}`\n"


@pytest.mark.parametrize(
    ("asked", "told"),
    [("neighbour", "; did you mean `kg neighbours`? `kg"), ("frobnicate", "; `kg"), ("", "; `kg")],
)
def test_an_unknown_command_is_one_clear_line(kg: Kg, asked: str, told: str) -> None:
    ran = kg(asked, "x")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"kg: no command is called {asked!r}{told} --help` lists them all\n"


def test_ctrl_c_in_a_plain_look_up_leaves_no_traceback(kg: Kg, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_: list[str]) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr("kg.cli.lean.neighbours", stopped)
    ran = kg("neighbours", "TileNet")
    assert (ran.code, ran.out, ran.err) == (130, "", "\nkg: stopped\n")


def test_a_backup_beside_a_store_is_not_meant(
    kg: Kg, fixture_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "graphs").mkdir()
    (tmp_path / "graphs" / "mine").symlink_to(fixture_store)
    assert kg("backup", str(tmp_path / "graphs" / "copy")).code == 0
    monkeypatch.delenv("KG_STORE")
    monkeypatch.chdir(tmp_path)
    assert json.loads(kg("info", "--json").out)["store"] == "graphs/mine"


def test_a_foreign_folder_is_refused(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("x")
    ran = kg("stats", "--store", str(tmp_path))
    assert ran.code == 2
    assert "is no store" in ran.err


def test_a_dash_dash_ends_the_options(kg: Kg) -> None:
    ran = kg("find", "--", "--strange")
    assert (ran.code, ran.out) == (1, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command", [["stats"], ["export"], ["query", "top-methods"]])
def test_output_that_can_not_be_written_is_one_line(fixture_store: Path, command: list[str]) -> None:
    arguments = [sys.executable, "-m", "kg", *command, "--store", str(fixture_store)]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ran = subprocess.run(arguments, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (2, "kg: standard output: No space left on device\n")


def test_a_build_of_nothing_usable_is_one_line_and_leaves_no_store(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "empty.json").touch()
    ran = kg("build", str(tmp_path / "empty.json"), "--store", str(tmp_path / "new"))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "kg: empty.json: an empty file; leave it out\n"
    assert not (tmp_path / "new").exists()


def test_extract_of_nothing_usable_is_one_line(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "empty.json").touch()
    ran = kg("extract", str(tmp_path / "empty.json"))
    assert (ran.code, ran.out, ran.err) == (2, "", "kg: empty.json: an empty file; leave it out\n")


def test_the_help_names_every_format(kg: Kg) -> None:
    listed = " ".join(kg("build", "--help").out.split()).replace("- ", "-")  # names are broken at hyphens
    assert all(re.search(rf"\b{name}\b", listed) for name in FORMATS)


def test_why_same(kg: Kg) -> None:
    ran = kg("why-same", "GNN", "graph neural networks")
    assert ran.out == (
        "GNN is the same as Graph neural network\n"
        "  gnn stands for graph-neural-network\n"
        "  graph-neural-network stands for graph-neural-network\n"
        "  rule: explained abbreviation\n"
        "  papers needed: 2\n"
        "  papers that explain: 48\n"
        "  share needed: 0.6\n"
        "  share of explanations: 0.96\n"
        "  similarity: 26.1\n"
    )
    assert "never compared" in kg("why-same", "GNN", "object detection").out
    assert json.loads(kg("why-same", "GNN", "GNN", "--json").out)["rule"] == "same name"
    assert kg("why-same", "GNN", "qqqqqqqq").code == 2


def test_evaluate_pairs_of_names(kg: Kg, tmp_path: Path) -> None:
    side = {"name": "fern", "aliases": [], "type": "Concept", "paper": "p1"}
    path = tmp_path / "pairs.jsonl"
    path.write_text(json.dumps({"label": "same", "a": side, "b": {**side, "paper": "p2"}}) + "\n")
    assert "1 pairs, 1 of them the same thing" in kg("evaluate", "--same", str(path)).out
    assert json.loads(kg("evaluate", "--same", str(path), "--json").out)["precision"] == 1.0
    assert kg("evaluate").code == 2
