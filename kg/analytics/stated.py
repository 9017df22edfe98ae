"""What papers name, as arrays: what groups all papers of a large store has no room for an object a triple."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kg.analytics.corpus import Corpus
from kg.analytics.ties import Ints, Watch, unwatched
from kg.index import Index

TELLING = frozenset({"proposes", "addresses", "uses", "comparesWith", "evaluatesOn"})
"""Relations that say what a paper is about."""


class Stated(NamedTuple):
    """Papers and names by number, and which paper names what; each pair once, by paper and name."""

    papers: tuple[str, ...]
    titles: tuple[str, ...]
    slugs: tuple[str, ...]
    labels: tuple[str, ...]
    kinds: tuple[str, ...]
    """The type that most papers use a name as."""
    paper: Ints
    name: Ints
    telling: npt.NDArray[np.bool_]
    """Whether the paper says of the name what it is about, and not as a metric."""


def stated_of(corpus: Corpus) -> Stated:
    """What the papers of a corpus name."""
    papers = [(paper, corpus.papers[paper].title) for paper in sorted(corpus.papers)]
    names = [(slug, corpus.entities[slug].label, corpus.kind(slug)) for slug in sorted(corpus.entities)]
    edges = ((e.paper, e.entity, e.relation, e.type) for e in corpus.derived.paper_edges)
    return _stated(papers, names, edges, unwatched)


def read_stated(index: Index, watch: Watch = unwatched) -> Stated:
    """The same of a whole index, read paper by paper."""
    scans = index.scans()
    papers = sorted((paper.id, paper.title) for paper in scans.papers())
    names = sorted((entity.slug, entity.label, entity.type) for entity in scans.entities())
    said = scans.said(paper for paper, _ in papers)
    edges = ((s.paper, s.entity, s.relation, s.type) for s in said)
    return _stated(papers, names, edges, watch)


def _stated(
    papers: list[tuple[str, str]],
    names: list[tuple[str, str, str]],
    edges: Iterable[tuple[str, str, str, str]],
    watch: Watch,
) -> Stated:
    paper_number = {paper: number for number, (paper, _) in enumerate(papers)}
    name_number = {slug: number for number, (slug, _, _) in enumerate(names)}
    keys, known = [], len(names)
    last = -1
    for paper, entity, relation, kind in edges:
        one, two = paper_number.get(paper), name_number.get(entity)
        if one is None or two is None:
            continue
        if one != last:
            watch("reading the graph", one, len(papers))
            last = one
        telling = relation in TELLING and kind != "Metric"
        keys.append(2 * (one * known + two) + telling)
    pairs, told = np.divmod(np.unique(np.array(keys, dtype=np.int64)), 2)
    # A pair that is there twice has its telling one last.
    kept = np.append(pairs[1:] != pairs[:-1], True) if len(pairs) else np.zeros(0, dtype=bool)
    paper_of, name_of = np.divmod(pairs[kept], max(known, 1))
    return Stated(
        papers=tuple(paper for paper, _ in papers),
        titles=tuple(title for _, title in papers),
        slugs=tuple(slug for slug, _, _ in names),
        labels=tuple(label for _, label, _ in names),
        kinds=tuple(kind for _, _, kind in names),
        paper=paper_of,
        name=name_of,
        telling=told[kept] == 1,
    )
