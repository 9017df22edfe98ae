"""Where the vocabulary and the queries are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import data
from kg.errors import NotFound
from tests.conftest import ROOT


def test_a_checkout_uses_its_own_folders() -> None:
    assert data.data_path("ontology") == ROOT / "ontology"
    assert data.data_path("queries") == ROOT / "queries"


def test_a_wheel_uses_what_it_brings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "kg"
    (package / "_data" / "ontology").mkdir(parents=True)
    monkeypatch.setattr(data, "_PACKAGE", package)
    assert data.data_path("ontology") == package / "_data" / "ontology"


def test_a_folder_that_is_missing_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "_PACKAGE", tmp_path / "kg")
    with pytest.raises(NotFound, match="install papertriples again"):
        data.data_path("queries")
