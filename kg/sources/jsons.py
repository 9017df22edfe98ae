"""JSON piece by piece: the objects of an array, at the top or below a known key, and JSON lines.

The standard library's decoder runs on a sliding buffer. That keeps memory bounded, gives line numbers,
accepts the bare ``NaN`` that some writers emit (as null), and lets the reading go on after a broken record,
none of which ijson does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator
from typing import Any

from kg.errors import InputError, MalformedRecord, Place, TooLarge
from kg.sources import decode
from kg.sources.decode import Text

CHUNK = 262_144
LIST_KEYS = frozenset(("data", "items", "papers", "records", "results", "works", "dailyPapers", "entries"))
"""Keys of a top-level object below which its records may lie."""

Found = tuple[int, Any] | InputError
"""The line where a value starts, and the value; or what is wrong there."""


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) < 20 else digits


_DECODER = json.JSONDecoder(parse_int=_integer, parse_constant=lambda _: None)
_BLANK = re.compile(r"[\s\ufeff]*")
_FIRST_KEY = re.compile(r'\s*\{\s*"((?:[^"\\]|\\.){0,100})"\s*:')


class _Cursor:
    """A position in a text that is read as it goes."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._buffer = ""
        self._at = 0
        self._ended = False
        self.line = 1

    def _more(self) -> bool:
        """Reads on; False at the end."""
        if self._ended:
            return False
        rest = self._buffer[self._at :]
        piece = self._text.read(max(CHUNK, len(rest)), line=self.line)
        self._ended = not piece
        self._buffer, self._at = rest + piece, 0
        return not self._ended

    def _advance(self, to: int) -> None:
        self.line += self._buffer.count("\n", self._at, to)
        self._at = to

    def peek(self) -> str:
        """The next character that is no blank, still unread; empty at the end."""
        while True:
            match = _BLANK.match(self._buffer, self._at)
            self._advance(match.end() if match else self._at)
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._more():
                return ""

    def step(self) -> None:
        """Passes over the character that `peek` showed."""
        self._advance(self._at + 1)

    def value(self) -> Any:
        """The value that starts here. Raises `InputError` where there is none; the position then stays."""
        while True:
            try:
                found, end = _DECODER.raw_decode(self._buffer, self._at)
            except RecursionError as error:
                raise TooLarge("nested too deeply; flatten the record") from error
            except ValueError as error:
                if len(self._buffer) - self._at > decode.MAX_LINE:
                    limit = f"{decode.MAX_LINE // 1024 // 1024} MB"
                    raise TooLarge(f"no record ends within {limit} ({_reason(error)})") from error
                if not self._more():
                    raise MalformedRecord(
                        f"broken JSON ({_reason(error)}); mend or remove the record"
                    ) from error
            else:
                if end < len(self._buffer) or not self._more():
                    self._advance(end)
                    return found

    def first_key(self) -> str:
        """The first key of the object that starts here."""
        match = _FIRST_KEY.match(self._buffer, self._at)
        return match[1] if match else ""

    def seek(self, key: str) -> bool:
        """Goes to the next object whose first key is ``key``; False where the rest holds none."""
        start = re.compile(r'(?<=[,\[\s])\{\s*"' + re.escape(key) + r'"\s*:')
        self.step()
        while True:
            match = start.search(self._buffer, self._at)
            if match:
                self._advance(match.start())
                return True
            self._advance(max(self._at, len(self._buffer) - 200))
            if not self._more():
                return False


def _reason(error: ValueError) -> str:
    message = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
    return message.replace("Unterminated string starting at", "a string that does not end")


def read_objects(text: Text) -> Iterator[Found]:
    """The records of a JSON text: elements of its array, or the object itself where there is none."""
    cursor = _Cursor(text)
    match cursor.peek():
        case "[":
            yield from _array(cursor, text.name)
        case "{":
            yield from _object(cursor, text.name)
        case _:
            yield MalformedRecord("no JSON array or object", place=Place(text.name, line=cursor.line))


def _array(cursor: _Cursor, name: str) -> Generator[Found, None, bool]:
    """The elements of the array that starts here; the answer is whether the reading may go on behind it."""
    cursor.step()
    key, number = "", 0
    while (here := cursor.peek()) not in ("]", ""):
        if here == ",":
            cursor.step()
            continue
        number += 1
        key = key or cursor.first_key()
        line = cursor.line
        try:
            yield line, cursor.value()
        except InputError as error:
            yield type(error)(error.reason, place=Place(name, number, line))
            if not key or not cursor.seek(key):
                return False
    if here == "]":
        cursor.step()
        return True
    yield MalformedRecord("ends before its array does; fetch it again", place=Place(name, line=cursor.line))
    return False


def _object(cursor: _Cursor, name: str) -> Iterator[Found]:
    line, fields, listed = cursor.line, {}, False
    cursor.step()
    try:
        while (here := cursor.peek()) not in ("}", ""):
            if here == ",":
                cursor.step()
                continue
            key = cursor.value()
            if cursor.peek() != ":" or not isinstance(key, str):
                raise MalformedRecord("broken JSON (no key and colon where they should be)")
            cursor.step()
            if key in LIST_KEYS and cursor.peek() == "[":
                listed = True
                if not (yield from _array(cursor, name)):
                    return
            else:
                cursor.peek()
                fields[key] = cursor.value()
        if here == "":
            raise MalformedRecord("ends in the middle of an object; fetch it again")
    except InputError as error:
        if error.place is not None:
            raise
        yield type(error)(error.reason, place=Place(name, None, cursor.line))
        return
    if not listed:
        yield line, fields


def read_lines(text: Text) -> Iterator[Found]:
    """The values of JSON lines; blank lines are passed over."""
    for number, line in text.lines():
        if isinstance(line, InputError):
            yield line
        elif line.strip("\ufeff \t\r\n"):
            try:
                yield number, _DECODER.decode(line.strip("\ufeff \t\r\n"))
            except RecursionError:
                yield TooLarge("nested too deeply; flatten the record", place=Place(text.name, line=number))
            except ValueError as error:
                reason = f"broken JSON ({_reason(error)}); mend or remove the line"
                yield MalformedRecord(reason, place=Place(text.name, line=number))
