"""Which store is meant, and what must not be imported to find out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import StoreDamaged, StoreNotFound, UsageError
from kg.store.layout import default_store, hold, locate, new_store_path
from kg.store.writer import Writer
from tests.conftest import ROOT
from tests.store.churn import no_index


def test_the_store_is_the_option_or_the_environment_or_the_only_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KG_STORE", raising=False)
    assert new_store_path() == Path("graphs/default")
    with pytest.raises(StoreNotFound, match="kg build"):
        default_store()
    Writer.open("graphs/one").close()
    (tmp_path / "graphs" / "pictures").mkdir()
    assert default_store() == Path("graphs/one")
    Writer.open("graphs/two").close()
    with pytest.raises(UsageError, match="graphs/one, graphs/two; choose one with --store"):
        default_store()
    monkeypatch.setenv("KG_STORE", "elsewhere")
    assert default_store() == new_store_path() == Path("elsewhere")
    assert default_store("graphs/two") == new_store_path(Path("graphs/two")) == Path("graphs/two")


def test_there_must_be_a_store(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(StoreNotFound, match="no store at"):
            locate(path)


def test_holding_ends_once(tmp_path: Path) -> None:
    with Writer.open(tmp_path / "s") as writer:
        path = writer.publish(no_index)
    with hold(tmp_path / "s") as held:
        assert held.path == path
    held.close()


def test_a_snapshot_without_its_lock_is_damaged(tmp_path: Path) -> None:
    with Writer.open(tmp_path / "s") as writer:
        (writer.publish(no_index) / "lock").unlink()
    with pytest.raises(StoreDamaged, match="kg build"):
        hold(tmp_path / "s")


def test_locating_imports_nothing_heavy() -> None:
    script = "import kg.store.layout, sys; print(*sorted(sys.modules))"
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = set(ended.stdout.split())
    assert not loaded & {"pyoxigraph", "sqlite3", "json", "rdflib", "spacy", "hashlib", "dataclasses_json"}
