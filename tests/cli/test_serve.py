"""``kg serve``: what it refuses before it listens. What it answers is tested in `tests.server`."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.cli.common import token_of, warn_if_open
from kg.errors import UsageError
from tests.cli.conftest import Kg


def test_a_store_that_is_not_there(kg: Kg, tmp_path: Path) -> None:
    ran = kg("serve", "--store", str(tmp_path / "none"))
    assert ran.code == 2
    assert ran.err.startswith("kg: no store at ")


def test_a_token_file_without_token(kg: Kg, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("\n")
    ran = kg("serve", "--token-file", str(file))
    assert (ran.code, ran.err) == (2, f"kg: {file} is empty; it must hold the token\n")
    ran = kg("serve", "--token-file", str(tmp_path / "none"))
    assert (ran.code, ran.err.partition(":")[0]) == (2, "kg")


@pytest.mark.parametrize("given", ["secret", "secret\n", " secret\r\n", "two words"])
def test_a_token_is_what_a_header_can_bring(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "token"
    file.write_text(given)
    monkeypatch.setenv("KG_TOKEN", given)
    assert token_of(file) == token_of(None) == given.strip()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("\n", "is empty; it must hold the token"),
        ("geheimniß", "must be one line of printable ASCII"),
        ("one\ntwo", "must be one line of printable ASCII"),
    ],
)
def test_a_token_that_nobody_could_bring(
    given: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "token"
    file.write_text(given, "utf-8")
    monkeypatch.setenv("KG_TOKEN", given)
    for source, name in ((file, str(file)), (None, "KG_TOKEN")):
        with pytest.raises(UsageError, match=message) as raised:
            token_of(source)
        assert str(raised.value).startswith(f"{name} ")
        assert given.strip() == "" or given not in str(raised.value)


def test_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_TOKEN", "")
    assert token_of(None) is None
    monkeypatch.delenv("KG_TOKEN")
    assert token_of(None) is None


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.9.1"])
def test_loopback_needs_no_warning(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    warn_if_open(host, None)
    assert capsys.readouterr().err == ""


def test_other_addresses_are_warned_about(capsys: pytest.CaptureFixture[str]) -> None:
    warn_if_open("0.0.0.0", "token")
    assert capsys.readouterr().err == (
        "kg: warning: 0.0.0.0 can be reached from other machines; "
        "everybody who brings the token may ask, in clear text\n"
    )
