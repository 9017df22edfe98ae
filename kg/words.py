"""How relations and predicates are said in plain words."""

from __future__ import annotations

SAID = {
    "proposes": "proposes",
    "addresses": "addresses",
    "uses": "uses",
    "comparesWith": "compares with",
    "evaluatesOn": "evaluates on",
    "reports": "reports",
    "discusses": "discusses",
    "usedFor": "is used for",
    "isA": "is a kind of",
    "partOf": "is part of",
    "comparedWith": "is compared with",
    "evaluatedOn": "is evaluated on",
    "measuredBy": "is measured by",
}
"""Between a subject and an object."""
