"""``kg topics`` and ``kg report --topics``."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Kg


def test_follow_tell_and_forget(kg: Kg, tmp_path: Path) -> None:
    assert kg("topics").err == "kg: no topics yet; kg topics add NAME --name WHAT\n"
    added = kg("topics", "add", "vision", "-n", "object detection", "-n", "holography")
    assert added.err == "kg: nothing is called 'holography' in this graph yet\nkg: follows vision\n"
    assert kg("topics").out == "topic   follows\nvision  object detection; holography\n"
    shown = kg("topics", "show", "vision").out.splitlines()
    assert shown[0] == "vision: 3 papers, 3 that no report has told of"
    assert len(shown) == 4
    out = str(tmp_path / "r.html")
    assert "kg: vision: 3 new of 3" in kg("report", "--topics", "--out", out).err
    assert "kg: vision: 0 new of 3" in kg("report", "--topics", "--out", out).err
    assert "kg: vision: 3 new of 3" in kg("report", "--topics", "--since", "2023", "--out", out).err
    told = json.loads(kg("topics", "show", "vision", "--json").out)
    assert (told["papers"], told["all_new"]) == (3, [])
    assert kg("topics", "remove", "vision").err == "kg: follows vision no more\n"
    assert kg("topics", "show", "vision").code == 2


def test_what_can_not_be_asked_is_not_kept(kg: Kg) -> None:
    assert kg("topics", "add", "odd", "--query", "SELECT nonsense").code == 2
    assert kg("topics", "--json").out == "[]\n"
    assert kg("topics", "dance").err == "kg: kg topics can not 'dance'; it can: list, add, show, remove\n"
    assert kg("topics", "add").code == 2
    assert kg("report", "--topics").err.startswith("kg: there are no topics yet")
