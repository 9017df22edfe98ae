"""The plain frozen records that cross every stage; no library's own objects pass a room's door.

Source file → `Record` (one a record read) → `Paper` (records that are one paper, merged)
→ `Extraction` (what an extractor found in it) → `Derived` (what the resolution makes of all of them).
"""

from __future__ import annotations

from kg.model.papers import (
    CONTEXTS,
    ENTITY_TYPES,
    LINK_PREDICATES,
    RELATIONS,
    STORED_FROM,
    Author,
    Context,
    Entity,
    EntityType,
    Extraction,
    Link,
    LinkPredicate,
    Mention,
    Origin,
    Paper,
    Record,
    Relation,
)
from kg.model.whole import (
    BackgroundMatch,
    Broader,
    Company,
    Comparison,
    Concept,
    Derived,
    EntityEdge,
    EntityNode,
    Listed,
    MatchKind,
    NameNode,
    Paired,
    PaperEdge,
    Standing,
)

__all__ = [
    "CONTEXTS",
    "ENTITY_TYPES",
    "LINK_PREDICATES",
    "RELATIONS",
    "STORED_FROM",
    "Author",
    "BackgroundMatch",
    "Broader",
    "Company",
    "Comparison",
    "Concept",
    "Context",
    "Derived",
    "Entity",
    "EntityEdge",
    "EntityNode",
    "EntityType",
    "Extraction",
    "Link",
    "LinkPredicate",
    "Listed",
    "MatchKind",
    "Mention",
    "NameNode",
    "Origin",
    "Paired",
    "Paper",
    "PaperEdge",
    "Record",
    "Relation",
    "Standing",
]
