"""From bytes to text: which encoding, and text that is read line by line or whole, within limits."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from kg.errors import InputError, Place, TooLarge, UnknownFormat

MAX_WHOLE = 64 * 1024 * 1024
"""Largest file of a format that is read as a whole, in bytes once unpacked."""
MAX_LINE = 8 * 1024 * 1024
"""Longest line or record of a format that is read piece by piece, in characters."""
MAX_BLANK = 1_000_000

_FOREIGN = (
    (b"%PDF", "a PDF; give the listing or the metadata instead"),
    (b"PK\x03\x04", "a zip archive; unpack it first"),
    (b"BZh", "compressed with bzip2; unpack it first"),
    (b"\xfd7zXZ", "compressed with xz; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd; unpack it first"),
    (b"PAR1", "a Parquet file; write it as JSON lines first"),
    (b"SQLite format 3", "a SQLite database; write its rows as JSON lines or CSV first"),
)


def encoding_of(head: bytes, *, name: str) -> str:
    """The encoding that the first bytes show. Raises `UnknownFormat` where they are no text."""
    place = Place(name)
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\x00\x00\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if head.startswith(mark):
            return encoding
    for mark, what in _FOREIGN:
        if head.startswith(mark):
            raise UnknownFormat(what, place=place)
    sample = head[:4096]
    nuls = sample.count(0)
    if nuls > 0.3 * len(sample):
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        if min(even, odd) < 0.05 * nuls:
            return "utf-16-le" if odd > even else "utf-16-be"
    if (declared := _DECLARED.match(sample)) and (found := _single_byte(declared[1].decode("ascii"))):
        return found
    control = sum(byte < 9 or 13 < byte < 32 for byte in sample)
    if sample and control > 0.1 * len(sample):
        raise UnknownFormat("binary data; give a text format", place=place)
    return "utf-8"


_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}\bencoding\s*=\s*['\"]([A-Za-z0-9._-]{2,30})['\"]")


def _single_byte(name: str) -> str | None:
    """The codec of an encoding that an XML declaration names, if it is one of single bytes."""
    try:
        codec = codecs.lookup(name).name
        single = codec != "utf-8" and bytes(range(65, 91)).decode(codec) == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        return codec if single else None
    except (LookupError, UnicodeError):
        return None


class Text:
    """The decoded text of a stream, line by line or whole.

    Bytes that are no UTF-8 are read as Windows-1252 and NUL characters are left out; both are noted once.
    """

    def __init__(self, stream: BinaryIO, *, name: str, encoding: str) -> None:
        self.name = name
        self._noted: set[str] = set()
        self._notes: list[InputError] = []
        errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
        self._stream = io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline=None)

    def read(self, size: int, *, line: int | None = None) -> str:
        """Up to ``size`` characters, none at the end."""
        return self._mend(self._decode(size), line)

    def _decode(self, size: int) -> str:
        try:
            return self._stream.read(size)
        except UnicodeError as error:
            raise InputError(
                f"can not be decoded ({error}); save it as UTF-8", place=Place(self.name)
            ) from error

    def whole(self) -> str:
        """All of it. Raises `TooLarge` beyond `MAX_WHOLE`."""
        pieces: list[str] = []
        size = 0
        while size <= MAX_WHOLE and (piece := self.read(1024 * 1024)):
            pieces.append(piece)
            size += len(piece)
        if size > MAX_WHOLE:
            limit = f"{MAX_WHOLE // 1024 // 1024} MB"
            raise TooLarge(
                f"more than {limit}, the limit of this format; split the file", place=Place(self.name)
            )
        return "".join(pieces)

    def lines(self) -> Iterator[tuple[int, str | InputError]]:
        """Number and text of each line; an error in place of a line longer than `MAX_LINE`."""
        number = blank = 0
        while True:
            try:
                line = self._stream.readline(MAX_LINE + 1)
            except UnicodeError as error:
                raise InputError(
                    f"can not be decoded ({error}); save it as UTF-8", place=Place(self.name)
                ) from error
            if not line:
                return
            number += 1
            blank = blank + 1 if line == "\n" else 0
            if blank > MAX_BLANK:
                raise TooLarge(f"more than {MAX_BLANK:,} blank lines", place=Place(self.name, line=number))
            if len(line) > MAX_LINE:
                while line and not line.endswith("\n"):
                    line = self._stream.readline(MAX_LINE)
                limit = f"{MAX_LINE // 1024 // 1024} MB"
                yield (
                    number,
                    TooLarge(
                        f"a line of more than {limit}; passed over", place=Place(self.name, line=number)
                    ),
                )
            else:
                yield number, self._mend(line, number)

    def _mend(self, text: str, line: int | None) -> str:
        if text.isascii() and "\x00" not in text:
            return text
        if "\x00" in text:
            text = text.replace("\x00", "")
            self._note("NUL characters are left out; the file may be damaged", line)
        mended = text
        if _ESCAPED.search(text):
            mended = text.translate(_WINDOWS)
            self._note(
                "not UTF-8; such bytes are read as Windows-1252: save the file as UTF-8 to be sure", line
            )
        return mended

    def _note(self, reason: str, line: int | None) -> None:
        if reason not in self._noted:
            self._noted.add(reason)
            self._notes.append(InputError(reason, place=Place(self.name, line=line)))

    def take_notes(self) -> list[InputError]:
        """What was noted since the last call; each kind of damage once a file."""
        notes, self._notes = self._notes, []
        return notes


_ESCAPED = re.compile("[\udc80-\udcff]")
_WINDOWS = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", "replace").replace("\ufffd", "") for byte in range(128, 256)
}
