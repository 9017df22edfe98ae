"""What an agent can ask, each as a function that gives text of bounded size.

Each call opens what is published then, so that a build that runs meanwhile is seen. Texts of papers are data:
the descriptions say so, since a model reads them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

import kg
from kg.errors import NotFound, UsageError
from kg.handle import Graph
from kg.handle.statements import Statement
from kg.index import to_plain
from kg.model import ENTITY_TYPES, LINK_PREDICATES, RELATIONS
from kg.query import Limits, Result, SavedQuery, find_query, list_queries, parse, run_saved
from kg.query.binding import option
from kg.query.terms import Row, Term
from kg.vocab import curie

WAYS = (*RELATIONS, *LINK_PREDICATES)
TYPES = (*ENTITY_TYPES, "Paper")
MOST_ROWS = 100
LONGEST_TEXT = 400
"""Characters of one value; what is cut ends in an ellipsis."""
LONGEST = 20_000
"""Characters of an answer."""
LIMITS = Limits(timeout=20.0, max_rows=10_000, max_bytes=8_000_000, max_memory=2_000_000_000)


@dataclass(frozen=True, slots=True)
class Tools:
    """The tools over one store."""

    store: Path
    folders: tuple[str, ...] = ()
    """Folders with queries of the user."""

    def find(self, text: str, limit: int = 10) -> str:
        """Names and titles that ``text`` is, begins or misspells."""
        with kg.open(self.store) as graph:
            found = [to_plain(match) for match in graph.find(text[:300], limit=_rows(limit))]
        none = {"note": f"nothing in this graph is called like {text[:80]!r}; try fewer or other words"}
        return bounded(found, about=None if found else none)

    def neighbours(
        self, name: str, relations: Sequence[str] = (), types: Sequence[str] = (), limit: int = 20
    ) -> str:
        """What a name or a paper is linked to, both directions; raises `UsageError` for an unknown filter."""
        relations, types = _known(relations, WAYS, "relation"), _known(types, TYPES, "type")
        with kg.open(self.store) as graph:
            match = graph.snapshot.index.resolve(name[:300])
            found = graph.neighbours(name[:300], relations=relations, types=types, limit=_rows(limit))
        rows = [
            {
                "relation": row.relation,
                "direction": row.direction,
                "name": row.label,
                "id": row.id,
                "types": list(row.types),
                "papers": row.support,
                "confidence": row.confidence,
                "examples": list(row.papers[:3]),
            }
            for row in found.rows
        ]
        took = {"took": f"{name[:300]!r} for {match.label!r}"} if match.how == "similar" else {}
        about = {"of": found.label, "id": found.id, **took, "left_out": found.left_out}
        filtered = (relations or types) and not rows
        none = {"note": "nothing passes these filters; leave out relations and types"} if filtered else {}
        return bounded(rows, about={**about, **none})

    def show(self, paper: str) -> str:
        """A paper with what it states, each with its sentence; raises `NotFound`, also where it is a name."""
        with kg.open(self.store) as graph, _papers_only(graph, paper[:300]):
            view = graph.show(paper[:300])
        about = {
            "id": view.paper.id,
            "title": view.paper.title,
            "date": view.paper.date,
            "abstract": (view.paper.abstract or "")[:3_000],
            "authors": [author.name for author in view.paper.authors[:20]],
        }
        return bounded([_statement(s) for s in (*view.statements, *view.links)], about=about)

    def why(self, subject: str, predicate: str, object_: str) -> str:
        """The sentences behind a triple."""
        links = f"{predicate[:80]} is what a paper does; links between names are {', '.join(LINK_PREDICATES)}"
        with kg.open(self.store) as graph, _papers_only(graph, subject[:300], links):
            found = graph.why(subject[:300], predicate[:80], object_[:300])
        return bounded([{**_statement(s), "paper": s.paper, "title": s.title} for s in found])

    def queries(self) -> str:
        """The saved queries with their parameters."""
        return json.dumps([_described(query) for query in list_queries(self.folders)], ensure_ascii=False)

    def query(self, name: str, parameters: Mapping[str, object] | None = None, limit: int = 30) -> str:
        """The answer to a saved query."""
        return self._answer(find_query(name, self.folders), parameters or {}, limit)

    def sparql(self, text: str, limit: int = 30) -> str:
        """The answer to a SPARQL query, read only."""
        if "{" not in text and not text.lstrip().upper().startswith("DESCRIBE"):
            raise UsageError("this is no SPARQL; `query` runs a saved query by its name")
        return self._answer(parse(text), {}, limit)

    def ask(self, question: str, limit: int = 30) -> str:
        """The answer to a question in English by the saved query that it asks for."""
        with kg.open(self.store) as graph:
            found = graph.ask(question, folders=self.folders, limit=_rows(limit), limits=LIMITS)
        return result_text(found.result, {"query": found.query, "parameters": found.parameters})

    def _answer(self, query: SavedQuery, values: Mapping[str, object], limit: int) -> str:
        given = {name.replace("-", "_"): str(value) for name, value in values.items()}
        with kg.open(self.store) as graph:
            path, index = graph.snapshot.path, graph.snapshot.index
            result = run_saved(path, query, given, index, limit=_rows(limit), limits=LIMITS)
        return result_text(result, {})


def _known(given: Sequence[str], there: Sequence[str], what: str) -> list[str]:
    """The words of ``there`` that are meant, however they are capitalised."""
    meant = {word.casefold(): word for word in there}
    for word in given:
        if word.casefold() not in meant:
            raise UsageError(f"no {what} is called {word[:80]!r}; there are {', '.join(there)}")
    return [meant[word.casefold()] for word in given]


@contextmanager
def _papers_only(
    graph: Graph, text: str, why: str = "`neighbours` tells what it is linked to"
) -> Iterator[None]:
    """Where no paper is found: say so of a ``text`` that is the name of an entity, and ``why`` it matters."""
    try:
        yield
    except NotFound as error:
        with suppress(NotFound):
            found = graph.snapshot.index.resolve(text, fuzzy=False)
            if found.kind == "entity" and str(error).startswith("no paper"):
                error = NotFound(f"{text[:80]!r} is a name, no paper; {why}")
        raise error


def _rows(limit: int) -> int:
    return max(1, min(limit, MOST_ROWS))


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "subject": statement.subject,
        "relation": statement.predicate,
        "object": statement.object,
        "confidence": statement.confidence,
        "context": statement.context,
        **({} if statement.plain else {"less_sure": True}),
        "sentence": statement.sentence,
    }


def _described(query: SavedQuery) -> dict[str, Any]:
    parameters = {
        option(p.name): f"{p.type}{'' if p.required else ', optional'}: {p.description}; e.g. {p.example}"
        for p in query.parameters
    }
    return {"name": query.name, "answers": f"{query.title}. {query.description}", "parameters": parameters}


def result_text(result: Result, about: dict[str, Any]) -> str:
    """A result as rows of plain values; IRIs as CURIEs, which SPARQL takes again."""
    if result.boolean is not None:
        return json.dumps({**about, "answer": result.boolean})
    if result.triples is not None:
        found: Sequence[Row] = result.triples[:MOST_ROWS]
        head: tuple[str, ...] = ("subject", "predicate", "object")
    else:
        found, head = result.rows, result.variables
    rows = [[None if term is None else _value(term) for term in row] for row in found]
    plain = [dict(zip(head, row, strict=True)) for row in rows]
    more = result.truncated or len(result.triples or ()) > MOST_ROWS
    return bounded(plain, about={**about, "more_rows_exist": more, "notes": list(result.notes)})


def _value(term: Term) -> str | int | float:
    """A number as one, an IRI as CURIE."""
    if term.is_number:
        number = int(term.value) if term.value.lstrip("+-").isdecimal() else float(term.value)
        return number if isfinite(number) else term.value
    return curie(term.value)


def bounded(rows: list[dict[str, Any]], about: dict[str, Any] | None = None) -> str:
    """JSON of as many rows as fit; long texts are cut, and what is left out is said."""
    cut = [{key: _short(value) for key, value in row.items()} for row in rows]
    kept, size = [], len(json.dumps(about or {}, ensure_ascii=False))
    for row in cut:
        size += len(json.dumps(row, ensure_ascii=False)) + 2
        if size > LONGEST:
            break
        kept.append(row)
    dropped = {"rows_left_out": len(rows) - len(kept)} if len(kept) < len(rows) else {}
    return json.dumps({**(about or {}), "rows": kept, **dropped}, ensure_ascii=False)


def _short(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return value[: LONGEST_TEXT - 1] + "…"
    return value
