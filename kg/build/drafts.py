"""From what somebody typed to a decision that the ledger can hold: names, papers and claims looked up.

Each function gives drafts without number, time and author. A name must be spelled as the graph knows it:
a decision is no place to guess. All raise `kg.errors.NotFound`, with near names, for what is not there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from kg.errors import NotFound, UsageError
from kg.index import Index
from kg.ledger import Action, Entry
from kg.mapping.canonical import entity_slug
from kg.model import ENTITY_TYPES
from kg.names import normal_form, slug
from kg.store.snapshot import Snapshot

Named = tuple[str, str]


def draft(action: Action, **fields: object) -> Entry:
    """A decision that nobody has taken yet."""
    return Entry(0, "", "", action, **fields)  # type: ignore[arg-type]


def find_name(index: Index, text: str) -> Named:
    """The slug and the label of the name that ``text`` is: as written, as a slug or as an IRI.

    Raises `UsageError` where several things are called so.
    """
    for name in (slug(text), text):
        label = index.label("name", name)
        if label is not None:
            return name, label
    found = [m for m in index.find(text, limit=20) if m.kind == "entity" and m.how in ("name", "alias")]
    senses = [m for m in found if m.how == found[0].how]
    if len(senses) > 1:
        listed = ", ".join(match.id for match in senses)
        raise UsageError(f"{text!r} may mean {listed}; name one of these")
    match = index.resolve_entity(text, fuzzy=False)
    if match.how == "identifier":
        return match.text, index.label("name", match.text) or match.label
    return match.id, match.label


def of_names(snapshot: Snapshot, action: Action, names: Sequence[str]) -> Entry:
    """Merge names, hold two apart, or say that the second is broader than the first."""
    return draft(action, names=tuple(dict.fromkeys(find_name(snapshot.index, name) for name in names)))


def rename(snapshot: Snapshot, name: str, label: str) -> Entry:
    """Another label for the entity of a name."""
    return draft("rename", names=(find_name(snapshot.index, name),), value=_text(label, "label"))


def retype(snapshot: Snapshot, name: str, kind: str) -> Entry:
    """The only type of the entity of a name."""
    fitting = [known for known in ENTITY_TYPES if known.lower() == kind.lower()]
    if not fitting:
        raise UsageError(f"no type is called {kind!r}; there are: {', '.join(ENTITY_TYPES)}")
    return draft("retype", names=(find_name(snapshot.index, name),), value=fitting[0])


def alias(snapshot: Snapshot, name: str, written: str, *, there: bool) -> Entry:
    """Another way of writing that the entity of a name has, or has not."""
    found = find_name(snapshot.index, name)
    if not there:
        entity = snapshot.index.entity(found[0])
        known = (entity.label, *entity.aliases) if entity is not None else ()
        if entity is not None and written not in known[1:] and normal_form(written) == normal_form(known[0]):
            raise UsageError(f"{known[0]!r} is the label of its entity; `kg rename` gives it another")
        if normal_form(written) not in map(normal_form, known):
            raise NotFound(f"{found[1]!r} has no alias {written!r}", suggestions=known[1:6])
    return draft("alias" if there else "unalias", names=(found,), value=_text(written, "alias"))


def _text(value: str, what: str) -> str:
    kept = " ".join(value.split())
    if not kept:
        raise UsageError(f"an empty {what}; write what it is to be")
    return kept


def split(snapshot: Snapshot, name: str, papers: Sequence[str], long_form: str = "") -> Entry:
    """The uses of a name's entity in some papers as a sense of their own.

    The slug of the sense is a function of the long form where there is one, else of the papers.
    """
    slug_, label = find_name(snapshot.index, name)
    entity = entity_of(snapshot.index, slug_)
    ids = sorted({snapshot.index.resolve_paper(paper).id for paper in papers})
    used: dict[str, str] = {}
    for paper in ids:
        here = {entity_slug(use): use.name for found in snapshot.paper(paper)[1] for use in found.entities}
        mine = {s: written for s, written in here.items() if entity_of(snapshot.index, s) == entity}
        if not mine:
            raise NotFound(f"paper {paper} has no use of {label!r}", suggestions=_near(here, label))
        used.update(mine)
    first = [(slug_, label)] if slug_ in used else []
    names = tuple(dict.fromkeys([*first, *sorted(used.items())]))
    base = slug_.partition("~")[0]
    sense = f"{base}~{slug(long_form)}" if long_form else f"{base}~{_digest(base, *ids)}"
    if sense in used:
        raise UsageError(f"these papers use {label!r} in that sense already")
    return draft("split", names=names, papers=tuple(ids), value=" ".join(long_form.split()), sense=sense)


def _near(here: dict[str, str], label: str) -> tuple[str, ...]:
    from rapidfuzz.process import extract

    return tuple(found[0] for found in extract(label, sorted(here.values()), limit=3))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:8]


def entity_of(index: Index, name: str) -> str:
    """The slug of the entity that a name stands for; the name itself where the index has none."""
    found = index.entity(name)
    return found.slug if found is not None else name
