"""The page to start from, the page of a search, and pages of what has no page of its own kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox

from kg import vocab
from kg.ask import choose
from kg.errors import KGError
from kg.index import Match
from kg.pages.answer import Page, shown
from kg.pages.html import render
from kg.pages.source import MOST_STATEMENTS, Source, grouped
from kg.pages.words import KINDS
from kg.query import SavedQuery, list_queries
from kg.vocab import value_of

TOP, RECENT, FOUND = 8, 8, 40
LONGEST = 300
"""Characters of what is looked for."""


def start_page(source: Source, _: str, values: Mapping[str, Any]) -> Page:
    """Counts, the newest papers, the most used names, the saved queries (``values["queries"]``)."""
    top = source.top(TOP)
    return shown(
        "start.html",
        stats=source.index.stats(),
        recent=source.recent(RECENT),
        top=[(kind, top[kind], top[kind][0][2]) for kind in KINDS if kind in top],
        queries=values.get("queries", []),
    )


def search_page(source: Source, _: str, values: Mapping[str, str]) -> Page:
    """What a text may name; what it identifies is shown at once."""
    text = values.get("q", "").strip()
    if len(text) > LONGEST:
        return Page(400, reason=f"at most {LONGEST} characters are looked for")
    found = find(source, text) if text else []
    note = ""
    if found and found[0].how == "similar":
        note = "Nothing is called so; these are spelt nearly alike."
    elif text and not found:
        found = by_words(source, text)
        note = "Nothing is called so; these are found by single words of it." if found else ""
    return shown(
        "search.html",
        query=text,
        question=_question(source, text),
        names=[match for match in found if match.kind == "entity"],
        papers_=[match for match in found if match.kind == "paper"],
        note=note,
    )


@dataclass(frozen=True, slots=True)
class Question:
    """A saved query that a text asks for in English, and the address where it is answered."""

    title: str
    values: tuple[str, ...]
    href: str


def _question(source: Source, text: str) -> Question | None:
    """The saved query of this package that a text of several words asks for, if it is such a question."""
    if len(text.split()) < 2:
        return None
    try:
        found = choose(text, _saved(), source.index)
    except KGError:
        return None
    address = urlencode({"saved": found.query.name, **found.values})
    return Question(found.query.title, tuple(found.values.values()), f"/query?{address}")


@cache
def _saved() -> tuple[SavedQuery, ...]:
    return list_queries()


def find(source: Source, text: str) -> list[Match]:
    """Names and papers for a text; an identifier or IRI of a paper comes first."""
    found = source.index.find(text, limit=FOUND)
    paper = source.index.paper(text)
    if paper is not None and all(match.id != paper.id for match in found):
        found.insert(0, Match("paper", paper.id, paper.title, text, "identifier"))
    return found


def by_words(source: Source, text: str) -> list[Match]:
    """What the longest words of a text name one by one, where all of it names nothing."""
    words = sorted((word for word in text.split() if len(word) > 3), key=len, reverse=True)[:4]
    found = (match for word in words for match in source.index.find(word, limit=6))
    return list({(match.kind, match.id): match for match in found}.values())


def other_page(source: Source, local: str, _: Mapping[str, str]) -> Page | None:
    """The statements about something (``local`` is its path), and those that lead to it."""
    iri = f"{vocab.BASE}{local}"
    thing = ox.NamedNode(iri)
    says = list(islice(source.store.quads_for_pattern(thing, None, None, None), MOST_STATEMENTS))
    said = list(islice(source.store.quads_for_pattern(None, None, thing, None), 100))
    if not says:
        return None
    label = source.value(iri, "skos:prefLabel") or source.value(iri, "rdfs:label") or local
    leads = [(value_of(quad.subject), quad.predicate.value) for quad in said]
    return shown(
        "other.html",
        iri=iri,
        label=label,
        kind=local.partition("/")[0],
        says=[(p, [(v, label_of(source, v)) for v in values]) for p, values in grouped(says).items()],
        said=[(subject, label_of(source, subject), predicate) for subject, predicate in sorted(leads)],
    )


def label_of(source: Source, iri: str) -> str:
    """The label of one of our things, else a short form."""
    kind, _, local = iri.removeprefix(vocab.BASE).partition("/")
    label = None
    if iri.startswith(vocab.BASE) and kind in ("name", "paper"):
        label = source.index.label(kind, local)
    elif iri.startswith(vocab.BASE) and local and "#" not in iri:
        labels = (source.value(iri, name) for name in ("skos:prefLabel", "dcterms:title", "rdfs:label"))
        label = next(filter(None, labels), None)
    return label or vocab.curie(iri)


def missing_page(source: Source, kind: str, local: str) -> Page:
    """The page that says that there is nothing here, with near names."""
    words = local.replace("-", " ").replace("~", " ")[:100]
    near = [match for match in source.index.find(words, limit=8) if match.kind != "paper" or kind == "paper"]
    return Page(404, missing(f"/{kind}/{local}", near))


def missing(path: str, near: list[Match]) -> str:
    """The HTML of a page for what is not there."""
    reason = "The graph says nothing of this address. Names that no paper mentions any more have no page."
    return render("error.html", status=404, title="Nothing here", reason=reason, path=path, near=near)


def refused(status: int, reason: str) -> str:
    """The HTML of a page for a request that is not answered."""
    titles = {404: "Nothing here", 410: "Taken out", 503: "Too busy", 400: "Not understood"}
    return render(
        "error.html", status=status, title=titles.get(status, "Refused"), reason=reason, path="", near=[]
    )
