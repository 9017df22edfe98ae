"""From a name as written to its normal form, and from there to the slug of its IRI.

Two strings with the same normal form are one name. The form is careful: it joins what no reader
would tell apart (case, kinds of hyphen, a plural, an article) and nothing more; what needs judgement is
left to `kg.resolve`. **IRIs depend on this file**: changing an answer moves identifiers.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.model import Entity

_HYPHENS = re.compile(r"[\s_\-\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d]+")
_ARTICLE = re.compile(r"^(?:the|an|a) (?=\S)")
_CLOSING = re.compile(r"[\s.,;:!?\"'`]+$")
_OPENING = re.compile(r"^[\s,;:!?\"'`]+")
_IRREGULAR = {
    "analyses": "analysis",
    "axes": "axis",
    "bases": "basis",
    "corpora": "corpus",
    "criteria": "criterion",
    "hypotheses": "hypothesis",
    "indices": "index",
    "matrices": "matrix",
    "maxima": "maximum",
    "minima": "minimum",
    "optima": "optimum",
    "phenomena": "phenomenon",
    "vertices": "vertex",
    # singular, or proper names of that form
    "lens": "lens",
    "means": "means",
}
_NOT_PLURAL = re.compile(r"(?:ss|us|is|ics|as|os|news|series|species|bias|chaos)$")

SLUG_LENGTH = 80
"""Longest slug in characters, before the hash."""
CACHED = 50_000
"""Names whose forms are kept: most of what papers write is among the most frequent of them."""


def singular(word: str) -> str:
    """The singular of a lower-case English noun, by rule; words that only look plural stay as they are."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or not word.isascii() or not word.endswith("s") or _NOT_PLURAL.search(word):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:sh|ch|x|ss|zz)es$", word):
        return word[:-2]
    return word[:-1] if word[-2].isalpha() else word


@lru_cache(maxsize=CACHED)
def normal_form(name: str) -> str:
    """The normal form of ``name``: NFKC, case-folded, hyphens as spaces, no article, last word singular.

    >>> normal_form("The  Graph Neural-Networks")
    'graph neural network'
    >>> normal_form("GANs"), normal_form("C++"), normal_form("Qwen2.5")
    ('gan', 'c++', 'qwen2.5')

    A string of punctuation only keeps its characters, so that the form of a non-empty name is never empty.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    text = unicodedata.normalize("NFKC", text)
    text = _HYPHENS.sub(" ", text.replace("’", "'")).strip() or text
    text = _CLOSING.sub("", _OPENING.sub("", text)) or text
    text = _ARTICLE.sub("", text)
    head, _, last = text.rpartition(" ")
    return f"{head} {singular(last)}" if head else singular(last)


@lru_cache(maxsize=CACHED)
def slug(name: str) -> str:
    """The readable, ASCII, IRI-safe local name of ``name``; a function of its normal form.

    Eight hexadecimal digits of the form's SHA-256 follow wherever the slug loses anything.

    >>> slug("Graph Neural Networks"), slug("C"), slug("C++")
    ('graph-neural-network', 'c', 'c-cedb1bac')
    """
    form = normal_form(name)
    plain = unicodedata.normalize("NFKD", form).encode("ascii", "ignore").decode()
    kept = re.sub(r"[^a-z0-9.]+", "-", plain).strip("-.")[:SLUG_LENGTH].strip("-.")
    kept = re.sub(r"\.{2,}", ".", kept)
    if kept and kept.replace("-", " ") == form:
        return kept
    import hashlib  # a look-up, which makes no IRI, does without

    digest = hashlib.sha256(form.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{kept}-{digest}" if kept else f"x-{digest}"


def sense_slug(name: str, long_form: str | None) -> str:
    """The slug of a name in the sense a paper gives it: ``sam~segment-anything-model``."""
    if long_form is None or normal_form(long_form) == normal_form(name):
        return slug(name)
    return f"{slug(name)}~{slug(long_form)}"


def use_slug(use: Entity) -> str:
    """The slug of what one use of a name stands for by name: its own sense where one was decided."""
    return use.sense or sense_slug(use.name, use.long_form)
