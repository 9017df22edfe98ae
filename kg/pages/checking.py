"""What is odd about a query that SPARQL answers with nothing: terms and names that there are not."""

from __future__ import annotations

import json
from collections.abc import Mapping

from kg.errors import QueryError, UsageError
from kg.pages.answer import Page
from kg.pages.source import Source
from kg.query.guard import check
from kg.query.known import check_terms, unknown_names
from kg.query.silence import explain

LONGEST = 20_000
"""Characters of a query that is looked over."""


def check_page(source: Source, _: str, values: Mapping[str, str]) -> Page:
    """``/check?query=TEXT&empty=1``: a term that the vocabulary lacks, names that the graph lacks, as JSON.

    With ``empty``, which pattern of the query is the first that nothing fits, too.
    """
    text = values.get("query", "")
    if len(text) > LONGEST:
        raise UsageError(f"at most {LONGEST:,} characters are looked over")
    wrong, notes = None, list[str]()
    try:
        checked = check(text)
        check_terms(checked.text)
        notes += unknown_names(checked.text, source.index)
        if values.get("empty") and not checked.graphs:
            notes.append(explain(source.store, checked.text, {}))
    except QueryError as error:
        wrong = str(error)
    body = {"wrong": wrong, "notes": notes}
    return Page(200, json.dumps(body, ensure_ascii=False), media="application/json")
