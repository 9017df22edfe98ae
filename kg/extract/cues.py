"""Words around a mention that tell how the paper stands to what is named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.model import Context

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

_NEAR = 60
"""Characters before a mention that count as near."""
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


_GATES = (
    "without not no nor never instead rather avoid* eliminat* obviat* remov* replac* dispens* free "
    "require* need* neither drop* omit*",
    "unlike contrast contrary opposed different* differ*",
    "suffer* fail* struggl* lack* limited cannot can is are was were do does need* requir* ignor* neglect* "
    "overlook* forget* miss* collaps* trap* hold* although while though whereas",
    "could might may would future later plan hope intend if next open remain* imagine promising direction*",
    "outperform* surpass* exceed* beat* better higher faster lower accurate improv* gain* over compare* "
    "baseline* par versus",
)
"""Words without which a sentence negates nothing, names no rival, and so on, in the order of `Reader`."""


def _patterns() -> tuple[list[re.Pattern[str]], dict[str, list[tuple[int, tuple[str, ...]]]]]:
    single, several = [], dict[str, list[tuple[int, tuple[str, ...]]]]()
    for number, words in enumerate((*CUES.values(), *_GATES)):
        ones = [re.escape(word).replace(r"\*", r"\w*") for word in words.split() if "_" not in word]
        single.append(re.compile("|".join(ones)))
        for parts in (tuple(word.split("_")) for word in words.split() if "_" in word):
            several.setdefault(parts[0], []).append((number, parts))
    return single, several


_SINGLE, _SEVERAL = _patterns()


@lru_cache(maxsize=50_000)
def _cues_of(word: str) -> tuple[int, ...]:
    """Numbers of the cues that a lower-case word is."""
    return tuple(number for number, pattern in enumerate(_SINGLE) if pattern.fullmatch(word))


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


def see(words: Sequence[str], offsets: Ints, first: Ints, end: Ints, sentences: Ints) -> Seen:
    """The cues around mentions that are tokens ``first`` to ``end`` - 1, in ``sentences`` by offsets."""
    sums = _cue_sums(words)
    starts = offsets[:, 0]
    begin = np.searchsorted(starts, sentences[:, 0])
    stop = np.searchsorted(starts, sentences[:, 1])
    near = np.searchsorted(starts, starts[first] - _NEAR)

    cues = len(CUES)

    def within(low: Ints, high: Ints) -> Flags:
        return np.asarray(sums[np.maximum(low, high)] > sums[low])

    everywhere = within(begin, stop)
    return Seen(
        within(np.maximum(begin, near), first)[:, :cues],
        everywhere[:, :cues],
        within(np.maximum(begin, first - _NEXT), first)[:, :cues],
        within(np.minimum(end, stop), np.minimum(end + _NEXT, stop))[:, :cues],
        everywhere[:, cues:],
    )


def _cue_sums(words: Sequence[str]) -> Ints:
    """Number of words before each place that are a cue, shape (n + 1, cues and gates)."""
    sums = np.zeros((len(words) + 1, len(CUES) + len(_GATES)), dtype=np.int64)
    for at, word in enumerate(words):
        for number in _cues_of(word):
            sums[at + 1, number] = 1
        for number, parts in _SEVERAL.get(word, ()):
            if tuple(words[at : at + len(parts)]) == parts:
                sums[at + 1, number] = 1
    return np.cumsum(sums, axis=0)


def _any(words: str, *, end: str = r"\b") -> str:
    """A pattern of any of the words; ``_`` stands for a space."""
    ordered = "|".join(re.escape(w).replace("_", r"\s+") for w in words.split())
    return rf"\b(?:{ordered}){end}"


_FILLERS = _any(
    "the a an any all its their explicit additional extra existing prior previous other of use using need "
    "for access to costly expensive large full heavy human"
)
_GAP = rf"(?:\s+{_FILLERS})*\s+$"
_NEGATION = _any(
    "without not no nor neither never instead_of rather_than avoid avoids avoiding eliminate eliminates "
    "eliminating "
    "obviate obviates obviating remove removes removing replace replaces replacing dispense_with "
    "dispenses_with dispensing_with free_of no_longer require_no requires_no requiring_no need_for "
    "not_require not_need not_use not_rely_on",
    end="",
)
_RIVALRY = _any(
    "unlike in_contrast_to in_contrast_with contrary_to as_opposed_to different_from differently_from "
    "differ_from differs_from",
    end="",
)
_DEFEAT = _any(
    "outperform outperforms outperformed outperforming surpass surpasses surpassed surpassing "
    "exceed exceeds "
    "exceeded exceeding beat beats beating better_than higher_than faster_than lower_than "
    "more_accurate_than "
    "improve_on improves_on improved_on improving_on improve_upon improves_upon improving_upon gain_on "
    "gains_on improvement_on improvements_on over compare_to compared_to compared_with "
    "compared_against "
    "on_par_with as_baselines_we_use versus baseline baselines baselines_such_as baselines_like "
    "baselines_including",
    end="",
)
_FAULTS = (
    r"(?:suffers?|fails?|struggles?|lacks?|ignores?|neglects?|overlooks?|forgets?|misses|collapses?|cannot"
    r"|can\s+not|(?:do|does)\s+not\s+(?:scale|generali[sz]e|work|capture|consider|account|apply|extend|hold)"
    r"|(?:is|are)\s+(?:often\s+|usually\s+)?(?:limited|too|prone|unable|impractical|infeasible|inefficient"
    r"|expensive|costly|slow|known\s+to)|needs?\s+too|requires?\s+(?:too|massive|vast|extensive)|holds?\s+hardly)\b"
)
_FAILURE = rf"^\s*(?:\([^)]{{1,20}}\)\s*)?(?:,?\s*(?:which|that)\s+)?(?:\w+\s+)?{_FAULTS}"
_CONCEDED = r"^(?:although|while|though|even though|whereas)\b[^,]*$"
_SPARED = (
    r"^\s*(?:\([^)]{1,20}\)\s*)?(?:(?:is|are|was|were)\s+)?(?:no\s+longer|not)\s+(?:used|needed|required"
    r"|necessary)\b|^\s*(?:(?:is|are|was|were)\s+)?(?:removed|omitted|dropped)\s+(?:from|altogether|entirely)"
)
_PERHAPS = (
    r"\b(?:could|might|may|would)(?:\s+\w+){0,3}\s+"
    + _any("use be_combined be_extended be_applied combine extend adopt employ benefit")
    + "|"
    + _any("we_plan_to we_hope_to we_intend_to one_could")
)
_LATER = (
    r"\bfuture\s+(?:work|versions?|research|studies)\b|\bin\s+(?:the\s+)?future\b|\blater\s+work\b"
    r"|\bnext\s+step\b|\bremains?\s+to\s+be\b|\bpromising\s+(?:direction|avenue)|\bleave\s+open\b"
    r"|\bif\b[^.]*\bwere\b"
)
_MODAL_NEXT = r"^\s*(?:\([^)]{1,20}\)\s*)?(?:could|might|may)\s"
_BACKGROUND = re.compile(
    _any("existing previous prior traditional conventional current recent recently most many"),
    re.IGNORECASE,
)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_NEGATED, _RIVAL, _BEATEN = (_compiled(words + _GAP) for words in (_NEGATION, _RIVALRY, _DEFEAT))
_SUFFERS, _UNDER_ALTHOUGH, _NOT_NEEDED = map(_compiled, (_FAILURE, _CONCEDED, _SPARED))
_HYPOTHETICAL, _SOMEDAY, _MODAL = map(_compiled, (_PERHAPS, _LATER, _MODAL_NEXT))
_OWN = _compiled(r"\b(?:we|our|us|here|this|these|propos\w+|present\w*|introduc\w+)\b")
_PERFECT = _compiled(
    r"\b(?:has|have)\s+(?:\w+ly\s+|long\s+|both\s+)?(?:been|become|grown|found|shown|led|made|drawn|gained|seen"
    r"|\w+ed)\b|\b(?:is|are)\s+(?:central|crucial|essential|fundamental|important|vital)\s+(?:to|for|in)\b"
)
_ANY = (True,) * len(_GATES)


class Reader:
    """Says in which context a text mentions something.

    ``gates`` tell what the words of the sentence leave possible (`Seen.gates`).
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._background: dict[tuple[int, int], bool] = {}

    def context(
        self, start: int, end: int, sentence: tuple[int, int], gates: Sequence[bool] = _ANY
    ) -> Context | None:
        """Why a mention does not say that the paper uses the thing; None where nothing speaks against it."""
        negates, contrasts, fails, doubts, _ = gates
        before = self.text[max(sentence[0], start - 90) : start]
        after = self.text[end : min(sentence[1], end + 60)]
        if negates and (_NEGATED.search(before) or _NOT_NEEDED.search(after)):
            return "negated"
        if contrasts and _RIVAL.search(before):
            return "rival"
        led = self.text[sentence[0] : start]
        if fails and (_SUFFERS.search(after) or _UNDER_ALTHOUGH.search(led)):
            return "rival"
        if doubts and (_HYPOTHETICAL.search(led) or _MODAL.search(after) or self._says(_SOMEDAY, sentence)):
            return "hypothetical"
        return "background" if self._is_background(sentence) else None

    def _says(self, pattern: re.Pattern[str], sentence: tuple[int, int]) -> bool:
        return pattern.search(self.text, *sentence) is not None

    def _is_background(self, sentence: tuple[int, int]) -> bool:
        """Whether a sentence tells of others' work: by its first word, or in the perfect tense."""
        known = self._background.get(sentence)
        if known is None:
            known = _BACKGROUND.match(self.text, *sentence) is not None or (
                self._says(_PERFECT, sentence) and sentence[0] > 0 and not self._says(_OWN, sentence)
            )
            self._background[sentence] = known
        return known

    def beaten(self, start: int, sentence: tuple[int, int], gates: Sequence[bool] = _ANY) -> bool:
        """Whether the words right before a mention make it the loser of a comparison."""
        return gates[4] and _BEATEN.search(self.text[max(sentence[0], start - 60) : start]) is not None
