"""Names that share a part: "CIFAR-10/100", "federated and continual learning", "top-1 and top-5 accuracy"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kg.names import singular

_NUMBERS = re.compile(r"^(?P<stem>.*[A-Za-z][\s-]?)(?P<one>\d+)\s?/\s?(?P<two>\d+)$")
_ADJECTIVE = (
    r"(?:[\w-]+(?:ed|al|ive|ic|ous|ised|ized|ent|ant|ble|ar|vised)|[A-Za-z]+-[A-Za-z-]+|online|offline"
    r"|sparse"
    r"|dense|deep|shallow|static|discrete|continuous|forward|backward|inverse|binary|multilingual|early"
    r"|late)"
)
_BOTH = re.compile(rf"^(?P<one>{_ADJECTIVE}) (?:and|or) (?P<two>{_ADJECTIVE}) (?P<head>[\w-]+)$", re.I)
_ACTION = (
    "accuracy|alignment|classification|clustering|completion|detection|editing|estimation|forecasting|generation"
    "|inference|labelling|labeling|localization|matching|prediction|recognition|reconstruction|regression"
    "|restoration|retrieval|search|segmentation|summarization|synthesis|tracking|translation|understanding"
)
_DONE_TO_BOTH = re.compile(rf"^(?P<one>[\w-]+) (?:and|or) (?P<two>[\w-]+) (?P<head>(?:{_ACTION})s?)$", re.I)
_SUFFIXES = re.compile(r"^(?P<stem>[^\W\d_][\w.]*-)(?P<one>\w{1,3}) and -(?P<two>\w{1,3})$")
_FIELD = "learning|training|reasoning|planning|optimization|optimisation|attention|control|networks?|sampling"

_SIZE = r"\d+(?:\.\d+)?[A-Za-z]?"
_SIZES = re.compile(
    rf"(?<![\w/.-])(?P<stem>[A-Za-z][\w.]*?(?:-[\w.]+?)*?-?)(?P<parts>{_SIZE}(?:/{_SIZE})+)(?![\w/])"
)
_VARIANTS = re.compile(
    r"(?<![\w/-])(?P<stem>[A-Z][\w.]*(?:-\d+)?-)(?P<parts>(?:[a-z]{2,8}(?:/[a-z]{2,8})+"
    r"|[A-Z]{1,2}(?:/[A-Z]{1,2})+))"
    r"(?![\w/])"
)
_MAY_SIZE, _MAY_VARY = re.compile(r"\d[A-Za-z]?/\d"), re.compile(r"-[A-Za-z]+/[A-Za-z]")
_DASHED = re.compile(
    r"(?<![\w-])(?P<stem>[A-Z][\w.]*-)(?P<parts>\w{1,3}(?:, -\w{1,3})*,? and -\w{1,3})(?![\w-])"
)
_RANKS = re.compile(
    r"(?<![\w-])(?P<one>[a-z]+-\d+)\s?(?:/|,?\s(?:and"
    r"|or)\s)\s?(?P<two>[a-z]+-\d+)\s(?P<head>[a-z]+(?:\srate)?)\b"
)
_LISTED = re.compile(
    rf"(?<![\w-])(?P<parts>{_ADJECTIVE}(?:, {_ADJECTIVE})*,? (?:and|or) {_ADJECTIVE})"
    rf" (?P<head>(?:[a-z]+ )?(?:{_FIELD}|(?:{_ACTION})s?))\b"
)
_THINGS = re.compile(
    r"(?:^|[.,:;(]\s|\b(?:for|of|in|on|both|to|as|and|like|including|on|with|by|is|are|does|performs?"
    r"|improves?"
    r"|handles?|solves?|studies|study|across|between|from)\s)"
    rf"(?P<all>(?P<one>[a-z][\w-]*) (?:and|or) (?P<two>[a-z][\w-]*) (?P<head>(?:{_ACTION})s?))\b"
)

_MAY_RANK = re.compile(r"-\d")
_MAY_LIST = re.compile(rf" (?:and|or) (?:[\w-]+ ){{1,2}}(?:{_FIELD}|{_ACTION})")
_MAY_BE_THINGS = re.compile(rf" (?:and|or) [a-z][\w-]* (?:{_ACTION})")
"""Ends of the phrases above: most texts have none, and are asked faster for these."""

_CAPITAL = r"[A-Z][\w-]*(?: \d+)?"
_NAMED = re.compile(
    rf"(?<![\w-])(?P<parts>{_CAPITAL}(?:, {_CAPITAL})*,? (?:and|or) {_CAPITAL})"
    r" (?P<head>data\s?sets|benchmarks|corpora|simulators|environments|models|networks|processes"
    r"|algorithms|kernels)\b"
)
_MAY_BE_NAMED = re.compile(
    r"(?:and|or) [A-Z][\w-]*(?: \d+)? "
    r"(?:data\s?sets|benchmarks|corpora|simulators|environments|models|networks|processes|algorithms|kernels)\b"
)
_TOLD = ("models", "networks", "processes", "algorithms", "kernels")
"""Heads that belong to the name."""
_WAYS = "based|trained|generated|written|powered|driven|guided"
_BASED = re.compile(rf"(?<![\w-])(?P<name>[A-Z][\w.]*(?:-\d+[A-Za-z]?)?)-(?:{_WAYS})\b")
_MAY_BE_BASED = re.compile(rf"\w-(?:{_WAYS})\b")


class Shared(NamedTuple):
    """A phrase, by offsets, and the names that it stands for."""

    start: int
    end: int
    names: tuple[str, ...]


def coordinated(form: str) -> tuple[str, ...]:
    """The names that a coordinated phrase stands for; empty for any other.

    >>> coordinated("CIFAR-10/100"), coordinated("Q-learning")
    (('CIFAR-10', 'CIFAR-100'), ())
    >>> coordinated("federated and continual learning")
    ('federated learning', 'continual learning')
    """
    if "/" not in form and " and " not in (small := form.lower()) and " or " not in small:
        return ()  # as nearly all are
    hit = _NUMBERS.match(form) or _SUFFIXES.match(form)
    if hit:
        return (hit["stem"] + hit["one"], hit["stem"] + hit["two"])
    hit = _BOTH.match(form) or _DONE_TO_BOTH.match(form)
    return (f"{hit['one']} {hit['head']}", f"{hit['two']} {hit['head']}") if hit else ()


def based(text: str) -> list[tuple[int, int]]:
    """Where something is named within a compound: the BERT of "BERT-based"."""
    return [hit.span("name") for hit in _BASED.finditer(text)] if _MAY_BE_BASED.search(text) else []


def find(text: str) -> list[Shared]:
    """The coordinated phrases of a text that their words alone tell, in its order.

    >>> find("We prune ResNet-18/50 by zero-shot and few-shot learning.")[0].names
    ('ResNet-18', 'ResNet-50')
    """
    out: list[Shared] = []
    for shared in sorted({*_stems(text), *_heads(text)}):
        if not out or shared.start >= out[-1].end:
            out.append(shared)
    return out


def _stems(text: str) -> Iterator[Shared]:
    if "/" in text:
        for pattern, needed in ((_SIZES, _MAY_SIZE), (_VARIANTS, _MAY_VARY)):
            for hit in pattern.finditer(text) if needed.search(text) else ():
                if any(c.isupper() for c in hit["stem"]):
                    names = tuple(hit["stem"] + part for part in hit["parts"].split("/"))
                    yield Shared(hit.start(), hit.end(), names)
    if " -" in text:
        for hit in _DASHED.finditer(text):
            parts = re.findall(r"\w+", hit["parts"].replace(" and ", " "))
            yield Shared(hit.start(), hit.end(), tuple(hit["stem"] + part for part in parts))


def _heads(text: str) -> Iterator[Shared]:
    for hit in _RANKS.finditer(text) if _MAY_RANK.search(text) else ():
        yield Shared(hit.start(), hit.end(), (f"{hit['one']} {hit['head']}", f"{hit['two']} {hit['head']}"))
    for hit in _LISTED.finditer(text) if _MAY_LIST.search(text) else ():
        parts = re.split(r",? (?:and|or) |, ", hit["parts"])
        yield Shared(hit.start(), hit.end(), tuple(f"{part} {hit['head']}" for part in parts))
    for hit in _NAMED.finditer(text) if _MAY_BE_NAMED.search(text) else ():
        head = f" {singular(hit['head'])}" if hit["head"] in _TOLD else ""
        parts = re.split(r",? (?:and|or) |, ", hit["parts"])
        yield Shared(hit.start(), hit.end(), tuple(part + head for part in parts))
    for hit in _THINGS.finditer(text) if _MAY_BE_THINGS.search(text) else ():
        one, two = f"{hit['one']} {hit['head']}", f"{hit['two']} {hit['head']}"
        yield Shared(hit.start("all"), hit.end("all"), (one, two))
