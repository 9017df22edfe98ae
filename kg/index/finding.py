"""From what somebody typed to the names that it may mean, best first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from string import ascii_lowercase

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
    if any(match.how != "similar" for match in found.values()) or (found and " " in form):
        return list(found.values())[:limit]
    other = list(_of_words(tables, form, limit)) if not found else []
    for match in other or _respelt(tables, form, limit):
        found.setdefault(f"{match.kind}/{match.id}", match)
    return sorted(found.values(), key=lambda match: match.distance)[:limit]


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
        if row[2] not in seen and _has_words(row[3], words):
            seen.add(row[2])
            yield _match(tables, row, "word")
        if len(seen) == limit:
            return


def _has_words(name: str, words: list[str]) -> bool:
    """Whether each of the words begins one of a name."""
    parts = normal_form(name).split()
    return all(any(part.startswith(word) for part in parts) for word in words)


READINGS = 3
"""Words that one misspelt word may be."""
LOOKS = 2
"""Readings of which names are looked for that have the words in any order, which takes longer."""
MOST_WORDS = 6
"""Words of a text of which each may be misspelt."""


def _respelt(tables: Tables, form: str, limit: int) -> list[Match]:
    """Names that begin with the words that are meant, where some are misspelt (`ofline reinforcment`)."""
    words = form.split(" ")
    if len(words) > MOST_WORDS:
        return []
    itself = [[(0, word)] if _begins(tables, word) else [] for word in words]
    readings = [known or _readings(tables, word) for known, word in zip(itself, words, strict=True)]
    found = _in_readings(tables, readings, limit)
    if not found and len(words) > 1:  # what only a rare name has may be misspelt as well
        readings = [[*known, *_readings(tables, word)] for known, word in zip(itself, words, strict=True)]
        found = _in_readings(tables, readings, limit)
    return found


def _in_readings(tables: Tables, readings: list[list[tuple[int, str]]], limit: int) -> list[Match]:
    """What there is in the likeliest readings of words: few edits first, then what is called so itself."""
    found: dict[str, tuple[int, bool, int, str, Match]] = {}
    looks = LOOKS
    likely = sorted(islice(product(*readings), READINGS**2), key=lambda reading: sum(n for n, _ in reading))
    for reading in likely:
        edits, text = sum(n for n, _ in reading), " ".join(word for _, word in reading)
        if len(found) >= limit and edits > min(row[0] for row in found.values()):
            break
        if not edits:
            continue
        matches = [*_exact(tables, text, limit), *_beginning(tables, text, limit)]
        if len(matches) < limit and looks:
            matches += _of_words(tables, text, limit)
            looks -= 1
        for match in matches:
            if match.kind == "entity":
                other = not _has_words(match.label, text.split())
                taken = match._replace(how="similar", distance=edits)
                found.setdefault(match.id, (edits, other, -match.papers, match.label, taken))
    return [row[-1] for row in sorted(found.values(), key=lambda row: row[:-1])[:limit]]


def _readings(tables: Tables, word: str) -> list[tuple[int, str]]:
    """The words of names, or beginnings of some, that a word may be, with the edits between."""
    if not is_word(word):
        return [(0, word)]
    near_words = [
        (edits, other) for edits, other in near(word, tables.forms(asked_keys(word, WORD))) if is_word(other)
    ]
    near_words = near_words[:READINGS]
    if not any(edits == 1 for edits, _ in near_words):
        near_words = [*((1, other) for other in _begun(tables, word)[:READINGS]), *near_words]
    return near_words or [(0, word)]


def _begun(tables: Tables, word: str) -> list[str]:
    """What a misspelt beginning of a word may be: one edit away, where names go on no more (`reinforcme`)."""
    end = next((n for n in range(len(word), 1, -1) if _begins(tables, word[:n])), 0)
    found = []
    for at in range(max(end - 2, 1), end + 1) if end else ():
        start, rest = word[:at], word[at:]
        edited = [f"{start}{rest[1::-1]}{rest[2:]}"] if len(rest) > 1 else []
        edited += [f"{start}{letter}{rest}" for letter in ascii_lowercase]
        edited += [f"{start}{letter}{rest[1:]}" for letter in ("", *ascii_lowercase)]
        found += [text for text in dict.fromkeys(edited) if text != word and _begins(tables, text)]
    return list(dict.fromkeys(found))


def _begins(tables: Tables, text: str) -> bool:
    """Whether a name that papers use has a word, or begins, so."""
    begins = "WHERE form >= ? AND form < ? AND weight LIMIT 1"
    return bool(tables.rows("term", begins, (text, text + "\U0010ffff")))


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
