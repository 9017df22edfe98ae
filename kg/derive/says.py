"""What one paper adds to the sums that derivation is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kg.mapping import authors_of, venue_of
from kg.model import Extraction, Paper
from kg.resolve.coined import coins
from kg.resolve.forms import core_form
from kg.resolve.profiles import longs_of, name_slug, says_itself, shorts_of, written_alone

WRITTEN, TYPE, SHORT, LONG, FORM, PAPERS, COINED = "wtslfpc"
"""Kinds of fact: ways of writing, types, abbreviations, long forms, any form, papers, papers that coin it."""

Said = dict[str, Counter[tuple[str, ...]]]
"""For each table of sums, how often a paper says what."""


def said(paper: Paper, extractions: Sequence[Extraction]) -> Said:
    """All that one paper says; extractions in their written form."""
    facts: Counter[tuple[str, ...]] = Counter()
    explained: set[tuple[str, ...]] = set()
    names: set[str] = set()
    for extraction in extractions:
        for entity in extraction.entities:
            slug = name_slug(entity)
            names.add(slug)
            facts[slug, WRITTEN, entity.name] += 1
            facts[slug, TYPE, entity.type] += 1
            forms = {entity.name, *entity.aliases, *([entity.long_form] if entity.long_form else [])}
            facts.update((slug, FORM, form) for form in forms)
            if (alone := written_alone(entity)) is not None:
                facts[alone, WRITTEN, entity.name] += 1
                facts[alone, TYPE, entity.type] += 1
            if coins(entity):
                facts[slug, COINED, paper.id] += 1
            for short in shorts_of(entity):
                facts[slug, SHORT, short] += 1
                explained.add((core_form(short), short, entity.name))
            for long in longs_of(entity):
                facts[slug, LONG, long] += 1
                if says_itself(entity, long):
                    explained.add((core_form(entity.name), entity.name, long))
    facts.update((slug, PAPERS, "") for slug in names)
    return {
        "fact": facts,
        "explained": Counter(explained),
        "person": Counter(authors_of(paper).items()),
        "venue": Counter(venue_of(paper).items()),
        "used": Counter((name, paper.id) for name in names),
        "alias": Counter((alias, paper.id) for alias in paper.aliases),
        "extractor": Counter((e.extractor, e.version) for e in extractions),
    }


def claim_count(extractions: Sequence[Extraction]) -> int:
    """Claims that a paper's graph holds: each subject, predicate and object once; in their written form."""
    found: set[tuple[str, str, str]] = set()
    for extraction in extractions:
        slugs = {entity.name: name_slug(entity) for entity in extraction.entities}
        found.update(("", entity.relation, name_slug(entity)) for entity in extraction.entities)
        found.update((slugs[link.subject], link.predicate, slugs[link.object]) for link in extraction.links)
    return len(found)
