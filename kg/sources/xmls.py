"""XML element by element with the standard library's expat, entities and document types refused.

See https://docs.python.org/3/library/xml.html#xml-security for what is refused and why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from kg.errors import InputError, MalformedRecord, Place, TooLarge
from kg.sources import decode
from kg.sources.decode import Text

MAX_DEPTH = 100
CHUNK = 65_536
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(slots=True)
class Node:
    """An element: local name, attributes by local name, children, and all text directly in it."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list[Node] = field(default_factory=list)
    text: str = ""

    def all(self, tag: str) -> list[Node]:
        """Children of that name."""
        return [child for child in self.children if child.tag == tag]

    def get(self, tag: str) -> str:
        """Text of the first child of that name, with that of its own children; empty without one."""
        found = self.all(tag)
        return found[0].whole() if found else ""

    def whole(self) -> str:
        """All text in it, trimmed."""
        return " ".join([self.text.strip(), *(child.whole() for child in self.children)]).strip()


class _Refused(Exception):
    """Raised inside expat's handlers; carries what is wrong."""


class _Collector:
    """Expat's handlers: keeps the elements of one name, forgets the others."""

    def __init__(self, wanted: str) -> None:
        self._wanted = wanted
        self._open: list[Node] = []
        self._depth = 0
        self._size = 0
        self.done: list[Node] = []
        self.parser = expat.ParserCreate("utf-8", "|")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.parser.EntityDeclHandler = self._entity
        self.parser.ExternalEntityRefHandler = self._external

    def _entity(self, *_: object) -> None:
        raise _Refused("declares entities, which are never expanded; remove the document type")

    def _external(self, *_: object) -> int:
        raise _Refused("refers to an external entity, which is never fetched; remove the document type")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _Refused(f"nested deeper than {MAX_DEPTH} elements")
        local = tag.rpartition("|")[2]
        if self._open or local == self._wanted:
            plain = {key.rpartition("|")[2]: value for key, value in attributes.items()}
            node = Node(local, plain, self.parser.CurrentLineNumber)
            if self._open:
                self._open[-1].children.append(node)
            self._open.append(node)

    def _data(self, data: str) -> None:
        if self._open:
            self._size += len(data)
            if self._size > decode.MAX_LINE:
                raise _Refused(f"an entry of more than {decode.MAX_LINE // 1024 // 1024} MB")
            self._open[-1].text += data

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if self._open:
            node = self._open.pop()
            if not self._open:
                self.done.append(node)
                self._size = 0


def read_elements(text: Text, wanted: str) -> Iterator[Node | InputError]:
    """The elements called ``wanted``, in order; an error ends the reading, what came before it stays good."""
    collector = _Collector(wanted)
    ended, fed = False, 0
    while not ended:
        piece = _FORBIDDEN.sub("", text.read(CHUNK))
        ended = not piece
        fed += len(piece.encode())
        problem = _feed(collector, piece, text.name, final=ended)
        if problem is None and fed - collector.parser.CurrentByteIndex > decode.MAX_LINE:
            reason = "XML with a tag or comment that does not end"
            problem = TooLarge(reason, place=Place(text.name, None, collector.parser.CurrentLineNumber))
        yield from collector.done
        collector.done = []
        if problem is not None:
            yield problem
            return


def _feed(collector: _Collector, piece: str, name: str, *, final: bool) -> InputError | None:
    parser = collector.parser
    try:
        parser.Parse(piece, final)
    except _Refused as error:
        return TooLarge(f"XML {error}", place=Place(name, None, parser.CurrentLineNumber))
    except expat.ExpatError as error:
        reason = f"broken XML ({expat.ErrorString(error.code)}); what follows is not read: fetch it again"
        return MalformedRecord(reason, place=Place(name, None, error.lineno))
    return None
