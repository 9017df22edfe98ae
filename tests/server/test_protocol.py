"""The protocol checker of the shared files, over a store that holds the graphs of its dataset tests."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from tests.conftest import ROOT, SHARED, needs_shared
from tests.query.conftest import fixture_quads
from tests.server.conftest import free_port
from tests.server.stores import publish_quads

pytestmark = needs_shared

SUITE = SHARED / "w3c" / "w3c_protocol_tests.json"


def suite_quads() -> Iterator[ox.Quad]:
    """The graphs that the suite's dataset tests ask for."""
    graphs = {name: data for test in json.loads(SUITE.read_text())["protocol"] for name, data in test["data"]}
    for name, data in graphs.items():
        for triple in ox.parse(data, format=ox.RdfFormat.N_TRIPLES):
            yield ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(name))


def test_no_must_and_no_safe_check_fails(tmp_path: Path) -> None:
    store = publish_quads(tmp_path / "store", [*fixture_quads(), *suite_quads()])
    port, report = free_port(), tmp_path / "report.json"
    options = f"--store {store} --port {port} --timeout 4 --cors https://example.org"
    start = f"env PYTHONPATH={ROOT} {sys.executable} -m kg serve {options}"
    checker = SHARED / "tools" / "protocol_check.py"
    command = [sys.executable, str(checker), f"http://127.0.0.1:{port}/sparql", "--preloaded"]
    limits = ["--query-limit", "10", "--json", str(report), "--start", start]
    subprocess.run([*command, *limits], cwd=tmp_path, capture_output=True, check=False, timeout=400)
    verdicts = json.loads(report.read_text())
    failed = [found for found in verdicts if found["verdict"] in ("FAIL", "WARN")]
    assert failed == []
    absent = [found["id"] for found in verdicts if found["verdict"] == "N/A"]
    assert absent == [
        "w3c update_base_uri",
        "w3c update_dataset_default_graph",
        "w3c update_dataset_default_graphs",
        "w3c update_dataset_full",
        "w3c update_dataset_named_graphs",
        "w3c update_post_direct",
        "w3c update_post_form",
    ]
    assert len(verdicts) == 149
