"""What follows from all papers together: kept in tables of its own, and brought up to what changed."""

from kg.derive.run import bring_up, demand, forget, index_writer, remember_threshold, thresholds

__all__ = ["bring_up", "demand", "forget", "index_writer", "remember_threshold", "thresholds"]
