"""Names that a paper brings into being: where two papers coin one name, it means two things.

Whether a paper coins a name is read off the paper alone; which senses a name has follows from the set of
papers that coin it. The first of them, by its identifier, keeps the name, and with it the uses of all who
coin nothing; the others' uses stand for ``NAME~PAPER``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from kg.model import Entity, Extraction
from kg.names import normal_form, sense_slug
from kg.rulings import Pair, Sense

_STAGED = re.compile(
    r"(?:\d+|one|two|three|four|five|six|single|dual|double|triple|multi|multiple)"
    r" (?:stage|step|phase|part|level|tier|stream|branch|fold|tiered|staged|phased|stepped)"
    r" (?:algorithm|approach|architecture|design|framework|mechanism|method|methodology|model|paradigm"
    r"|pipeline|procedure|process|recipe|scheme|solution|strategy|system|workflow)"
)


def is_makeshift(name: str) -> bool:
    """Whether a name says how many parts something of its paper has and no more: it means that paper's.

    >>> is_makeshift("Three-Stage Framework"), is_makeshift("two-stage object detector")
    (True, False)
    """
    return bool(_STAGED.fullmatch(normal_form(name)))


def coins(use: Entity) -> bool:
    """Whether a paper brings the name of ``use`` into being.

    It does where its title begins with what it proposes, a name of one word ("MIDAS: ..."), and where the
    name is makeshift.
    """
    if is_makeshift(use.name):
        return True
    first = use.mentions[0]
    return (
        use.relation == "proposes"
        and first.start == 0
        and " " not in use.name
        and any(c.isupper() for c in use.name)
        and normal_form(first.text) == normal_form(use.name)
    )


def coined_by(extraction: Extraction) -> Iterator[str]:
    """The slugs of the names that a paper coins and gives no long form, which would be a sense itself."""
    for use in extraction.entities:
        name = sense_slug(use.name, use.long_form)
        if "~" not in name and coins(use):
            yield name


def coiners(extractions: Iterable[Extraction]) -> dict[str, set[str]]:
    """For each coined name, the papers that coin it."""
    found: dict[str, set[str]] = defaultdict(set)
    for extraction in extractions:
        for name in coined_by(extraction):
            found[name].add(extraction.paper)
    return dict(found)


def senses(coined: Mapping[str, Iterable[str]]) -> dict[Pair, Sense]:
    """For papers and names that they coin as others did, the sense that the name has there."""
    return {
        (paper, name): Sense(f"{name}~{paper}")
        for name, papers in coined.items()
        for paper in sorted(papers)[1:]
    }


def in_senses(extraction: Extraction, found: Mapping[Pair, Sense]) -> Extraction:
    """``extraction`` in which the uses of its names that have a sense there stand for it."""
    entities = []
    for use in extraction.entities:
        sense = found.get((extraction.paper, sense_slug(use.name, use.long_form)))
        if sense is not None:
            use = replace(use, sense=sense.slug, long_form=sense.long_form or use.long_form)
        entities.append(use)
    return replace(extraction, entities=tuple(entities))
