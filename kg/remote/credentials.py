"""Who we are to a server: a user with a password (basic or digest), or a bearer token.

https://www.rfc-editor.org/rfc/rfc7617 (basic), https://www.rfc-editor.org/rfc/rfc7616 (digest),
https://www.rfc-editor.org/rfc/rfc6750 (bearer)
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.request import parse_http_list, parse_keqv_list

from kg.errors import UsageError

VARIABLE = "KG_CREDENTIALS"
"""The environment variable that is read where no file is named."""
_WRITTEN = re.compile(r'(basic|digest) ([^\s:"\\]+):(\S+)|(bearer) (\S+)', re.ASCII)
_HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


@dataclass(frozen=True, slots=True)
class Credentials:
    """What is shown to a server; it never shows in a message."""

    kind: Literal["basic", "digest", "bearer"]
    user: str = ""
    secret: str = field(default="", repr=False)

    @property
    def in_clear(self) -> bool:
        """Whether everybody on the way can read the secret, unless the connection is encrypted."""
        return self.kind != "digest"


def read_credentials(file: Path | None) -> Credentials | None:
    """What a file, else the environment, holds in one line.

    It is ``basic USER:PASSWORD``, ``digest USER:PASSWORD`` or ``bearer TOKEN``; None where there is none.

    Raises `UsageError` for what can not be read or understood.
    """
    if file is None:
        text, where = os.environ.get(VARIABLE, ""), VARIABLE
        if not text.strip():
            return None
    else:
        try:
            text, where = file.read_text("utf-8"), str(file)
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{file} holds no credentials that can be read: {error}") from error
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise UsageError(
            f"{where} holds no credentials; write one line: basic USER:PASSWORD, digest USER:PASSWORD "
            "or bearer TOKEN"
        )
    kind, user, password, bearer, token = found.groups()
    if bearer:
        return Credentials("bearer", secret=token)
    return Credentials("basic" if kind == "basic" else "digest", user, password)


class Signer:
    """Signs requests with credentials; for digest, after the server's challenge."""

    def __init__(self, credentials: Credentials | None) -> None:
        self._credentials = credentials
        self._challenge: dict[str, str] = {}
        self._count = 0

    def sign(self, method: str, target: str) -> dict[str, str]:
        """The headers that a request needs; ``target`` is its path with the query."""
        found = self._credentials
        if found is None:
            return {}
        if found.kind == "bearer":
            return {"Authorization": f"Bearer {found.secret}"}
        if found.kind == "basic":
            both = f"{found.user}:{found.secret}".encode()
            return {"Authorization": f"Basic {base64.b64encode(both).decode()}"}
        return {"Authorization": self._digest(found, method, target)} if self._challenge else {}

    def learn(self, challenge: str | None) -> bool:
        """Take a server's challenge; whether it can be met."""
        if self._credentials is None or self._credentials.kind != "digest" or not challenge:
            return False
        scheme, _, rest = challenge.partition(" ")
        parts = parse_keqv_list([p for p in parse_http_list(rest) if "=" in p])
        if scheme.lower() != "digest" or "nonce" not in parts or '"' in "".join(parts.values()):
            return False
        if parts.get("algorithm", "MD5").upper() not in _HASHES:
            return False
        self._challenge, self._count = parts, 0
        return True

    def _digest(self, found: Credentials, method: str, target: str) -> str:
        told = self._challenge
        algorithm = told.get("algorithm", "MD5").upper()

        def hashed(text: str) -> str:
            return _HASHES[algorithm](text.encode()).hexdigest()

        self._count += 1
        realm, nonce = told.get("realm", ""), told["nonce"]
        who = hashed(f"{found.user}:{realm}:{found.secret}")
        what = hashed(f"{method}:{target}")
        written = {"username": found.user, "realm": realm, "nonce": nonce, "uri": target}
        tail = f", algorithm={algorithm}"
        if "auth" in re.split(r"[,\s]+", told.get("qop", "")):
            number, own = f"{self._count:08x}", secrets.token_hex(8)
            written["response"] = hashed(f"{who}:{nonce}:{number}:{own}:auth:{what}")
            written["cnonce"] = own
            tail += f", qop=auth, nc={number}"
        else:
            written["response"] = hashed(f"{who}:{nonce}:{what}")
        if "opaque" in told:
            written["opaque"] = told["opaque"]
        return "Digest " + ", ".join(f'{name}="{value}"' for name, value in written.items()) + tail
