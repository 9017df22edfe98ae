"""What SHACL can not see of a paper's graph: offsets beyond its text, claims not named by what they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import Quad

from kg.check.report import Problem
from kg.check.structure import PAPER_PREFIX
from kg.errors import InputError
from kg.model import LINK_PREDICATES, RELATIONS
from kg.vocab import PREFIXES, claim_iri, paper_iri, parse_span, term

_SUBJECT, _PREDICATE, _OBJECT = (PREFIXES["rdf"] + part for part in ("subject", "predicate", "object"))
_TYPE = PREFIXES["rdf"] + "type"
_RELATIONS = frozenset(map(term, RELATIONS))
_LINKS = frozenset(map(term, LINK_PREDICATES))


@dataclass(slots=True)
class _Content:
    """What these checks need of a paper's graph."""

    title: str = ""
    abstract: str = ""
    papers: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    spans: list[tuple[str, str, str]] = field(default_factory=list)
    """Node, kind (mention or evidence), IRI of the stretch of text."""
    claims: defaultdict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))


def check_paper(graph: str, quads: Iterable[Quad]) -> Iterator[Problem]:
    """Problems of one paper's graph as a whole."""
    paper = graph.removeprefix(PAPER_PREFIX)
    content = _read(quads)
    if content.papers != {paper_iri(paper)}:
        yield Problem("violation", graph, paper_iri(paper), "the graph does not describe this one paper")
    text = f"{content.title}\n{content.abstract}"
    for node, kind, span in content.spans:
        reason = _wrong_span(paper, text, span)
        if reason is not None:
            yield Problem("violation", graph, node, f"{kind}: {reason}", span)
    for node, parts in content.claims.items():
        yield from _check_claim(graph, paper, node, parts, content.names)


def _read(quads: Iterable[Quad]) -> _Content:
    content = _Content()
    for quad in quads:
        node, predicate, value = (getattr(part, "value", "") for part in quad.triple)
        if predicate == PREFIXES["dcterms"] + "title":
            content.title = value
        elif predicate == PREFIXES["dcterms"] + "abstract":
            content.abstract = value
        elif predicate == _TYPE and value == term("Paper"):
            content.papers.add(node)
        elif predicate == term("name"):
            content.names.add(value)
        elif predicate in (term("mention"), term("evidence")):
            content.spans.append((node, predicate.rpartition("#")[2], value))
        elif predicate in (_SUBJECT, _PREDICATE, _OBJECT):
            content.claims[node][predicate] = value
    return content


def _wrong_span(paper: str, text: str, iri: str) -> str | None:
    try:
        owner, start, end = parse_span(iri)
    except InputError as error:
        return error.reason
    if owner != paper:
        return "a stretch of another paper's text"
    if not start < end <= len(text):
        return f"beyond the text, which has {len(text)} characters"
    return None if text[start:end].strip() else "a stretch of white space"


def _check_claim(
    graph: str, paper: str, node: str, parts: dict[str, str], names: set[str]
) -> Iterator[Problem]:
    if len(parts) < 3:
        return  # the shapes say so
    subject, predicate, object_ = parts[_SUBJECT], parts[_PREDICATE], parts[_OBJECT]
    of_paper = subject == paper_iri(paper)
    if predicate not in (_RELATIONS if of_paper else _LINKS):
        yield Problem("violation", graph, node, "subject and predicate do not go together", predicate)
    for name in {object_} if of_paper else {subject, object_}:
        if name not in names:
            yield Problem("violation", graph, node, "names something that the paper says nothing of", name)
    if node != claim_iri(paper, subject, predicate, object_):
        yield Problem("violation", graph, node, "its IRI is not the hash of what it claims")
