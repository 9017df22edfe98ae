"""From what single papers say to the entities of the whole store.

Candidates are generated (`kg.resolve.profiles`), two names are compared (`kg.resolve.same`), then it is
decided what each stands for (`kg.resolve.decide`), and all comparisons are kept; `kg.resolve.derive`
turns the decisions into the plain records that the graph and the index hold. Everything is a function of
the present set of extractions: the order of papers does not matter.
"""

from kg.resolve.decide import Decision, Resolution, resolve
from kg.resolve.derive import derive

__all__ = ["Decision", "Resolution", "derive", "resolve"]
