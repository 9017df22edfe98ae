"""``kg upgrade`` and ``kg rebuild --from-store``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kg.build import build
from kg.derive import derivation
from tests.build.test_build import PAPERS, write
from tests.cli.conftest import Kg
from tests.keywords import Keywords


def test_a_store_of_this_version_is_left_alone(kg: Kg, fixture_store: Path, tmp_path: Path) -> None:
    store = shutil.copytree(fixture_store, tmp_path / "s")
    kg("upgrade", "--store", str(store))  # it was derived plainly
    ran = kg("upgrade", "--store", str(store))
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.splitlines()[-1] == f"kg: nothing to do; {store} is of this version"


def test_a_rebuild_says_what_it_did(kg: Kg, tmp_path: Path) -> None:
    store = tmp_path / "s"
    build([write(tmp_path / "a.jsonl", PAPERS[:2])], store, extractor=Keywords())
    ran = kg("rebuild", "--from-store", "--store", str(store))
    assert ran.code == 0
    assert "the extractor 'keywords' is not installed" in ran.err
    assert ran.out.splitlines()[0] == "papers     0 written anew, 0 removed"
    told = json.loads(kg("rebuild", "--from-store", "--store", str(store), "--json").out)
    assert told["missing"] == ["keywords"]


def test_rebuild_wants_to_know_from_what(kg: Kg) -> None:
    ran = kg("rebuild")
    assert (ran.code, ran.out) == (2, "")
    assert "needs --from-store" in ran.err


def test_rebuild_says_what_it_takes(kg: Kg) -> None:
    ran = kg("rebuild", "--from-store", "graphs/mine", "more")
    assert ran.code == 2
    assert ran.err == (
        "kg: kg rebuild takes no files or folders, but got graphs/mine; name the store with --store FOLDER\n"
    )
    assert kg("rebuild", "-h").out.splitlines()[0] == "Usage: kg rebuild [OPTIONS]"


def test_deriving_anew_says_why(kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "s"
    with monkeypatch.context() as patch:
        patch.setattr(derivation, "VERSION", "0")
        assert kg("build", str(write(tmp_path / "a.jsonl", PAPERS[:2])), "--store", str(store)).code == 0
    ran = kg("upgrade", "--store", str(store))
    assert ran.out.splitlines()[:2] == [
        "papers     0 written anew, 0 removed",
        "derived    graph and index anew from all papers; changed: the rules of names",
    ]
    assert kg("upgrade", "--store", str(store)).err.splitlines()[-1].startswith("kg: nothing to do")
