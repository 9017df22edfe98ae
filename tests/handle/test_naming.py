"""What a name stands for, for Python and on the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.build.deciding import decide
from kg.build.drafts import of_names
from kg.cli.main import main
from kg.handle.naming import Alias, name_view
from kg.store.snapshot import Snapshot
from tests.suggest.stores import published


@pytest.fixture
def store(tmp_path: Path) -> Path:
    long_form = "deep radio network"
    return published(tmp_path / "s", {(2, "DRN"): long_form, (4, "DRN"): long_form})


def test_other_names_and_background_terms_come_with_their_reason(store: Path) -> None:
    with Snapshot.open(store) as snapshot:
        found = name_view(snapshot, "deep-radio-network")
        apart = of_names(snapshot, "merge", ["SSL", "self-supervised learning"])
    assert found.label == "deep radio network"
    assert found.aliases == (Alias("DRN", "drn~deep-radio-network", "spelled out"),)
    (term,) = found.background
    assert (term.label, term.relation, term.rule, term.score) == (
        "radio networks",
        "broadMatch",
        "head noun",
        0.6,
    )
    assert (term.sources, term.broader[0]) == (("cso",), "ad hoc networks")
    decide(store, [apart], author="Ada", reason="its papers say so")
    with Snapshot.open(store) as snapshot:
        (alias,) = name_view(snapshot, "self-supervised-learning").aliases
    assert alias == Alias("SSL", "ssl", "entry 1, Ada: its papers say so")


def test_show_prints_them(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["show", "deep radio network", "--store", str(store)])
    heading, kind, above, name, *_ = capsys.readouterr().out.splitlines()
    assert heading == "deep radio network (Method; 4 papers)"
    assert kind == "  is a kind of radio networks, a background term (head noun, 0.60, cso)"
    assert above == "    below ad hoc networks < routing algorithms < computer network < computer science"
    assert name == "  also DRN (spelled out)"
    with pytest.raises(SystemExit):
        main(["show", "deep radio network", "--store", str(store), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert [alias["label"] for alias in told["aliases"]] == ["DRN"]
    assert (told["label"], told["background"][0]["sources"]) == ("deep radio network", ["cso"])
