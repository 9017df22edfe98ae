"""How pages say what the vocabulary calls by one word."""

from __future__ import annotations

from kg.index.rows import Direction
from kg.model import RELATIONS

PAPERS = {
    "proposes": "Proposed by",
    "addresses": "Addressed by",
    "uses": "Used by",
    "comparesWith": "Compared with, in",
    "evaluatesOn": "Evaluated on, in",
    "reports": "Reported by",
    "discusses": "Discussed by",
}
"""Over the papers that have a relation to a name."""
NAMES = {
    "proposes": "Proposes",
    "addresses": "Addresses",
    "uses": "Uses",
    "comparesWith": "Compares with",
    "evaluatesOn": "Evaluates on",
    "reports": "Reports",
    "discusses": "Discusses",
}
"""Over the names that a paper has a relation to."""
LINKS: dict[tuple[str, Direction], str] = {
    ("isA", "out"): "Is a kind of",
    ("isA", "in"): "Kinds of it",
    ("partOf", "out"): "Part of",
    ("partOf", "in"): "Parts of it",
    ("usedFor", "out"): "Used for",
    ("usedFor", "in"): "What is used for it",
    ("comparedWith", "both"): "Compared with",
    ("evaluatedOn", "out"): "Evaluated on",
    ("evaluatedOn", "in"): "What is evaluated on it",
    ("measuredBy", "out"): "Measured by",
    ("measuredBy", "in"): "What is measured by it",
}
"""Over the names that a name is linked to."""
CONTEXTS = {
    "negated": "said not to be so",
    "rival": "said of a rival method",
    "hypothetical": "said as a possibility",
    "background": "said as background",
}
KINDS = ("Method", "Task", "Dataset", "Metric", "Concept")
assert set(PAPERS) == set(NAMES) == set(RELATIONS)
