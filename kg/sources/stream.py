"""Bytes in: files, folders, globs, gzip and standard input, with limits on everything that could run away."""

from __future__ import annotations

import glob
import gzip
import io
import os
import stat
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kg.errors import InputError, Place, TooLarge, UsageError
from kg.sources.decode import Text

HEAD = 65_536
"""Bytes from which the format is recognised."""
BOMB_FROM = 8 * 1024 * 1024
BOMB_RATIO = 200
"""A compressed file that has grown beyond the first and by more than the second is not unpacked further."""
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, or standard input."""

    name: str
    """Base name, ``-`` for standard input."""
    path: Path | None


def expand(inputs: Sequence[str | Path]) -> tuple[list[Source], list[UsageError]]:
    """Files named directly, in folders (sorted, hidden ones left out) or by patterns; each file once.

    And an error for each name or pattern that fits nothing.
    """
    found: dict[str, Source] = {}
    missing: list[UsageError] = []
    for given in inputs:
        if str(given) == STDIN:
            found.setdefault(STDIN, Source(STDIN, None))
            continue
        try:
            for path in _paths(Path(given), missing):
                found.setdefault(os.path.realpath(path), Source(path.name, path))
        except UsageError as error:
            missing.append(error)
    return list(found.values()), missing


def _paths(given: Path, refused: list[UsageError]) -> list[Path]:
    """The files that are meant; folders that can not be looked into go to ``refused``."""
    if given.is_dir():
        before = len(refused)
        below = [path for path in _walk(given, refused) if not path.is_symlink() or path.exists()]
        if not below and len(refused) == before:
            raise UsageError(f"{given}: an empty folder; name files or a folder with files")
        return below
    if given.exists() or given.is_symlink():
        return [given]
    if not glob.has_magic(str(given)):
        raise UsageError(f"{given}: no such file or folder; check the name")
    matches = sorted(Path(match) for match in glob.glob(str(given), recursive=True))
    if not matches:
        raise UsageError(f"{given}: no file fits this pattern; check it, or quote it")
    return [path for match in matches for path in (_walk(match, refused) if match.is_dir() else [match])]


def _walk(folder: Path, refused: list[UsageError]) -> list[Path]:
    def closed(error: OSError) -> None:
        reason = f"{error.filename}: can not be looked into ({error.strerror}); check its permissions"
        refused.append(UsageError(reason))

    return sorted(
        Path(top) / name
        for top, folders, names in os.walk(folder, onerror=closed)
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
        if sys.stdin is None:  # `<&-`
            raise InputError("standard input is closed; pipe something into it", place=place)
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
