"""From what somebody typed to the names that it may mean, best first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

from kg.errors import NotFound
from kg.index.keys import WORD, asked_keys, is_word, near
from kg.index.layout import ALIAS, TITLE
from kg.index.rows import How, Match
from kg.index.table import Row, Tables
from kg.names import normal_form, slug

LONGEST = 1_000
"""Characters of a text that are looked at; no name is longer."""
RANGE = 200
"""Terms that are looked at for one beginning, or more where more are asked for."""
WIDE = 1_000
"""Terms that begin with one word of several, the most used, among which the others are looked for."""
_EXACT: tuple[How, ...] = ("name", "alias", "title")


def form_of(text: str) -> str:
    """The normal form to look for; a lone surrogate can name nothing and becomes a question mark."""
    return normal_form(text[:LONGEST].encode("utf-8", "replace").decode())


def find(tables: Tables, text: str, limit: int) -> list[Match]:
    """What ``text`` names exactly, begins, or nearly names, in this order, the most used first."""
    form = form_of(text)
    found: dict[str, Match] = {}
    for stage in (_exact, _beginning, _similar):
        for match in stage(tables, form, limit):
            found.setdefault(f"{match.kind}/{match.id}", match)
        if len(found) >= limit:
            break
    return (
        list(found.values())[:limit] or list(_of_words(tables, form, limit)) or _respelt(tables, form, limit)
    )


def resolve(tables: Tables, text: str, *, fuzzy: bool, kind: str | None = None) -> Match:
    """The one thing that ``text`` names: by label, alias, title, else as the only near misspelling.

    Raises `NotFound` with near names otherwise.
    """
    form = form_of(text)
    exact = [m for m in _exact(tables, form, 20) if kind in (None, m.kind)]
    if exact:
        return _itself(tables, text, exact)
    similar = [m for m in _similar(tables, form, 20) if kind in (None, m.kind)]
    if fuzzy and _clear(form, similar):
        return similar[0]
    begins = [m for m in _beginning(tables, form, 5) if kind in (None, m.kind)] if form else []
    if not similar and not begins:
        begins = [m for m in _respelt(tables, form, 5) if kind in (None, m.kind)]
    names = tuple(dict.fromkeys(match.label for match in (*similar[:5], *begins)))[:5]
    raise NotFound(f"nothing in this graph is called {text[:80]!r}", suggestions=names)


def _itself(tables: Tables, text: str, exact: list[Match]) -> Match:
    """What the name itself stands for, before what some paper calls so, too: "VLM" is no language model."""
    if exact[0].how != "alias":
        return exact[0]
    name = tables.row("name", "slug", slug(text))
    return next((m for m in exact if name is not None and m.id == name[1]), exact[0])


def _clear(form: str, similar: list[Match]) -> bool:
    """Whether the nearest name is meant beyond doubt: few edits for its length, and no other so near."""
    if not similar or len(form) < 5 * similar[0].distance:
        return False
    return len(similar) == 1 or similar[1].distance > similar[0].distance


def _exact(tables: Tables, form: str, limit: int) -> Iterator[Match]:
    order = "ORDER BY kind, weight DESC, node LIMIT ?"
    for row in tables.rows("term", f"WHERE form = ? AND place = 0 {order}", (form, limit)):
        yield _match(tables, row, _EXACT[row[4]])


def _beginning(tables: Tables, form: str, limit: int) -> Iterator[Match]:
    """Names that begin so, then names of which a later word does; the most used first."""
    for form_, place, node, text, kind, weight in _range(tables, form, max(RANGE, 2 * limit))[: 2 * limit]:
        if form_ != form or place:
            yield _match(tables, (form_, place, node, text, kind, weight), "word" if place else "prefix")


def _range(tables: Tables, form: str, most: int) -> list[Row]:
    if len(form) <= 2:  # such a range may hold a tenth of all names: its best are kept
        kept = tables.rows("top", "WHERE prefix = ? ORDER BY rank", (form,))
        rows = [(f"{form}…", place, node, text, kind, n) for _, _, node, text, kind, n, place in kept]
    else:
        where = "WHERE form >= ? AND form < ? AND (weight OR kind = ?)"
        order = "ORDER BY weight DESC, form, place, node LIMIT ?"
        rows = tables.rows("term", f"{where} {order}", (form, form + "\U0010ffff", TITLE, most))
    return sorted(rows, key=lambda row: (row[4] == TITLE, row[1] > 0, -row[5]))


def _similar(tables: Tables, form: str, limit: int) -> Iterator[Match]:
    ranked: list[tuple[int, int, Row]] = []
    for edits, other in near(form, tables.forms(asked_keys(form)))[: 10 * limit]:
        terms = tables.rows("term", "WHERE form = ? AND place = 0 AND kind <= ?", (other, ALIAS))
        ranked += [(edits, -row[5], row) for row in terms]
    seen = set()
    for edits, _, row in sorted(ranked):
        if row[2] not in seen:
            seen.add(row[2])
            yield _match(tables, row, "similar", edits)
        if len(seen) == limit:
            return


def _of_words(tables: Tables, form: str, limit: int) -> Iterator[Match]:
    """Names in which each word of the form begins one, in any order (`reinf learn`); the most used first."""
    words = form.split()
    longest = max(words, key=len, default="")
    if len(words) < 2 or len(longest) < 3:
        return
    seen = set()
    for row in _range(tables, longest, WIDE):
        parts = normal_form(row[3]).split()
        if row[2] not in seen and all(any(part.startswith(word) for part in parts) for word in words):
            seen.add(row[2])
            yield _match(tables, row, "word")
        if len(seen) == limit:
            return


READINGS = 3
"""Words that one misspelt word may be."""
MOST_WORDS = 6
"""Words of a text of which each may be misspelt."""


def _respelt(tables: Tables, form: str, limit: int) -> list[Match]:
    """Names that begin with the words that are meant, where some are misspelt (`ofline reinforcment`)."""
    words = form.split(" ")
    if len(words) > MOST_WORDS:
        return []
    readings = [_readings(tables, word) for word in words]
    found: dict[str, Match] = {}
    for reading in islice(product(*readings), READINGS**2):
        edits, text = sum(n for n, _ in reading), " ".join(word for _, word in reading)
        if not edits:
            continue
        for stage in (_exact, _beginning, _of_words):
            for match in stage(tables, text, limit):
                if match.kind == "entity":
                    found.setdefault(match.id, match._replace(how="similar", distance=edits))
    return sorted(found.values(), key=lambda match: (match.distance, -match.papers, match.label))[:limit]


def _readings(tables: Tables, word: str) -> list[tuple[int, str]]:
    """The words of names that a word may be, with the edits between; itself where a name has it."""
    begins = "WHERE form >= ? AND form < ? AND weight LIMIT 1"
    if not is_word(word) or tables.rows("term", begins, (word, word + "\U0010ffff")):
        return [(0, word)]
    near_words = [
        (edits, other) for edits, other in near(word, tables.forms(asked_keys(word, WORD))) if is_word(other)
    ]
    return near_words[:READINGS] or [(0, word)]


def _match(tables: Tables, row: Row, how: How, edits: int = 0) -> Match:
    _, _, node, text, _, weight = row
    kind, _, name = node.partition("/")
    if kind == "paper":
        return Match("paper", name, text, text, how)
    entity = tables.row("entity", "slug", name)
    if entity is None:
        if weight:
            raise tables.damaged(f"{node} has names and no row")
        return Match("entity", name, text, text, how, 0, (), edits)
    return Match("entity", name, entity[1], text, how, weight, _types(entity[3]), edits)


def _types(stored: str) -> tuple[str, ...]:
    """``[["Method",3],["Task",1]]`` without a JSON parser: types are plain words."""
    return (
        tuple(stored.strip("[]").replace('"', "").replace("],[", ",").split(",")[::2])
        if len(stored) > 2
        else ()
    )
