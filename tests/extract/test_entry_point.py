"""Another package adds an extractor, as docs/extractors.md says, and its claims are told apart."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import kg
from kg.build import build
from kg.extract import available
from tests.cli.conftest import Kg
from tests.conftest import ROOT
from tests.keywords import Keywords

DOCS = (ROOT / "docs" / "extractors.md").read_text(encoding="utf-8")
PAPER = {
    "id": "2401.00001",
    "title": "TileNet: A transformer for maps",
    "abstract": "We train a transformer on maps by contrastive learning. It reaches high accuracy.",
}


def block(mark: str) -> str:
    """The code of the docs after a mark."""
    found = re.search(rf"<!-- {mark} -->\n```\w+\n(.*?)```", DOCS, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on the path that holds the package as pip would leave it."""
    folder = tmp_path / "site"
    about = folder / "my_glossary-1.0.dist-info"
    about.mkdir(parents=True)
    (folder / "my_glossary.py").write_text(block("module"), encoding="utf-8")
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: my-glossary\nVersion: 1.0\n")
    point = re.search(r'\[project\.entry-points\."(.+?)"\]\n(.+?) = "(.+?)"', DOCS)
    assert point is not None
    (about / "entry_points.txt").write_text("[{}]\n{} = {}\n".format(*point.groups()))
    monkeypatch.syspath_prepend(str(folder))
    yield folder
    sys.modules.pop("my_glossary", None)


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    file = tmp_path / "papers.jsonl"
    file.write_text(json.dumps(PAPER) + "\n", encoding="utf-8")
    return file


@pytest.mark.usefixtures("installed")
def test_it_is_found_and_extracts(kg: Kg, papers: Path) -> None:
    assert available() == ("glossary", "spacy")
    found = json.loads(kg("extract", str(papers), "--extractor", "glossary").out)
    assert found["extractor"] == "glossary/1"
    assert [(e["name"], e["relation"]) for e in found["entities"]] == [
        ("contrastive learning", "uses"),
        ("TileNet", "uses"),
    ]
    text = f"{PAPER['title']}\n{PAPER['abstract']}"
    for entity in found["entities"]:
        assert all(text[m["start"] : m["end"]] == m["text"] for m in entity["mentions"])
    ran = kg("extract", str(papers), "--extractor", "nobody")
    assert (ran.code, ran.err) == (
        2,
        "kg: no extractor is called 'nobody'; there are: glossary, spacy; did you mean 'spacy'?\n",
    )


@pytest.mark.usefixtures("installed")
def test_it_can_be_measured(kg: Kg, tmp_path: Path) -> None:
    probe = {
        "id": "p",
        "category": "uses",
        "title": "By contrastive learning",
        "must": [{"entity": "contrastive learning", "relation": "uses"}],
    }
    path = tmp_path / "probes.jsonl"
    path.write_text(json.dumps(probe), encoding="utf-8")
    ran = kg("evaluate", "--probes", str(path), "--extractor", "glossary")
    assert ran.out.startswith("glossary/1: 1 of 1 probes right")


@pytest.mark.usefixtures("installed")
def test_its_claims_are_told_apart(kg: Kg, papers: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    build([papers], store, extractor=Keywords())
    ran = kg("build", str(papers), "--store", str(store), "--extractor", "glossary")
    assert ran.code == 0, ran.err
    shown = json.loads(kg("show", PAPER["id"], "--store", str(store), "--json").out)
    assert {(s["object"], s["extractor"]) for s in shown["statements"]} == {
        ("transformer", "keywords/1"),
        ("accuracy", "keywords/1"),
        ("contrastive learning", "glossary/1"),
        ("TileNet", "glossary/1"),
    }
    info = kg("info", "--store", str(store)).out
    assert "glossary/1 (plain triples from 0.5), keywords/1 (plain triples from 0.5)" in info
    asked = kg("query", block("query"), "--store", str(store), "-f", "csv")
    assert asked.out.split() == [
        "object,extractor",
        "TileNet,glossary",
        "accuracy,keywords",
        "contrastive",
        "learning,glossary",
        "transformer,keywords",
    ]
    assert kg("check", "--store", str(store)).code == 0


def test_a_claim_of_both_keeps_both(papers: Path, tmp_path: Path, installed: Path) -> None:
    module = installed / "my_glossary.py"
    module.write_text(module.read_text().replace('"TileNet"', '"diffusion model"'), encoding="utf-8")
    paper = {**PAPER, "abstract": "We use a diffusion model for maps."}
    papers.write_text(json.dumps(paper) + "\n", encoding="utf-8")
    build([papers], tmp_path / "s", extractor=Keywords())
    build([papers], tmp_path / "s", extractor="glossary")
    with kg.open(tmp_path / "s") as graph:
        why = graph.why(PAPER["id"], "uses", "diffusion model")
        assert graph.stats()["claims"] == 2
    assert [(s.extractor, s.confidence) for s in why] == [("keywords/1", 0.9), ("glossary/1", 0.7)]


def test_a_process_of_its_own_finds_it(papers: Path, installed: Path) -> None:
    path = os.pathsep.join(filter(None, (str(installed), os.environ.get("PYTHONPATH"))))
    ran = subprocess.run(
        [sys.executable, "-m", "kg", "extract", str(papers), "--extractor", "glossary", "--no-mentions"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert [e["name"] for e in json.loads(ran.stdout)["entities"]] == ["contrastive learning", "TileNet"]
