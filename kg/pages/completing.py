"""Completion of a query at the cursor, from the vocabulary, the data and the index."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from kg.errors import UsageError
from kg.pages.answer import Page
from kg.pages.knowledge import Knowledge, learn, properties_of, terms
from kg.pages.place import Spot, spot
from kg.pages.source import Source
from kg.query.guard import declared
from kg.query.silence import patterns
from kg.query.tokens import Token, tokens
from kg.vocab import BASE, PREFIXES, curie, name_iri, paper_iri

MOST, LONGEST = 24, 20_000
"""Completions that are given, and characters of a query that are looked at."""
LABELLED = 200
KEYWORDS = (
    *("SELECT", "SELECT DISTINCT", "WHERE {", "CONSTRUCT {", "ASK {", "DESCRIBE"),
    *("ORDER BY", "GROUP BY", "HAVING", "LIMIT", "OFFSET", "PREFIX"),
)
INSIDE = (
    *("OPTIONAL {", "FILTER (", "FILTER NOT EXISTS {", "UNION {"),
    *("BIND (", "VALUES", "MINUS {", "GRAPH"),
)
FUNCTIONS = (
    *("COUNT(", "COUNT(DISTINCT ", "SUM(", "AVG(", "MIN(", "MAX(", "SAMPLE(", "GROUP_CONCAT("),
    *("STR(", "LCASE(", "CONTAINS(", "STRSTARTS(", "REGEX(", "YEAR(", "BOUND(", "IF("),
    *("COALESCE(", "STRLEN(", "SUBSTR(", "DESC(", "ASC("),
)
_SIMPLE = re.compile(r"[A-Za-z0-9](?:[\w-]*[A-Za-z0-9])?\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Item:
    """One completion."""

    insert: str
    label: str
    detail: str
    kind: str
    """``class``, ``property``, ``variable``, ``keyword``, ``prefix``, or the type of a name."""


def complete_page(source: Source, _: str, values: Mapping[str, str]) -> Page:
    """``/complete?query=TEXT&at=OFFSET``: what may be written at the cursor, best first."""
    text, at = values.get("query", ""), values.get("at", "")
    if len(text) > LONGEST:
        raise UsageError(f"at most {LONGEST:,} characters are completed")
    if not (at.isascii() and at.isdecimal() and len(at) < 6 and int(at) <= len(text)):
        raise UsageError("at is the offset of the cursor in the query")
    here = spot(text, int(at))
    items = list(_first(_items(source, text, here), MOST))
    body = {"from": here.start, "to": here.end, "part": here.part, "items": [asdict(item) for item in items]}
    return Page(200, json.dumps(body, ensure_ascii=False), media="application/json")


def labels_page(source: Source, _: str, values: Mapping[str, str]) -> Page:
    """``/labels?ids=name/a paper/b``: the labels of names and papers, by their path."""
    found = {}
    for path in values.get("ids", "").split()[:LABELLED]:
        kind, _, local = path.partition("/")
        label = source.index.label(kind, local) if kind in ("name", "paper") else None
        if kind in ("author", "venue"):
            label = source.value(f"{BASE}{path}", "foaf:name" if kind == "author" else "rdfs:label")
        if label is not None:
            found[path] = [label, (source.type_of(local) or "") if kind == "name" else ""]
    return Page(200, json.dumps(found, ensure_ascii=False), media="application/json")


def _first(items: Iterable[Item], most: int) -> Iterator[Item]:
    seen = set[str]()
    for item in items:
        if item.insert not in seen:
            seen.add(item.insert)
            yield item
        if len(seen) == most:
            return


def _items(source: Source, text: str, here: Spot) -> Iterator[Item]:
    found = list(tokens(text))
    if here.word.startswith(("?", "$")) or (not here.word and here.part in ("subject", "expression")):
        yield from _variables(found, here)
    if here.word.startswith(("?", "$", "<")):
        return
    if here.part == "predicate":
        yield from _predicates(source, found, here)
    elif here.part == "object":
        yield from _objects(source, found, here)
    elif here.part == "subject":
        yield from _words(INSIDE, here)
        if len(here.word) > 1:
            yield from _names(source, here.word, ())
    else:
        yield from _words(FUNCTIONS if here.part == "expression" else (*KEYWORDS, *INSIDE), here)
        yield from _fitting("class", terms().classes, here.word) if ":" in here.word else ()
    if ":" not in here.word and here.word:
        yield from (
            Item(f"{prefix}:", f"{prefix}:", iri, "prefix")
            for prefix, iri in PREFIXES.items()
            if prefix.startswith(here.word)
        )


def _variables(found: list[Token], here: Spot) -> Iterator[Item]:
    names = {t.text for t in found if t.kind == "variable" and t.start != here.start}
    yield from (Item(n, n, "", "variable") for n in sorted(names) if n[1:].startswith(here.word[1:]))


def _words(words: Iterable[str], here: Spot) -> Iterator[Item]:
    if ":" not in here.word:
        fitting = (word for word in words if word.startswith(here.word.upper()))
        yield from (Item(word, word, "", "keyword") for word in fitting)


def _fits(name: str, word: str) -> bool:
    local = name.partition(":")[2]
    return not word or name.lower().startswith(word.lower()) or local.lower().startswith(word.lower())


def _fitting(kind: str, names: Mapping[str, str], word: str) -> Iterator[Item]:
    yield from (Item(name, name, said, kind) for name, said in names.items() if _fits(name, word))


def _predicates(source: Source, found: list[Token], here: Spot) -> Iterator[Item]:
    """Properties that the subject has in the data, the most usual first; then the rest of the vocabulary."""
    known, said = source.knowledge(learn), terms().properties
    thing = _iri(here.subject, found)
    if thing is not None:
        counts = Counter(properties_of(source, thing))
        of = "used here"
    else:
        classes = _classes(found, here.subject, known, here.start)
        counts = sum((known.of_class[name] for name in classes), Counter[str]())
        of = _used_of(classes)
    if not here.word or "rdf:type".startswith(here.word):
        yield Item("a", "a", "what kind of thing it is (rdf:type)", "keyword")
    for name in sorted(counts, key=lambda name: (-counts[name], name)):
        if _fits(name, here.word) and name != "rdf:type":
            yield Item(name, name, " · ".join(filter(None, (of, said.get(name)))), "property")
    if here.word:
        yield from (item for item in _fitting("property", said, here.word) if item.insert not in counts)


def _used_of(classes: list[str]) -> str:
    if "kg:Entity" in classes and len(classes) < 9:
        return "of names"
    named = [name.partition(":")[2] for name in classes]
    return f"of {' or '.join(named)}" if len(named) < 3 else ""


def _iri(token: Token | None, found: list[Token]) -> str | None:
    """The IRI that a token writes."""
    if token is None or token.kind not in ("iri", "prefixed"):
        return None
    if token.kind == "iri":
        return token.text[1:-1]
    prefix, _, local = token.text.partition(":")
    namespace = (PREFIXES | declared(found)).get(prefix)
    return None if namespace is None else namespace + local


def _classes(found: list[Token], subject: Token | None, known: Knowledge, at: int) -> list[str]:
    """Classes that a variable may be of: as it is said to be, else by what else is said of it."""
    everything = list(known.of_class)
    if subject is None or subject.kind != "variable":
        return everything
    said = [p for p in patterns(found) if p.subject.start != at and p.predicate.start != at]
    own = [p for p in said if p.subject.text == subject.text]
    types = (p.object.text for p in own if p.predicate.text in ("a", "rdf:type"))
    stated = [name for name in types if name in known.of_class]
    if stated:
        return stated
    uses = [p.predicate.text for p in own if p.predicate.kind == "prefixed"]
    fitting = [name for name in everything if all(known.of_class[name][use] for use in uses)]
    for pattern in said:
        if pattern.object.text == subject.text and pattern.predicate.text in known.leads_to:
            kinds = known.leads_to[pattern.predicate.text]
            fitting = [name for name in fitting if kinds[name]] or fitting
    return fitting or everything


def _objects(source: Source, found: list[Token], here: Spot) -> Iterator[Item]:
    """Classes after ``a``, names of fitting types after our relations, and variables."""
    predicate = here.predicate.text if here.predicate is not None else ""
    known = source.knowledge(learn)
    if predicate in ("a", "rdf:type"):
        in_data = {name: said for name, said in terms().classes.items() if name in known.of_class}
        yield from _fitting("class", in_data, here.word)
        return
    kinds = known.leads_to.get(predicate)
    if kinds is None or kinds["kg:Entity"] or kinds["kg:Name"] or kinds["kg:Paper"]:
        wanted = tuple(name.partition(":")[2] for name in kinds or () if name in terms().classes)
        if here.word:
            yield from _names(source, here.word, wanted)
    yield from _variables(found, here) if not here.word else ()


def _names(source: Source, word: str, kinds: tuple[str, ...]) -> Iterator[Item]:
    """Names and papers that a word begins or misspells; those of fitting types first."""
    text = word.partition(":")[2] if word.startswith(("name:", "paper:")) else word
    if ":" in text or not text:
        return
    found = source.index.find(text.replace("-", " "), limit=MOST)
    for match in sorted(found, key=lambda m: not kinds or not set(m.types) & set(kinds)):
        iri = name_iri(match.id) if match.kind == "entity" else paper_iri(match.id)
        kind = "Paper" if match.kind == "paper" else (match.types or ("Concept",))[0]
        detail = f"{kind}, {match.papers:,} papers" if match.kind == "entity" else "Paper"
        yield Item(written(iri), match.label, detail, kind)


def written(iri: str) -> str:
    """An IRI as a query writes it: as a CURIE where that needs no escapes."""
    short = curie(iri)
    return short if short != iri and _SIMPLE.match(short.partition(":")[2]) else f"<{iri}>"
