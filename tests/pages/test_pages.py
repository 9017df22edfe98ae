"""What each kind of page says, and that nothing of a paper reaches it but as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kg.pages import Source, page
from kg.pages.picture import ego
from kg.store.snapshot import Snapshot
from kg.vocab import BASE, claim_iri, link_iri, name_iri, paper_iri, term
from tests.pages.stores import NAMES, publish_nasty

EVENTS = re.compile(r"on\w+\Z")


class Reader(HTMLParser):
    """The visible text of a page, its links, and all elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "a":
            self.links.append(dict(attrs)["href"] or "")

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def read(source: Source, kind: str, local: str, **values: str) -> Reader:
    """A page that must be there."""
    found = page(source, kind, local, values)
    assert found.status == 200, found
    return Reader(found.html)


def test_an_entity(source: Source) -> None:
    shown = read(source, "name", "object-detection")
    assert "Named by 3 papers" in shown.text
    assert "Addressed by 2 papers" in shown.text
    assert "What is used for it" in shown.text
    marked = re.findall(r'<mark class="Task">(.*?)</mark>', page(source, "name", "object-detection", {}).html)
    assert {text.lower() for text in marked} == {"object detection"}
    assert "/paper/2303.99003" in shown.links
    assert "/name/tilenet" in shown.links


def test_a_paper(source: Source) -> None:
    html = page(source, "paper", "2303.99003", {}).html
    shown = Reader(html)
    assert "Proposes TileNet" in shown.text
    assert '<mark class="Method"><a href="/name/tilenet">TileNet</a></mark>' in html
    assert "Papers like it" in shown.text
    claim = claim_iri("2303.99003", paper_iri("2303.99003"), term("proposes"), name_iri("tilenet"))
    assert f"/{claim.removeprefix(BASE)}" in shown.links


def test_a_claim_shows_its_sentence(source: Source) -> None:
    claim = claim_iri("2303.99003", paper_iri("2303.99003"), term("proposes"), name_iri("tilenet"))
    html = page(source, "claim", claim.rpartition("/")[2], {}).html
    shown = Reader(html)
    assert "TileNet: Fast Object Detection on Drones proposes TileNet" in shown.text
    assert "fixture/1" in shown.text
    (evidence,) = re.findall(r'<span class="evidence">(.*?)</span>', html, re.DOTALL)
    assert '<mark class="Method">TileNet</mark>' in evidence


def test_a_link_shows_the_papers_that_say_so(source: Source) -> None:
    link = link_iri(name_iri("calm-q-learning"), term("usedFor"), name_iri("offline-reinforcement-learning"))
    shown = read(source, "link", link.rpartition("/")[2])
    assert "Calm Q-Learning is used for offline reinforcement learning" in shown.text
    assert "/paper/2301.99001" in shown.links
    assert any(href.startswith("/claim/") for href in shown.links)


def test_an_author_and_a_venue(source: Source) -> None:
    shown = read(source, "author", "bo-quill")
    assert "Bo Quill" in shown.text
    assert "Ada Ember" in shown.text
    assert {"/paper/2301.99001", "/paper/2302.99002", "/name/behaviour-cloning"} <= set(shown.links)


def test_start_has_counts_names_papers_and_queries(source: Source) -> None:
    queries = [{"name": "top-tasks", "title": "Top tasks", "description": "The most named."}]
    html = page(source, "", "", {"queries": queries}).html
    shown = Reader(html)
    assert "12 papers" in shown.text
    assert {"/query?saved=top-tasks", "/name/object-detection"} <= set(shown.links)


def test_search(source: Source) -> None:
    assert "/name/object-detection" in read(source, "search", "", q="object det").links
    assert "/paper/2303.99003" in read(source, "search", "", q="arXiv:2303.99003").links
    assert "found by single words" in read(source, "search", "", q="zzzzqq detection").text
    assert "Nothing in this graph" in read(source, "search", "", q="zzzzqqqq").text
    assert "Type a name" in read(source, "search", "", q="").text


def test_a_group_page_by_page(source: Source) -> None:
    shown = read(source, "name", "object-detection", relation="addresses", page="1")
    assert "/paper/2303.99003" in shown.links
    assert "nothing on this page" in read(source, "name", "object-detection", relation="uses").text
    for wrong in ({"page": "0"}, {"page": "x"}, {"relation": "none"}, {"page": "99999"}):
        found = page(source, "name", "object-detection", {"relation": "addresses"} | wrong)
        assert found.status == 400, wrong
        assert "Not understood" in found.html


def test_a_name_that_stands_for_another_leads_there(source: Source) -> None:
    prefix = name_iri("x")[:-1]
    replaced = [
        quad
        for quad in source.store
        if quad.predicate.value.endswith("isReplacedBy") and quad.subject.value.startswith(prefix)
    ]
    assert replaced
    for quad in replaced:
        old, new = (str(node.value).removeprefix(prefix) for node in (quad.subject, quad.object))
        found = page(source, "name", old, {})
        assert (found.status, found.location) == (303, f"/name/{new}")


def test_what_is_not_there_says_what_is_near(source: Source) -> None:
    found = page(source, "name", "object-detectio", {})
    assert found.status == 404
    assert "/name/object-detection" in Reader(found.html).links


def test_other_things(source: Source) -> None:
    shown = read(source, "extractor", "fixture/1")
    assert "kg:threshold 0.5" in shown.text


def test_every_link_to_a_thing_leads_to_a_page(source: Source) -> None:
    seen, waiting = set[str](), ["/name/object-detection", "/paper/2301.99001", "/author/bo-quill"]
    while waiting:
        address = waiting.pop()
        path, _, query = address.partition("?")
        if address in seen or query.startswith("format"):
            continue
        seen.add(address)
        _, kind, local = path.split("/", 2)
        values = dict(field.split("=") for field in query.split("&")) if query else {}
        found = page(source, kind, local, values)
        assert found.status == 200, path
        waiting += [
            href for href in Reader(found.html).links if re.match(r"/(name|paper|claim|link|author)/", href)
        ]
    assert len(seen) > 150


def test_the_picture_is_whole_numbers_and_the_same_every_time(source: Source) -> None:
    entity = source.index.entity("object-detection")
    assert entity is not None
    rows = [row for row in source.index.neighbours("object-detection").rows if row.kind == "entity"]
    assert ego(entity, rows) == ego(entity, rows[::-1])
    assert len(ego(entity, rows).spokes) == min(len(rows), 14)


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    store: Path = publish_nasty(tmp_path_factory.mktemp("nasty") / "store")
    with Snapshot.open(store) as snapshot:
        yield Source(snapshot.store, snapshot.index)


def test_nothing_of_a_paper_is_markup(nasty: Source) -> None:
    pages = [page(nasty, "", "", {}), *(page(nasty, "search", "", {"q": name[:300]}) for name in NAMES)]
    waiting = [href for found in pages for href in Reader(found.html).links]
    seen = set[str]()
    while waiting:
        path = waiting.pop().partition("?")[0]
        if path in seen or not re.match(r"/(name|paper|claim|link|author|venue)/", path):
            continue
        seen.add(path)
        _, kind, local = path.split("/", 2)
        pages.append(page(nasty, kind, local, {}))
        waiting += Reader(pages[-1].html).links
    assert len(seen) > 6 * len(NAMES)
    for found in pages:
        assert found.status == 200
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08]", found.html)
        shown = Reader(found.html)
        assert sum(tag == "script" for tag, _ in shown.tags) == 1
        assert not any(EVENTS.match(name) or name == "style" for _, given in shown.tags for name in given)
        assert "img" not in {tag for tag, _ in shown.tags}
        assert all(re.match(r"/|#|https://(arxiv|doi|orcid|example)\.org/", href) for href in shown.links)


def test_an_entity_says_what_taxonomies_file_it_under(source: Source) -> None:
    html = page(source, "name", "reinforcement-learning", {}).html
    filed = re.search(r"<dt>Filed under</dt>((?:<dd>.*?</dd>)+)</div>", html)
    assert filed
    assert re.search(r"<dd><a [^>]*><bdi>machine learning</bdi>", filed[1], re.IGNORECASE)


def test_a_concept_of_the_background_shows_labels(source: Source) -> None:
    html = page(source, "background", "topic/reinforcement-learning", {}).html
    assert re.search(r"<dt>skos:broader</dt>.*?<bdi>machine learning</bdi>", html, re.IGNORECASE | re.DOTALL)


def test_a_question_in_the_search_box_leads_to_its_answer(source: Source) -> None:
    html = page(source, "search", "", {"q": "which methods are used for objct detection?"}).html
    assert 'href="/query?saved=methods-for-task&amp;task=object+detection"' in html
    assert "Methods for a task: <bdi>object detection</bdi>" in html
    for text in ("object detection", "tilenet", "what is the weather", "x" * 299):
        assert "Answered by a saved query" not in page(source, "search", "", {"q": text}).html
