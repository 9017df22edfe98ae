"""What people decided, and a lab's own names: the same for the whole plan, and small enough for every task.

They are what `kg.build` reads in a store's folder: the ledger and the vocabulary. The first stage leaves both
as files, so that what depends on them is done again when they change, and nothing else.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path

from kg import ledger
from kg.build.vocabulary import rulings_of
from kg.errors import InputError, Place, UsageError
from kg.fleet.tasks import Work
from kg.model import EntityNode, Paper
from kg.resolve.ruled import relabelled
from kg.rulings import NONE, Pair, Rulings, Sense
from kg.store.layout import VOCABULARY
from kg.vocabulary import NONE as NO_VOCABULARY
from kg.vocabulary import Vocabulary, read_vocabulary

STAGE = "given"


def texts(decisions: Path | None, vocabulary: Path | None) -> dict[str, str]:
    """The text of each file that is there, by its name in a store.

    ``decisions`` is a store or a backup, whose vocabulary counts unless another is named, or a ledger.

    Raises `UsageError`, `kg.errors.InputError` and `kg.errors.StoreDamaged` for what can not be used.
    """
    found = {}
    if decisions is not None:
        file = decisions / ledger.FILE if decisions.is_dir() else decisions
        own = file.with_name(VOCABULARY)
        if not file.exists() and not (file != decisions and own.exists()):
            raise UsageError(f"{decisions} holds no decisions: name a store, a backup, or a {ledger.FILE}")
        if file.exists():
            found[ledger.FILE] = _text(file)
        if file != decisions and vocabulary is None and own.exists():
            found[VOCABULARY] = _text(own)
    if vocabulary is not None:
        found[VOCABULARY] = _text(vocabulary)
    return found


def vocabulary_of(found: Mapping[str, str], file: Path | None) -> tuple[Vocabulary, list[str]]:
    """The vocabulary in such texts, and what is wrong with it. Raises `kg.errors.InputError`."""
    if VOCABULARY not in found:
        return NO_VOCABULARY, []
    read, problems = read_vocabulary(found[VOCABULARY].encode(), file=(file or Path(VOCABULARY)).name)
    return read, list(map(str, problems))


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(f"can not be read: {error.strerror or error}", place=Place(str(file))) from error
    except UnicodeDecodeError as error:
        raise InputError("the file is not UTF-8; save it as UTF-8", place=Place(str(file))) from error


def give(work: Work) -> None:
    """Leave the files where all tasks find them."""
    for name, text in sorted(json.loads(work.extra).items()):
        (work.folder / name).write_text(text, "utf-8")


class Given:
    """What a task has to know of them."""

    def __init__(self, work: Work) -> None:
        (self.folder,) = work.folders[STAGE]
        self.entries = ledger.read(self.folder)
        self.rulings = rulings_of(self.folder)
        self._named = {paper for entry in self.entries for paper in entry.papers}
        self._senses = {paper for paper, _ in self.rulings.senses}
        self._rejected = {paper for paper, *_ in self.rulings.rejected}

    def out(self, paper: Paper) -> bool:
        """Whether the paper is retracted."""
        return not ledger.retracted(self.entries).isdisjoint((paper.id, *paper.aliases))

    def senses(self, paper: Paper) -> dict[Pair, Sense]:
        """For the paper and its names, the senses that people gave them."""
        told = self._of(paper, self._senses).senses
        return {key: sense for key, sense in told.items() if key[0] == paper.id}

    def weighing(self, paper: Paper) -> Rulings:
        """What `kg.resolve.ruled.weigh_uses` has to know for this paper."""
        told = self._of(paper, self._rejected).rejected
        rejected = frozenset(found for found in told if found[0] == paper.id)
        return replace(NONE, types=self.rulings.types, rejected=rejected)

    def _of(self, paper: Paper, concerned: set[str]) -> Rulings:
        """The rulings, with the paper called by its own name wherever a decision calls it by another."""
        if not self._named.isdisjoint(paper.aliases):
            return rulings_of(self.folder, papers=dict.fromkeys(paper.aliases, paper.id))
        return self.rulings if paper.id in concerned else NONE

    @property
    def spoken(self) -> frozenset[str]:
        """The names of which it has to be known what they stand for."""
        told = self.rulings
        first = (str(name) for name, *_ in (*told.labels, *told.types, *told.aliases))
        return frozenset(chain(told.written, *told.same, *told.broader, first))

    @property
    def apart(self) -> dict[str, list[Pair]]:
        """Each name that is held apart from another, with such pairs."""
        found: dict[str, list[Pair]] = defaultdict(list)
        for pair in self.rulings.apart:
            for name in pair:
                found[name].append(pair)
        return found

    @property
    def suspects(self) -> frozenset[str]:
        """The names whose comparisons may come out otherwise than the rules say."""
        return frozenset(chain(self.apart, (sense.slug for sense in self.rulings.senses.values())))


class Labels:
    """The labels and other names that people gave to entities, or took."""

    def __init__(self, rulings: Rulings, entity_of: Mapping[str, str]) -> None:
        self._entity_of = entity_of
        self._labels: dict[str, list[Pair]] = defaultdict(list)
        self._aliases: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
        for label in rulings.labels:
            self._labels[entity_of.get(label[0], label[0])].append(label)
        for alias in rulings.aliases:
            self._aliases[entity_of.get(alias[0], alias[0])].append(alias)

    def on(self, node: EntityNode) -> EntityNode:
        """An entity with them."""
        labels, aliases = self._labels.get(node.slug, ()), self._aliases.get(node.slug, ())
        if not labels and not aliases:
            return node
        mine = replace(NONE, labels=tuple(labels), aliases=tuple(aliases))
        (found,) = relabelled([node], self._entity_of, mine)
        return found


def wider(rulings: Rulings, entity_of: Mapping[str, str]) -> Iterator[Pair]:
    """The entities for which people named a broader one, if both are there."""
    for narrow, broad in rulings.broader:
        yield entity_of.get(narrow, narrow), entity_of.get(broad, broad)
