"""The command line as a user meets it: output, messages and exit code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.cli.main import main
from tests.stores import publish_fixture


@dataclass(frozen=True)
class Ran:
    """What one command left behind."""

    code: int
    out: str
    err: str


Kg = Callable[..., Ran]


@pytest.fixture(scope="session")
def fixture_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that no test changes."""
    return publish_fixture(tmp_path_factory.mktemp("cli") / "fixture")


@pytest.fixture
def kg(fixture_store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Kg:
    """Run ``kg`` with arguments over the fixture's store."""
    monkeypatch.setenv("KG_STORE", str(fixture_store))
    monkeypatch.setenv("NO_COLOR", "1")

    def run(*arguments: str) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        output = capsys.readouterr()
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 0, output.out, output.err)

    return run
