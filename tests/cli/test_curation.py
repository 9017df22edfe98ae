"""The commands of curation as somebody meets them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.archive.test_backup import made as papers_of
from tests.cli.conftest import Kg, Ran
from tests.decisions import append
from tests.stores import publish_fixture


@pytest.fixture
def mine(kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kg:
    """Run ``kg`` over a store of one's own."""
    monkeypatch.setenv("KG_STORE", str(publish_fixture(tmp_path / "store")))
    monkeypatch.setenv("KG_AUTHOR", "Ada")
    return kg


def export(kg: Kg, path: Path) -> list[str]:
    assert kg("export", "-o", str(path)).code == 0
    return [line for line in path.read_text().splitlines() if "/g/curation>" not in line]


def test_merge_log_undo(mine: Kg, tmp_path: Path) -> None:
    before = export(mine, tmp_path / "a.nq")
    ran = mine("merge", "TileNet", "plaindet", "--reason", "a test")
    assert ran == Ran(
        0, "", "kg: entry 1: merge TileNet · PlainDet\nkg: PlainDet [plaindet]: Method, 3 papers\n"
    )
    assert mine("merge", "PlainDet", "TileNet", "-r", "again").err == (
        "kg: entry 1 says so already: merge TileNet · PlainDet\n"
    )
    ran = mine("different", "TileNet", "PlainDet", "-r", "no")
    assert ran.code == 2
    assert ran.err.startswith(
        "kg: different TileNet · PlainDet contradicts entry 1 (merge TileNet · PlainDet; Ada"
    )
    told = mine("why-same", "TileNet", "PlainDet").out
    assert "is the same as" in told
    assert re.search(r"rule: decided: same\n  entry 1, \d{4}-\d\d-\d\d: Ada: a test\n", told)
    assert json.loads(mine("why-same", "TileNet", "PlainDet", "--json").out)["decision"]["author"] == "Ada"
    assert mine("undo", "1", "-r", "two things").code == 0
    assert export(mine, tmp_path / "b.nq") == before
    rows = [line[:5] + line[27:] for line in mine("log").out.splitlines()]
    assert rows == [
        "entry  author  state        decision",
        "1      Ada     undone by 2  merge TileNet · PlainDet: a test",
        "2      Ada     in force     undo 1: two things",
    ]
    logged = json.loads(mine("log", "--json", "--action", "merge").out)
    assert [(row["action"], row["state"], row["names"]) for row in logged] == [
        ("merge", "undone by 2", [["tilenet", "TileNet"], ["plaindet", "PlainDet"]])
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ["different", "TileNet", "PlainDet"],
        ["broader", "offline reinforcement learning", "reinforcement learning"],
        ["rename", "TileNet", "tile net"],
        ["alias", "add", "TileNet", "TiNe"],
        ["alias", "remove", "Calm Q-Learning", "CaQL"],
        ["retype", "TileNet", "dataset"],
        ["reject", "2303.99003", "proposes", "TileNet"],
        ["reject", "Sliding Attention", "partOf", "transformer"],
        ["split", "TileNet", "--papers", "2303.99003", "--as", "tiling network"],
    ],
)
def test_each_is_written_and_checked(mine: Kg, arguments: list[str]) -> None:
    assert mine(*arguments).err == "kg: a decision needs a reason: --reason TEXT\n"
    ran = mine(*arguments, "--reason", "a test", "--later")
    assert ran.code == 0, ran.err
    assert ran.err.endswith("kg: recorded; the next `kg build` applies it, with or without files\n")
    ran = mine(*arguments, "--reason", "a test", "--author", "Eve")
    assert "says so already" in ran.err or "contradicts entry 1" in ran.err


def test_a_paper_goes_and_comes_back(mine: Kg) -> None:
    assert mine("retract", "2303.99003", "-r", "withdrawn").err == "kg: entry 1: retract 2303.99003\n"
    assert mine("retract", "arXiv:2303.99003v2").err == "kg: entry 1 says so already: retract 2303.99003\n"
    assert mine("restore", "https://arxiv.org/abs/2303.99003").code == 0
    assert mine("restore", "2301.99001").err == "kg: 2301.99001 is not retracted\n"
    assert [row["action"] for row in json.loads(mine("log", "--json").out)] == ["retract", "restore"]


def test_the_log_knows_a_paper_that_is_out_by_its_title(mine: Kg, tmp_path: Path) -> None:
    store = papers_of(tmp_path / "s", 0, 1)
    append(store, "retract", ["2401.00001"], author="A", time="2026-01-01T00:00:00Z", reason="wrong")
    papers_of(store, 0)
    for asked in ("Transformers for task 1", "arXiv:2401.00001v2", "2401.00001"):
        ran = mine("log", "--paper", asked, "--json", "--store", str(store))
        assert [row["papers"] for row in json.loads(ran.out)] == [["2401.00001"]]
    ran = mine("log", "--paper", "Transformers for task 2", "--store", str(store))
    assert (ran.out, ran.err) == ("", "kg: no such decision\n")


def test_a_split_tells_uses_apart(mine: Kg) -> None:
    ran = mine("split", "TileNet", "-p", "2303.99003", "--as", "tiling network", "-r", "a test")
    assert ran.err.splitlines()[1:] == [
        "kg: TileNet [tilenet]: Method, 1 paper",
        "kg: TileNet [tilenet~tiling-network]: Method, 1 paper",
    ]
    shown = json.loads(mine("show", "2303.99003", "--json").out)
    assert {s["entity"] for s in shown["statements"] if s["object"] == "TileNet"} == {
        "tilenet~tiling-network"
    }
    assert "“" in mine("why", "2303.99003", "proposes", "tiling network").out
    found = json.loads(mine("query", "evidence", "--name", "tiling network", "-f", "json").out)
    assert len(found["results"]["bindings"]) == 1


def test_an_unknown_name_gets_near_ones(mine: Kg) -> None:
    ran = mine("merge", "TileNett", "PlainDet", "-r", "x")
    assert (ran.code, ran.err) == (
        2,
        "kg: nothing in this graph is called 'TileNett'; did you mean 'TileNet'?\n",
    )
    assert mine("log", "--action", "nonsense").code == 2
    assert (
        mine("undo", "3", "-r", "x").err
        == "kg: the ledger has no entry 3: it has no entry; `kg log` lists them\n"
    )
    assert mine("log").err == "kg: no decisions yet\n"
    assert mine("log", "--author", "nobody").err == "kg: no such decision\n"


def test_decisions_go_out_and_come_back(mine: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "mine.sssom.tsv"
    mine("merge", "TileNet", "PlainDet", "-r", "one thing")
    mine("reject", "2303.99003", "evaluatesOn", "SkyBox", "-r", "it does not")
    assert mine("export", "-f", "sssom", "-o", str(table)).err == f"kg: wrote {table}\n"
    assert mine("export", "-f", "sssom").out == table.read_text()
    refused = mine("export", "-f", "sssom", "--paper", "x")
    assert refused.err == "kg: sssom has the decisions of the whole store; leave out --paper\n"
    trig = mine("export", "--curation", "-f", "trig").out
    assert "prov:wasAssociatedWith <https://w3id.org/papertriples/curation/by/ada>" in trig
    assert "kg:Paper" not in trig
    assert mine("export", "--curation", "-f", "gexf").code == 2
    expected = export(mine, tmp_path / "a.nq")
    monkeypatch.setenv("KG_STORE", str(publish_fixture(tmp_path / "other")))
    assert mine("replay", str(table)).err == "kg: 2 decisions written, 0 held already, 0 left out\n"
    assert export(mine, tmp_path / "b.nq") == expected
    assert mine("replay", str(table)).err == "kg: 0 decisions written, 2 held already, 0 left out\n"
    table.write_text("nothing\n")
    ran = mine("replay", str(table))
    assert (ran.code, ran.err.splitlines()[0][:42]) == (2, "kg: mine.sssom.tsv: no SSSOM table: it lac")


def test_a_build_without_files_applies_what_was_decided(mine: Kg, tmp_path: Path) -> None:
    mine("merge", "TileNet", "PlainDet", "-r", "one thing", "--later")
    assert "is not the same" in mine("why-same", "TileNet", "PlainDet").out
    assert mine("build").code == 0
    assert "is the same as" in mine("why-same", "TileNet", "PlainDet").out
    assert mine("build", "--store", str(tmp_path / "none")).code == 2
    ran = mine("build", "--vocabulary", "x.csv", "--no-vocabulary")
    assert ran.err == "kg: --vocabulary and --no-vocabulary contradict each other\n"
