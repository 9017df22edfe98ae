"""What a build did, in numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

Progress = Callable[[str, int, int], None]
"""Called with a stage (``reading``, ``extracting``, …), how much is done, and of how much (0: unknown)."""


@dataclass(slots=True)
class BuildReport:
    """Counts of one build. The last four are of the whole store, the others of this build."""

    records: int = 0
    """Records read."""
    new_records: int = 0
    added: int = 0
    """Papers that the store did not hold."""
    updated: int = 0
    """Papers whose text, metadata or extraction changed."""
    unchanged: int = 0
    """Papers that were read again and are as they were."""
    removed: int = 0
    """Papers that are gone: retracted, or one with another now."""
    retracted: int = 0
    """Papers read that the ledger keeps out."""
    earlier: int = 0
    """Records that are older than was asked for."""
    problems: int = 0
    flags: dict[str, int] = field(default_factory=dict)
    """Records read that lack an abstract, are not in English or lie outside computer science."""
    warnings: list[str] = field(default_factory=list)
    """What a person should look at: papers whose new version has another title."""
    published: bool = False
    papers: int = 0
    entities: int = 0
    claims: int = 0
    triples: int = 0
