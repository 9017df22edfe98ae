"""From papers and decisions to quads: each task leaves its lines sorted, with a sample of them."""

from __future__ import annotations

import heapq
import json
import resource
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO

from pyoxigraph import Quad

from kg.fleet.shards import grouped, rows, table
from kg.fleet.steps_company import put_asked, put_edges, put_ends
from kg.fleet.steps_lists import Firsts, put_entity, put_kind, put_pairs, standing
from kg.fleet.steps_names import SEPARATOR, comparison, read_papers
from kg.fleet.tasks import Work
from kg.fleet.writing import QUADS, write_quads
from kg.mapping import (
    MATCHES,
    Contributor,
    alias_quads,
    links_quads,
    meta_quads,
    names_quads,
    paper_quads,
    part_quads,
    resolved_quads,
    standing_quads,
)
from kg.model import Derived, EntityEdge, EntityNode, Extraction, NameNode
from kg.names import sense_slug
from kg.resolve.decide import Decision
from kg.resolve.derive import edges_of
from kg.resolve.profiles import best_label
from kg.text import CLEANING_VERSION


def papers(work: Work) -> None:
    """The two graphs of each paper; what it says goes to its entities and links."""
    decided: dict[str, dict[str, Decision]] = defaultdict(dict)
    for paper, text in rows(work.folders["announce"], "stands", work.number):
        name, entity, rule = json.loads(text)
        decided[paper][name] = Decision(name, entity, rule)
    limits = {(name, version): (entity, link) for name, version, entity, link in work.context.limits}
    firsts = Firsts()

    def quads() -> Iterator[Quad]:
        for paper, extraction, seen in read_papers(work):
            here = decided.get(paper.id, {})
            edges, links = edges_of([seen], here, limits)
            firsts.paper(paper, extraction)
            put_pairs(work.out, edges)
            put_edges(work.out, paper, edges)
            yield from paper_quads(paper, [extraction])
            yield from resolved_quads(paper, edges, _elsewhere(extraction, seen, here))
            for edge in edges:
                work.out.put("edge", edge.entity, [edge.type, paper.id])
            for link in links:
                key = SEPARATOR.join((link.subject, link.predicate, link.object))
                work.out.put("link", key, [paper.id, link.confidence])

    write_quads(work, quads())
    firsts.put(work.out)


def _elsewhere(read: Extraction, seen: Extraction, decided: dict[str, Decision]) -> Iterator[tuple[str, str]]:
    """The names of a paper that stand for a sense there, each with that sense's entity."""
    for use, told in zip(read.entities, seen.entities, strict=True):
        if told.sense is not None:
            yield sense_slug(use.name, use.long_form), decided[told.sense].entity


def entities(work: Work) -> None:
    """Entities, and the names that are none."""
    forms = dict(grouped(work.folders["announce"], "forms", work.number))
    plain = table(work.folders["announce"], "plain", work.number)
    seen: set[str] = set()
    firsts = Firsts()

    def quads() -> Iterator[Quad]:
        for slug, found in grouped(work.folders["papers"], "edge", work.number):
            seen.add(slug)
            names = {form for text in forms.get(slug, ()) for form in json.loads(text)}
            node = _entity(slug, found, names, Counter(dict(plain[slug][2])) if slug in plain else Counter())
            firsts.entity(node)
            put_entity(work, node)
            put_asked(work.out, node, {json.loads(text)[1] for text in found})
            written = names_quads(Derived(entities=(node,)))
            matched = [quad for quad in written if quad.predicate in MATCHES]
            for quad in matched:
                work.out.put("match", slug, str(quad), shard=0)
            yield from written
        for slug, (label, entity, _) in sorted(plain.items()):
            if slug not in seen:
                yield from names_quads(Derived(names=(NameNode(slug, label, entity),)))

    write_quads(work, quads())
    firsts.put(work.out)


def _entity(slug: str, found: list[str], names: set[str], written: Counter[str]) -> EntityNode:
    types: dict[str, set[str]] = defaultdict(set)
    for text in found:
        kind, paper = json.loads(text)
        types[kind].add(paper)
    label = best_label(written or Counter(names))
    counts = sorted(((kind, len(p)) for kind, p in types.items()), key=lambda pair: (-pair[1], pair[0]))
    papers_ = len(set().union(*types.values()))
    return EntityNode(slug, label, tuple(sorted(names - {label})), tuple(counts), papers_)  # type: ignore[arg-type]


def links(work: Work) -> None:
    """Links between entities."""
    firsts = Firsts()

    def quads() -> Iterator[Quad]:
        for key, found in grouped(work.folders["papers"], "link", work.number):
            subject, predicate, object_ = key.split(SEPARATOR)
            said = sorted(map(json.loads, found))
            sure = max(confidence for _, confidence in said)
            firsts.link(subject, predicate, object_, len(said), sure)
            put_kind(work.out, subject, predicate, object_, sure)
            put_ends(work.out, subject, predicate, object_, len(said), sure)
            yield from links_quads(
                [EntityEdge(subject, predicate, object_, sure, tuple(paper for paper, _ in said))]  # type: ignore[arg-type]
            )

    write_quads(work, quads())
    firsts.put(work.out)


def others(work: Work) -> None:
    """Comparisons, authors, venues, other names of papers."""

    def quads() -> Iterator[Quad]:
        for key, text in rows(work.folders["pair"], "comparison", work.number):
            yield from names_quads(Derived(), comparisons=[comparison(key, json.loads(text))])
        for iri, found in grouped(work.folders["tell"], "person", work.number):
            yield from names_quads(Derived(), authors=[_contributor(iri, found)])
        for iri, found in grouped(work.folders["tell"], "venue", work.number):
            yield from names_quads(Derived(), venues=[_contributor(iri, found)])
        for alias, found in grouped(work.folders["tell"], "alias", work.number):
            yield from alias_quads([(alias, max(found))])

    write_quads(work, quads())


def _contributor(iri: str, found: list[str]) -> Contributor:
    counted: Counter[str] = Counter()
    for name, n in map(json.loads, found):
        counted[name] += n
    best = min(counted, key=lambda name: (-counted[name], name))
    return Contributor(iri, best, counted.total())


def small(work: Work) -> None:
    """How the graph was made, the concepts that its entities match, and the lists that stand in it."""
    from pyoxigraph import RdfFormat, parse

    lines = "".join(f"{text} .\n" for _, text in rows(work.folders["entities"], "match", 0))
    extractors = [(name, version, entity) for name, version, entity, _ in work.context.limits]
    # without a paper nothing was read by anybody
    made = meta_quads(extractors=extractors if work.extra != "0" else (), cleaning=CLEANING_VERSION)
    folders = [folder for found in work.folders.values() for folder in found]
    listed = standing_quads(standing(folders))
    write_quads(work, [*made, *part_quads(parse(lines, RdfFormat.N_QUADS)), *listed])


def merge(work: Work) -> None:
    """All lines from one bound to the next, sorted, each once."""
    low, high = json.loads(work.extra)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # every stage has a file a shard
    files = [folder / QUADS for stage in sorted(work.folders) for folder in work.folders[stage]]
    count = 0
    with ExitStack() as stack, (work.folder / QUADS).open("wb") as out:
        runs = [_between(stack.enter_context(file.open("rb")), low.encode(), high) for file in files]
        last = b""
        for line in heapq.merge(*runs):
            if line != last:
                out.write(line)
                count += 1
            last = line
    work.told["quads"] = count


def _between(file: IO[bytes], low: bytes, high: str | None) -> Iterator[bytes]:
    """The lines of a sorted file from ``low`` on and before ``high``."""
    file.seek(_first(file, low))
    end = None if high is None else high.encode()
    for line in file:
        if end is not None and line >= end:
            return
        yield line


def _first(file: IO[bytes], low: bytes) -> int:
    """Where the first line begins that is not before ``low``."""
    least, most = 0, file.seek(0, 2)
    while least < most:
        middle = (least + most) // 2
        file.seek(middle)
        if middle:
            file.seek(middle - 1)
            file.readline()  # the rest of a line that begins before
        start, line = file.tell(), file.readline()
        if not line or line >= low:
            most = middle
        else:
            least = start + len(line)
    if least:
        file.seek(least - 1)
        file.readline()
        return file.tell()
    return 0
