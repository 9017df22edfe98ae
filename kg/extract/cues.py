"""Words around a mention that tell how the paper stands to what is named."""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.model import Context

_NEAR = 60
"""Characters before a mention that count as near."""


def _any(words: str, *, end: str = r"\b") -> str:
    """A pattern of any of the words; ``*`` stands for any ending, ``_`` for a space."""
    ordered = "|".join(re.escape(w).replace(r"\*", r"\w*").replace("_", r"\s+") for w in words.split())
    return rf"\b(?:{ordered}){end}"


CUES: dict[str, str] = {
    "propose": _any(
        "propos* introduc* present* develop* design* devis* releas* construct* creat* contribut* "
        "describ* build*"
    ),
    "we": _any("we our this_paper this_work this_study this_article in_this"),
    "called": _any("called named dubbed termed coined denoted namely") + r"|[:(]\s*$",
    "use": _any(
        "using use used uses utiliz* leverag* via employ* adopt* based_on build_on built_on "
        "built_upon through "
        "combin* integrat* apply applies applied applying exploit* incorporat* inspired_by"
    ),
    "with": r"\b(?:with|by|of|from)\s+(?:an?|the)?\s*$",
    "compare": _any("outperform* compar* baseline* surpass* exceed* beat* than against versus vs over"),
    "unlike": _any(
        "unlike in_contrast_to contrary_to as_opposed_to differ_from differs_from rather_than "
        "instead_of without "
        "avoid* eliminat* no not never free"
    ),
    "such_as": _any("such_as including like for_example for_instance") + r"|\be\.g\.",
    "evaluate": _any("evaluat* experiment* benchmark* dataset* tested validat* demonstrat* result*"),
    "on": r"\b(?:on|across|over)\s+(?:the|an?|both|two|three|several)?\s*$",
    "prior": _any(
        "existing previous* prior traditional* conventional* current* recent* standard typical* "
        "widely popular"
    ),
    "but": _any("however but although despite suffer* fail* limit* struggl* challeng* lack* remain*"),
    "maybe": _any("could would might may future_work potential* promising possib* if"),
    "address": _any(
        "problem_of task_of task_like tasks_like tasks_such_as address* tackl* solv* study studies studied "
        "investigat* focus* explor* aim* consider*"
    ),
    "for": r"\b(?:for|in|to|towards?)\s+(?:an?|the)?\s*$",
    "gain": _any("improv* reduc* increas* achiev* terms_of higher lower better gain* up_to state-of-the-art")
    + "|%",
    "theory": _any("prov* theor* bound* guarantee* show_that analy* converg*"),
}
_COMPILED = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in CUES.items()}


class Seen(NamedTuple):
    """The cues before a mention, nearby, and those anywhere in its sentence; one flag a cue each."""

    near: tuple[bool, ...]
    sentence: tuple[bool, ...]


class Reader:
    """Looks for cues in one text; what a sentence says is looked up once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._sentences: dict[tuple[int, int], tuple[bool, ...]] = {}

    def see(self, start: int, sentence: tuple[int, int]) -> Seen:
        """The cues around a mention at ``start`` in ``sentence``."""
        if sentence not in self._sentences:
            whole = self.text[sentence[0] : sentence[1]]
            self._sentences[sentence] = tuple(bool(p.search(whole)) for p in _COMPILED.values())
        everywhere = self._sentences[sentence]
        before = self.text[max(sentence[0], start - _NEAR) : start]
        near = tuple(
            found and bool(p.search(before)) for found, p in zip(everywhere, _COMPILED.values(), strict=True)
        )
        return Seen(near, everywhere)


_FILLERS = _any(
    "the a an any all its their explicit additional extra existing prior previous other of use using need for"
)
_GAP = rf"(?:\s+{_FILLERS})*\s+$"
_NEGATED = re.compile(
    _any(
        "without not no nor never instead_of rather_than avoid avoids avoiding eliminate eliminates "
        "eliminating "
        "obviate obviates obviating remove removes removing replace replaces replacing dispense_with "
        "dispenses_with dispensing_with free_of no_longer require_no requires_no requiring_no need_for "
        "not_require not_need not_use not_rely_on",
        end="",
    )
    + _GAP,
    re.IGNORECASE,
)
_RIVAL = re.compile(
    _any(
        "unlike in_contrast_to in_contrast_with contrary_to as_opposed_to different_from differently_from "
        "differ_from differs_from",
        end="",
    )
    + _GAP,
    re.IGNORECASE,
)
_BEATEN = re.compile(
    _any(
        "outperform outperforms outperformed outperforming surpass surpasses surpassed surpassing "
        "exceed exceeds "
        "exceeded exceeding beat beats beating better_than higher_than faster_than lower_than "
        "more_accurate_than "
        "improve_on improves_on improved_on improving_on improve_upon improves_upon improving_upon gain_on "
        "gains_on improvement_on improvements_on over compare_to compared_to compared_with "
        "compared_against "
        "baseline baselines baselines_such_as baselines_like baselines_including",
        end="",
    )
    + _GAP,
    re.IGNORECASE,
)
_SUFFERS = re.compile(
    r"^\s*(?:\([^)]{1,20}\)\s*)?(?:\w+\s+)?"
    + _any("suffer suffers fail fails struggle struggles lack lacks is_limited are_limited cannot can_not"),
    re.IGNORECASE,
)
_HYPOTHETICAL = re.compile(
    r"\b(?:could|might|may|would)(?:\s+\w+){0,3}\s+"
    + _any("use be_combined be_extended be_applied combine extend adopt benefit")
    + "|"
    + _any("future_work we_plan_to we_hope_to we_intend_to"),
    re.IGNORECASE,
)
_BACKGROUND = re.compile(
    r"^" + _any("existing previous prior traditional conventional current recent recently most many"),
    re.IGNORECASE,
)


def context_of(text: str, start: int, end: int, sentence: tuple[int, int]) -> Context | None:
    """Why a mention does not say that the paper uses the thing; None where nothing speaks against it."""
    before = text[max(sentence[0], start - 90) : start]
    after = text[end : min(sentence[1], end + 60)]
    if _NEGATED.search(before):
        return "negated"
    if _RIVAL.search(before) or _SUFFERS.search(after):
        return "rival"
    if _HYPOTHETICAL.search(text[sentence[0] : start]):
        return "hypothetical"
    return "background" if _BACKGROUND.search(text[sentence[0] : sentence[1]]) else None


def beaten(text: str, start: int, sentence: tuple[int, int]) -> bool:
    """Whether the words right before a mention make it the loser of a comparison."""
    return bool(_BEATEN.search(text[max(sentence[0], start - 60) : start]))
