"""Whether a short form stands for a long one, and how often papers say so.

`expands` looks at the two strings; `Senses` counts what papers explain: the shipped table of
abbreviations (`training/abbreviations.py`) and the papers of the store. A long form may be written in
several ways ("behavior cloning", "behavioural cloning"), so they are counted by their stems.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from rapidfuzz.fuzz import ratio

from kg.data import data_path
from kg.resolve.forms import METHOD_HEADS, SMALL, core_form, headless_long, stem_form, unlinked, whole_form

TABLE = "abbreviations.tsv"
AGREE = 90.0
"""Similarity from which two long forms of one abbreviation are one."""
_MEASURES = tuple(
    map(
        stem_form,
        ("accuracy", "deviation", "distance", "divergence", "error", "loss", "rate", "ratio", "score"),
    )
)
"""What the stems of long forms end in that are measured."""
_HEADED = 3
"""Letters from which an abbreviation may leave the head of its long form out."""
_HEAD = re.compile(f"(?<=.{{4}})(?:{'|'.join(sorted(map(stem_form, METHOD_HEADS)))})$")
_SHORT = re.compile(r"[A-Za-z0-9][\w.+\-]{1,11}\Z")
_INSIDE = re.compile(r"[A-Z][A-Z0-9]*[A-Z]|[A-Z][a-z]?[A-Z]")
_BETWEEN = re.compile(r"([\s\-/]+)")
_CAPITAL_S = re.compile(r"[A-Z]S\Z")


def looks_short(name: str) -> bool:
    """Whether a name is written as abbreviations are: one short word with two capitals."""
    return bool(_SHORT.match(name)) and sum(c.isupper() for c in name) >= 2


@lru_cache(maxsize=50_000)
def expands(long: str, short: str) -> bool:
    """Whether ``short`` abbreviates the whole of ``long``: every word of weight gives its first letter.

    Small words, the later parts of a hyphenated word and a needless head ("model") may give none; another
    word that gives none makes the long form another, narrower thing.

    >>> expands("Contrastive Language-Image Pre-Training", "CLIP")
    True
    >>> expands("multilingual instruction fine-tuning", "IFT"), expands("vision-language-action model", "VLA")
    (False, True)

    A capital S may be a letter of it or make it plural.

    >>> expands("3D Gaussian Splatting", "3DGS"), expands("large language models", "LLMS")
    (True, True)
    """
    if core_form(short) in core_form(long).split():
        return False
    letters = re.sub(r"[^a-z0-9]", "", core_form(short))
    if _CAPITAL_S.search(short) and not letters.endswith("s"):
        return _spells(letters, long) or _spells(f"{letters}s", long)
    return _spells(letters, long)


def _spells(letters: str, long: str) -> bool:
    parts = []
    for word in long.split():
        first = True
        for part in re.findall(r"[a-z0-9]+", whole_form(word)):
            parts.append((part, first and part not in SMALL))
            first = False
    if not letters or len(parts) > 12 or (len(parts) == 1 and len(letters) < 3):
        return False
    fits = _fits(letters, tuple(parts))
    if not fits and len(letters) >= _HEADED and headless_long(core_form(long)) != core_form(long):
        fits = letters == "".join(part[0] for part, _ in parts[:-1] if part not in SMALL)
    return fits and letters != "".join(part for part, _ in parts)


def _fits(letters: str, parts: tuple[tuple[str, bool], ...]) -> bool:
    """Whether ``letters`` can be dealt out over ``parts`` in order; a part flagged must take one."""
    if not parts:
        return not letters
    (word, needed), rest = parts[0], parts[1:]
    if not needed and _fits(letters, rest):
        return True
    at = 0
    for taken, letter in enumerate(letters, 1):
        at = word.find(letter, at) if taken > 1 else (0 if word.startswith(letter) else -1)
        if at < 0:
            return False
        at += 1
        if _fits(letters[taken:], rest):
            return True
    return False


class Senses:
    """How many papers explain an abbreviation by which long form; immutable."""

    def __init__(
        self, counts: Mapping[str, Mapping[str, int]], own: Mapping[str, frozenset[str]] | None = None
    ) -> None:
        self._counts = counts
        self._own = own or {}

    def with_papers(self, explained: Mapping[tuple[str, str], int]) -> Senses:
        """These counts and those of a store's papers: short and long form as written, and their number."""
        counts: dict[str, dict[str, int]] = {}
        own: dict[str, set[str]] = defaultdict(set)
        for (short, long), papers in sorted(explained.items()):
            form, stem = core_form(short), stem_form(long)
            known = counts.setdefault(form, dict(self._counts.get(form, {})))
            known[stem] = known.get(stem, 0) + papers
            own[form].add(stem)
        return Senses({**self._counts, **counts}, {form: frozenset(stems) for form, stems in own.items()})

    def support(self, short: str, long: str, *, metric: bool | None = None) -> tuple[int, int]:
        """The papers that explain ``short`` by ``long`` (or nearly so), and those that explain it at all.

        Where it is known whether the names are a ``metric``, explanations by what speaks for the other do
        not count: an MAE that is measured is no masked autoencoder.
        """
        known = self._counts.get(core_form(short), {})
        stem = stem_form(long)
        told = sum(n for other, n in known.items() if alike(stem, other))
        others = (
            n
            for other, n in known.items()
            if not alike(stem, other) and metric in (None, other.endswith(_MEASURES))
        )
        return told, told + sum(others)

    def contested(self, short: str, long: str, *, metric: bool | None = None) -> bool:
        """Whether papers of the store explain ``short`` by something else than ``long``."""
        stem = stem_form(long)
        return any(
            not alike(stem, other) and metric in (None, other.endswith(_MEASURES))
            for other in self._own.get(core_form(short), ())
        )


def alike(stem: str, other: str) -> bool:
    """Whether two long forms of one abbreviation, as stems, are one, a needless head aside."""
    return stem == other or ratio(stem, other) >= AGREE or _HEAD.sub("", stem) == _HEAD.sub("", other)


@cache
def shipped() -> Senses:
    """What the shipped table says."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for short, long, number, *_ in _rows():
        counts[short][long] = int(number)
    return Senses(dict(counts))


@cache
def _usual() -> Mapping[str, str]:
    """The abbreviations that hardly ever stand for anything else, each with its long form."""
    return {short: spelled[0] for short, _, _, *spelled in _rows() if spelled}


def _rows() -> Iterator[list[str]]:
    lines = (data_path("ontology") / TABLE).read_text(encoding="utf-8").splitlines()
    return (line.split("\t") for line in lines if not line.startswith("#"))


def spelled_inside(name: str) -> str:
    """``name`` of several words with the usual abbreviations in it spelled out; itself where it has none.

    >>> spelled_inside("multimodal LLMs"), spelled_inside("RL-based agent"), spelled_inside("LLM")
    ('multimodal large language model', 'reinforcement learning agent', 'LLM')
    """
    if not _INSIDE.search(name) or looks_short(name):
        return name
    parts = [_usual().get(core_form(part), part) if looks_short(part) else part for part in _parts(name)]
    return name if parts == _parts(name) else "".join(parts)


def _parts(name: str) -> list[str]:
    """Words, and what is between them."""
    return _BETWEEN.split(unlinked(name))
