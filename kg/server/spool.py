"""Where a worker puts an answer: in memory while it is small, in a file beyond, never past its bound."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import BinaryIO

SMALL = 262_144
"""Bytes up to which an answer needs no file."""
_CONTROLS = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0D})
_NONCHARACTERS = re.compile(b"\xef\xbf[\xbe\xbf]")


class Full(Exception):
    """The answer is larger than it may be."""


class Spool(io.RawIOBase):
    """A writable that keeps at most ``most`` bytes; `Full` is raised beyond them."""

    def __init__(self, path: Path, most: int) -> None:
        self.size = 0
        self._path, self._most = path, most
        self._small = bytearray()
        self._file: BinaryIO | None = None

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: object) -> int:
        """Take all of ``data``."""
        piece = bytes(data)  # type: ignore[call-overload]
        self.size += len(piece)
        if self.size > self._most:
            raise Full
        if self._file is None and self.size > SMALL:
            self._file = self._path.open("wb")
            self._file.write(self._small)
            self._small.clear()
        if self._file is None:
            self._small += piece
        else:
            self._file.write(piece)
        return len(piece)

    def finish(self) -> bytes | None:
        """What was written, or None where it lies in the file."""
        if self._file is None:
            return bytes(self._small)
        self._file.close()
        return None


class XmlSpool(Spool):
    """A spool for XML: characters that XML 1.0 can not carry are left out (the engine writes them)."""

    def __init__(self, path: Path, most: int) -> None:
        super().__init__(path, most)
        self._rest = b""

    def write(self, data: object) -> int:
        """Take ``data``; up to two bytes wait for those that follow."""
        piece = bytes(data)  # type: ignore[call-overload]
        clean = _NONCHARACTERS.sub(b"", (self._rest + piece).translate(None, _CONTROLS))
        keep = 2 if clean.endswith(b"\xef\xbf") else 1 if clean.endswith(b"\xef") else 0
        self._rest = clean[len(clean) - keep :]
        super().write(clean[: len(clean) - keep])
        return len(piece)

    def finish(self) -> bytes | None:
        """As for any spool; what waits is written first."""
        super().write(self._rest)
        self._rest = b""
        return super().finish()
