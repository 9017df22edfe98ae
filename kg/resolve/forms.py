"""Stronger forms than the normal form: what a careful reader would not tell apart either.

`kg.names.normal_form` makes identifiers and must not change; these forms only propose and back joins,
so they may grow. None of them touches a number: versions stay apart.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kg.names import normal_form, singular

_BRITISH = (
    (re.compile(r"(?<=[a-z]{3})is(?=(?:e|ed|er|ing|ation|ability)$)"), "iz"),
    (re.compile(r"^(behavi|col|neighb|fav|lab|hum|hon)our"), r"\1or"),
    (re.compile(r"(?<=.{3})ys(?=(?:e|ed|er|ing)$)"), "yz"),
    (re.compile(r"(?<=[a-z]{2}[aeiou])ll(?=(?:ed|ing|er)$)"), "l"),
    (re.compile(r"^(cent|met|fib|theat)re"), r"\1er"),
    (re.compile(r"(dialog|catalog|analog)ue$"), r"\1"),
)
_KEEP_S = {"precise", "concise", "noise", "raise", "rise", "wise", "exercise", "otherwise", "expertise"}
_KEEP_S |= {
    "supervised",
    "unsupervised",
    "supervise",
    "compromise",
    "enterprise",
    "likewise",
    "revise",
    "advise",
}
_GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "ζ": "zeta",
    "η": "eta",
    "θ": "theta",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "ν": "nu",
    "ξ": "xi",
    "π": "pi",
    "ρ": "rho",
    "σ": "sigma",
    "τ": "tau",
    "φ": "phi",
    "χ": "chi",
    "ψ": "psi",
    "ω": "omega",
}
HEADS = {
    "algorithm": "Method",
    "approach": "Method",
    "benchmark": "Dataset",
    "corpus": "Dataset",
    "dataset": "Dataset",
    "framework": "Method",
    "method": "Method",
    "metric": "Metric",
    "model": "Method",
    "score": "Metric",
    "simulator": "Dataset",
    "technique": "Method",
    "technology": "Concept",
}
"""Heads that add nothing to the proper name of a thing of this type: "PPO algorithm" is PPO."""
METHOD_HEADS = frozenset({"algorithm", "approach", "framework", "method", "model", "technique"})
"""Heads that a long form may have beyond what its abbreviation spells: VLA, vision-language-action model."""
_TO = re.compile(r"(?<=[a-z]) to (?=[a-z])")
_ARTICLE = re.compile(r"(?<= (?:as|at|by|in|of|on)) (?:a|an|the)(?= )|(?<= (?:for|via)) (?:a|an|the)(?= )")
_TURNED = re.compile(r"([a-z]{3,}) of ([a-z]{3,})")
_LINKED = re.compile(r"(?<=[A-Z])(?i:[- ](?:based|powered|enabled)(?= \w))|(?<=\w)-grade(?= \w)")
_NUMBER_FORMAT = re.compile(
    r"((?:BF|FP|U?INT|MXFP|NF|NVFP|TF)-?\d+)(?: half| full)?[- ](?:precision|quantization|format)", re.I
)
_PROPER = re.compile(r"[A-Z0-9].*[A-Z0-9]|[A-Z][a-z]+[A-Z]")
_PLURAL_CAPITALS = re.compile(r"(?<=[A-Z]{2})s$")
SMALL = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "via", "with"}
)
"""Words that carry no weight in a long form."""


@lru_cache(maxsize=50_000)
def core_form(name: str) -> str:
    """The normal form with American spelling, every word singular, Greek letters spelled out, no accents.

    An article between a preposition and a noun says nothing.

    >>> core_form("Behaviours Modelling"), core_form("β-VAE"), core_form("Qwen2.5")
    ('behavior modeling', 'beta vae', 'qwen2.5')
    >>> core_form("LLMs-as-judges") == core_form("LLM-as-a-Judge")
    True
    """
    return _ARTICLE.sub("", whole_form(name))


@lru_cache(maxsize=50_000)
def whole_form(name: str) -> str:
    """The `core_form` with all its articles: what letters of an abbreviation may stand for.

    >>> whole_form("state-of-the-art"), core_form("state-of-the-art")
    ('state of the art', 'state of art')
    """
    form = normal_form(_PLURAL_CAPITALS.sub("", name.replace("~", " ")))
    if not form.isascii():
        for letter, spelled in _GREEK.items():
            form = form.replace(letter, f" {spelled} ")
        apart = unicodedata.normalize("NFKD", form)
        form = unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))
    return " ".join(map(_core_word, form.split()))


@lru_cache(maxsize=50_000)
def _core_word(word: str) -> str:
    return _american(singular(word))


def _american(word: str) -> str:
    if word in _KEEP_S:
        return word
    for pattern, instead in _BRITISH:
        word = pattern.sub(instead, word)
    return word


@lru_cache(maxsize=50_000)
def glued_form(name: str) -> str:
    """`core_form` without blanks: "multi-modal" and "multimodal", "Llama3-8B" and "LLaMA-3-8B".

    A blank between two digits stays, for gluing them would make another number. "Sim-to-Real" is "Sim2Real".
    """
    return glued(core_form(name))


def glued(form: str) -> str:
    """The `glued_form` of the names that have this `core_form`."""
    return re.sub(r"(?<!\d) | (?!\d)", "", _TO.sub("2", form))


@lru_cache(maxsize=50_000)
def words_form(name: str) -> str:
    """The `glued_form` of a name said otherwise with the same words of weight.

    >>> words_form("sequence of tokens") == words_form("token sequence")
    True
    >>> words_form("LLM-based agents"), words_form("INT4 quantization"), words_form("vision-based agent")
    ('llmagent', 'int4', 'visionbasedagent')
    """
    if turned := _TURNED.fullmatch(core_form(name)):
        return glued_form(f"{turned[2]} {turned[1]}")
    if number := _NUMBER_FORMAT.fullmatch(name):
        return glued_form(number[1])
    return glued_form(unlinked(name))


def unlinked(name: str) -> str:
    """``name`` without "-based", "-powered" … behind an abbreviation.

    >>> unlinked("LLM-based agent"), unlinked("vision-based agent")
    ('LLM agent', 'vision-based agent')
    """
    return _LINKED.sub("", name)


@lru_cache(maxsize=50_000)
def bare_name(name: str) -> str:
    """``name`` without a last word that names only the kind, where a proper name is before it.

    >>> bare_name("PPO algorithm"), bare_name("language model"), bare_name("LLM-based method")
    ('PPO', 'language model', 'LLM-based method')
    """
    words = name.split()
    if len(words) == 2 and singular(words[1].casefold()) in HEADS and _is_proper(words[0]):
        return words[0]
    return name


def needless_head(name: str) -> str | None:
    """The type that a needless last word of ``name`` speaks of, None where it has none.

    >>> needless_head("KITTI benchmark"), needless_head("KITTI")
    ('Dataset', None)
    """
    return None if bare_name(name) == name else HEADS[singular(name.split()[1].casefold())]


def headless_long(form: str) -> str:
    """A long form, in its `core_form`, without a needless last word, where two words are left.

    >>> headless_long("vision language action model"), headless_long("diffusion model")
    ('vision language action', 'diffusion model')
    """
    head, _, last = form.rpartition(" ")
    return head if last in METHOD_HEADS and " " in head else form


def headless_form(name: str) -> str:
    """The `glued_form` of the `bare_name`."""
    return glued_form(bare_name(name))


def _is_proper(word: str) -> bool:
    """Whether a word is a proper name: two capitals, and no adjective made of one ("LLM-based")."""
    return bool(_PROPER.search(word)) and not re.search(r"-[a-z]+(?:ed|en|ic|free|like)$", word)


@lru_cache(maxsize=50_000)
def stem_form(name: str) -> str:
    """A form in which long forms of an abbreviation are compared: glued, without small words, stems only.

    Not for names on their own: "generation" and "generative" are two things unless an abbreviation is
    shared.

    >>> stem_form("Behavioral Cloning") == stem_form("behaviour cloning")
    True
    """
    words = [word for word in core_form(re.sub(r"[/&]", " ", name)).split() if word not in SMALL]
    return "".join(_stem(word) for word in words)


_ENDINGS = re.compile(r"(?:ational|ations?|ative|ional|ions?|ated|ates?|ings?|als?|ed|es?|ies|y|s)$")


def _stem(word: str) -> str:
    cut = _ENDINGS.sub("", word)
    return cut if len(cut) >= 4 else word


def numbers(name: str) -> tuple[str, ...]:
    """All numbers in a name, in order: names that differ in them are versions, never one thing.

    >>> numbers("Qwen2.5-7B"), numbers("CIFAR-10")
    (('2.5', '7'), ('10',))
    """
    return tuple(re.findall(r"\d+(?:\.\d+)*", normal_form(name)))
