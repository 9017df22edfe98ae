"""One decision, and what each kind of decision needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from kg.errors import UsageError
from kg.model import ENTITY_TYPES, LINK_PREDICATES, RELATIONS
from kg.vocab import clean_literal, name_iri, paper_iri

OF_PAPERS = ("retract", "restore")
"""Actions on papers; they need no reason, and the last one about a paper holds."""

Action = Literal[
    "retract",
    "restore",
    "merge",
    "different",
    "split",
    "rename",
    "alias",
    "unalias",
    "retype",
    "reject",
    "broader",
    "undo",
]
ACTIONS: tuple[Action, ...] = get_args(Action)


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision. ``papers`` are local names of papers, as the user named them."""

    number: int
    time: str
    """UTC, ISO 8601 with seconds."""
    author: str
    action: Action
    papers: tuple[str, ...] = ()
    reason: str = ""
    names: tuple[tuple[str, str], ...] = ()
    """Slug of each name that the decision is about, and how it was written."""
    value: str = ""
    """The label, alias, type, long form or predicate that it is about."""
    sense: str = ""
    """Of a split: the slug of the new sense."""
    undoes: int | None = None
    """Of an undo: the number of the decision that is taken back."""

    @property
    def slugs(self) -> tuple[str, ...]:
        """The slugs of its names."""
        return tuple(slug for slug, _ in self.names)

    def __str__(self) -> str:
        """What was decided, in the words of the command line."""
        words = [label for _, label in self.names]
        if self.action == "undo":
            words = [str(self.undoes)]
        elif self.action == "reject":
            words = [*self.papers[: 2 - len(words)], *words]
            words.insert(1, self.value)
        elif self.action == "split":
            words = [words[0], *self.papers, *([f"as {self.value}"] if self.value else [])]
        else:
            words += [*self.papers, *([self.value] if self.value else [])]
        return f"{_WORDS.get(self.action, self.action)} {' · '.join(words)}"


_WORDS = {"alias": "alias add", "unalias": "alias remove"}

_NEEDS: dict[Action, tuple[str, ...]] = {
    "retract": ("papers",),
    "restore": ("papers",),
    "merge": ("two names",),
    "different": ("two names",),
    "split": ("names", "papers", "sense"),
    "rename": ("names", "value"),
    "alias": ("names", "value"),
    "unalias": ("names", "value"),
    "retype": ("names", "value"),
    "reject": ("papers", "names", "value"),
    "broader": ("two names",),
    "undo": ("undoes",),
}
_VALUES: dict[Action, tuple[str, ...]] = {
    "retype": ENTITY_TYPES,
    "reject": (*RELATIONS, *LINK_PREDICATES),
}


def whole(entry: Entry) -> Entry:
    """``entry`` with clean texts of one line each.

    Raises `UsageError` where it lacks what its kind needs, and `kg.errors.InputError` where no graph could
    hold it: what once stands in the ledger can not be taken out again.
    """
    for need in _NEEDS[entry.action]:
        missing = len(set(entry.slugs)) < 2 if need == "two names" else not getattr(entry, need)
        if missing:
            what = {"papers": "at least one paper", "names": "a name", "two names": "two different names"}
            raise UsageError(f"{entry.action} needs {what.get(need, f'a {need}')}")
    _check(entry)
    return replace(
        entry,
        author=_line(entry.author),
        reason=_line(entry.reason),
        value=_line(entry.value),
        names=tuple((slug, _line(label)) for slug, label in entry.names),
    )


def _check(entry: Entry) -> None:
    for name in (*entry.slugs, *filter(None, [entry.sense])):
        name_iri(name)
    for paper in entry.papers:
        paper_iri(paper)
    known = _VALUES.get(entry.action)
    if known is not None and entry.value not in known:
        raise UsageError(f"{entry.action} of {entry.value!r}; there are: {', '.join(known)}")


def _line(text: str) -> str:
    """``text`` on one line, without what RDF can not carry."""
    return " ".join(clean_literal(text).split())


def to_plain(entry: Entry) -> dict[str, Any]:
    """The object that a line of the ledger holds; what the decision does not need is left out."""
    always = ("number", "time", "author", "action", "papers", "reason")
    plain = {name: getattr(entry, name) for name in Entry.__slots__}
    return {name: value for name, value in plain.items() if name in always or value not in ((), "", None)}


def from_plain(data: Any) -> Entry:
    """The inverse of `to_plain`; raises ValueError, TypeError or KeyError for anything else."""
    if data["action"] not in ACTIONS:
        raise ValueError(f"unknown action {data['action']!r}")
    names = tuple((str(slug), str(label)) for slug, label in data.get("names", ()))
    return Entry(**{**data, "papers": tuple(data["papers"]), "names": names})
