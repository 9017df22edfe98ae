"""Resolution as grouped reductions: facts by name, names by blocking key, pairs, and the names of one group.

The rules are those of `kg.resolve`. What a comparison has to know travels with the names that are compared.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations
from typing import Any

from kg.derive.known import known_of
from kg.derive.says import FORM, WRITTEN, said
from kg.fleet.given import Given
from kg.fleet.shards import grouped, rows, table
from kg.fleet.tasks import Work
from kg.model import Comparison, Extraction, Paper
from kg.resolve.coined import coiners, in_senses, senses
from kg.resolve.decide import SAME_NAME, decide
from kg.resolve.expansions import Senses, shipped
from kg.resolve.meanings import Telling, meanings
from kg.resolve.meanings import tell as tell_of
from kg.resolve.profiles import BLOCK_LIMIT, Names, keys_of
from kg.resolve.ruled import DIFFERENT, held_apart
from kg.resolve.same import Profile, asked_form, same
from kg.rulings import Pair, Sense
from kg.serial import loads

SEPARATOR = "\x1f"
_SUMMED = ("fact", "explained", "person", "venue")


def coin(work: Work) -> None:
    """The names that papers bring into being, and what they say of abbreviations, to where papers meet."""
    for paper, extraction in _papers(work):
        for name in sorted(coiners([extraction])):
            work.out.put("coined", name, paper.id)
        told, words = tell_of([extraction])
        for form, said_ in told.items():
            work.out.put("telling", form, [paper.id, said_.longs, said_.names, said_.metric, words])


def sense(work: Work) -> None:
    """Papers whose name another coined, or that write an abbreviation alone, are told what it stands for."""
    for name, found in grouped(work.folders["coin"], "coined", work.number):
        for (paper, _), told in senses({name: found}).items():
            work.out.put("senses", paper, [name, told.slug, told.long_form])
    for _, found in grouped(work.folders["coin"], "telling", work.number):
        rows_ = [json.loads(text) for text in found]
        beside = {paper: words for paper, *_, words in rows_}
        told_ = (
            Telling(paper, tuple(longs), tuple(names), metric) for paper, longs, names, metric, _ in rows_
        )
        for (paper, name), meant in meanings(told_, beside.__getitem__).items():
            work.out.put("senses", paper, [name, meant.slug, meant.long_form])


def tell(work: Work) -> None:
    """What the papers of a shard say of names, people and venues, added up."""
    sums: dict[str, Counter[tuple[str, ...]]] = {table: Counter() for table in _SUMMED}
    for paper, extraction, senses_ in read_papers(work):
        found = said(paper, [in_senses(extraction, senses_)])
        for kind in _SUMMED:
            sums[kind].update(found[kind])
        for name, _ in found["used"]:
            work.out.put("used", name, paper.id)
        for alias, _ in found["alias"]:
            work.out.put("alias", alias, paper.id)
    for kind, counted in sums.items():
        for key, n in sorted(counted.items()):
            work.out.put(kind, key[0], [*key[1:], n])


def read_papers(work: Work) -> Iterator[tuple[Paper, Extraction, dict[Pair, Sense]]]:
    """The papers of a shard: what was read from each, and the senses that its names have there."""
    told = dict(grouped(work.folders["sense"], "senses", work.number))
    given = Given(work)
    for paper, extraction in _papers(work):
        found = {(paper.id, name): Sense(*rest) for name, *rest in map(json.loads, told.get(paper.id, ()))}
        found |= given.senses(paper)
        yield paper, extraction, found


def _papers(work: Work) -> Iterator[tuple[Paper, Extraction]]:
    for _, text in rows(work.folders["extract"], "read", work.number):
        paper, extraction = json.loads(text)
        yield loads(Paper, paper), loads(Extraction, extraction)


def profile(work: Work) -> None:
    """Each name as papers use it; it asks how papers explain it, as an abbreviation."""
    for name, found in grouped(work.folders["tell"], "fact", work.number):
        facts = _added(found)
        known = known_of(name, ((what, value, n) for (what, value), n in facts.items()))
        if known is None:
            continue
        mine = _out(known.profile, known.papers)
        forms = sorted(value for what, value in facts if what == FORM)
        written = sorted([value, n] for (what, value), n in facts.items() if what == WRITTEN)
        work.out.put("name", name, [mine, forms, written], shard=work.number)
        work.out.put("ask", asked_form(known.profile.name), name)


def _added(found: list[str]) -> Counter[tuple[str, ...]]:
    facts: Counter[tuple[str, ...]] = Counter()
    for text in found:
        *key, n = json.loads(text)
        facts[tuple(key)] += n
    return facts


def explain(work: Work) -> None:
    """For each name that asked, how often papers explain its form by what."""
    asked = dict(grouped(work.folders["profile"], "ask", work.number))
    for form, found in grouped(work.folders["tell"], "explained", work.number):
        if form in asked:
            counts = [[short, long, n] for (short, long), n in sorted(_added(found).items())]
            for name in asked[form]:
                work.out.put("counts", name, counts)


def block(work: Work) -> None:
    """Names to the shards of their blocking keys, with all that comparing them takes."""
    counts = table(work.folders["explain"], "counts", work.number)
    apart = Given(work).apart
    for name, text in rows(work.folders["profile"], "name", work.number):
        for held in apart.get(name, ()):
            work.out.put("apart", SEPARATOR.join(held), name)
        mine = json.loads(text)[0]
        found, _ = profile_of(name, mine)
        for key in sorted(keys_of(found)):
            work.out.put("block", key, [name, mine, counts.get(name, [])])


def compare(work: Work) -> None:
    """The verdict on each pair of names of a block; of a large block, those that most papers use."""
    given = Given(work)
    suspects = given.suspects
    for _, found in grouped(work.folders["block"], "block", work.number):
        if len(found) == 1:
            continue
        members = [json.loads(text) for text in found]
        members.sort(key=lambda member: (-member[1][1], member[0]))
        kept = sorted(members[:BLOCK_LIMIT])
        profiles = {name: profile_of(name, mine)[0] for name, mine, _ in kept}
        verdicts = _verdicts(list(profiles.values()), _explained([counts for _, _, counts in kept]))
        if not suspects.isdisjoint(profiles):
            verdicts = held_apart(Names({}, profiles, {}, {}), verdicts, given.rulings)
        for verdict in verdicts:
            pair = f"{verdict.one}{SEPARATOR}{verdict.other}"
            work.out.put("pair", pair, [verdict.same, verdict.rule, verdict.signals])


def _verdicts(profiles: list[Profile], explained: Senses) -> Iterable[Comparison]:
    for one, other in combinations(profiles, 2):
        found = same(one, other, explained)
        yield Comparison(one.slug, other.slug, found.same, found.rule, found.signals)


def _explained(found: list[list[list[Any]]]) -> Senses:
    explained = {(short, long): n for counts in found for short, long, n in counts}
    return shipped().with_papers(explained) if explained else shipped()


def pair(work: Work) -> None:
    """Each comparison once, for both its names; names that are the same are connected."""
    compared = {
        key: json.loads(found[0]) for key, found in grouped(work.folders["compare"], "pair", work.number)
    }
    for key, there in grouped(work.folders["block"], "apart", work.number):
        if len(there) == 2:  # both are used; rules may have had no reason to compare them
            compared.setdefault(key, [False, DIFFERENT, []])
    for key, verdict in sorted(compared.items()):
        one, other = key.split(SEPARATOR)
        work.out.put("comparison", key, verdict, shard=work.number)
        for name in (one, other):
            work.out.put("near", name, [key, *verdict])


def connect(work: Work) -> None:
    """The names that are the same as another, as nodes whose keys are the pairs."""
    for name, found in grouped(work.folders["pair"], "near", work.number):
        pairs = sorted(pair for pair, same_, _, _ in map(json.loads, found) if same_)
        if pairs:
            work.out.put("node", name, [name, pairs], shard=work.number)
            for key in pairs:
                work.out.put("key", key, [name, name])


def gather(work: Work) -> None:
    """Names and their comparisons to the shards of the groups that they belong to."""
    labels = {name: label for name, (label, _) in table(work.folders["nodes"], "node", work.number).items()}
    spoken = Given(work).spoken
    for name, text in rows(work.folders["profile"], "name", work.number):
        if name in labels:
            work.out.put("member", labels[name], [name, json.loads(text)[0]])
        elif name in spoken:
            work.out.put("spoken", name, [name, json.loads(text)[0]], shard=0)
    for name, text in rows(work.folders["pair"], "near", work.number):
        if name in labels:
            work.out.put("near", labels[name], text)


def settle(work: Work) -> None:
    """What the names of a group stand for by the rules; where people spoke of one, all of it is told."""
    spoken = Given(work).spoken
    near = dict(grouped(work.folders["gather"], "near", work.number))
    for label, found in grouped(work.folders["gather"], "member", work.number):
        told = dict(map(json.loads, found))
        known = {name: profile_of(name, mine) for name, mine in told.items()}
        profiles = {name: found for name, (found, _) in known.items()}
        papers = {name: n for name, (_, n) in known.items()}
        compared = {pair: comparison(pair, rest) for pair, *rest in map(json.loads, near.get(label, ()))}
        among = (c for c in compared.values() if c.one in known and c.other in known)
        for name, decision in decide(Names({}, profiles, papers, {}), among).items():
            work.out.put("decision", name, [decision.entity, decision.rule])
            if not spoken.isdisjoint(told):
                work.out.put("spoken", name, [decision.entity, told[name]], shard=0)


def comparison(pair_: str, verdict: list[Any]) -> Comparison:
    """A comparison from its row."""
    one, other = pair_.split(SEPARATOR)
    same_, rule, signals = verdict
    return Comparison(one, other, same_, rule, tuple((name, score) for name, score in signals))


def announce(work: Work) -> None:
    """What each name stands for: to the papers that use it, to its entity, and to where it may be one."""
    decided = table(work.folders["settle"], "decision", work.number)
    decided |= table(work.folders["rule"], "decision", work.number)
    papers = dict(grouped(work.folders["tell"], "used", work.number))
    for name, text in rows(work.folders["profile"], "name", work.number):
        mine, forms, written = json.loads(text)
        entity, rule = decided.get(name, (name, SAME_NAME))
        for paper in papers.get(name, ()):
            work.out.put("stands", paper, [name, entity, rule])
        work.out.put("forms", entity, forms)
        work.out.put("plain", name, [mine[0], entity, written], shard=work.number)
    for name, (label, entity) in sorted(table(work.folders["rule"], "absent", work.number).items()):
        work.out.put("plain", name, [label, entity, []], shard=work.number)


def _out(found: Profile, papers: int) -> list[Any]:
    sets = found.shorts, found.longs, found.types, found.coined
    return [found.name, papers, *map(sorted, sets)]


def profile_of(slug: str, mine: list[Any]) -> tuple[Profile, int]:
    """A name and in how many papers it stands, from its row."""
    name, papers, *sets = mine
    return Profile(slug, name, *(_set(tuple(values)) for values in sets)), papers


@lru_cache(maxsize=4096)
def _set(values: tuple[str, ...]) -> frozenset[str]:
    return frozenset(values)
