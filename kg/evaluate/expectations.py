"""What a probe expects of an answer, as plain data: an entity, a link, or names of one thing.

``{"entity": NAME, "aliases": […], "relation": […], "type": […], "context": […]}``: an entity of that name
(or of an alias) with one of these relations, types and contexts; what is left out may be anything.
``{"subject": NAME, "predicate": […], "object": NAME}``: such a link; without ``predicate`` any.
``{"same": [NAME, NAME]}``: one entity that has all these names.
A single word may stand for a list of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kg.evaluate.matching import Json, forms, norm
from kg.model import CONTEXTS, ENTITY_TYPES, LINK_PREDICATES, RELATIONS

_LISTS: Mapping[str, tuple[str, ...]] = {
    "relation": RELATIONS,
    "type": ENTITY_TYPES,
    "context": CONTEXTS,
    "predicate": LINK_PREDICATES,
}
_SYMMETRIC = "comparedWith"


@dataclass(frozen=True, slots=True)
class EntityWanted:
    """An entity with one of some relations, types and contexts; an empty tuple asks nothing."""

    names: tuple[str, ...]
    relations: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()

    def holds(self, answer: Json) -> bool:
        """Whether the answer has it."""
        return any(self._fits(entity) for entity in self.near(answer))

    def _fits(self, entity: Json) -> bool:
        asked = (("relation", self.relations), ("type", self.types), ("context", self.contexts))
        return all(not allowed or entity.get(key) in allowed for key, allowed in asked)

    def near(self, answer: Json) -> Iterator[Json]:
        """The entities of the answer that have the name."""
        return _named(answer, self.names)

    def words(self) -> str:
        """For people."""
        asked = " ".join("|".join(part) for part in (self.relations, self.types, self.contexts) if part)
        return f"{self.names[0]}{': ' if asked else ''}{asked}"

    def came(self, answer: Json) -> str:
        """What the answer has under the name."""
        found = [
            " ".join(filter(None, (entity["relation"], entity["type"], entity.get("context"))))
            for entity in self.near(answer)
        ]
        return ", ".join(found) or "nothing"


@dataclass(frozen=True, slots=True)
class LinkWanted:
    """A link of one of some predicates; none given: of any. ``comparedWith`` has no direction."""

    subject: str
    object: str
    predicates: tuple[str, ...] = ()

    def holds(self, answer: Json) -> bool:
        """Whether the answer has it."""
        return any(
            (not self.predicates or link["predicate"] in self.predicates)
            and (straight or link["predicate"] == _SYMMETRIC)
            for link, straight in self._between(answer)
        )

    def _between(self, answer: Json) -> Iterator[tuple[Json, bool]]:
        """Links between the two, with whether they point as asked."""
        subjects = {entity["name"] for entity in _named(answer, (self.subject,))}
        objects = {entity["name"] for entity in _named(answer, (self.object,))}
        for link in answer["links"]:
            if link["subject"] in subjects and link["object"] in objects:
                yield link, True
            elif link["subject"] in objects and link["object"] in subjects:
                yield link, False

    def words(self) -> str:
        """For people."""
        return f"{self.subject} —{'|'.join(self.predicates) or 'any link'}→ {self.object}"

    def came(self, answer: Json) -> str:
        """What the answer has between the two."""
        missing = [name for name in (self.subject, self.object) if not any(_named(answer, (name,)))]
        if missing:
            return f"no entity {missing[0]}"
        found = [
            f"{link['subject']} —{link['predicate']}→ {link['object']}" for link, _ in self._between(answer)
        ]
        return ", ".join(found) or "no link between them"


@dataclass(frozen=True, slots=True)
class SameWanted:
    """One entity that has all of some names."""

    names: tuple[str, ...]

    def holds(self, answer: Json) -> bool:
        """Whether the answer has it."""
        wanted = {_glued(name) for name in self.names}
        return any(wanted <= _all_forms(entity) for entity in answer["entities"])

    def words(self) -> str:
        """For people."""
        return " = ".join(self.names)

    def came(self, answer: Json) -> str:
        """Which entities of the answer have one of the names."""
        found = [
            f"{entity['name']} ({', '.join(entity['aliases'])})" if entity["aliases"] else entity["name"]
            for entity in _named(answer, self.names)
        ]
        return ", ".join(found) or "nothing"


Wanted = EntityWanted | LinkWanted | SameWanted


def expectation(plain: Any) -> Wanted:
    """Read one expectation; raises `ValueError` that says what is wrong with it."""
    if not isinstance(plain, dict):
        raise ValueError(f"an expectation is an object, not {plain!r}")
    for wanted, required, optional in (
        ("entity", {"entity"}, {"aliases", "relation", "type", "context"}),
        ("link", {"subject", "object"}, {"predicate"}),
        ("same", {"same"}, set()),
    ):
        if required <= plain.keys():
            unknown = plain.keys() - required - optional
            if unknown:
                raise ValueError(f"an expectation of this kind has no key {min(unknown)!r}")
            return _read(wanted, plain)
    raise ValueError("an expectation needs 'entity', 'subject' and 'object', or 'same'")


def _read(kind: str, plain: Json) -> Wanted:
    if kind == "entity":
        named = _texts(plain, "entity")
        if not named:
            raise ValueError("'entity' needs a name")
        names = (*named, *_texts(plain, "aliases"))
        return EntityWanted(names, *(_texts(plain, key) for key in ("relation", "type", "context")))
    if kind == "link":
        subjects, objects = _texts(plain, "subject"), _texts(plain, "object")
        if len(subjects) != 1 or len(objects) != 1:
            raise ValueError("'subject' and 'object' are one name each")
        return LinkWanted(subjects[0], objects[0], _texts(plain, "predicate"))
    names = _texts(plain, "same")
    if len(names) < 2:
        raise ValueError("'same' needs at least two names")
    return SameWanted(names)


def _texts(plain: Json, key: str) -> tuple[str, ...]:
    value = plain.get(key, [])
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(t, str) and norm(t) for t in texts):
        raise ValueError(f"{key!r} is a word or a list of words")
    unknown = [text for text in texts if text not in _LISTS.get(key, texts)]
    if unknown:
        raise ValueError(f"no {key} is called {unknown[0]!r}; there are: {', '.join(_LISTS[key])}")
    return tuple(texts)


def _named(answer: Json, names: Iterable[str]) -> Iterator[Json]:
    wanted = {_glued(name) for name in names}
    return (entity for entity in answer["entities"] if wanted & _all_forms(entity))


def _all_forms(entity: Json) -> set[str]:
    return {form.replace(" ", "") for form in forms(entity)}


def _glued(name: str) -> str:
    return norm(name).replace(" ", "")
