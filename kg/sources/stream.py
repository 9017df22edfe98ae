"""Bytes in: files, folders, globs, gzip and standard input, with limits on everything that could run away."""

from __future__ import annotations

import codecs
import glob
import gzip
import io
import os
import re
import stat
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kg.errors import InputError, Place, TooLarge, UnknownFormat, UsageError

HEAD = 65_536
"""Bytes from which the format is recognised."""
MAX_WHOLE = 64 * 1024 * 1024
"""Largest file of a format that is read as a whole, in bytes once unpacked."""
MAX_LINE = 8 * 1024 * 1024
"""Longest line or record of a format that is read piece by piece, in characters."""
MAX_BLANK = 1_000_000
BOMB_FROM = 8 * 1024 * 1024
BOMB_RATIO = 200
"""A compressed file that has grown beyond the first and by more than the second is not unpacked further."""
STDIN = "-"

_FOREIGN = (
    (b"%PDF", "a PDF; give the listing or the metadata instead"),
    (b"PK\x03\x04", "a zip archive; unpack it first"),
    (b"BZh", "compressed with bzip2; unpack it first"),
    (b"\xfd7zXZ", "compressed with xz; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd; unpack it first"),
    (b"PAR1", "a Parquet file; write it as JSON lines first"),
    (b"SQLite format 3", "a SQLite database; write its rows as JSON lines or CSV first"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, or standard input."""

    name: str
    """Base name, ``-`` for standard input."""
    path: Path | None


def expand(inputs: Sequence[str | Path]) -> list[Source]:
    """Files named directly, in folders (sorted, hidden ones left out) or by patterns; each file once.

    Raises `UsageError` for a name or pattern that fits nothing.
    """
    found: dict[str, Source] = {}
    for given in inputs:
        if str(given) == STDIN:
            found.setdefault(STDIN, Source(STDIN, None))
            continue
        for path in _paths(Path(given)):
            found.setdefault(os.path.realpath(path), Source(path.name, path))
    return list(found.values())


def _paths(given: Path) -> list[Path]:
    if given.is_dir():
        below = [path for path in _walk(given) if not path.is_symlink() or path.exists()]
        if not below:
            raise UsageError(f"{given}: an empty folder; name files or a folder with files")
        return below
    if given.exists() or given.is_symlink():
        return [given]
    if not glob.has_magic(str(given)):
        raise UsageError(f"{given}: no such file or folder; check the name")
    matches = sorted(Path(match) for match in glob.glob(str(given), recursive=True))
    if not matches:
        raise UsageError(f"{given}: no file fits this pattern; check it, or quote it")
    return [path for match in matches for path in (_walk(match) if match.is_dir() else [match])]


def _walk(folder: Path) -> list[Path]:
    return sorted(
        Path(top) / name
        for top, folders, names in os.walk(folder)
        if not any(part.startswith(".") for part in Path(top).relative_to(folder).parts)
        for name in names
        if not name.startswith(".")
    )


class _Guarded(io.RawIOBase):
    """A stream with its head put back, that counts what it gives out and stops a gzip bomb."""

    def __init__(self, head: bytes, rest: BinaryIO, name: str, packed: int | None) -> None:
        self._head, self._rest, self._name, self._packed = head, rest, name, packed
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]
        view = memoryview(buffer).cast("B")
        if self._head:
            piece, self._head = self._head[: len(view)], self._head[len(view) :]
        else:
            piece = _read(self._rest, len(view), self._name)
        view[: len(piece)] = piece
        self.given += len(piece)
        if self._packed is not None and self.given > max(BOMB_FROM, BOMB_RATIO * self._packed):
            raise TooLarge(
                f"unpacks to more than {BOMB_RATIO} times its size; unpack it yourself if that is right",
                place=Place(self._name),
            )
        return len(piece)


def _read(stream: BinaryIO, size: int, name: str) -> bytes:
    try:
        return stream.read(size)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise InputError(
            f"the compressed file is damaged ({error}); fetch it again", place=Place(name)
        ) from error
    except OSError as error:
        raise InputError(f"can not be read ({error.strerror or error})", place=Place(name)) from error


@contextmanager
def open_source(source: Source) -> Iterator[tuple[BinaryIO, bytes]]:
    """The unpacked bytes of a source, from the start, and its first `HEAD` bytes.

    Raises `InputError` for what is no regular file: reading a pipe or a device could block for ever.
    """
    place = Place(source.name)
    if source.path is None:
        with _unpacked(sys.stdin.buffer, source.name, None) as opened:
            yield opened
        return
    try:
        status = source.path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise InputError(
                "no regular file; pipe its content into standard input and name '-'", place=place
            )
        file = source.path.open("rb")
    except OSError as error:
        raise InputError(f"can not be opened ({error.strerror})", place=place) from error
    with file, _unpacked(file, source.name, status.st_size) as opened:
        yield opened


@contextmanager
def _unpacked(stream: BinaryIO, name: str, size: int | None) -> Iterator[tuple[BinaryIO, bytes]]:
    head = _fill(stream, HEAD, name)
    raw: BinaryIO = io.BufferedReader(_Guarded(head, stream, name, None))
    if not head.startswith(b"\x1f\x8b"):
        yield raw, head
        return
    with gzip.GzipFile(fileobj=raw) as unzipped:
        inner: BinaryIO = unzipped  # type: ignore[assignment]
        head = _fill(inner, HEAD, name)
        guarded = _Guarded(head, inner, name, size if size is not None else BOMB_FROM // BOMB_RATIO)
        yield io.BufferedReader(guarded), head


def _fill(stream: BinaryIO, size: int, name: str) -> bytes:
    """The next ``size`` bytes, fewer only at the end; pipes give less at a time."""
    pieces: list[bytes] = []
    while size > 0 and (piece := _read(stream, size, name)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


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
        text = self.read(MAX_WHOLE + 1)
        if len(text) > MAX_WHOLE:
            limit = f"{MAX_WHOLE // 1024 // 1024} MB"
            raise TooLarge(
                f"more than {limit}, the limit of this format; split the file", place=Place(self.name)
            )
        return text

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


@dataclass(slots=True)
class Opened:
    """An open source with what a reader may want of it."""

    name: str
    stream: BinaryIO
    encoding: str
    listing_year: int | None = None
    _text: Text | None = None

    @property
    def text(self) -> Text:
        """The decoded text."""
        if self._text is None:
            self._text = Text(self.stream, name=self.name, encoding=self.encoding)
        return self._text

    def notes(self) -> list[InputError]:
        """What was noted while decoding since the last call."""
        return self._text.take_notes() if self._text is not None else []
