"""A question cut up: names, dates and numbers become values, the other words what they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.ask.meaning import Meant, Reading, Sort, Value, expressions, meaning, meant, nearest
from kg.ask.words import AUXILIARY, NAMING, SMALL, parts_of_expressions, silent
from kg.errors import NotFound, UsageError
from kg.index import Index, Match

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


def read(question: str, index: Index) -> Reading:
    """Cut ``question`` up; names are looked up in ``index``. Raises `UsageError` for one that is too long."""
    if len(question) > MOST:
        raise UsageError(f"a question has at most {MOST} characters; this one has {len(question):,}")
    pieces: list[str | Value] = list(_pieces(question, index))
    pieces = _whole_names(pieces, index)
    pieces = _dates_and_numbers(pieces)
    return meant(_rest(expressions(pieces), index))


def words_of(text: str) -> tuple[str, ...]:
    """The meanings and small words of a text without names, in order: a phrase between its slots."""
    pieces = expressions(list(_split(text)))
    return tuple(item for item in meant(pieces).items if isinstance(item, str))


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
    return isinstance(word, Meant) or _silent(word) or meaning(word) is not None


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
