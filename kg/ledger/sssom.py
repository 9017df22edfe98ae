"""Decisions as an SSSOM table: the standard for mappings, https://mapping-commons.github.io/sssom/.

What joins, parts or orders names is a mapping in the sense of the standard; a label is a mapping to a
literal. What else the ledger needs to be replayed stands in declared extension slots, so that a table of
ours comes back as it was, and one from elsewhere is read as far as its mappings go.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator

from kg import __version__
from kg.cells import guard
from kg.ledger.entries import Entry
from kg.names import slug
from kg.vocab import BASE, KG, PREFIXES

_EXTENSIONS = {
    "ext_entry": ("dcterms:identifier", "xsd:integer"),
    "ext_action": ("kg:action", "xsd:string"),
    "ext_time": ("prov:endedAtTime", "xsd:dateTime"),
    "ext_papers": ("kg:concerns", "xsd:string"),
    "ext_value": ("kg:value", "xsd:string"),
    "ext_sense": ("kg:sense", "xsd:string"),
}
COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "author_id",
    "author_label",
    "object_type",
    "mapping_date",
    "comment",
    *_EXTENSIONS,
)
"""Slots in the order of the standard, then ours."""

CURIES = {
    "name": PREFIXES["name"],
    "paper": PREFIXES["paper"],
    "curator": f"{BASE}curation/by/",
    "dcterms": PREFIXES["dcterms"],
    "kg": KG,
    "owl": PREFIXES["owl"],
    "prov": PREFIXES["prov"],
    "rdf": PREFIXES["rdf"],
    "skos": PREFIXES["skos"],
    "semapv": "https://w3id.org/semapv/vocab/",
    "xsd": PREFIXES["xsd"],
}
_LICENSE = "https://w3id.org/sssom/license/unspecified"
_NOT = "Not"
_LITERAL = "rdfs literal"
_PREDICATES = {
    "merge": ("skos:exactMatch", ""),
    "different": ("skos:exactMatch", _NOT),
    "split": ("skos:exactMatch", _NOT),
    "broader": ("skos:broadMatch", ""),
    "rename": ("skos:prefLabel", ""),
    "alias": ("skos:altLabel", ""),
    "unalias": ("skos:altLabel", _NOT),
    "retype": ("rdf:type", ""),
    "retract": ("rdf:type", ""),
    "restore": ("rdf:type", _NOT),
}

Row = dict[str, str]


def write_table(entries: Iterable[Entry]) -> str:
    """``entries`` as SSSOM/TSV; those that are no longer in force are left out by the caller."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, delimiter="\t", lineterminator="\n", restval="")
    writer.writeheader()
    for entry in entries:
        for row in _rows(entry):
            writer.writerow({slot: guard(value) for slot, value in row.items()})
    body = out.getvalue()
    return "".join(f"#{line}\n" for line in _header(body)) + body


def _header(body: str) -> Iterator[str]:
    yield "curie_map:"
    yield from (f"  {prefix}: {iri}" for prefix, iri in sorted(CURIES.items()))
    digest = hashlib.sha256(body.encode()).hexdigest()[:20]
    yield f"mapping_set_id: {BASE}curation/set/{digest}"
    yield "mapping_set_title: Decisions about names and claims of a papertriples graph"
    yield f"license: {_LICENSE}"
    yield "mapping_tool: papertriples"
    yield f'mapping_tool_version: "{__version__}"'
    yield "extension_definitions:"
    for name, (property_, kind) in _EXTENSIONS.items():
        yield from (f"  - slot_name: {name}", f"    property: {property_}", f"    type_hint: {kind}")


def _rows(entry: Entry) -> Iterator[Row]:
    """The mappings that a decision comes to; all but its ends are the same in each."""
    predicate, modifier = _PREDICATES.get(entry.action, (f"kg:{entry.value}", _NOT))
    same = {
        "predicate_id": predicate,
        "predicate_modifier": modifier,
        "mapping_justification": "semapv:ManualMappingCuration",
        "author_id": f"curator:{slug(entry.author)}",
        "author_label": _joined([entry.author]),
        "mapping_date": entry.time[:10],
        "comment": entry.reason,
        "ext_entry": str(entry.number),
        "ext_action": entry.action,
        "ext_time": entry.time,
        "ext_papers": _joined(entry.papers),
        "ext_value": entry.value,
        "ext_sense": entry.sense,
    }
    for ends in _ends(entry):
        yield {**same, **ends}


def _ends(entry: Entry) -> Iterator[Row]:
    names = [{"id": f"name:{name}", "label": label} for name, label in entry.names]
    papers = [{"id": f"paper:{paper}", "label": ""} for paper in entry.papers]
    match entry.action:
        case "merge" | "different" | "broader":
            yield from (_pair(names[0], other) for other in names[1:])
        case "split":
            sense = {"id": f"name:{entry.sense}", "label": names[0]["label"]}
            yield from (_pair(sense, name) for name in names)
        case "rename" | "alias" | "unalias":
            yield {**_pair(names[0], {"id": "", "label": entry.value}), "object_type": _LITERAL}
        case "retype":
            yield _pair(names[0], {"id": f"kg:{entry.value}", "label": entry.value})
        case "reject":
            subjects = names[:-1] or papers
            yield from (_pair(subject, names[-1]) for subject in subjects)
        case "retract" | "restore":
            yield from (_pair(paper, {"id": "kg:RetractedPaper", "label": ""}) for paper in papers)


def _pair(subject: Row, object_: Row) -> Row:
    return {
        "subject_id": subject["id"],
        "subject_label": subject["label"],
        "object_id": object_["id"],
        "object_label": object_["label"],
    }


def _joined(values: Iterable[str]) -> str:
    """Several values in one cell, as the standard separates and escapes them."""
    return "|".join(value.replace("\\", "\\\\").replace("|", "\\|") for value in values)


def parted(cell: str) -> list[str]:
    """The inverse of joining several values in one cell."""
    found = re.findall(r"(?:\\.|[^\\|])+", cell)
    return [re.sub(r"\\(.)", r"\1", value) for value in found]
