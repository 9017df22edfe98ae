"""``kg publish`` as a user meets it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Kg
from tests.remote.fake import fake_server
from tests.stores import sizes


def test_publish(kg: Kg, fixture_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE", str(shutil.copytree(fixture_store, tmp_path / "store")))
    graphs, triples = sizes(fixture_store)
    with fake_server() as server:
        planned = kg("publish", server.graphs, "--dry-run")
        assert (
            planned.out
            == f"to send    {graphs} graphs, {triples:,} triples; 0 unchanged\nto remove  0 graphs\n"
        )
        ran = kg("publish", server.graphs)
        assert ran.out == (
            f"sent       {graphs} graphs, {triples:,} triples; 0 unchanged\n"
            "removed    0 graphs\n"
            f"verified   {graphs} counts, {graphs} digests at {server.graphs}\n"
        )
        again = json.loads(kg("publish", server.graphs, "--json").out)
        assert (again["sent"], again["unchanged"]) == (0, graphs)
        who = tmp_path / "who"
        who.write_text("basic a")
        told = kg("publish", server.graphs, "--credentials", str(who))
        assert (told.code, told.out) == (2, "")
        assert told.err.startswith(f"kg: {who} holds no credentials; write one line:")
    ran = kg("publish", "--timeout", "1", "ftp://localhost/store")
    assert (ran.code, ran.err) == (
        2,
        "kg: 'ftp://localhost/store' is no address of a server; write http://HOST:PORT/store\n",
    )
