"""What follows from all papers together: kept in tables of its own, and brought up to what changed."""

from kg.derive.limits import demand, remember_threshold, thresholds
from kg.derive.parts import Aside
from kg.derive.run import bring_up, forget, index_writer, is_followed, revised

__all__ = [
    "Aside",
    "bring_up",
    "demand",
    "forget",
    "index_writer",
    "is_followed",
    "remember_threshold",
    "revised",
    "thresholds",
]
