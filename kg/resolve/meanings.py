"""What an abbreviation means in a paper that does not explain it: told by the names that stand beside it.

Papers that spell an abbreviation out, in at least two ways, say which words go with each of its senses. A
paper that writes it alone means the sense whose words it shares, where that is clear; elsewhere the name
stays what rules make of it. What papers say of one abbreviation is all that its senses depend on.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.model import Entity, Extraction
from kg.names import sense_slug, slug
from kg.resolve.expansions import expands, looks_short
from kg.resolve.forms import HEADS, SMALL, core_form, stem_form
from kg.resolve.longs import one_sense
from kg.resolve.profiles import longs_of, shorts_of
from kg.rulings import Pair, Sense

LEAST = 2
"""Papers that must give an abbreviation a sense for it to be one that others may mean."""
MOST = 40
"""Papers whose words are counted for a sense: the first of them, by their identifiers."""
SURE = 0.999
"""Probability from which a sense is taken; the rest of the papers say too little."""
SHARED = 2
"""Words that the paper must share with papers of the sense, at the least, and not with each of the others."""
_WEIGHT = 1.0
"""Papers that all senses together count for, in the words of one."""
_WORD = re.compile(r"[^\W_]{3,}")


@dataclass(frozen=True, slots=True)
class Telling:
    """What one paper says of one abbreviation."""

    paper: str
    longs: tuple[str, ...]
    """The long forms that it gives, sorted; none where it explains nothing."""
    names: tuple[str, ...]
    """Slugs of the names that are the abbreviation alone, sorted; none where it is explained."""
    metric: bool
    """Whether the paper measures with it."""


Words = Callable[[str], Sequence[str]]
"""The words of all names of a paper, sorted."""


def tell(extractions: Iterable[Extraction]) -> tuple[dict[str, Telling], list[str]]:
    """What one paper says of abbreviations, by their forms; the words of all its names, sorted."""
    longs: dict[str, set[str]] = defaultdict(set)
    spelled: dict[str, set[str]] = defaultdict(set)
    bare: dict[str, set[str]] = defaultdict(set)
    metric: set[str] = set()
    words: set[str] = set()
    paper = ""
    for extraction in extractions:
        paper = extraction.paper
        for use in extraction.entities:
            words |= words_of(use.name)
            forms = explained_by(use)
            for form, long, whole in forms:
                longs[form].add(long)
                if whole:
                    spelled[form].add(long)
            if is_bare(use):
                bare[core_form(use.name)].add(slug(use.name))
            if use.type == "Metric":
                metric.update([core_form(use.name), *(form for form, _, _ in forms)])
    told = {
        form: Telling(
            paper,
            tuple(sorted(spelled.get(form, ()))),
            () if form in longs else tuple(sorted(bare[form])),
            form in metric,
        )
        for form in sorted({*longs, *bare})
    }
    return told, sorted(words)


def explained_by(use: Entity) -> list[tuple[str, str, bool]]:
    """The forms of abbreviations that a use explains, each with its long form, and whether that spells it."""
    shorts = [(core_form(short), use.name, True) for short in shorts_of(use)]
    return shorts + [(core_form(use.name), long, expands(long, use.name)) for long in longs_of(use)]


def is_bare(use: Entity) -> bool:
    """Whether a use is an abbreviation alone, of what the paper did not bring about itself."""
    return (
        use.relation != "proposes"
        and looks_short(use.name)
        and "~" not in sense_slug(use.name, use.long_form)
    )


@lru_cache(maxsize=20_000)
def words_of(name: str) -> frozenset[str]:
    """The words of a name that may tell what stands beside it, as stems."""
    found = (word for word in _WORD.findall(core_form(name)) if word not in SMALL and word not in HEADS)
    return frozenset(map(stem_form, found))


def meanings(tellings: Iterable[Telling], words: Words) -> dict[Pair, Sense]:
    """For papers that write one abbreviation alone, what it means there, where that is clear."""
    told = sorted(tellings, key=lambda telling: telling.paper)
    asked = [telling for telling in told if telling.names]
    known = senses(told, words) if asked else []
    if len(known) < 2:
        return {}
    found = {}
    for telling in asked:
        long = meant(words(telling.paper), fitting(known, metric=telling.metric))
        if long is not None:
            for name in telling.names:
                found[telling.paper, name] = Sense(f"{name}~{slug(long)}", long)
    return found


@dataclass(frozen=True, slots=True)
class Known:
    """A sense as papers tell it."""

    long: str
    papers: int
    counted: int
    metrics: int
    """Papers that measure with it."""
    words: Mapping[str, int]

    @property
    def all_metrics(self) -> bool:
        """Whether all measure with it: an MAE that is measured is no masked autoencoder."""
        return self.metrics == self.papers


def senses(told: Sequence[Telling], words: Words) -> list[Known]:
    """The senses that enough papers give; none where it is but one."""
    counts = Counter(long for telling in told for long in telling.longs)
    groups: list[list[str]] = []
    for long in sorted(counts, key=lambda text: (-counts[text], len(text), text)):
        group = next((group for group in groups if one_sense(long, group[0])), None)
        if group is None:
            groups.append([long])
        else:
            group.append(long)
    papers = [[telling for telling in told if not set(group).isdisjoint(telling.longs)] for group in groups]
    enough = [(group[0], found) for group, found in zip(groups, papers, strict=True) if len(found) >= LEAST]
    return [_known(long, found, words) for long, found in enough] if len(enough) > 1 else []


def _known(long: str, papers: Sequence[Telling], words: Words) -> Known:
    counted = Counter(word for telling in papers[:MOST] for word in words(telling.paper))
    return Known(long, len(papers), min(len(papers), MOST), sum(t.metric for t in papers), counted)


def fitting(known: Iterable[Known], *, metric: bool) -> list[Known]:
    """The senses that a name may have with which papers measure, or do not."""
    return [sense for sense in known if (sense.metrics if metric else not sense.all_metrics)]


def meant(words: Sequence[str], known: Sequence[Known]) -> str | None:
    """The long form of the sense that these words go with; None where no sense is clearly the one."""
    if len(known) == 1:  # it is measured with, or is not: so it is none of the others
        return known[0].long if sum(word in known[0].words for word in words) >= SHARED else None
    papers = sum(sense.counted for sense in known)
    if not papers:
        return None
    scores = [math.log(sense.papers) for sense in known]
    speaking = [0] * len(known)
    for word in words:
        rate = sum(sense.words.get(word, 0) for sense in known) / papers
        if not rate:
            continue
        shares = [(sense.words.get(word, 0) + _WEIGHT * rate) / (sense.counted + _WEIGHT) for sense in known]
        scores = [score + math.log(share / rate) for score, share in zip(scores, shares, strict=True)]
        for at, share in enumerate(shares):
            speaking[at] += share > rate
    best = max(range(len(known)), key=lambda at: (scores[at], -at))
    sure = 1 / sum(math.exp(score - scores[best]) for score in scores)
    return known[best].long if round(sure, 4) >= SURE and speaking[best] >= SHARED else None


def all_meanings(extractions: Sequence[Extraction]) -> dict[Pair, Sense]:
    """What abbreviations mean in papers that do not explain them; the order of papers does not matter."""
    explained: dict[str, set[str]] = defaultdict(set)
    bare: set[str] = set()
    for extraction in extractions:
        for use in extraction.entities:
            for form, long, _ in explained_by(use):
                explained[form].add(long)
            if is_bare(use):
                bare.add(core_form(use.name))
    asked = {form for form in bare if len(explained.get(form, ())) > 1}
    of_paper: dict[str, list[Extraction]] = {
        extraction.paper: [] for extraction in extractions if not asked.isdisjoint(_forms(extraction))
    }
    for extraction in extractions:
        if extraction.paper in of_paper:
            of_paper[extraction.paper].append(extraction)
    told: dict[str, list[Telling]] = defaultdict(list)
    beside: dict[str, list[str]] = {}
    for paper, found in of_paper.items():
        tellings, beside[paper] = tell(found)
        for form in asked.intersection(tellings):
            told[form].append(tellings[form])
    words = beside.__getitem__
    return {pair: sense for form in sorted(told) for pair, sense in meanings(told[form], words).items()}


def _forms(extraction: Extraction) -> set[str]:
    found = {form for use in extraction.entities for form, _, _ in explained_by(use)}
    return found | {core_form(use.name) for use in extraction.entities if is_bare(use)}
