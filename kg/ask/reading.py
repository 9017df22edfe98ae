"""A question cut into meanings and values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeGuard

from kg.ask.words import AUXILIARY, NAMING, NOUNS, SMALL, longest, meanings, parts_of_expressions, silent
from kg.errors import NotFound, UsageError
from kg.index import Index, Match
from kg.index.keys import distance
from kg.names import singular

Sort = Literal["entity", "paper", "date", "number", "unknown"]
MOST = 300
"""Characters of a question."""
NAME = 8
"""Words of a name."""
_QUOTED = re.compile(r"[\"“”«»]([^\"“”«»]+)[\"“”«»]|(?<!\w)'([^']+)'(?!\w)")
_WORD = re.compile(r"[^\s\"“”«»?!,;()\[\]…]+")
_MONTHS: tuple[str, ...] = ("january", "february", "march", "april", "may", "june", "july", "august")
_MONTHS += ("september", "october", "november", "december")
_DATE = re.compile(r"(?:19|20)\d{2}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?\Z")
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,4})?%?\Z")
_COUNTS = {"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "ten": "10"}


@dataclass(frozen=True, slots=True)
class Value:
    """Something that a parameter can be given: as written, and what it was found to be."""

    text: str
    sort: Sort
    types: tuple[str, ...] = ()
    took: str | None = None
    """The name that a misspelling was taken for."""
    written: str = ""
    """The misspelling."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as a sequence of meanings, small words and values, in its order."""

    items: tuple[str | Value, ...]
    unknown: tuple[str, ...] = ()
    """Words that mean nothing here and are no name."""

    @property
    def values(self) -> tuple[Value, ...]:
        """The values, in order."""
        return tuple(item for item in self.items if isinstance(item, Value))

    def without_unknown(self) -> Reading:
        """The same without what is not understood."""
        return Reading(tuple(item for item in self.items if not _unknown(item)))

    @property
    def words(self) -> tuple[str, ...]:
        """What is no value."""
        return tuple(item for item in self.items if isinstance(item, str))


def read(question: str, index: Index) -> Reading:
    """Cut ``question`` up; names are looked up in ``index``. Raises `UsageError` for one that is too long."""
    if len(question) > MOST:
        raise UsageError(f"a question has at most {MOST} characters; this one has {len(question):,}")
    pieces: list[str | Value] = list(_pieces(question, index))
    pieces = _whole_names(pieces, index)
    pieces = _dates_and_numbers(pieces)
    return _meant(_rest(_expressions(pieces), index))


def words_of(text: str) -> tuple[str, ...]:
    """The meanings and small words of a text without names, in order: a phrase between its slots."""
    pieces = _expressions(list(_split(text)))
    return tuple(item for item in _meant(pieces).items if isinstance(item, str))


def _pieces(question: str, index: Index) -> list[str | Value]:
    """Words, and what stands in quotation marks as a value of its own."""
    pieces: list[str | Value] = []
    end = 0
    for match in _QUOTED.finditer(question):
        pieces += _split(question[end : match.start()])
        pieces.append(_value((match[1] or match[2]).strip(), index))
        end = match.end()
    return pieces + list(_split(question[end:]))


def _split(text: str) -> list[str | Value]:
    words = (word.strip(".:'’`") for word in _WORD.findall(text))
    return [re.sub(r"[’'](?:s|d|m|re|ve|ll)\Z", "", word) for word in words if word]


def _value(text: str, index: Index) -> Value:
    """A text that is one value, whatever it is."""
    match = _resolved(text, index, fuzzy=True)
    return Value(text, "unknown") if match is None else _of(match, text)


def _of(match: Match, text: str) -> Value:
    took = match.label if match.how == "similar" else None
    sort: Sort = "paper" if match.kind == "paper" else "entity"
    return Value(took or text, sort, match.types, took, text if took else "")


def _resolved(text: str, index: Index, *, fuzzy: bool = False) -> Match | None:
    try:
        return index.resolve(text, fuzzy=fuzzy)
    except NotFound:
        return None


def _is_known(word: str) -> bool:
    return isinstance(word, _Meant) or _silent(word) or meaning(word) is not None


def _silent(word: str) -> bool:
    return word.lower() in silent() or word.lower() in SMALL or word.lower() in AUXILIARY


def _whole_names(pieces: list[str | Value], index: Index) -> list[str | Value]:
    """Names of several words, the longest first, and identifiers; one of known words only is no name."""
    out: list[str | Value] = []
    at = 0
    while at < len(pieces):
        for size in range(min(NAME, len(pieces) - at), 0, -1):
            match = _named(pieces[at : at + size], index)
            if match is not None:
                text = " ".join(str(piece) for piece in pieces[at : at + size])
                out.append(_of(match, text))
                at += size
                break
        else:
            out.append(pieces[at])
            at += 1
    return out


def _named(window: Sequence[str | Value], index: Index) -> Match | None:
    words = [piece for piece in window if isinstance(piece, str)]
    if len(words) < len(window) or all(_is_known(w) or w in parts_of_expressions() for w in words):
        return None
    if len(words) == 1 and not re.search(r"\d", words[0]):
        return None  # one word: first the whole run of unknown words is looked at
    if any(_silent(word) and word.lower() not in NAMING for word in (words[0], words[-1])):
        return None
    if _DATE.match(words[0]) or _NUMBER.match(words[0]):
        return None
    return _resolved(" ".join(words), index)


def _dates_and_numbers(pieces: list[str | Value]) -> list[str | Value]:
    out: list[str | Value] = []
    for piece in pieces:
        if not isinstance(piece, str):
            out.append(piece)
        elif _DATE.match(piece):
            month = out[-1].lower() if out and isinstance(out[-1], str) else ""
            if month in _MONTHS and len(piece) == 4:
                out[-1] = Value(f"{piece}-{_MONTHS.index(month) + 1:02}", "date")
            else:
                out.append(Value(piece, "date"))
        elif _NUMBER.match(piece) or piece.lower() in _COUNTS:
            out.append(Value(_number(piece), "number"))
        else:
            out.append(piece)
    return out


def _number(piece: str) -> str:
    if piece.endswith("%"):
        return f"{float(piece[:-1]) / 100:.4g}"
    return _COUNTS.get(piece.lower(), piece)


def _rest(pieces: list[str | Value], index: Index) -> list[str | Value]:
    """Runs of unknown words become names, misspelt ones too; or misspelt words; or unknown values."""
    out: list[str | Value] = []
    at = 0
    while at < len(pieces):
        end = at
        while end < len(pieces) and isinstance(piece := pieces[end], str) and not _is_known(piece):
            end += 1
        if end == at:
            out.append(pieces[at])
            at += 1
            continue
        run = [str(piece) for piece in pieces[at:end]]
        longer = _with_value_before(out, run, index)
        if longer is not None:
            out[-1] = longer
            at = end
            continue
        found, used = _run(run, pieces[end] if end < len(pieces) else None, index)
        out += found
        at = end + used
    return out


def _with_value_before(out: list[str | Value], run: list[str], index: Index) -> Value | None:
    """A name that was found, with the words behind it: together they may misspell a longer one."""
    before = out[-1] if out else None
    if not isinstance(before, Value) or before.sort != "entity" or before.took:
        return None
    text = " ".join([before.text, *run])
    match = _resolved(text, index, fuzzy=True)
    return None if match is None else _of(match, text)


def _run(run: list[str], following: str | Value | None, index: Index) -> tuple[list[str | Value], int]:
    """What a run of unknown words is, and how many words behind it belong to it."""
    match = _resolved(" ".join(run), index, fuzzy=True)
    if match is not None:
        return [_of(match, " ".join(run))], 0
    more = following.text if isinstance(following, Value) else following
    if more is not None and (isinstance(following, Value) or meaning(more) is not None):
        longer = _resolved(" ".join([*run, more]), index, fuzzy=True)
        if longer is not None:
            return [_of(longer, " ".join([*run, more]))], 1
    corrected = nearest(run[0])
    if corrected is not None:
        return [corrected, *(_run(run[1:], following, index)[0] if run[1:] else [])], 0
    corrected = nearest(run[-1]) if len(run) > 1 else None
    if corrected is not None:
        return [*_run(run[:-1], None, index)[0], corrected], 0
    return [Value(" ".join(run), "unknown")], 0


@cache
def meaning(word: str) -> str | None:
    """What one word means; its plural means the same."""
    low = word.lower()
    table = meanings()
    return table.get((low,)) or table.get((singular(low),))


@cache
def nearest(word: str) -> str | None:
    """The one known word that ``word`` misspells."""
    low = word.lower()
    if len(low) < 4 or not low.isalpha():
        return None
    most = 1 if len(low) < 9 else 2
    known = {w[0] for w in meanings() if len(w) == 1} | {"which", "there", "please", "between"}
    near = sorted((distance(form, other, most), other) for form in {low, singular(low)} for other in known)
    fitting = [(edits, other) for edits, other in near if edits <= most and len(other) > 4]
    if not fitting:
        return None
    best = [other for edits, other in fitting if edits == fitting[0][0]]
    return best[0] if len({meaning(other) for other in best}) == 1 else None


class _Meant(str):
    """A word that is already a meaning."""

    __slots__ = ()


def _expressions(pieces: list[str | Value]) -> list[str | Value]:
    """Expressions of several words become what they mean, the longest first."""
    out: list[str | Value] = []
    at = 0
    while at < len(pieces):
        found, size = _expression(pieces, at)
        out.append(pieces[at] if found is None else _Meant(found))
        at += size
    return out


def _expression(pieces: list[str | Value], at: int) -> tuple[str | None, int]:
    for size in range(min(longest(), len(pieces) - at), 1, -1):
        words = [piece.lower() for piece in pieces[at : at + size] if isinstance(piece, str)]
        if len(words) == size:
            for last in (words[-1], singular(words[-1])):
                found = meanings().get((*words[:-1], last))
                if found is not None:
                    return found, size
    return None, 1


def _meant(pieces: list[str | Value]) -> Reading:
    """Words become what they mean; a noun that repeats a name's type goes."""
    items = [item for piece in pieces if (item := _item(piece)) is not None]
    return Reading(_without_apposition(items), tuple(v.text for v in items if _unknown(v)))


def _item(piece: str | Value) -> str | Value | None:
    if isinstance(piece, Value | _Meant):
        return piece
    low = piece.lower()
    return meaning(low) or AUXILIARY.get(low) or (low if low in SMALL else None)


def _unknown(item: str | Value) -> TypeGuard[Value]:
    return isinstance(item, Value) and item.sort == "unknown"


def _without_apposition(items: list[str | Value]) -> tuple[str | Value, ...]:
    """ "The SkyBoxes dataset" is SkyBoxes; "object detection datasets" are datasets, since it is none."""
    kept: list[str | Value] = []
    for at, item in enumerate(items):
        beside = [items[at - 1] if at else None, items[at + 1] if at + 1 < len(items) else None]
        repeats = isinstance(item, str) and any(
            isinstance(b, Value) and (NOUNS.get(item) in b.types or (b.sort == "paper" and item == "paper"))
            for b in beside
        )
        if not repeats:
            kept.append(item)
    return tuple(kept)
