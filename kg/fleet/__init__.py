"""From files of papers to sorted N-Quads on many machines: a plan of small tasks, and engines that run them.

`kg.fleet.plan` says which tasks there are, `kg.fleet.tasks` how one is done so that it may be killed or done
twice, the ``steps_*`` modules what each does, `kg.fleet.engines` where they run. No step holds all papers or
all names in one memory: whatever meets, meets in a shard by the hash of what it has in common.
"""

from kg.fleet.engines import ENGINES, open_engine
from kg.fleet.load import load
from kg.fleet.plan import Done, extract_far

__all__ = ["ENGINES", "Done", "extract_far", "load", "open_engine"]
