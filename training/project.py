"""Gold names laid back onto the text: token labels, mentions, entities and links of one paper."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kg.extract.tokens import Words
from kg.model import ENTITY_TYPES, LINK_PREDICATES, RELATIONS
from kg.names import normal_form
from training.papers import Annotated

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

B, I, L, U, O = range(5)  # noqa: E741 - the usual letters: begin, inside, last, unit, outside


@dataclass(slots=True)
class Example:
    """One paper as the network sees it; labels may be soft."""

    words: list[str]
    rows: Ints
    flags: Floats
    tags: Floats
    """Shape (n, 5): probability of each of B, I, L, U, O."""
    mentions: Ints
    """Shape (m, 4): first token, end token, entity, form (equal numbers: same normal form)."""
    types: Floats
    relations: Floats
    core: Floats
    links: Ints
    """Shape (k, 3): subject, object, index of the predicate."""
    index: int
    """Number of the paper in its list; its features lie under it."""
    wrong: Ints = field(default_factory=lambda: np.zeros((0, 3), np.int64))
    """Shape (k, 3): first token, end token, group; groups of mentions that were found and are no entity."""


def project(paper: Annotated, words: Words, index: int) -> Example:
    """The example that an annotated paper gives."""
    tokens = words.read(paper.text)
    mentions = find_mentions(paper, tokens.offsets)
    present = sorted({int(row[2]) for row in mentions})
    renumber = {old: new for new, old in enumerate(present)}
    mentions[:, 2] = [renumber[int(old)] for old in mentions[:, 2]]
    entities = [paper.entities[old] for old in present]
    return Example(
        words=tokens.lower,
        rows=tokens.rows,
        flags=tokens.flags,
        tags=_tags(len(tokens.words), mentions),
        mentions=mentions,
        types=_one_hot([ENTITY_TYPES.index(e["type"]) for e in entities], len(ENTITY_TYPES)),
        relations=_one_hot([RELATIONS.index(e["relation"]) for e in entities], len(RELATIONS)),
        core=np.array([float(e.get("core", False)) for e in entities], np.float32),
        links=_links(paper, renumber),
        index=index,
    )


def find_mentions(paper: Annotated, spans: Ints) -> Ints:
    """Longest non-overlapping occurrences of the entities' names and aliases, shape (m, 4)."""
    found = [
        (hit.start(), hit.end(), number)
        for number, entity in enumerate(paper.entities)
        for form in [entity["name"], *entity.get("aliases", [])]
        for hit in _pattern(form).finditer(paper.text)
    ]
    found.sort(key=lambda hit: (hit[0] - hit[1], hit[0], hit[2]))
    used = np.zeros(len(spans), dtype=bool)
    forms: dict[str, int] = {}
    out = []
    for start, end, number in found:
        first = int(np.searchsorted(spans[:, 1], start, side="right"))
        last = int(np.searchsorted(spans[:, 0], end, side="left"))
        if first >= last or used[first:last].any():
            continue
        used[first:last] = True
        form = forms.setdefault(normal_form(paper.text[start:end]), len(forms))
        out.append((first, last, number, form))
    return np.array(sorted(out), dtype=np.int64).reshape(-1, 4)


def _pattern(form: str) -> re.Pattern[str]:
    pieces = re.findall(r"[^\W_]+|[^\w\s\-–—]|_", form)
    body = r"[\s\-–—]*".join(re.escape(piece) for piece in pieces)
    acronym = form.isupper() and len(form) <= 5
    return re.compile(rf"(?<![^\W_]){body}(?:e?s)?(?![^\W_])", 0 if acronym else re.IGNORECASE)


def _tags(n: int, mentions: Ints) -> Floats:
    tags = np.full(n, O, dtype=np.int64)
    for first, end, *_ in mentions:
        tags[first:end] = I
        tags[first], tags[end - 1] = B, L
        if end - first == 1:
            tags[first] = U
    return _one_hot(list(tags), 5)


def _one_hot(values: list[int], width: int) -> Floats:
    return np.eye(width, dtype=np.float32)[np.array(values, dtype=np.int64)].reshape(-1, width)


def _links(paper: Annotated, renumber: dict[int, int]) -> Ints:
    by_name = {normal_form(e["name"]): i for i, e in enumerate(paper.entities)}
    out = set()
    for link in paper.links:
        subject = renumber.get(by_name.get(normal_form(link["subject"]), -1))
        target = renumber.get(by_name.get(normal_form(link["object"]), -1))
        if subject is not None and target is not None and subject != target:
            out.add((subject, target, LINK_PREDICATES.index(link["predicate"])))
    return np.array(sorted(out), dtype=np.int64).reshape(-1, 3)
