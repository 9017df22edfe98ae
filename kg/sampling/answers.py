"""Answers kept in a file, one line a paper in the shape of the gold files; a later run goes on from it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal, get_args

from kg.durable import write_atomically
from kg.errors import ForeignPath, UsageError
from kg.model import Entity, Link
from kg.sampling.draw import Drawn

Answer = Literal["right", "wrong", "unsure"]
ANSWERS: tuple[Answer, ...] = get_args(Answer)

Json = dict[str, Any]


class Answers:
    """What was answered, by claim. With a file every answer is on disk as soon as it is given.

    A line holds ``entities`` and ``links`` that were judged right (the ends of a right link whose own claim
    was not judged are ``optional``), and under ``judged`` every claim of the paper with its answer. Such a
    line is a part of a gold line: what it does not list was not asked.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Go on from ``path`` where it exists; raises `ForeignPath` where it holds anything else."""
        if path is not None and not path.absolute().parent.is_dir():
            raise UsageError(
                f"there is no folder {path.parent} for the answers; make it, or choose another --out"
            )
        self._path = path
        self._papers: dict[str, Json] = _read(path) if path is not None and path.exists() else {}
        self.given: dict[str, str] = {
            judged["claim"]: judged["answer"] for line in self._papers.values() for judged in line["judged"]
        }

    def put(self, drawn: Drawn, answer: Answer) -> None:
        """Keep an answer."""
        paper = drawn.paper
        line = self._papers.setdefault(
            paper.id, {"id": paper.id, "title": paper.title, "abstract": paper.abstract, "judged": []}
        )
        line["judged"] = [judged for judged in line["judged"] if judged["claim"] != drawn.id]
        line["judged"].append(_judged(drawn, answer))
        self.given[drawn.id] = answer
        if self._path is not None:
            write_atomically(
                self._path, "".join(json.dumps(o, ensure_ascii=False) + "\n" for o in self.lines())
            )

    def lines(self) -> list[Json]:
        """One object a paper, in the order of their first answers."""
        return [_gold(line) for line in self._papers.values()]


def _judged(drawn: Drawn, answer: Answer) -> Json:
    claim = drawn.claim
    said: Json = {
        "claim": drawn.id,
        "answer": answer,
        "confidence": claim.confidence,
        "extractor": drawn.extractor,
    }
    if claim.context is not None:
        said["context"] = claim.context
    if isinstance(claim, Entity):
        return {**said, "entity": _entity(claim)}
    return {**said, "link": _link(claim), "ends": [_entity(end) for end in drawn.ends]}


def _entity(entity: Entity) -> Json:
    plain = asdict(entity)
    return {key: plain[key] for key in ("name", "aliases", "type", "relation", "core")}


def _link(link: Link) -> Json:
    return {"subject": link.subject, "predicate": link.predicate, "object": link.object}


def _gold(line: Json) -> Json:
    right = [judged for judged in line["judged"] if judged["answer"] == "right"]
    entities = {judged["entity"]["name"]: judged["entity"] for judged in right if "entity" in judged}
    for judged in right:
        for end in judged.get("ends", ()):
            entities.setdefault(end["name"], {**end, "optional": True})
    return {
        "id": line["id"],
        "title": line["title"],
        "abstract": line["abstract"],
        "entities": list(entities.values()),
        "links": [judged["link"] for judged in right if "link" in judged],
        "judged": line["judged"],
    }


def _read(path: Path) -> dict[str, Json]:
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        for line in lines:
            assert {"id", "title", "abstract"} <= line.keys()
            assert all(judged["answer"] in ANSWERS and judged["claim"] for judged in line["judged"])
        return {line["id"]: line for line in lines}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, AssertionError) as error:
        raise ForeignPath(
            f"{path} is no file of answers of `kg sample`, and is not overwritten; choose another with --out"
        ) from error
