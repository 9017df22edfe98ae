"""Documents lead where they say, are all listed, and show what commands print."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.tour import DOCUMENTS, sample_store, with_answers
from kg.query import list_queries
from tests.conftest import ROOT

DOCS = ROOT / "docs"
TEXTS = (
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "queries" / "README.md",
    *sorted(DOCS.glob("*.md")),
)


def anchors(text: str) -> set[str]:
    """What the headings of a document are called in addresses."""
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", document.read_text("utf-8")):
        if link.startswith(("https://", "http://")):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target.read_text("utf-8")), link


def test_every_document_is_listed() -> None:
    listed = re.findall(r"\]\(([\w-]+\.md)\)", (DOCS / "README.md").read_text("utf-8"))
    assert sorted(listed) == sorted(path.name for path in DOCS.glob("*.md") if path.name != "README.md")


def test_the_readme_counts_the_saved_queries() -> None:
    counted = re.search(r"(\d+) \[saved queries\]", (ROOT / "README.md").read_text("utf-8"))
    assert counted is not None
    assert int(counted[1]) == len(list_queries())


def test_documents_show_what_commands_print() -> None:
    """Where this fails: ``python -m benchmarks.tour`` writes them anew."""
    with sample_store() as built:
        for document in DOCUMENTS:
            text = document.read_text("utf-8")
            assert with_answers(text, built) == text
