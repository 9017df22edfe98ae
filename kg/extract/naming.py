"""Which of the forms a paper uses becomes the name, and which become aliases."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from kg.names import normal_form, singular

LONGEST_NAME = 6
"""Words; a longer form is an alias."""
_MOST_ALIASES = 6


def choose(forms: Sequence[str], long_form: str | None, text: str) -> tuple[str, tuple[str, ...]]:
    """Name and aliases from the forms of one entity, one for each mention, in the order of the text.

    The name is the fullest form of at most six words: singular, in lower case unless it is a proper name.
    """
    if len(forms) == 1 and long_form in (None, forms[0]):
        name = plain_form(forms[0], text)
        return name, () if name == forms[0] else (forms[0],)
    counts = Counter(forms)
    told = list(dict.fromkeys([*forms, *([long_form] if long_form else [])]))
    fit = [form for form in told if len(form.split()) <= LONGEST_NAME] or told
    fullest = max(fit, key=lambda form: (_weight(form, long_form), counts[form], -told.index(form)))
    name = plain_form(fullest, text)
    taken = {name}
    aliases = []
    for form in sorted(told, key=lambda form: (_is_variant(form, name), -counts[form], told.index(form))):
        if form not in taken:
            taken.add(form)
            aliases.append(form)
    return name, tuple(aliases[:_MOST_ALIASES])


def _weight(form: str, long_form: str | None) -> tuple[bool, int]:
    return (form == long_form, len(form.split()))


def _is_variant(form: str, name: str) -> bool:
    return normal_form(form) == normal_form(name)


def plain_form(form: str, text: str) -> str:
    """The form without the capitals of a title or of a sentence's begin, its last word in the singular."""
    words = form.split() or [""]
    form = " ".join(words)
    if form.islower():
        pass  # nothing has a capital
    elif len(words) > 1 and _only_in_headline(form, text):
        words = [word if _has_inner_capital(word) else word.lower() for word in words]
    elif all(_is_title_word(word, text) for word in words):
        words = [word.lower() for word in words]
    last = words[-1]
    if last.islower() and last.isalpha() and len(last) > 4:
        words[-1] = singular(last)
    elif re.fullmatch(r"[A-Z]{2,}s", last):
        words[-1] = last[:-1]
    return " ".join(words)


def _only_in_headline(form: str, text: str) -> bool:
    """Whether the form stands in a title that capitalises its words, and nowhere else."""
    title, _, abstract = text.partition("\n")
    if form not in title or form in abstract:
        return False
    long_words = [word for word in title.split() if len(word) > 3]
    return sum(word[0].isupper() for word in long_words) * 4 > len(long_words) * 3


def _has_inner_capital(word: str) -> bool:
    return any(c.isupper() for part in re.split(r"[-–/]", word) for c in part[1:])


def _is_title_word(word: str, text: str) -> bool:
    """Lower case, or a capitalised word that the text also writes in lower case."""
    if word.islower() or not any(c.isalpha() for c in word):
        return True
    if _has_inner_capital(word):
        return False
    return _written(word.lower(), text)


def _written(word: str, text: str) -> bool:
    """Whether the text has the word as it stands, in the singular or plural; much faster than a pattern."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        end += text[end : end + 1] == "s" and not _continues(text, end + 1) and _continues(text, end)
        if not _continues(text, end) and not (at and _continues(text, at - 1)):
            return True
        at = text.find(word, at + 1)
    return False


def _continues(text: str, at: int) -> bool:
    return at < len(text) and (text[at].isalnum() or text[at] == "_")
