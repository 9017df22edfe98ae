"""More annotated papers: the lines of ``training/annotations``, joined to texts of ``../shared``.

A paper is ``@`` and its id, then a line for each entity and for each link::

    @ 2509.23285
    1 T a + tool-integrated reasoning | TIR
    2 M p + Tool-Light
    > 2 usedFor 1

An entity: its number, the first letter of its type (X for Metric), the first letter of the paper's relation
to it, whether it is core, its name and its aliases. The files hold names, no sentence of any paper; the
texts are those of the unlabelled corpora. Mini papers, which are invented, carry theirs: title and
abstract, then ``--``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.papers import Annotated, read_gold, read_unlabelled

FOLDER = Path(__file__).with_name("annotations")
MINI_PAPERS = Path(__file__).with_name("miniatures")
TWICE = Path(__file__).with_name("annotated-twice")
"""Papers of the gold files, annotated again without a look at these: how far two annotators agree."""
_TYPES = {"M": "Method", "T": "Task", "D": "Dataset", "X": "Metric", "C": "Concept"}
_RELATIONS = {
    "p": "proposes", "a": "addresses", "u": "uses", "c": "comparesWith", "e": "evaluatesOn", "r": "reports",
    "d": "discusses",
}  # fmt: skip
_ENTITY = re.compile(r"(\d+) ([MTDXC]) ([paucerd]) ([+-]) (\S.*)")
_LINK = re.compile(r"> (\d+) (usedFor|isA|partOf|comparedWith|evaluatedOn|measuredBy) (\d+)")


@dataclass(slots=True)
class _Block:
    """What the lines say of one paper."""

    id: str
    place: str
    """File and line, for errors."""
    text: list[str] = field(default_factory=list)
    entities: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)


def read_annotated(shared: Path, folder: Path = FOLDER) -> list[Annotated]:
    """The annotated papers of ``folder``, in the order of its files.

    Raises:
        ValueError: a line is neither entity nor link, or the unlabelled papers have none of that id.
    """
    return list(_joined(folder, read_unlabelled(shared)))


def read_twice(shared: Path, folder: Path = TWICE) -> list[Annotated]:
    """The second annotation of some papers of the gold files.

    Raises:
        ValueError: a line is neither entity nor link, or the gold files have no paper of that id.
    """
    return list(_joined(folder, read_gold(shared)))


def _joined(folder: Path, papers: list[Annotated]) -> Iterator[Annotated]:
    texts = {paper.id: paper for paper in papers}
    for block in _blocks(folder):
        if block.id not in texts:
            raise ValueError(f"{block.place}: no text is known of {block.id}")
        paper = texts[block.id]
        yield Annotated(paper.id, paper.title, paper.abstract, block.entities, block.links)


def read_mini_papers(folder: Path = MINI_PAPERS) -> list[Annotated]:
    """The invented papers of ``folder``, in the order of its files.

    Raises:
        ValueError: a line is neither entity nor link, or a paper has no title.
    """
    out = []
    for block in _blocks(folder):
        if not block.text:
            raise ValueError(f"{block.place}: {block.id} has no title")
        title, *abstract = block.text
        out.append(Annotated(block.id, title, " ".join(abstract), block.entities, block.links))
    return out


def _blocks(folder: Path) -> Iterator[_Block]:
    for path in sorted(folder.glob("*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        starts = [number for number, line in enumerate(lines) if line.startswith("@ ")]
        if not starts or any(lines[: starts[0]]):
            raise ValueError(f"{path}, line 1: no paper begins here")
        for first, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            yield _block(path, lines, first, end)


def _block(path: Path, lines: list[str], first: int, end: int) -> _Block:
    block = _Block(lines[first][2:].strip(), f"{path}, line {first + 1}")
    names: dict[str, str] = {}
    rule = next((number for number in range(first, end) if lines[number] == "--"), first)
    block.text = [line for line in lines[first + 1 : rule] if line]
    for number in range(rule + 1, end):
        if lines[number] and not _read_line(lines[number], block, names):
            raise ValueError(f"{path}, line {number + 1}: neither entity nor link: {lines[number]!r}")
    return block


def _read_line(line: str, block: _Block, names: dict[str, str]) -> bool:
    if entity := _ENTITY.fullmatch(line):
        name, *aliases = [form.strip() for form in entity[5].split(" | ")]
        names[entity[1]] = name
        block.entities.append(
            {
                "name": name,
                "aliases": aliases,
                "type": _TYPES[entity[2]],
                "relation": _RELATIONS[entity[3]],
                "core": entity[4] == "+",
            }
        )
        return True
    link = _LINK.fullmatch(line)
    if link is None or link[1] not in names or link[3] not in names:
        return False
    block.links.append({"subject": names[link[1]], "predicate": link[2], "object": names[link[3]]})
    return True
