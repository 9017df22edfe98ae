"""Names: their profiles, which of them to compare, the verdicts, and what each stands for.

The rules are those of `kg.resolve`; here is only what has to be asked again. A pair is compared again when
the profile of one of its names changed, or how papers explain an abbreviation in it; the names that are the
same as each other, directly or through others, are decided together.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import combinations, groupby

from kg.derive.known import Known, known_of
from kg.derive.marks import Marks
from kg.derive.records import compared
from kg.derive.tables import Row, Tables
from kg.model import Comparison
from kg.resolve.decide import SAME_NAME, decide
from kg.resolve.expansions import Senses, shipped
from kg.resolve.forms import glued
from kg.resolve.profiles import BLOCK_LIMIT, Names, keys_of
from kg.resolve.same import Profile, asked_form, same

Pair = tuple[str, str]


def _texts(values: Iterable[str]) -> str:
    return "\x1f".join(sorted(values))


@lru_cache(maxsize=4096)
def _set(text: str) -> frozenset[str]:
    return frozenset(text.split("\x1f")) if text else frozenset()


class NameStage:
    """Brings names up to the facts; ``whole`` where the tables are empty."""

    def __init__(self, tables: Tables, marks: Marks, *, whole: bool) -> None:
        self._t = tables
        self._marks = marks
        self._whole = whole
        self._dirty: set[str] = set()
        """Names whose partners may have changed."""
        self._moved: set[str] = set()
        """Those of them whose own profile did."""
        self._seeds: set[str] = set()
        """Names whose decision may have changed."""
        self.resettled: set[str] = set()
        """Names that stand for something else now."""

    def run(self) -> None:
        """All steps."""
        if self._whole:
            self._profile_all()
            self._compare_all()
        else:
            self._profile_touched()
            self._compare_touched()
        self._decide()

    # Profiles

    def _profile_all(self) -> None:
        facts = self._t.stream("SELECT name, what, value, n FROM fact ORDER BY name")
        self._t.run("CREATE TEMP TABLE keyed (key, name)")
        for slug, group in groupby(facts, key=lambda row: row[0]):
            known = known_of(slug, (row[1:] for row in group))
            if known is not None:
                self._t.run(_PUT_NAME, _name_row(known, slug, SAME_NAME))
                self._t.many(
                    "INSERT INTO keyed VALUES (?, ?)", ((key, slug) for key in keys_of(known.profile))
                )
        self._t.run("INSERT INTO block SELECT key, name FROM keyed ORDER BY key, name")
        self._t.run("DROP TABLE keyed")
        self._t.run("CREATE INDEX name_of_entity ON name (entity)")

    def _profile_touched(self) -> None:
        left: Counter[str] = Counter()
        keys: set[str] = set()
        for (slug,) in self._t.rows("SELECT DISTINCT name FROM new_fact ORDER BY name"):
            facts = self._t.rows("SELECT what, value, n FROM fact WHERE name = ?", slug)
            old, new = self._read(slug), known_of(slug, facts)
            before = keys_of(old.profile) if old else set()
            after = keys_of(new.profile) if new else set()
            self._replace(slug, old, new)
            self._t.many("DELETE FROM block WHERE key = ? AND name = ?", ((k, slug) for k in before - after))
            self._t.many("INSERT INTO block VALUES (?, ?)", ((k, slug) for k in after - before))
            left.update(before - after)
            keys |= before | after
            self._seeds.add(slug)
            if old is None or new is None or old.profile != new.profile:
                self._moved.add(slug)
        self._dirty |= self._moved
        for key in keys:  # who is left out of a block that is too large depends on all in it
            if self._t.number(_UP_TO, key, BLOCK_LIMIT + 1) + left[key] > BLOCK_LIMIT:
                self._dirty.update(row[0] for row in self._t.rows(_MEMBERS, key))

    def _replace(self, slug: str, old: Known | None, new: Known | None) -> None:
        row = self._t.row("SELECT entity, rule FROM name WHERE slug = ?", slug)
        entity, rule = row or (slug, SAME_NAME)
        self._marks.mark("entity", entity)
        self._marks.mark("name", slug)
        if new is not None:
            self._t.run(_PUT_NAME, _name_row(new, entity, rule))
        elif old is not None:
            self._t.run("DELETE FROM name WHERE slug = ?", (slug,))

    def _read(self, slug: str) -> Known | None:
        row = self._t.row("SELECT label, shorts, longs, types, coined, papers FROM name WHERE slug = ?", slug)
        if row is None:
            return None
        label, *sets, papers = row
        return Known(Profile(slug, label, *map(_set, sets)), papers)

    # Comparisons

    def _compare_all(self) -> None:
        self._t.run("CREATE TEMP TABLE pair (one, other)")
        rows = self._t.stream("SELECT key, name FROM block ORDER BY key, name")
        for key, group in groupby(rows, key=lambda row: row[0]):
            members = [row[1] for row in group]
            if len(members) > 1:
                pairs = combinations(sorted(self._kept(key, members)), 2)
                self._t.many("INSERT INTO pair VALUES (?, ?)", pairs)
        explained = self._t.stream("SELECT short, long, n FROM explained")
        senses = shipped().with_papers({(short, long): n for short, long, n in explained})
        read = lru_cache(maxsize=50_000)(self._profile)
        for one, other in self._t.stream("SELECT DISTINCT one, other FROM pair ORDER BY one, other"):
            self._t.run(_PUT_COMPARISON, _row(_compare(read(one), read(other), senses)))
        self._t.run("DROP TABLE pair")
        self._t.run("CREATE INDEX comparison_by_other ON comparison (other, one)")
        self._seeds.update(row[0] for row in self._t.stream(_JOINED))

    def _profile(self, slug: str) -> Profile:
        known = self._read(slug)
        assert known is not None, slug  # blocks hold names that are there
        return known.profile

    def _kept(self, key: str, members: list[str]) -> list[str]:
        """Those of a block that are compared: all, or those of the most papers."""
        if len(members) <= BLOCK_LIMIT:
            return members
        return [row[0] for row in self._t.rows(_MOST_USED, key, BLOCK_LIMIT)]

    def _compare_touched(self) -> None:
        again, gone = self._pairs()
        for pair in sorted(gone):
            self._marks.mark("comparison", *pair)
            self._t.run("DELETE FROM comparison WHERE one = ? AND other = ?", pair)
            self._seeds.update(pair)
        profiles = {slug: self._profile(slug) for slug in {slug for pair in again for slug in pair}}
        senses = self._senses(profiles.values())
        for one, other in sorted(again):
            row = _row(_compare(profiles[one], profiles[other], senses))
            if self._t.row("SELECT * FROM comparison WHERE one = ? AND other = ?", one, other) != row:
                self._marks.mark("comparison", one, other)
                self._t.run(_PUT_COMPARISON, row)
                self._seeds.update((one, other))

    def _pairs(self) -> tuple[set[Pair], set[Pair]]:
        """Pairs to compare (again), and pairs that are no candidates any more."""
        again: set[Pair] = set()
        gone: set[Pair] = set()
        for name in sorted(self._dirty):
            old = self._compared_with(name)
            new = {_pair(name, other) for other in self._partners(name)}
            gone |= old - new
            again |= new if name in self._moved else new - old
        for (form,) in self._t.rows("SELECT DISTINCT form FROM new_explained"):
            for (name,) in self._t.rows(_MEMBERS, glued(form)):
                if asked_form(self._profile(name).name) == form:
                    again |= self._compared_with(name)
        return again - gone, gone

    def _partners(self, name: str) -> set[str]:
        known = self._read(name)
        found: set[str] = set()
        for key in keys_of(known.profile) if known else ():
            kept = self._kept(key, [row[0] for row in self._t.rows(_MEMBERS, key)])
            if name in kept:
                found.update(kept)
        return found - {name}

    def _compared_with(self, name: str) -> set[Pair]:
        return {(row[0], row[1]) for row in self._t.rows(_OF_NAME, name, name)}

    def _senses(self, profiles: Iterable[Profile]) -> Senses:
        """Counts of explanations for some names; all that their verdicts ask for."""
        forms = {asked_form(profile.name) for profile in profiles}
        ask = "SELECT short, long, n FROM explained WHERE form = ?"
        rows = (row for form in sorted(forms) for row in self._t.rows(ask, form))
        return shipped().with_papers({(short, long): n for short, long, n in rows})

    # Decisions

    def _decide(self) -> None:
        seen: set[str] = set()
        for seed in sorted(self._seeds):
            if seed not in seen and self._read(seed) is not None:
                members = self._component(seed)
                seen |= members
                for name, (entity, rule) in self._decisions(members).items():
                    self._settle(name, entity, rule)

    def _component(self, seed: str) -> set[str]:
        found, front = {seed}, [seed]
        while front:
            name = front.pop()
            for (other,) in self._t.rows(_SAME_AS, name, name):
                if other not in found:
                    found.add(other)
                    front.append(other)
        return found

    def _decisions(self, members: set[str]) -> Mapping[str, tuple[str, str]]:
        if len(members) == 1:
            return {name: (name, SAME_NAME) for name in members}
        profiles, papers = {}, {}
        for name in sorted(members):
            known = self._read(name)
            assert known is not None, name
            profiles[name], papers[name] = known
        decided = decide(Names({}, profiles, papers, {}), self._among(members))
        return {name: (decision.entity, decision.rule) for name, decision in decided.items()}

    def _among(self, members: set[str]) -> Iterator[Comparison]:
        for name in sorted(members):
            for row in self._t.rows("SELECT * FROM comparison WHERE one = ?", name):
                if row[1] in members:
                    yield compared(row)

    def _settle(self, name: str, entity: str, rule: str) -> None:
        before = self._t.row("SELECT entity, rule FROM name WHERE slug = ?", name)
        if before == (entity, rule):
            return
        assert before is not None, name
        if before[0] != entity:
            self._marks.mark("entity", before[0])
            self._marks.mark("entity", entity)
            self._marks.mark("name", name)
            self.resettled.add(name)
        self._t.run("UPDATE name SET entity = ?, rule = ? WHERE slug = ?", (entity, rule, name))


_PUT_NAME = "INSERT OR REPLACE INTO name VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_PUT_COMPARISON = "INSERT OR REPLACE INTO comparison VALUES (?, ?, ?, ?, ?)"
_MEMBERS = "SELECT name FROM block WHERE key = ? ORDER BY name"
_UP_TO = "SELECT count(*) FROM (SELECT 1 FROM block WHERE key = ? LIMIT ?)"
_MOST_USED = (
    "SELECT name.slug FROM block JOIN name ON name.slug = block.name WHERE block.key = ? "
    "ORDER BY name.papers DESC, name.slug LIMIT ?"
)
_OF_NAME = (
    "SELECT one, other FROM comparison WHERE one = ? UNION ALL "
    "SELECT one, other FROM comparison WHERE other = ?"
)
_SAME_AS = (
    "SELECT other FROM comparison WHERE one = ? AND same UNION ALL "
    "SELECT one FROM comparison WHERE other = ? AND same"
)
_JOINED = "SELECT one FROM comparison WHERE same UNION SELECT other FROM comparison WHERE same"


def _name_row(known: Known, entity: str, rule: str) -> Row:
    profile = known.profile
    sets = map(_texts, (profile.shorts, profile.longs, profile.types, profile.coined))
    return profile.slug, profile.name, *sets, known.papers, entity, rule


def _pair(name: str, other: str) -> Pair:
    return (name, other) if name < other else (other, name)


def _compare(one: Profile, other: Profile, senses: Senses) -> Comparison:
    verdict = same(one, other, senses)
    return Comparison(one.slug, other.slug, verdict.same, verdict.rule, verdict.signals)


def _row(found: Comparison) -> Row:
    return found.one, found.other, int(found.same), found.rule, json.dumps(found.signals)
