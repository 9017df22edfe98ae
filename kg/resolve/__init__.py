"""From what single papers say to the entities of the whole store.

Candidates are generated (`kg.resolve.senses`), then decided, and the rule that decided is kept;
`kg.resolve.derive` turns the decisions into the plain records that the graph and the index hold.
Everything is a function of the present set of extractions: the order of papers does not matter.
"""

from kg.resolve.derive import derive
from kg.resolve.senses import Decision, decide

__all__ = ["Decision", "decide", "derive"]
