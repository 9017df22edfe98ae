"""What names stand for once people had their say: the groups that decisions touch, put together in one task.

It holds the names that somebody spoke of and the groups that rules put these in, never all names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from kg.fleet.given import Given
from kg.fleet.shards import grouped, rows
from kg.fleet.steps_names import SEPARATOR, comparison, profile_of
from kg.fleet.tasks import Work
from kg.model import Comparison
from kg.resolve.decide import SAME_NAME, rank
from kg.resolve.profiles import Names
from kg.resolve.ruled import SAME, pairs_of_blocks, settle
from kg.resolve.same import Profile

ALWAYS, IF_COMPARED = "always", "if compared"


def rule(work: Work) -> None:
    """The names whose entity people changed, those that nobody uses, and which comparisons say so."""
    given = Given(work)
    rulings, spoken = given.rulings, given.spoken
    found, names = _known(work)
    settled = settle(found, rulings, partial(rank, names)) if spoken else {}
    for name, entity in sorted(settled.items()):
        if name not in found:
            work.out.put("absent", name, [rulings.written[name], entity])
        elif found[name] != entity:
            work.out.put("decision", name, [entity, SAME if entity != name else SAME_NAME])
        if name in spoken:
            work.out.put("entity", name, entity, shard=0)
    within, centres = pairs_of_blocks(settled, rulings)
    for pairs, when in ((within, IF_COMPARED), (centres, ALWAYS)):
        for pair in sorted(pairs):
            work.out.put("together", SEPARATOR.join(pair), when)


def _known(work: Work) -> tuple[dict[str, str], Names]:
    """The entity that rules found for each of these names, and the names."""
    found: dict[str, str] = {}
    profiles: dict[str, Profile] = {}
    papers: dict[str, int] = {}
    for name, text in (
        *rows(work.folders["gather"], "spoken", 0),
        *rows(work.folders["settle"], "spoken", 0),
    ):
        found[name], mine = json.loads(text)
        profiles[name], papers[name] = profile_of(name, mine)
    return found, Names({}, profiles, papers, {})


def entity_of(work: Work) -> dict[str, str]:
    """What the names stand for that decisions speak of."""
    return dict(rows(work.folders["rule"], "entity", 0))


def comparisons(work: Work) -> Iterator[Comparison]:
    """The comparisons of a shard, with those of names that people put together."""
    told = dict(grouped(work.folders["rule"], "together", work.number))
    for key, text in rows(work.folders["pair"], "comparison", work.number):
        found = comparison(key, json.loads(text))
        yield replace(found, same=True, rule=SAME) if told.pop(key, ()) else found
    for key, when in sorted(told.items()):
        if ALWAYS in when:
            one, other = key.split(SEPARATOR)
            yield Comparison(one, other, same=True, rule=SAME)
