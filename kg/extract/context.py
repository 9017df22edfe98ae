"""In which context a sentence mentions something: avoided, a rival, only possible, others' work, or none.

A construction reaches as far as its clause: a trigger before the mention counts while only articles,
adjectives and the members of a list stand between the two, a predicate after it while it is the predicate of
the mention.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.extract.gates import CLOSE, GATES
from kg.model import Context

_STOP = (
    r"(?:with|by|using|via|through|but|we|it|they|is|are|was|were|be|that|which|who|because|since|so"
    r"|then|while|when"
    r"|where|if|thus|hence|uses?|needs?|runs?|relies|learns?|trains?|finds?|works?|yields?|can|will|our"
    r"|this|these|at"
    r"|in|on|for|to|from|into|as|than|do|does|not|has|have|without|touching|waiting|wait)"
)
_WORD = rf"(?!{_STOP}\b)[\w*+/.'’-]+"
_LIST = rf"(?:(?:{_WORD}\s+){{0,4}}(?:{_WORD}),?\s+(?:and|or|nor)\s+(?:no\s+|any\s+)?)?"
_USE = (
    r"(?:(?:use\s+of|using|use|need\s+for|need\s+of|access\s+to|reliance\s+on|recourse\s+to|help\s+of)\s+)?"
)
_GAP = (
    rf"\s+(?:(?:both|the|a|an|any|all|either)\s+)?{_USE}{_LIST}(?:(?:the|a|an"
    rf"|any)\s+)?(?:{_WORD}\s+){{0,3}}$"
)


def _any(words: str) -> str:
    """A pattern of any of the words; ``_`` stands for a space."""
    ordered = "|".join(re.escape(w).replace("_", r"\s+") for w in words.split())
    return rf"\b(?:{ordered})"


_VERBS = "(?:use|need|require|rely|depend|involve|employ|adopt|consult|assume|contain|include|see|apply|call)"
_AVOIDED = (
    _any(
        "without neither nor instead_of rather_than in_place_of in_lieu_of avoid avoids avoiding "
        "eliminate eliminates "
        "eliminating obviate obviates obviating remove removes removing dispense_with dispenses_with "
        "dispensing_with "
        "do_away_with does_away_with doing_away_with free_of free_from forgo forgoes forgoing forego "
        "foregoes omit "
        "omits omitting drop drops dropping skip skips skipping bypass bypasses bypassing sidestep "
        "sidesteps "
        "sidestepping circumvent circumvents circumventing abandon abandons abandoning discard discards "
        "discarding "
        "exclude excludes excluding except_for other_than leave_out leaves_out leaving_out give_up "
        "gives_up "
        "refrain_from refrains_from abstain_from abstains_from absence_of replace replaces replacing "
        "take_the_place_of takes_the_place_of taking_the_place_of substitute_for not_a not_an not_the "
        "not_by not_with "
        "not_on not_from lacks lacking in_no_need_of"
    )
    + r"|\bno(?!\s+(?:more|fewer|less|matter|doubt|longer|further|better|worse))"
    + rf"|\b(?:not|never|cannot|nowhere|no\s+longer)\s+(?:\w+ly\s+)?{_VERBS}\w*(?:\s+(?:on|upon))?"
    + rf"|\b(?:at\s+no\s+\w+|in\s+no\s+case|never|nowhere)\s+(?:is|are|do\s+we\s+{_VERBS}"
    rf"|does\s+it\s+{_VERBS})" + r"|\bno\s+need\s+(?:for|of)|\bneed\s+for"
)
_DOUBLE = (
    r"\b(?:not|cannot|never|impossible|hard|slow\w*|fail\w*|wors\w+|nothing"
    r"|hardly)\b[^,.;:]{0,40}\bwithout\b[^,;]*$"
)
_SPARED = (
    r"^\s*(?:\([^)]{1,20}\)\s*)?(?:(?:and|or|nor)\s+[\w -]{1,40}?\s)?(?:,?\s*(?:which|that)\s+)?"
    r"(?:(?:(?:is|are|was|were|be)\s+)?(?:no\s+longer|not|never|nowhere)\s+(?:\w+ly\s+)?(?:used|needed"
    r"|required"
    r"|necessary|applied|involved|employed|adopted|considered|consulted|part)\b"
    r"|(?:(?:is|are|was|were)\s+)(?:\w+ly\s+)?(?:removed|omitted|dropped|replaced|avoided|skipped"
    r"|abandoned|discarded"
    r"|left\s+out|given\s+up|unnecessary|superfluous|redundant|obsolete|dispensable)\b"
    r"|becomes?\s+(?:unnecessary|superfluous|redundant|obsolete|dispensable)\b|plays?\s+no\s+(?:role"
    r"|part)\b"
    r"|(?:removed|omitted|dropped)\s+(?:from|altogether|entirely))"
    r"|^-free\b"
)
_GIVEN_UP = (
    r"\b(?:considered|tried|tested|attempted|explored)\b.*\b(?:not\s+adopt|did\s+not\s+(?:help|use"
    r"|keep)|abandon\w*"
    r"|reject\w*|discard\w*|gave\s+(?:it\s+)?up|given\s+up|brought\s+nothing)\b"
)
_RIVALRY = _any(
    "unlike in_contrast_to in_contrast_with contrary_to as_opposed_to opposed_to different_from "
    "differently_from "
    "differ_from differs_from differed_from alternative_to alternatives_to departure_from opposite_of "
    "weakness_of "
    "weaknesses_of drawback_of drawbacks_of limitation_of limitations_of limitations_in shortcoming_of "
    "shortcomings_of flaw_of beyond"
)
_DEFEAT = _any(
    "outperform outperforms outperformed outperforming surpass surpasses surpassed surpassing exceed "
    "exceeds exceeded "
    "exceeding beat beats beating improve_on improves_on improved_on improving_on improve_upon "
    "improves_upon "
    "improving_upon improve_over improves_over gain_on gains_on gains_over improvement_on improvements_on "
    "improvement_over improvements_over over compare_to compared_to compare_with compared_with "
    "compared_against "
    "comparison_with comparison_to comparable_to competitive_with on_par_with as_baselines_we_use "
    "versus vs "
    "relative_to baseline_is "
    "baselines_are baselines_such_as baselines_like baselines_including baseline baselines against "
    "loses_to "
    "lose_to superior_to dominates matches"
)
_FEWER = (
    r"\b(?:halv|cut|reduc|lower)\w+\s+the\s+(?:\w+\s+)?(?:errors?|misses|mistakes|failures|false\s+\w+)\s+of"
)
_THAN = r"\b(?:\w+er|more|less|worse|twice|times)\b[^,.;:]{0,40}\bthan(?:\s+(?:that|those|the\s+\w+)\s+of)?"
_COMPARING = r"\bcompar\w+\s+[^,.;:]{1,40}?\s(?:with|to|against)"
_LOST = (
    r"^\s*(?:\([^)]{1,20}\)\s*)?(?:(?:is|are|was|were)\s+(?:\w+ly\s+)?(?:beaten|outperformed|surpassed"
    r"|exceeded|worse"
    r"|slower|outdone)\b|(?:falls?|fell|lags?)\s+(?:far\s+|well\s+)?behind\b|(?:serves?|served"
    r"|act)\s+as\s+(?:\w+\s+)?"
    r"baselines?\b|as\s+(?:an?\s+|our\s+)?(?:\w+\s+)?baselines?\b|(?:needs?|takes?|makes?)\s+(?:twice"
    r"|\w+\s+times)\b)"
)
_HOW = (
    r"(?:(?:often|usually|notoriously|known\s+to\s+be|too|very|rather|quite|also|still|all|far|so"
    r"|both)\s+)*"
)
_FAULTS = (
    r"(?:suffer(?:s|ed)?|fail(?:s|ed)?|struggle[sd]?|lack(?:s|ed)?|ignore[sd]?|neglect(?:s|ed)?"
    r"|overlook(?:s|ed)?"
    r"|forgets?|misse[sd]|miss|collapse[sd]?|breaks?(?:\s+down)?|degrades?|deteriorates?|cannot|can\s+not"
    r"|(?:do|does|did)\s+not\s+(?!need|require|rely|depend|use|suffer|assume)\w+"
    r"|(?:is|are|remains?|was|were|proves?|tends?\s+to\s+be|can\s+be|may\s+be)\s+"
    + _HOW
    + r"(?:limited|prone|unable"
    r"|impractical|infeasible|inefficient|expensive|costly|slow|brittle|unstable|inaccurate|unreliable"
    r"|inadequate"
    r"|insufficient|cumbersome|vulnerable|unsuitable|wasteful|biased|rigid|fragile|susceptible"
    r"|restricted|intractable"
    r"|blind|ill-suited|poor|sensitive|hard|difficult|prohibitive\w*|known\s+to|too\s+\w+)"
    r"|needs?\s+(?:too|many|much|large|vast|\d+|thousands|millions)|requires?\s+(?:too|massive|vast"
    r"|extensive|many"
    r"|large|much|costly|expensive|labels)|holds?\s+hardly|scales?\s+(?:poorly|badly))\b"
)
_FAILURE = rf"^\s*(?:\([^)]{{1,20}}\)\s*)?(?:,?\s*(?:which|that)\s+)?(?:\w+\s+)?{_FAULTS}"
_CONCEDED = r"(?:^|[,;]\s+)(?:although|while|though|even\s+though|whereas)\b[^,;]*$"
_MODAL = r"\b(?:could|might|may|would)"
_PERHAPS = (
    rf"{_MODAL}(?:\s+\w+){{0,3}}\s+(?:use|be|extend|adopt|employ|benefit|combine|replace|apply|help"
    rf"|profit|gain"
    r"|contain|add|try|turn|serve|also)\b[^,;:]*$"
    r"|\bwe\s+(?:plan|hope|intend|wish|want)\s+to\b[^;:]*$|\bone\s+(?:could|might|may"
    r"|can\s+imagine)\b[^;:]*$"
    r"|\b(?:has|have)\s+the\s+potential\b[^,;:]*$|\bpotentially\b[^,;:]*$"
    rf"|\bbelieve\s+that\b[^,;:]*$"
)
_LATER = (
    r"\bfuture\s+(?:work|versions?|research|studies|papers?|extensions?)\b|\bin\s+(?:the\s+)?future\b"
    r"|\blater\s+(?:work|versions?|papers?)\b|\bnext\s+(?:step|version)\b|\bremains?\s+to\s+be\b"
    r"|\banother\s+paper\b"
    r"|\bpromising\s+(?:direction|avenue)|\bopen\s+(?:question|problem|issue)\b"
    r"|\bleaves?\s+(?:it\s+)?open\b"
    r"|\bif\b[^.]*\bwere\b|^\s*should\b|\bconceivable\b|\bimaginable\b|\bin\s+principle\b"
    r"|\bworth\s+(?:trying|exploring"
    r"|investigating)\b|\bextensions?\s+to\b[^.]*\b(?:possible|planned|straightforward)\b"
    r"|\bleft\s+(?:open|for|to)\b"
    r"|\bwhether\b[^.;]*\b(?:would|could|might|remains?|is\s+(?:an?\s+)?(?:open|unclear|question|left))\b"
    r"|\bnot\s+(?:yet\s+)?(?:been\s+)?tested\b|\bhave\s+not\s+tried\b"
)
_MODAL_NEXT = rf"^\s*(?:\([^)]{{1,20}}\)\s*)?(?:and\s+[\w -]{{1,30}}\s)?{_MODAL}\s"
_TAKEN_UP = (
    r"\bwe\s+(?:(?:therefore|thus|then|instead|hence|first)\s+)?"
    r"(?!plan|hope|intend|wish|want|leave|left|could|might|may|would|believe)\w+\s+(?:\w+\s+){0,2}$"
)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_NEGATED = _compiled(f"(?:{_AVOIDED}){_GAP}")
_RIVAL = _compiled(f"(?:{_RIVALRY}){_GAP}")
_BEATEN = _compiled(f"(?:{_DEFEAT}|{_THAN}|{_COMPARING}|{_FEWER}){_GAP}")
_DOUBLY, _NOT_NEEDED, _ABANDONED = map(_compiled, (_DOUBLE, _SPARED, _GIVEN_UP))
_SUFFERS, _UNDER_ALTHOUGH, _LOSES = map(_compiled, (_FAILURE, _CONCEDED, _LOST))
_HYPOTHETICAL, _SOMEDAY, _MODAL_AFTER = map(_compiled, (_PERHAPS, _LATER, _MODAL_NEXT))
_OURS = _compiled(_TAKEN_UP)
_OWN = _compiled(r"\b(?:we|our|us|here|this|these|propos\w+|present\w*|introduc(?:e|es|ing))\b")
_OTHERS = _compiled(
    r"\s*(?:existing|previous(?:ly)?|prior|traditional(?:ly)?|conventional(?:ly)?|current(?:ly)?"
    r"|recent(?:ly)?|most|many"
    r"|others?|earlier|past|classical(?:ly)?|historically|modern|today(?:'s)?|some|several|much"
    r"|typical(?:ly)?"
    r"|interest\s+in|since\s+(?:its|their|the)|in\s+(?:recent|the\s+past|the\s+last|the\s+literature)"
    r"|over\s+the\s+(?:past|last)|the\s+(?:makers|authors|creators|inventors)\s+of)\b"
)
_PERFECT = _compiled(
    r"\b(?:has|have)\s+(?:\w+ly\s+|long\s+|both\s+|all\s+)?(?:been|become|grown|found|shown|led|made"
    r"|drawn|gained|seen"
    r"|won|gone|come|\w+ed)\b|\b(?:is|are)\s+(?:central|crucial|essential|fundamental|important|vital"
    r"|well\s+known)\s+"
    r"|\b(?:is|are|was|were)\s+(?:widely|commonly|often|usually|typically|frequently|traditionally"
    r"|originally|mostly"
    r"|already|first)\s+\w+|\b(?:was|were)\s+(?:introduced|proposed|developed|invented|designed"
    r"|collected|used|made"
    r"|built|devised)\s+|\b(?:is|are)\s+(?:an?\s+|the\s+)?(?:popular|common|standard|classic|dominant"
    r"|well-known"
    r"|ubiquitous|prevalent)\b|\bby\s+\w+\s+(?:and\s+colleagues|et\s+al)\b|\bmodern\s+\w+\s+already\b"
)
_ALL = (True,) * len(GATES)
_ANY = (True,) * len(CLOSE)


class Reader:
    """Says in which context a text mentions something.

    ``gates`` tell what the words of the sentence leave possible, ``close`` what those before the mention do
    (`kg.extract.cues.Seen`).
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._said: dict[tuple[re.Pattern[str], tuple[int, int]], bool] = {}
        self._begins: dict[tuple[int, int], tuple[int, bool]] = {}

    def context(
        self,
        start: int,
        end: int,
        sentence: tuple[int, int],
        gates: Sequence[bool] = _ALL,
        close: Sequence[bool] = _ANY,
    ) -> Context | None:
        """Why a mention does not say that the paper uses the thing; None where nothing speaks against it."""
        negates, contrasts, fails, doubts, _ = gates
        led = self.text[sentence[0] : start]
        before, after = led[-110:], self.text[end : min(sentence[1], end + 90)]
        if negates and self._avoided(before if close[0] else "", after, sentence):
            return "negated"
        if contrasts and close[1] and _RIVAL.search(before):
            return "rival"
        taken = (fails or doubts) and "we " in before.lower() and _OURS.search(before) is not None
        if fails and not taken and (_SUFFERS.match(after) or _UNDER_ALTHOUGH.search(led)):
            return "rival"
        if doubts and self._possible(led, after, sentence, taken=taken):
            return "hypothetical"
        return "background" if self._of_others(start, sentence) else None

    def _avoided(self, before: str, after: str, sentence: tuple[int, int]) -> bool:
        if before and _NEGATED.search(before):
            return _DOUBLY.search(before) is None
        return _NOT_NEEDED.match(after) is not None or self._says(_ABANDONED, sentence)

    def _possible(self, led: str, after: str, sentence: tuple[int, int], *, taken: bool) -> bool:
        if taken:
            return _SOMEDAY.search(led) is not None
        return bool(_HYPOTHETICAL.search(led) or _MODAL_AFTER.match(after)) or self._says(_SOMEDAY, sentence)

    def _says(self, pattern: re.Pattern[str], sentence: tuple[int, int]) -> bool:
        """Whether a sentence has it, wherever; asked once, however many mentions it has."""
        known = self._said.get((pattern, sentence))
        if known is None:
            found = pattern.search(self.text[sentence[0] : sentence[1]])
            known = self._said[pattern, sentence] = found is not None
        return known

    def _of_others(self, start: int, sentence: tuple[int, int]) -> bool:
        """Whether a sentence tells of others' work up to here: by its first words, or by its tense."""
        begin = self._begins.get(sentence)
        if begin is None:
            own = _OWN.search(self.text, *sentence)
            others = _OTHERS.match(self.text, *sentence) is not None
            begin = self._begins[sentence] = (own.end() if own else len(self.text) + 1, others)
        if begin[0] <= start:
            return False
        if begin[1]:
            return True
        return sentence[0] > 0 and self._says(_PERFECT, sentence) and not self._says(_OWN, sentence)

    def beaten(
        self,
        start: int,
        sentence: tuple[int, int],
        gates: Sequence[bool] = _ALL,
        end: int | None = None,
        close: Sequence[bool] = _ANY,
    ) -> bool:
        """Whether the words around a mention make it the loser of a comparison."""
        if not gates[4]:
            return False
        if close[2] and _BEATEN.search(self.text[max(sentence[0], start - 110) : start]):
            return True
        return end is not None and _LOSES.match(self.text[end : min(sentence[1], end + 60)]) is not None
