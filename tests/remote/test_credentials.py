"""Credentials from a file or the environment, and what they make of a request."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.remote import Credentials, read_credentials
from kg.remote.credentials import VARIABLE, Signer


def test_from_a_file_or_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert read_credentials(None) is None
    file = tmp_path / "who"
    file.write_text("digest dba:d b:a\n".replace(" b", "b"))
    assert read_credentials(file) == Credentials("digest", "dba", "db:a")
    monkeypatch.setenv(VARIABLE, "bearer abc.def")
    assert read_credentials(None) == Credentials("bearer", secret="abc.def")
    assert "abc" not in repr(read_credentials(None))


@pytest.mark.parametrize(
    "text", ["", "dba:dba", "basic dba", "bearer a b", 'basic a"b:c', "basic a:b\nbasic c:d"]
)
def test_what_is_none_is_said_without_repeating_it(tmp_path: Path, text: str) -> None:
    file = tmp_path / "who"
    file.write_text(text)
    with pytest.raises(UsageError, match="holds no credentials; write one line: basic") as caught:
        read_credentials(file)
    assert not text or text not in str(caught.value)
    with pytest.raises(UsageError, match="can be read"):
        read_credentials(tmp_path / "nobody")


def test_basic_and_bearer() -> None:
    assert Signer(None).sign("GET", "/") == {}
    basic = Signer(Credentials("basic", "Aladdin", "open sesame"))
    assert basic.sign("GET", "/") == {"Authorization": "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}
    assert Signer(Credentials("bearer", secret="t")).sign("GET", "/") == {"Authorization": "Bearer t"}


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_digest_as_the_standard_has_it(
    algorithm: str, response: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The examples of RFC 7616, section 3.9.1."""
    monkeypatch.setattr(
        "kg.remote.credentials.secrets.token_hex", lambda _: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
    )
    signer = Signer(Credentials("digest", "Mufasa", "Circle of Life"))
    assert signer.sign("GET", "/dir/index.html") == {}
    assert signer.learn(
        f'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, '
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", '
        'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
    )
    signed = signer.sign("GET", "/dir/index.html")["Authorization"]
    assert f'response="{response}"' in signed
    assert "nc=00000001" in signed
    assert "nc=00000002" in signer.sign("GET", "/")["Authorization"]


@pytest.mark.parametrize(
    "challenge", [None, 'Basic realm="x"', "Digest realm=x", 'Digest nonce="n", algorithm=odd']
)
def test_a_challenge_that_can_not_be_met(challenge: str | None) -> None:
    assert not Signer(Credentials("digest", "u", "p")).learn(challenge)
