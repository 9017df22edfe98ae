"""Words around a mention that tell how the paper stands to what is named."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.extract.gates import CLOSE, GATES

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

_NEAR = 60
"""Characters before a mention that count as near."""
_LED = 110
"""Characters before a mention that a regular expression looks at, and at the word that they begin in."""
_NEXT = 4
"""Words before and after a mention that count as next to it."""

CUES: dict[str, str] = {
    "propose": "propos* introduc* present* develop* design* devis* releas* construct* creat* contribut* "
    "describ* build*",
    "we": "we our this_paper this_work this_study this_article in_this",
    "called": "called named dubbed termed coined denoted namely : (",
    "use": "using use used uses utiliz* leverag* via employ* adopt* based_on build_on built_on built_upon "
    "through combin* integrat* apply applies applied applying exploit* incorporat* inspired_by",
    "with": "with by of from",
    "compare": "outperform* compar* baseline* surpass* exceed* beat* than against versus vs over",
    "unlike": "unlike in_contrast_to contrary_to as_opposed_to differ_from differs_from rather_than "
    "instead_of without avoid* eliminat* no not never free",
    "such_as": "such_as including like for_example for_instance e.g",
    "evaluate": "evaluat* experiment* benchmark* dataset* tested validat* demonstrat* result*",
    "on": "on across over",
    "prior": "existing previous* prior traditional* conventional* current* recent* standard typical* widely "
    "popular",
    "but": "however but although despite suffer* fail* limit* struggl* challeng* lack* remain*",
    "maybe": "could would might may future_work potential* promising possib* if",
    "address": "problem_of task_of task_like tasks_like tasks_such_as address* tackl* solv* study studies "
    "studied investigat* focus* explor* aim* consider*",
    "for": "for in to toward towards",
    "gain": "improv* reduc* increas* achiev* terms_of higher lower better gain* up_to "
    "state_-_of_-_the_-_art %",
    "theory": "prov* theor* bound* guarantee* show_that analy* converg*",
}
"""Words of each cue; ``*`` stands for any ending, ``_`` joins several words."""
NAMES = tuple(CUES)
_CLOSE = len(CUES) + len(GATES)
"""Number of the first column of `CLOSE`."""


class _Words(NamedTuple):
    """Numbers of cues by the words that are one."""

    whole: dict[str, list[int]]
    begins: dict[str, list[int]]
    """By what words begin with."""
    several: dict[str, list[tuple[int, tuple[str, ...]]]]
    """By the first of several words, with all of them."""


def _words() -> _Words:
    out = _Words({}, {}, {})
    for number, words in enumerate((*CUES.values(), *GATES, *CLOSE)):
        for word in words.split():
            if "_" in word:
                parts = tuple(word.split("_"))
                out.several.setdefault(parts[0], []).append((number, parts))
            elif word.endswith("*"):
                out.begins.setdefault(word[:-1], []).append(number)
            else:
                out.whole.setdefault(word, []).append(number)
    return out


_WHOLE, _BEGINS, _SEVERAL = _words()
_SHORTEST = min(map(len, _BEGINS))


@lru_cache(maxsize=50_000)
def _cues_of(word: str) -> tuple[int, ...]:
    """Numbers of the cues that a lower-case word is."""
    found = set(_WHOLE.get(word, ()))
    if "." in word:
        # A regular expression also finds what a full stop without a blank joins to another word.
        found.update(number for part in word.split(".") for number in _cues_of(part) if number >= _CLOSE)
    else:
        for end in range(_SHORTEST, len(word) + 1):
            found.update(_BEGINS.get(word[:end], ()))
    return tuple(sorted(found))


class Seen(NamedTuple):
    """Cues of each mention, flags of shape (m, cues)."""

    near: Flags
    """In the words shortly before."""
    sentence: Flags
    before: Flags
    """In the few words right before."""
    after: Flags
    """In the few words right after."""
    gates: Flags
    """What a regular expression may find in the sentence, shape (m, 5)."""
    close: Flags
    """What one may find right before, shape (m, 3)."""


def see(words: Sequence[str], offsets: Ints, first: Ints, end: Ints, sentences: Ints) -> Seen:
    """The cues around mentions that are tokens ``first`` to ``end`` - 1, in ``sentences`` by offsets."""
    sums = _cue_sums(words)
    starts = offsets[:, 0]
    begin = np.searchsorted(starts, sentences[:, 0])
    stop = np.searchsorted(starts, sentences[:, 1])
    near = np.searchsorted(starts, starts[first] - _NEAR)
    led = np.maximum(np.searchsorted(starts, starts[first] - _LED) - 1, begin)

    cues = len(CUES)

    def within(low: Ints, high: Ints) -> Flags:
        return np.asarray(sums[np.maximum(low, high)] > sums[low])

    everywhere = within(begin, stop)
    return Seen(
        within(np.maximum(begin, near), first)[:, :cues],
        everywhere[:, :cues],
        within(np.maximum(begin, first - _NEXT), first)[:, :cues],
        within(np.minimum(end, stop), np.minimum(end + _NEXT, stop))[:, :cues],
        everywhere[:, cues:_CLOSE],
        within(led, first)[:, _CLOSE:],
    )


def _cue_sums(words: Sequence[str]) -> NDArray[np.int32]:
    """Number of words before each place that are a cue, shape (n + 1, cues and gates)."""
    sums = np.zeros((len(words) + 1, _CLOSE + len(CLOSE)), dtype=np.int32)
    for at, word in enumerate(words):
        for number in _cues_of(word):
            sums[at + 1, number] = 1
        for number, parts in _SEVERAL.get(word, ()):
            if tuple(words[at : at + len(parts)]) == parts:
                sums[at + 1, number] = 1
    return np.cumsum(sums, axis=0, dtype=np.int32)
