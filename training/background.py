"""Merge taxonomies into the background names that are shipped: ``ontology/background.ttl.gz``.

    python -m training.background ../shared/taxonomies ontology/background.ttl.gz

Names, identifiers and hierarchy only; the same input gives the same bytes. Terms of one kind and one name
are one concept. What is no name is left out, and so is a broader term that would close a circle.
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

from kg.names import normal_form
from kg.resolve.forms import glued_form, numbers
from kg.text import clean
from kg.vocab import PREFIXES, concept_id, concept_iri, is_safe_iri
from training.taxonomies import Row, read_all

SCHEMES = {
    "nlp-fos": (
        "NLP Fields of Study Hierarchy",
        "Tim Schopf and Florian Matthes",
        "https://spdx.org/licenses/MIT",
        "http://nlpkg.sebis.cit.tum.de/nlp-fos-hierarchy.owl",
    ),
    "mlso": (
        "Machine Learning Sailor Ontology (names of Papers with Code: CC BY-SA 4.0)",
        "The MLSO authors; Papers with Code",
        "https://www.apache.org/licenses/LICENSE-2.0",
        "http://w3id.org/mlso",
    ),
    "pwc": (
        "Papers with Code: tasks and metrics",
        "Papers with Code",
        "https://creativecommons.org/licenses/by-sa/4.0/",
        "https://paperswithcode.com",
    ),
    "datafinder": (
        "DataFinder: names of datasets",
        "The DataFinder authors; Papers with Code",
        "https://www.apache.org/licenses/LICENSE-2.0",
        "https://github.com/viswavi/datafinder",
    ),
    "cso": (
        "Computer Science Ontology",
        "Knowledge Media Institute, The Open University",
        "https://creativecommons.org/licenses/by/4.0/",
        "https://cso.kmi.open.ac.uk",
    ),
}
"""Title, creator, licence and home of each source, in the order of whose names win."""
LONGEST, MOST_WORDS = 60, 8
_JOINT = re.compile(r"[&/]| and ")
"""Fields under one heading ("Transformers & Large Language Models"): each of their names is one of them."""
_NAME = re.compile(r"[\w .,:&'’@*#+/()\-–!^]+\Z")
_ADDRESS = re.compile(r"https?:|www\.|\d[\d\-() ]{8,}\d")
_SHOUTED = re.compile(r"(?:[A-Z]{4,}\W+){3,}")
_SHORT_AFTER = re.compile(r"(.{4,}?)\s*\(([A-Za-z0-9][\w\-+.@]{1,11})\)\Z")
_SPLIT = re.compile(
    r"\b(?:val|test|train|dev|subset|shot|frames|(?:\d+)?label(?:s|ed)|samples|epochs|vs|tasks?|\d+-way|\d+k|\d+x\d+)\b"
    r"|[(,]| - |^one-class|^imbalanced",
    re.IGNORECASE,
)
"""What a part, a setting or a task of a dataset is named by, rather than a dataset."""


@dataclass(slots=True)
class Concept:
    """One concept in the making."""

    group: str
    label: str
    others: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    idents: set[str] = field(default_factory=set)

    @property
    def iri(self) -> str:
        """Its IRI: a function of its group and label."""
        return concept_iri(concept_id(self.group, self.label))


def names_of(text: str) -> list[str]:
    """The names that a label holds, none where it is none: "Question Answering (QA)" holds two."""
    label = " ".join(clean(text).split()).strip(" .,:;")
    match = _SHORT_AFTER.match(label)
    parts = [match[1], match[2]] if match and sum(c.isupper() for c in match[2]) >= 2 else [label]
    return [part for part in parts if _is_name(part)]


def _is_name(label: str) -> bool:
    if len(label) < 2 or len(label) > LONGEST or len(label.split()) > MOST_WORDS or label == "None":
        return False
    letters = sum(c.isalpha() for c in label)
    sound = (
        "--" not in label
        and _NAME.match(label)
        and not _ADDRESS.search(label)
        and not _SHOUTED.search(label + " ")
    )
    return bool(sound) and letters >= max(1, len(label) / 4)


def group_of(row: Row) -> str:
    """Kinds whose terms of one name are one concept: a metric of a field's name is another thing."""
    return {"Dataset": "dataset", "Metric": "metric"}.get(row.kind, "topic")


def merge(rows: Iterable[Row]) -> tuple[list[Concept], dict[tuple[str, str], Concept]]:
    """The concepts, and which of them each term (source, identifier) became."""
    found: dict[tuple[str, str], Concept] = {}
    of: dict[tuple[str, str], Concept] = {}
    for row in rows:
        names = names_of(row.label)
        if row.source == "mlso" and row.kind == "Metric" and " " not in row.label.strip():
            continue  # OpenML's "coverage", "cost", "quality" are words of a special sense
        if not names or (row.kind == "Dataset" and _SPLIT.search(row.label)):
            continue
        key = group_of(row), glued_form(names[0])
        concept = found.setdefault(key, Concept(key[0], names[0]))
        others = [name for other in row.others for name in names_of(other) if _is_variant(name, names, row)]
        concept.others.update(names[1:], others, names[:1])
        concept.kinds.add(row.kind)
        concept.sources.add(row.source)
        concept.idents.update(_address(row))
        of[row.source, row.ident] = concept
    return list(found.values()), of


def _is_variant(name: str, names: list[str], row: Row) -> bool:
    """Whether another name of a term means the same: datasets have parts, joint fields have fields."""
    if row.kind == "Dataset":
        return numbers(name) == numbers(names[0]) and not _SPLIT.search(name)
    return not _JOINT.search(row.label)


def _address(row: Row) -> list[str]:
    """The IRI by which the source knows a term, where it has one."""
    ident = row.ident
    if row.source == "cso":
        ident = "https://cso.kmi.open.ac.uk/topics/" + quote(row.ident.replace(" ", "_"), safe="()_-,.'")
    return [ident] if is_safe_iri(ident) and not re.search(r"[#/]$", ident) else []


def hierarchy(rows: Iterable[Row], of: Mapping[tuple[str, str], Concept]) -> dict[str, set[str]]:
    """Broader concepts by IRI; an edge that would close a circle is left out: better sources come first."""
    above: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        child = of.get((row.source, row.ident))
        for ident in row.broader:
            parent = of.get((row.source, ident))
            if child is not None and parent is not None and child.iri not in _above(above, parent.iri):
                above[child.iri].add(parent.iri)
    return above


def _above(above: Mapping[str, set[str]], node: str) -> set[str]:
    """A node and all above it."""
    found, open_ = {node}, [node]
    while open_:
        for parent in above.get(open_.pop(), ()):
            if parent not in found:
                found.add(parent)
                open_.append(parent)
    return found


def nearest(above: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The same hierarchy without edges that others imply."""
    every = {node: {p: _above(above, p) - {p} for p in parents} for node, parents in above.items()}
    return {
        node: parents.keys() - set().union(*parents.values()) for node, parents in every.items() if parents
    }


def turtle(concepts: Iterable[Concept], above: Mapping[str, set[str]]) -> str:
    """The file's text, in the order of the IRIs."""
    head = [f"@prefix {name}: <{PREFIXES[name]}> ." for name in ("kg", "skos", "dcterms", "owl")]
    head += [_scheme(name, *about) for name, about in SCHEMES.items()]
    return "\n\n".join(
        ["\n".join(head), *(_concept(c, above) for c in sorted(concepts, key=lambda c: c.iri))]
    )


def _scheme(name: str, title: str, creator: str, licence: str, home: str) -> str:
    return (
        f"\n<{concept_iri(concept_id('scheme', name))}> a skos:ConceptScheme ; "
        f"dcterms:title {_text(title)} ; dcterms:creator {_text(creator)} ; "
        f"dcterms:license <{licence}> ; dcterms:source <{home}> ."
    )


def _concept(concept: Concept, above: Mapping[str, set[str]]) -> str:
    own = normal_form(concept.label)
    others = {normal_form(o): o for o in sorted(concept.others, reverse=True) if normal_form(o) != own}
    lines = [f"<{concept.iri}> a skos:Concept ; skos:prefLabel {_text(concept.label)}"]
    lists = (
        ("skos:altLabel", map(_text, sorted(others.values()))),
        ("kg:usualType", (f"kg:{k}" for k in sorted(concept.kinds - {"Field"}))),
        ("skos:inScheme", (f"<{concept_iri(concept_id('scheme', s))}>" for s in sorted(concept.sources))),
        ("skos:exactMatch", (f"<{ident}>" for ident in sorted(concept.idents))),
        ("skos:broader", (f"<{parent}>" for parent in sorted(above.get(concept.iri, ())))),
    )
    for predicate, values in lists:
        joined = " , ".join(values)
        lines += [f"  {predicate} {joined}"] if joined else []
    return " ;\n".join(lines) + " ."


def _text(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def write(text: str, out: Path) -> None:
    """Compress without name and clock, so that the same text gives the same bytes."""
    packed = BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9, mtime=0, filename="") as file:
        file.write(text.encode())
    out.write_bytes(packed.getvalue())


def main() -> None:
    """Write the file and print what is in it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("taxonomies", type=Path)
    options.add_argument("out", type=Path)
    given = options.parse_args()
    rows = read_all(given.taxonomies)
    concepts, of = merge(rows)
    above = nearest(hierarchy(rows, of))
    write(turtle(concepts, above), given.out)
    edges = sum(map(len, above.values()))
    print(f"{len(rows)} terms, {len(concepts)} concepts, {edges} broader, {given.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
