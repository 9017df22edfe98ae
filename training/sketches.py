"""Mini papers made from a grammar: constructions that annotated abstracts have too seldom to learn from.

Each sketch is a title and a few sentences of ``sketches.txt``; what a sentence says of a name is known. Names
of methods, tasks, datasets, metrics and concepts are those of annotated papers, or coined.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.names import normal_form
from kg.text import sentences
from training.papers import Annotated

TEMPLATES = Path(__file__).with_name("sketches.txt")
_SLOT = re.compile(r"\{([A-Za-z]\d?)(?:\.(\w+))?(?:\.([asA]))?\}")
_TYPES = {"m": "Method", "t": "Task", "d": "Dataset", "x": "Metric", "c": "Concept"}
_OWN = {
    "P": ("Method", "proposes"),
    "D": ("Dataset", "proposes"),
    "X": ("Metric", "proposes"),
    "T": ("Task", "addresses"),
}
_CONCEPT_INSTEAD = ("m4", "m5", "m9")
"""Slots that are a Concept now and then: what a method does without need not be a method."""
_COUNTED = re.compile(
    r"(?:network|model|forest|tree|autoencoder|machine|transformer|process|filter|estimator|classifier|planner"
    r"|encoder|decoder|agent|kernel|graph|loss|algorithm|architecture|method|framework|function|mechanism|module"
    r"|layer|solver|system|policy|bound|score|error|rate|dataset|corpus|prior|label|annotation|map|embedding)$"
)


_WEIGHTS = {
    "use": 4, "lure": 2, "negated": 4, "maybe": 3, "rival": 3, "baseline": 4, "background": 3, "evaluate": 3,
    "metric": 2, "concept": 1, "generic": 1, "made": 0.3,
}  # fmt: skip
"""How often a sentence of each kind follows the first one."""


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with slots, and the links between them that it states."""

    text: str
    links: tuple[tuple[str, str, str], ...]

    @property
    def slots(self) -> set[str]:
        """Letters and numbers of its slots."""
        return {hit[1] for hit in _SLOT.finditer(self.text)}

    @property
    def relations(self) -> set[str]:
        """How the paper stands to what fills its slots."""
        return {hit[2] for hit in _SLOT.finditer(self.text) if hit[2]}


@dataclass(slots=True)
class _Draft:
    names: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    relations: dict[str, str] = field(default_factory=dict)
    links: list[tuple[str, str, str]] = field(default_factory=list)


def read_words(path: Path = TEMPLATES) -> dict[str, list[str]]:
    """The lists of words that fill what names nothing."""
    lines = [
        line[1:].split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line[:1] == "@"
    ]
    return {kind: words.split(", ") for kind, words in lines}


def read_templates(path: Path = TEMPLATES) -> dict[str, list[Template]]:
    """The sentences of each kind."""
    out: dict[str, list[Template]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and line[0] not in "#@":
            kind, _, rest = line.partition("\t")
            text, _, links = rest.partition(" || ")
            found = [tuple(link.split()) for link in links.split(" ; ") if link]
            out[kind].append(Template(text.strip(), tuple((a, b, c) for a, b, c in found)))
    return dict(out)


def name_pools(papers: Iterable[Annotated]) -> dict[str, list[str]]:
    """Names of each type that annotated papers do not propose, each as often as papers have it."""
    out: dict[str, list[str]] = defaultdict(list)
    for paper in papers:
        for entity in paper.entities:
            name = entity["name"]
            plain = re.fullmatch(r"[\w+*.-]+(?: [\w+*.-]+){0,3}", name)
            if entity["relation"] != "proposes" and plain and 2 < len(name) < 40:
                out[entity["type"]].append(name)
    return dict(out)


class Sketcher:
    """Draws sketches; the same seed gives the same ones."""

    def __init__(self, papers: Sequence[Annotated], *, seed: int) -> None:
        self.rng = random.Random(seed)
        self.pools = name_pools(papers)
        self.distinct = {kind: sorted(set(names)) for kind, names in self.pools.items()}
        self.templates, self.words = read_templates(), read_words()

    def sketch(self, number: int) -> Annotated:
        """One mini paper."""
        rng, draft = self.rng, _Draft()
        main = rng.choices(("open", "plain", "made"), (6, 3, 1))[0]
        chosen = [rng.choice(self.templates[main])]
        there = set(chosen[0].slots)
        own = {"P", "T"} if main == "open" else {"T"} if main == "plain" else {"D", "X", "T"}
        for kind in rng.choices(list(_WEIGHTS), list(_WEIGHTS.values()), k=rng.choice((0, 1, 1, 1, 2, 2, 3))):
            fits = [t for t in self.templates[kind] if t.slots & {"P", "T", "D", "X"} <= own]
            template = rng.choice(fits or chosen)
            if template in chosen or (template.slots - own) & there:
                continue
            there |= template.slots
            first = kind in ("background", "rival") and rng.random() < 0.6
            chosen.insert(0 if first else len(chosen), template)
        titles = [t for t in self.templates["title"] if t.slots & {"P", "D", "X"} <= own]
        title = self._fill(rng.choice(titles), draft).rstrip(".")
        if rng.random() < 0.8:
            title = _title_case(title)
        abstract = " ".join(self._fill(template, draft) for template in chosen)
        return _annotated(number, title, abstract, draft)

    def _fill(self, template: Template, draft: _Draft) -> str:
        def put(hit: re.Match[str]) -> str:
            slot, relation, form = hit[1], hit[2], hit[3]
            if slot not in draft.names:
                draft.types[slot], draft.names[slot] = self._name(slot, draft)
            draft.relations.setdefault(slot, _OWN[slot][1] if slot in _OWN else relation)
            return _inflected(draft.names[slot], form)

        text = _SLOT.sub(put, template.text)
        rng = self.rng
        text = re.sub(r"\bKIND\b", lambda _: rng.choice(self.words["kinds"]), text)
        text = re.sub(r"\bTHING\b", lambda _: rng.choice(self.words["things"]), text)
        text = re.sub(r"\bPLACE\b", lambda _: rng.choice(self.words["places"]), text)
        text = re.sub(r"\bNUMBER\b", lambda _: str(rng.randint(2, 12)), text)
        draft.links += template.links
        return text[0].upper() + text[1:]

    def _name(self, slot: str, draft: _Draft) -> tuple[str, str]:
        for _ in range(50):
            kind, name = self._drawn(slot)
            taken = [f" {normal_form(other)} " for other in draft.names.values()]
            form = f" {normal_form(name)} "
            if form.strip() and not any(form in other or other in form for other in taken):
                break
        return kind, name

    def _drawn(self, slot: str) -> tuple[str, str]:
        rng = self.rng
        if slot in ("P", "D", "X"):
            return _OWN[slot][0], self._coined(slot)
        kind = "Task" if slot == "T" else _TYPES[slot[0]]
        if slot in _CONCEPT_INSTEAD and rng.random() < 0.25:
            kind = "Concept"
        if kind == "Task" and rng.random() < 0.5:
            theme, action = rng.choice(self.words["themes"]), rng.choice(self.words["actions"])
            return kind, f"{theme} {action}"
        return kind, rng.choice(self.pools[kind] if rng.random() < 0.6 else self.distinct[kind])

    def _coined(self, slot: str) -> str:
        rng = self.rng
        one, two = rng.sample(self.words["nouns"], 2)
        if slot == "X":
            return f"{one} {rng.choice(('index', 'score', 'rate'))}"
        if slot == "D":
            return one.title() + rng.choice(("Set", "Bench", "-40", "Corpus", "QA", "-1K", "Data"))
        name, words = one.title(), self.words
        shapes = (
            name + rng.choice(words["endings"]),
            name + rng.choice(words["endings"]),
            name + two.title(),
            name + rng.choice(("++", "-2", "RL", "AI")),
            one.upper(),
            f"{one} {rng.choice(('filter', 'cache', 'walk', 'gate'))}",
        )
        return rng.choice(shapes)


def _annotated(number: int, title: str, abstract: str, draft: _Draft) -> Annotated:
    entities = [
        {
            "name": name,
            "aliases": [],
            "type": draft.types[slot],
            "relation": draft.relations[slot],
            "core": slot in ("P", "T", "D", "X", "m1"),
        }
        for slot, name in draft.names.items()
    ]
    links = [
        {"subject": draft.names[a], "predicate": p, "object": draft.names[b]}
        for a, p, b in dict.fromkeys(draft.links)
        if a in draft.names and b in draft.names
    ]
    return Annotated(f"sketch-{number}", title, abstract, entities, links)


def _inflected(name: str, form: str | None) -> str:
    last = name.split()[-1]
    counted = _COUNTED.search(last) is not None and last.islower()
    if form == "s" and counted:
        return name[:-1] + "ies" if last.endswith("cy") else name + ("es" if last.endswith("s") else "s")
    if form in ("a", "A") and counted:
        article = "an" if name[0] in "aeioAEIO" else "a"
        return f"{article} {name}"
    return name


_SMALL = frozenset(
    (
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "is",
        "of",
        "on",
        "or",
        "the",
        "to",
        "with",
        "without",
    )
)


def _title_case(title: str) -> str:
    words = title.split(" ")
    return " ".join(
        word if k and word in _SMALL else word[0].upper() + word[1:] for k, word in enumerate(words) if word
    )


def cut_down(paper: Annotated, rng: random.Random) -> Annotated:
    """An annotated paper with one to three sentences of its abstract, and what is named in them."""
    bounds = [(a, b) for a, b in sentences(paper.text) if a > len(paper.title)]
    if len(bounds) < 3:
        return paper
    size = rng.randint(1, 3)
    first = rng.randint(0, len(bounds) - size)
    abstract = paper.text[bounds[first][0] : bounds[first + size - 1][1]].strip()
    text = f"{paper.title}\n{abstract}".lower()
    kept: list[dict[str, Any]] = [
        entity
        for entity in paper.entities
        if any(form.lower() in text for form in [entity["name"], *entity.get("aliases", [])])
    ]
    names = {entity["name"] for entity in kept}
    links = [link for link in paper.links if link["subject"] in names and link["object"] in names]
    return Annotated(f"{paper.id}-cut", paper.title, abstract, kept, links)


def draw(papers: Sequence[Annotated], *, sketches: int, cuts: int, seed: int) -> list[Annotated]:
    """Sketches with names of these papers, and some of these papers cut down."""
    sketcher = Sketcher(papers, seed=seed)
    made = [sketcher.sketch(number) for number in range(sketches)]
    rng = random.Random(seed + 1)
    return made + [cut_down(paper, rng) for paper in rng.sample(list(papers), min(cuts, len(papers)))]
