"""Readers of the taxonomies that `training.background` merges: names, identifiers and hierarchy only.

Each reader yields a `Row` a term. Texts (definitions, descriptions) are not read at all.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

SKOS = "http://www.w3.org/2004/02/skos/core#"
MLSO = {
    "ml_algorithms": "Method",
    "ml_task_types": "Task",
    "learning_methods": "Concept",
    "ml_fields": "Concept",
    "evaluation_measures": "Metric",
}
"""Files of the Machine Learning Sailor Ontology, and what their terms are."""
TABLES_WITH = 5
"""Leader boards that a metric must stand in: rarer ones are columns, not metrics."""
_METRIC = re.compile(r"[A-Za-z][A-Za-z0-9 .@-]{1,38}[A-Za-z0-9]\Z")


@dataclass(frozen=True, slots=True)
class Row:
    """One term of one taxonomy."""

    source: str
    ident: str
    """Its IRI, or its name where the taxonomy has no IRIs."""
    kind: str
    """What it is: an entity type, or ``Field`` for a field of study."""
    label: str
    others: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    """Identifiers of the same taxonomy."""


def read_all(folder: Path) -> list[Row]:
    """All terms of all taxonomies, the best kept one first."""
    return [
        *nlp_fields(folder / "nlp_fos" / "NLP-FoS-Hierarchy.owl"),
        *(row for name, kind in MLSO.items() for row in mlso(folder / "mlso" / f"mlso_{name}.ttl", kind)),
        *tasks(folder / "pwc"),
        *metrics(folder / "pwc"),
        *datasets(folder / "datafinder" / "pwc_dataset_catalogue.jsonl"),
        *cso(folder / "cso"),
    ]


def _facts(path: Path, kind: RdfFormat) -> dict[str, dict[str, list[Any]]]:
    """Objects by subject and local name of the predicate."""
    facts: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for quad in parse(path=str(path), format=kind, lenient=True):
        if isinstance(quad.subject, NamedNode):
            local = quad.predicate.value.replace("#", "/").rpartition("/")[2]
            facts[quad.subject.value][local].append(quad.object)
    return facts


def _texts(terms: Iterable[Any]) -> list[str]:
    """English and unmarked literals only: the sources hold tags that are addresses."""
    return sorted(t.value for t in terms if isinstance(t, Literal) and t.language in (None, "en"))


def _nodes(terms: Iterable[Any]) -> tuple[str, ...]:
    return tuple(sorted(t.value for t in terms if isinstance(t, NamedNode)))


def nlp_fields(path: Path) -> Iterator[Row]:
    """Fields of study in natural language processing."""
    for ident, fact in sorted(_facts(path, RdfFormat.RDF_XML).items()):
        kinds = {node.rpartition("#")[2] for node in _nodes(fact["type"])}
        labels = _texts(fact["label"])
        if "FieldOfStudy" in kinds and labels:
            kind = "Task" if "Task" in kinds else "Method" if "Method" in kinds else "Field"
            others = tuple(_texts(fact["hasSynonym"])) + tuple(labels[1:])
            yield Row("nlp-fos", ident, kind, labels[0], others, _nodes(fact["subFieldOf"]))


def mlso(path: Path, kind: str) -> Iterator[Row]:
    """Terms of one file of MLSO."""
    facts = _facts(path, RdfFormat.TURTLE)
    above: dict[str, set[str]] = defaultdict(set)
    for ident, fact in facts.items():
        above[ident].update(_nodes(fact["broader"]))
        for below in _nodes(fact["narrower"]):
            above[below].add(ident)
    for ident, fact in sorted(facts.items()):
        labels = _texts(fact["prefLabel"])
        if labels and f"{SKOS}Concept" in _nodes(fact["type"]):
            others = (*labels[1:], *_texts(fact["altLabel"]))
            yield Row("mlso", ident, kind, labels[0], others, tuple(sorted(above[ident])))


def tasks(folder: Path) -> Iterator[Row]:
    """Task names of Papers with Code; the hierarchy is that of 2020, and of 2025 where the words bear it out.

    In 2025 wrong rows had been put into it: "10-shot image generation" above "Semantic Segmentation".
    """
    above: dict[str, set[str]] = defaultdict(set)
    names = {line.strip().strip('"').strip() for line in _lines(folder / "ws2025_all_tasks.txt")}
    others: dict[str, set[str]] = defaultdict(set)
    with gzip.open(folder / "evaluation_tables_2020.json.gz", "rt", encoding="utf-8") as file:
        _walk(json.load(file), None, names, above, others)
    with (folder / "ws2025_task_hierarchy.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            for child in row["Child Tasks"].removesuffix("...").split("; "):
                if _words(row["Parent Task"]) < _words(child):
                    above[child].add(row["Parent Task"])
    for name in sorted(names - {""}):
        yield Row("pwc", name, "Task", name, tuple(sorted(others[name])), tuple(sorted(above[name])))


def _lines(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as lines:
        return [line.rstrip("\n") for line in lines]


def _words(name: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", name.lower()))


def _walk(
    tables: Iterable[dict[str, Any]],
    parent: str | None,
    names: set[str],
    above: dict[str, set[str]],
    others: dict[str, set[str]],
) -> None:
    for table in tables:
        name = table["task"].strip()
        names.add(name)
        others[name].update(synonym.strip() for synonym in table.get("synonyms", ()))
        if parent is not None:
            above[name].add(parent)
        _walk(table["subtasks"], name, names, above, others)


def metrics(folder: Path) -> Iterator[Row]:
    """Metrics that enough leader boards of 2020 use."""
    counted: Counter[str] = Counter()
    with gzip.open(folder / "evaluation_tables_2020.json.gz", "rt", encoding="utf-8") as file:
        _count(json.load(file), counted)
    for name, tables in sorted(counted.items()):
        if tables >= TABLES_WITH and _METRIC.match(name):
            yield Row("pwc", f"metric {name}", "Metric", name)


def _count(tables: Iterable[dict[str, Any]], counted: Counter[str]) -> None:
    for table in tables:
        for dataset in table["datasets"]:
            counted.update({" ".join(name.split()) for name in dataset["sota"]["metrics"]})
        _count(table["subtasks"], counted)


def datasets(path: Path) -> Iterator[Row]:
    """Datasets of DataFinder with the ways of writing them."""
    for line in _lines(path):
        row = json.loads(line)
        yield Row("datafinder", row["id"], "Dataset", row["id"].strip(), tuple(sorted(set(row["variants"]))))


def cso(folder: Path) -> Iterator[Row]:
    """Topics of the Computer Science Ontology; labels of its later version have no hierarchy."""
    primary: dict[str, str] = {}
    above: dict[str, set[str]] = defaultdict(set)
    names: set[str] = set()
    for line in _lines(folder / "cso_v3_2019.csv"):
        parts = [part.strip('"') for part in line.split(";")]
        if len(parts) != 3:
            continue
        subject, predicate, value = parts
        if predicate == "klink:primaryLabel":
            primary[subject] = value
        elif predicate == "klink:broaderGeneric":
            above[value].add(subject)
        elif predicate == "rdf:type":
            names.add(subject)
    later = {line.strip().strip('"') for line in _lines(folder / "cso_3.4.1_concepts.csv")[1:]}
    others: dict[str, set[str]] = defaultdict(set)
    parents: dict[str, set[str]] = defaultdict(set)
    for name in names | later:
        main = primary.get(name, name)
        others[main].update({name} - {main})
        parents[main].update(primary.get(parent, parent) for parent in above[name])
    for main in sorted(others):
        yield Row(
            "cso", main, "Field", main, tuple(sorted(others[main])), tuple(sorted(parents[main] - {main}))
        )
