"""A build in a process of its own, for tests that end it from outside: STORE FILE…"""

from __future__ import annotations

import sys

from kg.build import build, job
from tests.keywords import Keywords

if __name__ == "__main__":
    job.follows = lambda writer: True  # so that it is also killed while it publishes on its way
    store, *files = sys.argv[1:]
    build(files, store, extractor=Keywords(), publish_every=0.05)
