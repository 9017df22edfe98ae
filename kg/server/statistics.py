"""Things of each class and triples of each property in a snapshot: counted once, in small steps."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.query.terms import iri, term_out
from kg.server.current import Current, Held
from kg.server.negotiate import JSON
from kg.server.pool import Busy, Failed, Overran, Pool
from kg.store.layout import INDEX
from kg.vocab import BASE, PREFIXES

_THINGS = "SELECT (COUNT(*) AS ?n) ?class { GRAPH ?g { ?thing a ?class } } GROUP BY ?class"
_TRIPLES = "SELECT (COUNT(*) AS ?n) ?property { GRAPH ?g { ?thing ?property ?value } } GROUP BY ?property"
_TYPE = PREFIXES["rdf"] + "type"
PAUSE = 0.5
"""Seconds after which a count is tried again that found no free process."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """What VoID says of a snapshot; classes and properties are IRIs, those without any are left out."""

    digest: str
    triples: int
    entities: int
    classes: Mapping[str, int]
    properties: Mapping[str, int]
    together: Mapping[str, tuple[str, ...]]
    """Properties that things of a class have, as far as a sample shows."""


class Counting:
    """The statistics of the current snapshot: counted when first asked for, and kept until it changes."""

    def __init__(self, current: Current, pool: Pool) -> None:
        self._current, self._pool = current, pool
        self._task: asyncio.Task[Statistics] | None = None
        self._of = ""

    async def statistics(self, patience: float) -> Statistics:
        """Them; raises `TimeoutError` where counting takes longer than ``patience`` seconds, and goes on."""
        with self._current.reading() as held:
            digest = held.digest
        failed = self._task is not None and self._task.done() and self._task.exception() is not None
        if self._task is None or digest != self._of or failed:
            self._of = digest
            self._task = asyncio.get_running_loop().create_task(self._count())
        return await asyncio.wait_for(asyncio.shield(self._task), patience)

    async def close(self) -> None:
        """Stop counting."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _count(self) -> Statistics:
        with self._current.reading() as held:
            learnt = await self._learnt(held)
            classes = {name: await self._number(held, _THINGS, "class", name) for name in learnt["classes"]}
            classes = {name: number for name, number in classes.items() if number}
            properties = {
                name: await self._number(held, _TRIPLES, "property", name)
                for name in learnt["properties"]
                if name != _TYPE
            }
            properties[_TYPE] = sum(classes.values())
            return Statistics(
                digest=held.digest,
                triples=learnt["triples"],
                entities=learnt["entities"],
                classes=classes,
                properties={name: number for name, number in sorted(properties.items()) if number},
                together={name: tuple(used) for name, used in learnt["together"].items()},
            )

    async def _learnt(self, held: Held) -> dict[str, Any]:
        """What a worker knows of the vocabulary and of a sample."""
        question = {"graph": held.graph, "index": str(held.path / INDEX), "text": "learnt"}
        body = await self._ask({**question, "page": ["learnt", "", {}]})
        learnt: dict[str, Any] = json.loads(body)
        return learnt

    async def _number(self, held: Held, text: str, variable: str, name: str) -> int:
        question = {"graph": held.graph, "text": text, "base": BASE, "accept": JSON}
        terms = {variable: term_out(iri(name))}
        body = await self._ask({**question, "default": None, "named": None, "terms": terms})
        rows = json.loads(body)["results"]["bindings"]
        return int(rows[0]["n"]["value"]) if rows else 0

    async def _ask(self, question: dict[str, Any]) -> bytes:
        """The answer to one question, patiently: others come first."""
        while True:
            try:
                return bytes((await self._pool.run(question)).body)
            except Busy:
                await asyncio.sleep(PAUSE)
            except (Overran, Failed) as error:
                raise RuntimeError(f"can not be counted: {error}") from error
