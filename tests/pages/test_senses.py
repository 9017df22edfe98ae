"""A name that stands for something of its own in one paper leads there from each page that shows it."""

from __future__ import annotations

import re
from pathlib import Path

from kg.build.drafts import split
from kg.pages import Source, page
from kg.store.snapshot import Snapshot
from tests.build.test_build import PAPERS, made, write
from tests.build.test_deciding import decided

PAPER, NAME = "2401.00002", "transformer"


def test_a_name_that_was_split_off(tmp_path: Path) -> None:
    store = tmp_path / "s"
    made(store, write(tmp_path / "a.jsonl", PAPERS))
    decided(store, lambda snapshot: split(snapshot, NAME, [PAPER], "power transformer"))
    with Snapshot.open(store) as snapshot:
        source = Source(snapshot.store, snapshot.index)
        (use,) = (
            q
            for q in snapshot.graph(f"https://w3id.org/papertriples/g/resolved/{PAPER}")
            if "#name=" in str(q.subject)
        )
        sense = str(getattr(use.object, "value", "")).rpartition("/")[2]
        assert sense not in ("", NAME)

        shown = page(source, "paper", PAPER, {}).html
        assert f'href="/name/{sense}"' in shown
        assert f'href="/name/{NAME}"' not in shown

        entity = page(source, "name", sense, {}).html
        assert f"/paper/{PAPER}" in entity
        assert "<blockquote>" in entity
        claim = re.findall(r'href="/claim/([^"]+)"', entity)[0]
        assert f'href="/name/{sense}"' in page(source, "claim", claim, {}).html
        assert f"/paper/{PAPER}" not in page(source, "name", NAME, {}).html
