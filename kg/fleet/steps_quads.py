"""From papers and decisions to quads: each task leaves its lines sorted, with a sample of them."""

from __future__ import annotations

import heapq
import json
import resource
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import IO

from pyoxigraph import Quad

from kg.fleet.given import Given, Labels, wider
from kg.fleet.shards import grouped, rows, table
from kg.fleet.steps_company import put_asked, put_edges, put_ends
from kg.fleet.steps_lists import Firsts, put_entity, put_kind, put_pairs, standing
from kg.fleet.steps_names import SEPARATOR, read_papers
from kg.fleet.steps_ruled import comparisons, entity_of
from kg.fleet.tasks import Work
from kg.fleet.writing import QUADS, write_quads
from kg.mapping import (
    MATCHES,
    Contributor,
    alias_quads,
    curation_quads,
    links_quads,
    meta_quads,
    names_quads,
    paper_quads,
    part_quads,
    resolved_quads,
    standing_quads,
)
from kg.model import Derived, EntityEdge, EntityNode, Extraction, NameNode
from kg.resolve.decide import Decision
from kg.resolve.derive import edges_of
from kg.resolve.profiles import best_label
from kg.resolve.ruled import uses_elsewhere, weigh_uses
from kg.rulings import Pair, Sense
from kg.text import CLEANING_VERSION


def papers(work: Work) -> None:
    """The two graphs of each paper; what it says goes to its entities and links."""
    decided: dict[str, dict[str, Decision]] = defaultdict(dict)
    for paper, text in rows(work.folders["announce"], "stands", work.number):
        name, entity, rule = json.loads(text)
        decided[paper][name] = Decision(name, entity, rule)
    limits = {(name, version): (entity, link) for name, version, entity, link in work.context.limits}
    firsts, given, elsewhere = Firsts(), Given(work), entity_of(work)

    def quads() -> Iterator[Quad]:
        for paper, extraction, senses in read_papers(work):
            here = decided.get(paper.id, {})
            stands = elsewhere | {name: decision.entity for name, decision in here.items()}
            weighed = weigh_uses([extraction], stands, given.weighing(paper), senses)
            edges, links = edges_of(weighed, here, limits)
            firsts.paper(paper, extraction)
            put_pairs(work.out, edges)
            put_edges(work.out, paper, edges)
            yield from paper_quads(paper, [extraction])
            yield from resolved_quads(paper, edges, _elsewhere(extraction, senses, stands))
            for edge in edges:
                work.out.put("edge", edge.entity, [edge.type, paper.id])
            for link in links:
                key = SEPARATOR.join((link.subject, link.predicate, link.object))
                work.out.put("link", key, [paper.id, link.confidence])

    write_quads(work, quads())
    firsts.put(work.out)


def _elsewhere(
    read: Extraction, senses: Mapping[Pair, Sense], stands: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The names of a paper that stand for a sense there, each with that sense's entity."""
    for _, name, entity in uses_elsewhere([read], stands, senses):
        yield name, entity


def entities(work: Work) -> None:
    """Entities, and the names that are none."""
    forms = dict(grouped(work.folders["announce"], "forms", work.number))
    plain = table(work.folders["announce"], "plain", work.number)
    seen: set[str] = set()
    firsts, rulings, elsewhere = Firsts(), Given(work).rulings, entity_of(work)
    labels = Labels(rulings, elsewhere)
    asked = {entity for pair in wider(rulings, elsewhere) for entity in pair}

    def quads() -> Iterator[Quad]:
        for slug, found in grouped(work.folders["papers"], "edge", work.number):
            seen.add(slug)
            names = {form for text in forms.get(slug, ()) for form in json.loads(text)}
            written = Counter(dict(plain[slug][2])) if slug in plain else Counter()
            node = labels.on(_entity(slug, found, names, written))
            if slug in asked:
                work.out.put("there", slug, "", shard=0)
            firsts.entity(node)
            put_entity(work, node)
            put_asked(work.out, node, {json.loads(text)[1] for text in found})
            quads_ = names_quads(Derived(entities=(node,)))
            matched = [quad for quad in quads_ if quad.predicate in MATCHES]
            for quad in matched:
                work.out.put("match", slug, str(quad), shard=0)
            yield from quads_
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
        for found_ in comparisons(work):
            yield from names_quads(Derived(), comparisons=[found_])
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
    write_quads(work, [*made, *part_quads(parse(lines, RdfFormat.N_QUADS)), *listed, *_decided(work)])


def _decided(work: Work) -> Iterator[Quad]:
    """What people decided, the papers that they took out, and the broader names that they gave."""
    given = Given(work)
    there = {slug for slug, _ in rows(work.folders["entities"], "there", 0)}
    pairs = {pair for pair in wider(given.rulings, entity_of(work)) if there.issuperset(pair)}
    yield from names_quads(Derived(broader=tuple(sorted(pair for pair in pairs if pair[0] != pair[1]))))
    out = [rows(work.folders["kept"], "out", shard) for shard in range(work.context.shards)]
    yield from meta_quads(retracted=[paper for found in out for paper, _ in found])
    yield from curation_quads(given.entries)


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
