"""What a name stands for at an endpoint that holds a graph of ours: asked there, as there is no index."""

from __future__ import annotations

from collections.abc import Callable

from kg.errors import InputError, NotFound
from kg.index import Match, PaperRow
from kg.names import slug
from kg.query.result import Result
from kg.query.terms import Term, iri, literal
from kg.vocab import BASE, clean_literal, name_iri, paper_iri

LONGEST = 1_000
"""Characters of a text that are looked at; no name is longer."""
_ENTITY = """\
SELECT ?found ?label WHERE {
  { VALUES ?found { $node } ?found a kg:Entity . BIND (0 AS ?rank) }
  UNION { $node dcterms:isReplacedBy ?found . BIND (1 AS ?rank) }
  UNION { ?found skos:prefLabel $text ; a kg:Entity . BIND (2 AS ?rank) }
  UNION { ?found skos:altLabel $text ; a kg:Entity . BIND (3 AS ?rank) }
  OPTIONAL { ?found skos:prefLabel ?label }
  OPTIONAL { ?found kg:paperCount ?papers }
}
ORDER BY ?rank DESC(?papers) ?found
LIMIT 1"""
_PAPER = """\
SELECT ?found ?label WHERE {
  { VALUES ?found { $node } ?found a kg:Paper . BIND (0 AS ?rank) }
  UNION { $node dcterms:isReplacedBy ?found . BIND (1 AS ?rank) }
  UNION { ?found dcterms:title $text ; a kg:Paper . BIND (2 AS ?rank) }
  OPTIONAL { ?found dcterms:title ?label }
}
ORDER BY ?rank ?found
LIMIT 1"""


class NamedThere:
    """Finds names and papers by one query each.

    ``ask`` puts a query to the endpoint, with terms for its parameters. A misspelling is not mended, for that
    takes an index.
    """

    def __init__(self, ask: Callable[[str, dict[str, Term]], Result]) -> None:
        self._ask = ask

    def resolve_entity(self, text: str, *, fuzzy: bool = True) -> Match:
        """The entity that a text names: by its label or another name of it."""
        found, label = self._first(_ENTITY, iri(name_iri(slug(text[:LONGEST]))), text)
        return Match("entity", found.removeprefix(f"{BASE}name/"), label, text, "name")

    def resolve_paper(self, text: str) -> PaperRow:
        """The paper that an identifier or a title names."""
        try:
            node = iri(paper_iri(text))
        except InputError:
            node = iri(paper_iri("none"))
        found, title = self._first(_PAPER, node, text)
        return PaperRow(found.removeprefix(f"{BASE}paper/"), title, None, (), 0)

    def _first(self, query: str, node: Term, text: str) -> tuple[str, str]:
        result = self._ask(query, {"node": node, "text": literal(clean_literal(text[:LONGEST]))})
        cells = [cell.value if cell is not None else "" for row in result.rows or () for cell in row]
        if len(cells) != 2 or not cells[0].startswith(BASE):
            raise NotFound(f"nothing in the graph at that endpoint is called {text[:80]!r}")
        return cells[0], cells[1]
